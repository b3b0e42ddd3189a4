import { CALIBRATION } from '../golden/special.js';
import type { AnyReading } from '../protocols/index.js';
import { asCount, get } from '../protocols/json.js';
import { PROTOCOLS, type ProtocolName } from '../wire/exchange.js';
import {
  eachExchange,
  eachPair,
  holds,
  outcomeAt,
  type RelationRow,
  relationsOf,
  type Said,
  statusOf,
  told,
} from './probe.js';
import type { Outcome } from './rule.js';
import { isAnswered } from './scope.js';
import { cell, type RunView } from './view.js';

/** What a part of the prompt costs, what count_tokens says of it, and what a cache makes of it (protocol reference 5.2). */

const usageIn = (run: RunView, name: string, protocol: ProtocolName) =>
  run.at(name, cell(protocol, 'plain'))?.reply?.usage;

/** How many prompt tokens the whole case has more than the variant without one part of it. */
function added(run: RunView, base: string, variant: string, protocol: ProtocolName): number | null {
  const whole = usageIn(run, base, protocol)?.prompt;
  const without = usageIn(run, `${base}+${variant}`, protocol)?.prompt;
  return whole === undefined || without === undefined ? null : whole - without;
}

/** A part of the prompt must count for something, and for the same on both sides. */
const addsTokens =
  (variant: string, part: string) =>
  (run: RunView): Outcome[] =>
    [...run.golden.keys()].flatMap((base): Outcome[] => {
      const [openai, anthropic] = [
        added(run, base, variant, 'openai-chat'),
        added(run, base, variant, 'anthropic-messages'),
      ];
      if (openai === null || anthropic === null) return [];
      const exchanges = PROTOCOLS.flatMap(
        (protocol) => run.at(`${base}+${variant}`, cell(protocol, 'plain'))?.exchange.id ?? [],
      );
      const said = holds(
        openai > 0 && openai === anthropic,
        `${part} adds the same number of prompt tokens on both sides`,
        `${openai} by OpenAI, ${anthropic} by Anthropic`,
      );
      return [{ case: `${base}+${variant}`, protocol: 'cross', mode: 'plain', exchanges, ...said }];
    });

function countsTokens(reading: AnyReading): Said {
  const count = get(reading.json, 'input_tokens');
  return holds(statusOf(reading) === 200 && asCount(count) !== null, '{"input_tokens": n}', told(reading));
}

/** count_tokens against what the same request counted on both sides. */
function countIsRight(reading: AnyReading, run: RunView): Said | null {
  const counted = asCount(get(reading.json, 'input_tokens'));
  const [base = ''] = reading.exchange.case.split('+');
  const real = PROTOCOLS.map((protocol) => usageIn(run, base, protocol)?.prompt);
  if (counted === null || real.includes(undefined)) return null;
  return holds(
    real.every((prompt) => prompt === counted),
    `${real.join(' by OpenAI, ')} by Anthropic`,
    `${counted}`,
  );
}

/** A repeated prompt may come from a cache; the sum stays what it was, and both sides say where it came from. */
function cacheAddsUp(openai: AnyReading, anthropic: AnyReading, run: RunView): Said | null {
  const [base = ''] = openai.exchange.case.split('+');
  const first = PROTOCOLS.map((protocol) => usageIn(run, base, protocol));
  const again = [openai.reply?.usage, anthropic.reply?.usage];
  if ([...first, ...again].some((usage) => usage == null) || base === CALIBRATION) return null;
  const kept = again.every((usage, k) => usage?.prompt === first[k]?.prompt);
  const hits = again.map((usage) => (usage?.cached ?? 0) > 0);
  const actual = PROTOCOLS.map(
    (protocol, k) => `${protocol} ${again[k]?.prompt} (cached ${again[k]?.cached ?? 'not said'})`,
  );
  const expected = PROTOCOLS.map((protocol, k) => `${protocol} ${first[k]?.prompt}`);
  return holds(
    kept && hits[0] === hits[1],
    `${expected.join(', ')}, cached on both sides or on none`,
    actual.join(', '),
  );
}

const inputOf = (usage: unknown) =>
  ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].reduce(
    (sum, key) => sum + (asCount(get(usage, key)) ?? 0),
    0,
  );

/** The last word on the input is the first one, or where that was a guess what the plain reply counts (T-AN62, T-AN63). */
function lastInput(reading: AnyReading, run: RunView): Outcome[] {
  if (reading.protocol !== 'anthropic-messages' || !reading.stream || !isAnswered(reading)) return [];
  const { start, messageDeltas } = reading.stream;
  const said = messageDeltas.filter(({ json }) => typeof get(json, 'usage', 'input_tokens') === 'number');
  const first = inputOf(get(start?.json, 'message', 'usage'));
  const plain = usageIn(run, reading.exchange.case, 'anthropic-messages')?.prompt;
  const wrong = said.find(({ json }) => first !== 0 && ![first, plain].includes(inputOf(json.usage)));
  const [shown = wrong] = wrong ? [wrong] : said;
  if (!shown) return [];
  const guess = plain === undefined || plain === first ? '' : `, or ${plain} as the plain reply`;
  const verdict = holds(!wrong, `${first} in all${guess}`, `${inputOf(shown.json.usage)}`);
  return [{ ...outcomeAt(reading, verdict), at: `${shown.at} usage.input_tokens` }];
}

const COUNTS = ['count_tokens', 'count_tokens_beta'];

const rows: RelationRow[] = [
  [
    'R-X-11',
    'error',
    'A system text adds the same number of prompt tokens on both sides.',
    'a translation that drops it is invisible otherwise',
    ['no_system'],
    addsTokens('no_system', 'the system text'),
  ],
  [
    'R-X-12',
    'error',
    'A tool adds the same number of prompt tokens on both sides.',
    'a tool that is dropped is invisible otherwise',
    ['no_tools'],
    addsTokens('no_tools', 'a tool'),
  ],
  [
    'R-AN-56',
    'error',
    'input_tokens in message_delta is the true final value.',
    '0 erases the value of the start (T-AN62)',
    [],
    (run) => run.readings.flatMap((reading) => lastInput(reading, run)),
  ],
  [
    'R-AN-73',
    'warning',
    'count_tokens is there, and counts.',
    'coding agents ask it before they compact',
    COUNTS,
    eachExchange(COUNTS, countsTokens),
  ],
  [
    'R-X-13',
    'warning',
    'count_tokens counts what the request costs on both sides.',
    'clients plan their context by it',
    ['count_tokens'],
    eachExchange(['count_tokens'], countIsRight),
  ],
  [
    'R-X-14',
    'warning',
    'A prompt from a cache counts as before.',
    'double counting (vllm-project/vllm#40912)',
    ['again'],
    eachPair(['again'], cacheAddsUp),
  ],
];

export const counts = relationsOf(rows);
