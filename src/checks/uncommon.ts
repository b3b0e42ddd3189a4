import type { AnyReading } from '../protocols/index.js';
import { get, show } from '../protocols/json.js';
import { callsOf } from '../protocols/openai-chat/stream.js';
import {
  eachExchange,
  holds,
  notBroken,
  type RelationRow,
  relationsOf,
  type Said,
  statusOf,
  told,
  unknown,
} from './probe.js';
import { replyRules } from './rule.js';
import { chatStream, expect } from './scope.js';
import { cell, type RunView } from './view.js';

/** What is asked seldom, and breaks often: thoughts that are cut, deprecated functions, server tools. */

/** The whole answer that a cut one should be the beginning of. */
function whole({ exchange }: AnyReading, run: RunView, variants: string[]): AnyReading | undefined {
  const [base = ''] = exchange.case.split('+');
  return variants.map((name) => run.at(`${base}+${name}`, cell(exchange.protocol, exchange.mode))).find(Boolean);
}

/** Reasoning that the cap cuts stays reasoning, and nothing is put in the place of what is cut off. */
function cutThought(reading: AnyReading, run: RunView): Said | null {
  const full = whole(reading, run, ['thinking_on', 'thinking_tool'])?.reply;
  const { reply } = reading;
  if (!full || !reply || full.reasoning === '') return null;
  const begins = full.reasoning.startsWith(reply.reasoning) && full.text.startsWith(reply.text);
  const expected = `the beginning of ${show(full.reasoning, 60)} and of ${show(full.text, 60)}`;
  return holds(begins, expected, `${show(reply.reasoning, 60)} and ${show(reply.text, 80)}`);
}

/** The deprecated spelling has the same effect, or is refused. */
function functionsWork(reading: AnyReading, run: RunView): Said | null {
  const [base = ''] = reading.exchange.case.split('+');
  const usual = run.at(base, cell('openai-chat', 'plain'))?.reply?.toolCalls[0];
  if (statusOf(reading) !== 200) return notBroken(reading);
  if (usual === undefined) return null;
  const message = get(reading.json, 'choices', 0, 'message');
  const name = get(message, 'function_call', 'name') ?? get(message, 'tool_calls', 0, 'function', 'name');
  const actual = name === undefined ? told(reading) : show(name);
  return name === undefined && !run.knownModel
    ? unknown(`a call of ${usual.name}`, `${actual}: the model may be too weak`)
    : holds(name === usual.name, `a call of ${usual.name}, or a 400`, actual);
}

/** A tool that the server itself should run does no harm to the tool beside it. */
function besideServerTool(reading: AnyReading, run: RunView): Said | null {
  const [base = ''] = reading.exchange.case.split('+');
  const usual = run.at(base, cell(reading.exchange.protocol, 'plain'))?.reply?.toolCalls.map(({ name }) => name);
  if (!usual?.length) return null;
  const came = reading.reply?.toolCalls.map(({ name }) => name) ?? [];
  const called = came.length > 0 ? came.join(', ') : told(reading);
  const good = came.join() === usual.join();
  return !good && statusOf(reading) === 200 && !run.knownModel
    ? unknown(`a call of ${usual.join(', ')}`, `${called}: the model may be too weak`)
    : holds(good, `status 200, and a call of ${usual.join(', ')}`, called);
}

const rows: RelationRow[] = [
  [
    'G-31',
    'error',
    'Reasoning that the cap cuts is the beginning of the whole, and the text of the whole answer.',
    'cut reasoning is shown as the answer (jundot/omlx#2457, raullenchai/Rapid-MLX#1770)',
    ['thinking_cap'],
    eachExchange(['thinking_cap'], cutThought),
  ],
  [
    'G-32',
    'warning',
    'The deprecated functions work as tools do, or are refused.',
    'older clients get a text in place of a call (raullenchai/Rapid-MLX#465)',
    ['functions'],
    eachExchange(['functions'], functionsWork),
  ],
  [
    'G-33',
    'warning',
    'A server tool beside a tool does no harm.',
    'coding agents send web_search along (sgl-project/sglang#25876)',
    ['server_tool'],
    eachExchange(['server_tool'], besideServerTool),
  ],
];

export const uncommon = relationsOf(rows);

/** Rules of this project about streamed tool calls of the OpenAI API. */
export const uncommonFragments = replyRules(
  ['openai-chat'],
  [
    [
      'G-35',
      'warning',
      'Later fragments of a tool call have no name, not even an empty one.',
      'assemblers that take the last name have none (lmstudio-ai/lmstudio-bug-tracker#649)',
      chatStream((stream) => {
        const later = callsOf(stream).flatMap(([, ...rest]) => rest);
        return stream.fragments.length === 0
          ? null
          : later.flatMap(({ entry, at }) =>
              expect(get(entry, 'function', 'name') !== '', 'nothing', '""', `${at}.function.name`),
            );
      }),
      'a streamed tool call',
    ],
  ],
);
