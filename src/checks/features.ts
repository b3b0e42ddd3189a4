import { CALIBRATION, MODELS, NONCES, TOGETHER } from '../plan/plan.js';
import type { AnyReading } from '../protocols/index.js';
import { asArray, asCount, get, isObject, parseJson, show } from '../protocols/json.js';
import { bodyText, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';
import { schemaComplaint } from './content.js';
import type { Outcome, Relation } from './rule.js';
import { isAnswered, variantOf } from './scope.js';
import { cell, type RunView } from './view.js';

/** What not every server has: where it is there it must work, where not it must be refused, on both sides alike. */

type Said = Pick<Outcome, 'verdict' | 'expected' | 'actual'>;

const holds = (good: boolean, expected: string, actual: string): Said => ({
  verdict: good ? 'pass' : 'fail',
  expected,
  actual,
});

/** Judges every exchange of some variants. */
const each =
  (names: string[], judge: (reading: AnyReading, run: RunView) => Said | null) =>
  (run: RunView): Outcome[] =>
    run.readings
      .filter(({ exchange }) => names.includes(variantOf(exchange.case)))
      .flatMap((reading) => {
        const { exchange } = reading;
        const said = judge(reading, run);
        const { case: name, protocol, mode, id } = exchange;
        return said === null ? [] : [{ case: name, protocol, mode, exchanges: [id], ...said }];
      });

/** Judges the two plain exchanges of a variant against each other. */
const both =
  (names: string[], judge: (openai: AnyReading, anthropic: AnyReading, run: RunView) => Said | null) =>
  (run: RunView): Outcome[] =>
    run.cases
      .filter((name) => names.includes(variantOf(name)))
      .flatMap((name): Outcome[] => {
        const [openai, anthropic] = PROTOCOLS.map((protocol) => run.at(name, cell(protocol, 'plain')));
        const said = openai && anthropic ? judge(openai, anthropic, run) : null;
        if (!openai || !anthropic || said === null) return [];
        return [
          {
            case: name,
            protocol: 'cross',
            mode: 'plain',
            exchanges: [openai.exchange.id, anthropic.exchange.id],
            ...said,
          },
        ];
      });

function statusOf({ exchange }: AnyReading): number {
  return exchange.received?.status ?? 0;
}

function told({ exchange }: AnyReading): string {
  const { received, failure } = exchange;
  return received ? `status ${received.status}: ${show(bodyText(received), 80)}` : (failure?.message ?? 'nothing');
}

const accepted = (reading: AnyReading): Said => {
  const good = statusOf(reading) === 200;
  return holds(good, 'status 200', good ? 'status 200' : told(reading));
};

const notBroken = (reading: AnyReading): Said => {
  const status = statusOf(reading);
  return holds(
    status >= 200 && status < 500,
    'an answer or a 4xx',
    status < 500 && status > 0 ? `status ${status}` : told(reading),
  );
};

const fate = (reading: AnyReading) => `${Math.floor(statusOf(reading) / 100)}xx`;
const sameFate = (openai: AnyReading, anthropic: AnyReading): Said =>
  holds(fate(openai) === fate(anthropic), `status ${fate(openai)}, as by OpenAI`, told(anthropic));

/** A text-only model cannot see: an answer to a picture is made up (raullenchai/Rapid-MLX#782). */
function pictures(openai: AnyReading, anthropic: AnyReading, run: RunView): Said {
  const same = sameFate(openai, anthropic);
  if (same.verdict === 'fail' || !run.knownModel) return same;
  return holds(statusOf(openai) !== 200, 'a refusal: the model cannot see', told(openai));
}

/** Either the schema is kept on a side, or the side says that it cannot. */
function schemaKept(reading: AnyReading): Said | null {
  const { schema } = reading.exchange.asked ?? {};
  if (!schema || statusOf(reading) !== 200) return null;
  const text = reading.reply?.text ?? '';
  const parsed = parseJson(text);
  const complaint = parsed === undefined ? 'no JSON' : schemaComplaint(schema, parsed);
  return holds(complaint === null, 'JSON of the schema, or a 400', `${complaint ?? 'valid'}: ${show(text, 80)}`);
}

/** A field that is silently ignored makes the official tool runner lose the conversation (T-TR16). */
function threadRefused(reading: AnyReading): Said {
  const code = get(reading.json, 'error', 'details', 'error_code');
  return holds(
    statusOf(reading) === 400 && code === 'thread_unsupported_request',
    '400 with error.details.error_code thread_unsupported_request',
    told(reading),
  );
}

function countsTokens(reading: AnyReading): Said {
  const count = get(reading.json, 'input_tokens');
  return holds(statusOf(reading) === 200 && asCount(count) !== null, '{"input_tokens": n}', told(reading));
}

/** count_tokens against what the same request counted on both sides. */
function countIsRight(reading: AnyReading, run: RunView): Said | null {
  const counted = asCount(get(reading.json, 'input_tokens'));
  const [base = ''] = reading.exchange.case.split('+');
  const real = PROTOCOLS.map((protocol) => run.at(base, cell(protocol, 'plain'))?.reply?.usage?.prompt);
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
  const first = PROTOCOLS.map((protocol) => run.at(base, cell(protocol, 'plain'))?.reply?.usage);
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

/** Characters that are easily lost come back in every cell in which they should. */
function echoed(run: RunView): Outcome[] {
  const name = 'repeat_exactly';
  const wanted = run.golden.get(name)?.expect.knownText;
  const readings = run.readings.filter((one) => one.exchange.case === name && one.reply !== null);
  if (wanted === undefined || readings.length === 0) return [];
  const able = run.knownModel || readings.some(({ reply }) => reply?.text === wanted);
  return readings.map(({ exchange, reply }): Outcome => {
    const { protocol, mode, id } = exchange;
    const good = reply?.text === wanted;
    const said: Said =
      good || able
        ? holds(good, show(wanted), show(reply?.text))
        : { verdict: 'unknown', expected: show(wanted), actual: `${show(reply?.text, 80)}: the model may be too weak` };
    return { case: name, protocol, mode, exchanges: [id], ...said };
  });
}

/** Concurrent answers hold their own nonce and no other. */
function unmixed(run: RunView): Outcome[] {
  return run.readings
    .filter(({ exchange }) => exchange.case === TOGETHER)
    .map(({ exchange, reply }): Outcome => {
      const { protocol, mode, id } = exchange;
      const own = NONCES.find((nonce) => exchange.body?.includes(nonce)) ?? '';
      const foreign = NONCES.find((nonce) => nonce !== own && reply?.text.includes(nonce));
      const actual = reply ? show(reply.text, 80) : told({ exchange } as AnyReading);
      const right = reply?.text.includes(own) === true && foreign === undefined;
      const weak = !right && foreign === undefined && reply !== null && !run.knownModel;
      const said: Said = weak
        ? { verdict: 'unknown', expected: own, actual: `${actual}: the model may be too weak` }
        : holds(right, `${own}, and no other`, actual);
      return { case: TOGETHER, protocol, mode, exchanges: [id], ...said };
    });
}

/** As long as a request may take after an abort, in terms of an equal one before it. */
const SLOWER = 10;
const SLACK = 2000;

/** Generation ends with the client: the next request does not wait for it (ggml-org/llama.cpp#24496). */
function abortFrees(reading: AnyReading, run: RunView): Said | null {
  const before = run.at('count_up+cap_5', cell(reading.exchange.protocol, 'plain'))?.exchange.timings.end;
  if (before === undefined) return null;
  const allowed = before * SLOWER + SLACK;
  const took = reading.exchange.timings.end;
  const good = isAnswered(reading) && took <= allowed;
  return holds(
    good,
    `an answer within ${Math.round(allowed)} ms, as an equal request took ${Math.round(before)}`,
    good ? `${Math.round(took)} ms` : told(reading),
  );
}

function listsModel(run: RunView): Outcome[] {
  return run.readings
    .filter(({ exchange }) => exchange.case === MODELS)
    .map(({ exchange, json }): Outcome => {
      const { protocol, mode, id, received } = exchange;
      const ids = asArray(get(json, 'data')).map((one) => get(one, 'id'));
      const echoed = run.readings.find((one) => one.exchange.protocol === protocol && one.reply?.model)?.reply?.model;
      const whole = received?.status === 200 && isObject(json);
      const actual = whole
        ? `models ${show(ids)}, replies say ${show(echoed)}`
        : received
          ? `status ${received.status}: ${show(bodyText(received), 80)}`
          : (exchange.failure?.message ?? '');
      return {
        case: MODELS,
        protocol,
        mode,
        exchanges: [id],
        ...holds(whole && ids.includes(echoed), 'a list with the model that replies name', actual),
      };
    });
}

/** What was thought is not said again as the answer (raullenchai/Rapid-MLX#702). */
function thoughtApart(reading: AnyReading): Said | null {
  const { reply } = reading;
  if (!reply || reply.reasoning.trim() === '') return null;
  const doubled = reply.text.includes(reply.reasoning.trim());
  return holds(!doubled, 'an answer without the reasoning', doubled ? show(reply.text, 120) : 'apart');
}

function noThought({ reply }: AnyReading): Said | null {
  return reply === null ? null : holds(reply.reasoning === '', 'no reasoning', show(reply.reasoning, 80));
}

const FEATURES_OF = (protocol: ProtocolName, judge: (reading: AnyReading) => Said | null) => (reading: AnyReading) =>
  reading.exchange.protocol === protocol ? judge(reading) : null;

type FeatureRow = [
  id: string,
  severity: Relation['severity'],
  sentence: string,
  why: string,
  uses: string[],
  judge: Relation['judge'],
];

const COUNTS = ['count_tokens', 'count_tokens_beta'];
const RESULT_FORMS = ['result_error', 'result_blocks', 'result_absent'];
const OPTIONS = ['metadata', 'cache_control', 'output_effort', 'thinking_on'];
const CONTEXT = ['overlong_prompt'];

const rows: FeatureRow[] = [
  [
    'R-OA-74',
    'warning',
    'A field that nobody knows is ignored, or refused with 400.',
    'newer clients send fields that a server has not heard of',
    ['extra_fields'],
    each(['extra_fields'], FEATURES_OF('openai-chat', notBroken)),
  ],
  [
    'R-AN-73',
    'warning',
    'count_tokens is there, and counts.',
    'coding agents ask it before they compact',
    COUNTS,
    each(COUNTS, countsTokens),
  ],
  [
    'R-AN-75',
    'error',
    'Every documented form of a tool result is accepted.',
    'documented union; a tool that fails sends is_error',
    RESULT_FORMS,
    each(RESULT_FORMS, FEATURES_OF('anthropic-messages', accepted)),
  ],
  [
    'R-AN-76',
    'error',
    'A thread is refused in the way that clients understand.',
    'the official tool runner loses the history otherwise (T-TR16)',
    ['thread'],
    each(['thread'], threadRefused),
  ],
  [
    'R-AN-77',
    'warning',
    'Newer fields are accepted or refused, never a failure of the server.',
    'coding agents send them with every request',
    OPTIONS,
    each(OPTIONS, FEATURES_OF('anthropic-messages', notBroken)),
  ],
  [
    'R-X-13',
    'warning',
    'count_tokens counts what the request costs on both sides.',
    'clients plan their context by it',
    ['count_tokens'],
    each(['count_tokens'], countIsRight),
  ],
  [
    'R-X-14',
    'warning',
    'A prompt from a cache counts as before.',
    'double counting (vllm-project/vllm#40912)',
    ['again'],
    both(['again'], cacheAddsUp),
  ],
  [
    'R-X-24',
    'warning',
    'Ids of the other API are taken back.',
    'gateways change the API in the middle of a session',
    ['foreign_ids'],
    each(['foreign_ids'], accepted),
  ],
  [
    'R-X-26',
    'error',
    'A failed tool is accepted, and the turn completes.',
    'the official tool runner sends it when a tool throws',
    ['result_error'],
    each(['result_error'], accepted),
  ],
  [
    'R-X-27',
    'error',
    'A picture has the same fate on both sides.',
    'one-sided support; an answer to a dropped picture is made up',
    ['image'],
    both(['image'], pictures),
  ],
  [
    'R-X-28',
    'error',
    'A JSON schema is kept, or refused.',
    'a silently ignored schema breaks the parser behind it',
    ['schema'],
    each(['schema'], schemaKept),
  ],
  [
    'R-X-32',
    'error',
    'A prompt beyond the context has the same fate on both sides.',
    'sgl-project/sglang#22030',
    CONTEXT,
    both(CONTEXT, sameFate),
  ],
  [
    'R-X-34',
    'error',
    'Characters survive in every cell.',
    'split characters, over-stripped markup (T-SSE10, T-SSE12)',
    [],
    echoed,
  ],
  [
    'R-X-35',
    'warning',
    'A client that goes away frees the server.',
    'generation goes on for nobody (ggml-org/llama.cpp#24496)',
    ['abort', 'after_abort'],
    each(['after_abort'], abortFrees),
  ],
  [
    'R-X-36',
    'error',
    'Concurrent answers do not mix.',
    'state shared between streams (waybarrios/vllm-mlx#654)',
    [TOGETHER],
    unmixed,
  ],
  [
    'R-X-37',
    'warning',
    'A field that nobody knows has the same fate on both sides.',
    'parity of leniency',
    ['extra_fields'],
    both(['extra_fields'], sameFate),
  ],
  [
    'G-07',
    'warning',
    'The list of models holds the model that replies name.',
    'clients pick a model from it',
    [MODELS],
    listsModel,
  ],
  [
    'G-10',
    'error',
    'What was thought is not said again as the answer.',
    'users read it twice (raullenchai/Rapid-MLX#702)',
    ['thinking_on'],
    each(['thinking_on'], thoughtApart),
  ],
  [
    'G-11',
    'error',
    'No reasoning comes where thinking is switched off.',
    'the switch is documented; reasoning costs tokens and time',
    ['thinking_off'],
    each(['thinking_off'], noThought),
  ],
];

export const features: Relation[] = rows.map(([id, severity, sentence, why, uses, judge]) => ({
  id,
  severity,
  sentence,
  why,
  uses,
  judge,
}));
