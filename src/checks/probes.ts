import { CALIBRATION, NEARLY_ZERO } from '../plan/plan.js';
import type { AnyReading } from '../protocols/index.js';
import { show } from '../protocols/json.js';
import type { Reply } from '../protocols/protocol.js';
import { bodyText, type Cell, MODES, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';
import { strayMarkup } from './content.js';
import type { Outcome, Relation } from './rule.js';
import { cell, type RunView } from './view.js';

/** Relations between a case and a variant of it: one thing is changed, and its effect is known (protocol reference 6.8). */

interface Place {
  run: RunView;
  /** The case that the variant is made from. */
  base: string;
  at: Cell;
  free: AnyReading | undefined;
  varied: AnyReading;
  reply: Reply;
}

type Said = Pick<Outcome, 'verdict' | 'expected' | 'actual'>;

const holds = (good: boolean, expected: string, actual: string): Said => ({
  verdict: good ? 'pass' : 'fail',
  expected,
  actual,
});
const unknown = (expected: string, actual: string): Said => ({ verdict: 'unknown', expected, actual });

/** Judges each answered cell of a variant, wherever the plan has one. */
function each(names: string[], judge: (place: Place) => Said | null): (run: RunView) => Outcome[] {
  return (run) =>
    run.cases.flatMap((name) => {
      const [base = '', variant] = name.split('+');
      if (variant === undefined || !names.includes(variant)) return [];
      return PROTOCOLS.flatMap((protocol) => MODES.map((mode) => cell(protocol, mode))).flatMap((at) => {
        const varied = run.at(name, at);
        if (!varied?.reply) return [];
        const free = run.at(base, at) ?? run.at(base, cell(at.protocol, 'plain'));
        const said = judge({ run, base, at, free, varied, reply: varied.reply });
        return said === null
          ? []
          : [{ case: name, protocol: at.protocol, mode: at.mode, exchanges: [varied.exchange.id], ...said }];
      });
    });
}

const calls = ({ toolCalls }: Reply) => toolCalls.map(({ name }) => name).join(', ') || 'no tool call';

/** A text that is cut at a stop string: what stands before the first match, and nothing after it. */
function stopCuts({ free, varied, reply }: Place): Said | null {
  const [stop] = varied.exchange.asked?.stop ?? [];
  const whole = free?.reply?.text;
  if (stop === undefined || whole === undefined || !whole.includes(stop)) return null;
  const cut = whole.slice(0, whole.indexOf(stop));
  return holds(reply.text === cut, show(cut), show(reply.text));
}

/** The Anthropic API says which string matched; the OpenAI API cannot. */
function stopIsSaid({ varied, reply }: Place): Said | null {
  const [stop = ''] = varied.exchange.asked?.stop ?? [];
  if (varied.exchange.protocol === 'openai-chat') return holds(reply.stop.raw === 'stop', 'stop', show(reply.stop.raw));
  const said = `${reply.stop.raw}, stop_sequence ${show(reply.stop.sequence)}`;
  return holds(
    reply.stop.raw === 'stop_sequence' && reply.stop.sequence === stop,
    `stop_sequence, stop_sequence ${show(stop)}`,
    said,
  );
}

/** Both halves of a stop probe; the text first, as the reason follows from it. */
function stopProbe(place: Place): Said | null {
  const text = stopCuts(place);
  if (text === null || text.verdict === 'fail') return text;
  const said = stopIsSaid(place);
  return said?.verdict === 'fail' ? said : usageStops(place, text);
}

/** Generation ends at the match: tokens behind it are neither made nor counted. */
function usageStops({ free, reply }: Place, text: Said): Said {
  const [whole, cut] = [free?.reply?.usage?.completion, reply.usage?.completion];
  if (whole === undefined || cut === undefined) return text;
  return cut < whole ? text : holds(false, `fewer than ${whole} output tokens`, `${cut}`);
}

function capProbe({ free, varied, reply }: Place): Said | null {
  const cap = varied.exchange.asked?.maxTokens ?? 0;
  const whole = free?.reply;
  if (!whole || (whole.usage && whole.usage.completion <= cap)) return null;
  const tokens = reply.usage?.completion;
  const short = tokens === undefined ? reply.text.length < whole.text.length : tokens <= cap + 1;
  const prefix = (whole.reasoning + whole.text).startsWith(reply.reasoning + reply.text);
  const said = `${reply.stop.raw}, ${tokens ?? 'no'} tokens, ${show(reply.text, 60)}`;
  return holds(
    short && prefix && reply.stop.class === 'cap',
    `the first ${cap} tokens, and the cap as the reason`,
    said,
  );
}

const required = ({ varied, run, reply }: Place): Said => {
  const tools = varied.exchange.asked?.tools.map(({ name }) => name) ?? [];
  const good = reply.toolCalls.length > 0 && reply.toolCalls.every(({ name }) => tools.includes(name));
  return good || run.knownModel
    ? holds(good, 'a tool call', calls(reply))
    : unknown('a tool call', 'none: the model may be too weak');
};

function named({ varied, reply }: Place): Said | null {
  const choice = varied.exchange.asked?.toolChoice;
  if (typeof choice !== 'object' || choice === null) return null;
  const good = reply.toolCalls.length > 0 && reply.toolCalls.every(({ name }) => name === choice.name);
  return holds(good, choice.name, calls(reply));
}

function singleCall({ free, reply }: Place): Said {
  if ((free?.reply?.toolCalls.length ?? 0) < 2)
    return unknown('at most one call', 'the free answer has fewer than two');
  return holds(reply.toolCalls.length <= 1, 'at most one call', `${reply.toolCalls.length} calls`);
}

/** How many prompt tokens the whole case has more than the variant without one part of it. */
function added(run: RunView, base: string, variant: string, protocol: ProtocolName): number | null {
  const whole = run.at(base, cell(protocol, 'plain'))?.reply?.usage?.prompt;
  const without = run.at(`${base}+${variant}`, cell(protocol, 'plain'))?.reply?.usage?.prompt;
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

/** Another spelling of the same request: same text, same prompt tokens. */
function sameAsUsual({ free, reply }: Place): Said | null {
  const usual = free?.reply;
  if (!usual) return null;
  const tokens = usual.usage && reply.usage && usual.usage.prompt !== reply.usage.prompt;
  if (tokens) return holds(false, `${usual.usage?.prompt} prompt tokens`, `${reply.usage?.prompt}`);
  return holds(usual.text === reply.text, show(usual.text), show(reply.text));
}

/** The scripted result stands in the answer to it. */
function resultUsed({ run, base, varied, reply }: Place): Said | null {
  const expectations = run.golden.get(base)?.expect;
  const wanted =
    (varied.exchange.case.endsWith('next_result') ? expectations?.nextContains : expectations?.resultContains) ?? [];
  if (wanted.length === 0) return null;
  const missing = wanted.filter((part) => !reply.text.includes(part));
  const expected = `a text with ${wanted.map((part) => show(part)).join(' and ')}`;
  if (missing.length === 0 || run.knownModel) return holds(missing.length === 0, expected, show(reply.text));
  return unknown(expected, `${show(reply.text, 80)}: the model may be too weak`);
}

/** Equal requests at temperature 0 have equal answers; if not, close to 0 tells whether sampling is the reason. */
function greedy(run: RunView): Outcome[] {
  return run.protocols.flatMap((protocol): Outcome[] => {
    const text = (name: string) => run.at(name, cell(protocol, 'plain'))?.reply?.text;
    const takes = [text(CALIBRATION), text(`${CALIBRATION}+again`)];
    if (takes.includes(undefined)) return [];
    const place = {
      case: CALIBRATION,
      protocol,
      mode: 'plain' as const,
      exchanges: [CALIBRATION, `${CALIBRATION}+again`].flatMap(
        (name) => run.at(name, cell(protocol, 'plain'))?.exchange.id ?? [],
      ),
    };
    if (takes[0] === takes[1]) return [{ ...place, ...holds(true, 'equal answers at temperature 0', 'equal') }];
    const close = [text(`${CALIBRATION}+nearly_zero`), text(`${CALIBRATION}+nearly_zero_again`)];
    const differ = `${show(takes[0], 60)}, then ${show(takes[1], 60)}`;
    return close[0] !== undefined && close[0] === close[1]
      ? [{ ...place, ...holds(false, `equal answers at temperature 0, as at ${NEARLY_ZERO}`, differ) }]
      : [{ ...place, ...unknown('equal answers', `unstable at any temperature: ${differ}`) }];
  });
}

/** Every known header of the official clients is accepted. */
const accepted =
  (names: string[]) =>
  (run: RunView): Outcome[] =>
    run.readings
      .filter(({ exchange }) => names.some((name) => exchange.case.endsWith(`+${name}`)))
      .map(({ exchange }) => {
        const { received, failure } = exchange;
        const actual = received
          ? `status ${received.status}: ${show(bodyText(received), 80)}`
          : (failure?.message ?? '');
        const said = holds(received?.status === 200, 'status 200', received?.status === 200 ? 'status 200' : actual);
        return {
          case: exchange.case,
          protocol: exchange.protocol,
          mode: exchange.mode,
          exchanges: [exchange.id],
          ...said,
        };
      });

/** A good request after the bad ones is answered. */
function recovers(run: RunView): Outcome[] {
  return run.readings
    .filter(({ exchange }) => exchange.case === 'recovery')
    .map((reading) => {
      const { exchange, reply } = reading;
      const said = reply === null ? '' : reply.reasoning + reply.text;
      const good = exchange.received?.status === 200 && said !== '';
      const actual = exchange.received
        ? `status ${exchange.received.status}, ${show(said, 60)}`
        : (exchange.failure?.message ?? '');
      return {
        case: exchange.case,
        protocol: exchange.protocol,
        mode: exchange.mode,
        exchanges: [exchange.id],
        ...holds(good, 'an answer', actual),
      };
    });
}

/** The echoed model is the same on both sides. */
function modelEcho(run: RunView): Outcome[] {
  const models = PROTOCOLS.map((protocol) =>
    run.readings.find((one) => one.exchange.protocol === protocol && one.reply?.model),
  );
  const [openai, anthropic] = models;
  if (!openai || !anthropic) return [];
  const exchanges = [openai.exchange.id, anthropic.exchange.id];
  return [
    {
      case: openai.exchange.case,
      protocol: 'cross',
      mode: 'both',
      exchanges,
      ...holds(openai.reply?.model === anthropic.reply?.model, show(openai.reply?.model), show(anthropic.reply?.model)),
    },
  ];
}

/** No markup of the model's template in an answer, wherever the request did not hold it. */
function noLeak(run: RunView): Outcome[] {
  return run.readings
    .filter((reading) => reading.exchange.purpose === 'answer' && reading.reply !== null)
    .map((reading) => {
      const { exchange, reply } = reading;
      const mark = reply ? strayMarkup(reply, reading) : undefined;
      return {
        case: exchange.case,
        protocol: exchange.protocol,
        mode: exchange.mode,
        exchanges: [exchange.id],
        ...holds(
          mark === undefined,
          'an answer without markup of the template',
          mark ? `${mark} in ${show(reply?.text, 80)}` : 'none',
        ),
      };
    });
}

/** A bad request has the same fate on both sides, each in its own envelope. */
const sameFate =
  (names: string[]) =>
  (run: RunView): Outcome[] =>
    names.flatMap((name): Outcome[] => {
      const [openai, anthropic] = PROTOCOLS.map(
        (protocol) => run.at(`bad_request+${name}`, cell(protocol, 'plain'))?.exchange,
      );
      if (!openai?.received || !anthropic?.received) return [];
      const fate = (status: number) => `${Math.floor(status / 100)}xx`;
      const [a, b] = [fate(openai.received.status), fate(anthropic.received.status)];
      const said = holds(a === b, `status ${a}, as by OpenAI`, `status ${b}`);
      return [
        {
          case: `bad_request+${name}`,
          protocol: 'cross',
          mode: 'plain',
          exchanges: [openai.id, anthropic.id],
          ...said,
        },
      ];
    });

type ProbeRow = [
  id: string,
  severity: Relation['severity'],
  sentence: string,
  why: string,
  uses: string[],
  judge: Relation['judge'],
];

const PARITY = [
  'empty_messages',
  'unknown_role',
  'empty_text',
  'unknown_block',
  'textless_block',
  'lone_surrogate',
  'choice_without_tools',
  'bad_schema',
  'orphan_result',
  'no_key',
  'wrong_content_type',
];
const RESULTS = ['result', 'result_swapped', 'result_blocks', 'next_result'];
const BAD = ['malformed_json', 'array_body', 'missing_messages', 'messages_string', 'negative_cap', 'string_cap'];

const rows: ProbeRow[] = [
  [
    'R-X-08',
    'error',
    'A stop string cuts the text exactly there, and is reported.',
    'documented on both sides; translation drops the string or only labels the reason',
    ['stop_border', 'stop_inside', 'stop_string'],
    each(['stop_border', 'stop_inside', 'stop_string'], stopProbe),
  ],
  [
    'R-X-09',
    'error',
    'A smaller cap gives the first tokens, and says so.',
    'a cap that is not reported hides that the text is cut (T-TR11, T-TR17)',
    ['cap_1', 'cap_5'],
    each(['cap_1', 'cap_5'], capProbe),
  ],
  [
    'R-OA-73',
    'error',
    'max_completion_tokens caps as max_tokens does.',
    'newer clients send only this one: ignoring it is unlimited output',
    ['max_completion_tokens'],
    each(['max_completion_tokens'], capProbe),
  ],
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
    'R-X-18',
    'error',
    'A tool is called where one is required.',
    'documented guarantee of both APIs',
    ['choice_required'],
    each(['choice_required'], required),
  ],
  [
    'R-X-19',
    'error',
    'A named tool is called, and no other.',
    'documented guarantee of both APIs',
    ['choice_named'],
    each(['choice_named'], named),
  ],
  [
    'R-X-20',
    'error',
    'No tool is called where none may be.',
    'documented guarantee of both APIs',
    ['choice_none'],
    each(['choice_none'], ({ reply }) => holds(reply.toolCalls.length === 0, 'no tool call', calls(reply))),
  ],
  [
    'R-X-21',
    'error',
    'At most one tool is called where parallel calls are off.',
    'documented guarantee of both APIs',
    ['parallel_off'],
    each(['parallel_off'], singleCall),
  ],
  [
    'R-X-23',
    'error',
    'A tool’s result is used in the next turn, with the ids that the server gave.',
    'tool ids and results get lost in translation',
    RESULTS,
    each(RESULTS, resultUsed),
  ],
  [
    'R-AN-74',
    'error',
    'Text may be a string or a list of blocks.',
    'documented; clients send both',
    ['system_blocks', 'content_blocks'],
    each(['system_blocks', 'content_blocks'], sameAsUsual),
  ],
  [
    'R-X-17',
    'warning',
    'No markup of the model’s template stands in an answer.',
    'it is shown to users and pollutes the history',
    [],
    noLeak,
  ],
  ['R-X-29', 'warning', 'Both APIs echo the same model.', 'clients that route by it go astray', [], modelEcho],
  [
    'R-X-30',
    'error',
    'An unknown model is refused by both APIs.',
    'one side’s SDK retries, the other gives up',
    ['unknown_model'],
    sameFate(['unknown_model']),
  ],
  ['R-X-31', 'error', 'A malformed request is refused by both APIs.', 'vllm-project/vllm#57997', BAD, sameFate(BAD)],
  [
    'R-X-33',
    'warning',
    'A doubtful request has the same fate on both sides.',
    'parity of validation',
    PARITY,
    sameFate(PARITY),
  ],
  [
    'R-X-38',
    'error',
    'Equal requests at temperature 0 have equal answers.',
    'temperature 0 that is read as unset samples at 1.0; nothing can be compared',
    ['again'],
    greedy,
  ],
  [
    'R-AN-69',
    'error',
    'The key is accepted as x-api-key and as Bearer.',
    'the newest official client sends only Bearer, the others only x-api-key (F1)',
    ['bearer_only', 'x_api_key_only'],
    accepted(['bearer_only', 'x_api_key_only']),
  ],
  [
    'R-AN-70',
    'error',
    'Both versions of the API are accepted.',
    'official clients send 2023-06-01 or 2026-10-21 (F1)',
    ['newest_version'],
    accepted(['newest_version']),
  ],
  [
    'R-AN-71',
    'error',
    'Unknown betas and a query string are ignored.',
    'coding agents send them (ollama/ollama#13708)',
    ['unknown_beta'],
    accepted(['unknown_beta']),
  ],
  [
    'G-06',
    'error',
    'A good request after bad ones is answered.',
    'one typo of a client must not stop the server for all',
    [],
    recovers,
  ],
];

export const probes: Relation[] = rows.map(([id, severity, sentence, why, uses, judge]) => ({
  id,
  severity,
  sentence,
  why,
  uses,
  judge,
}));
