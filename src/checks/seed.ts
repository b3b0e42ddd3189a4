import type { AnyReading } from '../protocols/index.js';
import { get, isObject } from '../protocols/json.js';
import type { Cell } from '../wire/exchange.js';
import type { Outcome, Relation } from './rule.js';
import { cell, type RunView } from './view.js';

/** The eleven tests of the suite that this project began as, by name: `--profile seed` judges them one by one. */

const OPENAI = cell('openai-chat', 'plain');
const ANTHROPIC = cell('anthropic-messages', 'plain');
const OPENAI_STREAM = cell('openai-chat', 'stream');
const ANTHROPIC_STREAM = cell('anthropic-messages', 'stream');

type Test = (readings: AnyReading[]) => boolean;
type SeedRow = [id: string, name: string, of: string, cells: Cell[], test: Test];

const reply = (readings: AnyReading[], k = 0) => readings[k]?.reply;
const has = (json: unknown, ...keys: string[]) => keys.every((key) => get(json, key) !== undefined);
const saysText: Test = (readings) => readings.every((one) => (one.reply?.text.length ?? 0) > 0);

const rows: SeedRow[] = [
  [
    'SEED-01',
    'greeting by OpenAI',
    'simple_greeting',
    [OPENAI],
    (r) => saysText(r) && get(r[0]?.json, 'object') === 'chat.completion',
  ],
  [
    'SEED-02',
    'greeting by Anthropic',
    'simple_greeting',
    [ANTHROPIC],
    (r) => saysText(r) && get(r[0]?.json, 'type') === 'message' && get(r[0]?.json, 'role') === 'assistant',
  ],
  [
    'SEED-03',
    'both name Paris',
    'factual_question',
    [OPENAI, ANTHROPIC],
    (r) => r.every((one) => one.reply?.text.toLowerCase().includes('paris')),
  ],
  ['SEED-04', 'system message by OpenAI', 'system_instruction', [OPENAI], saysText],
  ['SEED-05', 'system text by Anthropic', 'system_instruction', [ANTHROPIC], saysText],
  ['SEED-06', 'streaming by OpenAI', 'simple_greeting', [OPENAI_STREAM], saysText],
  [
    'SEED-07',
    'streaming by Anthropic',
    'simple_greeting',
    [ANTHROPIC_STREAM],
    (r) => saysText(r) && r[0]?.sse?.events.some(({ data }) => data.includes('message_start')) === true,
  ],
  [
    'SEED-08',
    'tool call by OpenAI',
    'tool_call_request',
    [OPENAI],
    (r) => (reply(r)?.toolCalls.length ?? 0) > 0 || saysText(r),
  ],
  [
    'SEED-09',
    'shape of an OpenAI reply',
    'factual_question',
    [OPENAI],
    (r) =>
      has(r[0]?.json, 'id', 'object', 'created', 'model', 'choices', 'usage') &&
      has(get(r[0]?.json, 'usage'), 'prompt_tokens', 'completion_tokens', 'total_tokens'),
  ],
  [
    'SEED-10',
    'shape of an Anthropic reply',
    'factual_question',
    [ANTHROPIC],
    (r) =>
      has(r[0]?.json, 'id', 'type', 'role', 'content', 'model', 'stop_reason', 'usage') &&
      isObject(get(r[0]?.json, 'usage')),
  ],
  [
    'SEED-11',
    'reasons to stop translate',
    'simple_greeting',
    [OPENAI, ANTHROPIC],
    (r) => reply(r, 0)?.stop.class !== 'other' && reply(r, 0)?.stop.class === reply(r, 1)?.stop.class,
  ],
];

function judge([, , of, cells, test]: SeedRow) {
  return (run: RunView): Outcome[] => {
    const readings = cells.flatMap((at) => run.at(of, at) ?? []);
    const [first] = cells;
    if (readings.length < cells.length || !first) return [];
    return [
      {
        case: of,
        protocol: cells.length > 1 ? 'cross' : first.protocol,
        mode: first.mode,
        verdict: test(readings) ? 'pass' : 'fail',
        expected: 'the test passes',
        actual: test(readings) ? 'it passes' : 'it fails',
        exchanges: readings.map(({ exchange }) => exchange.id),
      },
    ];
  };
}

export const seedSuite: Relation[] = rows.map((row) => ({
  id: row[0],
  severity: 'error',
  sentence: `The first suite’s test: ${row[1]}.`,
  why: 'what the project began as; it says less than the rules beside it',
  uses: [],
  judge: judge(row),
}));
