import { CALIBRATED, CALIBRATION, CORS, HEAD, MODELS, NEARLY_ZERO, NONCES, TOGETHER } from '../golden/special.js';
import type { AnyReading } from '../protocols/index.js';
import { asArray, get, isObject, show } from '../protocols/json.js';
import { header } from '../wire/exchange.js';
import {
  eachExchange,
  holds,
  outcomeAt,
  type RelationRow,
  relationsOf,
  type Said,
  statusOf,
  told,
  unknown,
} from './probe.js';
import type { Outcome } from './rule.js';
import { isAnswered } from './scope.js';
import { cell, type RunView } from './view.js';

/** The server as a whole: steady, concurrent, free again after an abort, never silent for long; its other routes. */

const every =
  (name: string, judge: (reading: AnyReading, run: RunView) => Said): ((run: RunView) => Outcome[]) =>
  (run) =>
    run.readings
      .filter(({ exchange }) => exchange.case === name)
      .map((reading) => outcomeAt(reading, judge(reading, run)));

/** Equal requests at temperature 0 have equal answers; if not, close to 0 tells whether sampling is the reason. */
function greedy(run: RunView): Outcome[] {
  return run.protocols.flatMap((protocol): Outcome[] => {
    const at = (name: string) => run.at(name, cell(protocol, 'plain'));
    const [first, again] = CALIBRATED.atZero.map((name) => at(name)?.reply?.text);
    if (first === undefined || again === undefined) return [];
    const exchanges = CALIBRATED.atZero.flatMap((name) => at(name)?.exchange.id ?? []);
    const place = { case: CALIBRATION, protocol, mode: 'plain' as const, exchanges };
    if (first === again) return [{ ...place, ...holds(true, 'equal answers at temperature 0', 'equal') }];
    const close = CALIBRATED.nearZero.map((name) => at(name)?.reply?.text);
    const differ = `${show(first, 60)}, then ${show(again, 60)}`;
    return close[0] !== undefined && close[0] === close[1]
      ? [{ ...place, ...holds(false, `equal answers at temperature 0, as at ${NEARLY_ZERO}`, differ) }]
      : [{ ...place, ...unknown('equal answers', `unstable at any temperature: ${differ}`) }];
  });
}

/** Concurrent answers hold their own nonce and no other. */
function unmixed(reading: AnyReading, run: RunView): Said {
  const { exchange, reply } = reading;
  const own = NONCES.find((nonce) => exchange.body?.includes(nonce)) ?? '';
  const foreign = NONCES.find((nonce) => nonce !== own && reply?.text.includes(nonce));
  const actual = reply ? show(reply.text, 80) : told(reading);
  const right = reply?.text.includes(own) === true && foreign === undefined;
  const weak = !right && foreign === undefined && reply !== null && !run.knownModel;
  return weak ? unknown(own, `${actual}: the model may be too weak`) : holds(right, `${own}, and no other`, actual);
}

/** As long as a request may take after an abort, in terms of an equal one before it. */
const SLOWER = 10;
const SLACK = 2000;

/** Generation ends with the client: the next request does not wait for it (ggml-org/llama.cpp#24496). */
function abortFrees(reading: AnyReading, run: RunView): Said | null {
  const { protocol, mode, timings } = reading.exchange;
  const before = run.at('count_up+cap_5', cell(protocol, mode))?.exchange.timings.end;
  if (before === undefined) return null;
  const allowed = before * SLOWER + SLACK;
  const good = isAnswered(reading) && timings.end <= allowed;
  return holds(
    good,
    `an answer within ${Math.round(allowed)} ms, as an equal request took ${Math.round(before)}`,
    `${Math.round(timings.end)} ms${isAnswered(reading) ? '' : `, ${told(reading)}`}`,
  );
}

/** Coding agents give up after 15 s without an event, other clients somewhat later (MadSkittles/Router-Maestro#61). */
const SILENCE = 10_000;
/** A silence is no generating if the whole plain answer took less: that leaves the machine's speed out. */
const PLAIN_ANSWERS = 3;
const HICCUP = 2000;

/** The longest wait between two signs of life: events, and for OpenAI comments as well (protocol reference 3). */
function longestSilence({ exchange, sse }: AnyReading): number {
  const arrivals = exchange.received?.arrivals ?? [];
  const comments = exchange.protocol === 'openai-chat' ? (sse?.comments ?? []).map(({ at }) => at + 1) : [];
  const offsets = [...(sse?.events ?? []).map(({ end }) => end), ...comments].sort((a, b) => a - b);
  // Both are in order: each search goes on where the one before it ended.
  let k = 0;
  const times = offsets.map((offset) => {
    while (k < arrivals.length - 1 && (arrivals[k]?.upTo ?? 0) < offset) k++;
    return arrivals[k]?.at ?? 0;
  });
  return Math.max(0, ...times.slice(1).map((time, n) => time - (times[n] ?? 0)));
}

/** Tokens from which on a stream must show that it is one. */
const LONG_ANSWER = 20;

/** Bytes that one read brings at least where more are there: a long body comes in several reads, held back or not. */
const READ = 16_384;

function isInPieces({ exchange: { received } }: AnyReading): boolean {
  return received !== null && received.arrivals.length > 1 + received.body.length / READ;
}

/** A server that holds back does so always: that a quick stream was read at one go tells of the machine. */
function comesInPieces(run: RunView): Outcome[] {
  return run.protocols.flatMap((protocol): Outcome[] => {
    const long = run.readings.filter(
      (one) =>
        one.exchange.protocol === protocol &&
        one.sse !== null &&
        isAnswered(one) &&
        (one.reply?.usage?.completion ?? 0) >= LONG_ANSWER,
    );
    const shown = long.find(isInPieces) ?? long[0];
    if (!shown) return [];
    const arrivals = shown.exchange.received?.arrivals.length;
    const said = holds(
      isInPieces(shown),
      'several arrivals',
      `${arrivals} for ${shown.sse?.events.length} events, and no better in any stream`,
    );
    return [outcomeAt(shown, said)];
  });
}

function neverSilent(run: RunView): Outcome[] {
  return run.readings.flatMap((reading) => {
    const { exchange, sse } = reading;
    const plain = run.at(exchange.case, cell(exchange.protocol, 'plain'));
    if (!sse || !isAnswered(reading) || !plain || !isAnswered(plain) || exchange.case === TOGETHER) return [];
    const allowed = Math.min(SILENCE, HICCUP + PLAIN_ANSWERS * plain.exchange.timings.end);
    const silence = longestSilence(reading);
    return [
      outcomeAt(
        reading,
        holds(
          silence <= allowed,
          `events at least every ${Math.round(allowed)} ms`,
          `${Math.round(silence)} ms without one`,
        ),
      ),
    ];
  });
}

/** The list of models holds the one that replies name. */
function listsModel(reading: AnyReading, run: RunView): Said {
  const { exchange, json } = reading;
  const ids = asArray(get(json, 'data')).map((one) => get(one, 'id'));
  const echoed = run.readings.find((one) => one.exchange.protocol === exchange.protocol && one.reply?.model)?.reply
    ?.model;
  const whole = statusOf(reading) === 200 && isObject(json);
  const actual = whole ? `models ${show(ids)}, replies say ${show(echoed)}` : told(reading);
  return holds(whole && ids.includes(echoed), 'a list with the model that replies name', actual);
}

/** Any page could read the answers with the visitor's own credentials. */
function corsIsSafe({ exchange: { received } }: AnyReading): Said {
  const origin = received && header(received, 'access-control-allow-origin');
  const credentials = received && header(received, 'access-control-allow-credentials');
  return holds(
    origin !== '*' || credentials !== 'true',
    'not every origin together with credentials',
    `allow-origin ${origin ?? 'none'}, allow-credentials ${credentials ?? 'none'}`,
  );
}

/** Each API that was answered is one place of the run as a whole: what is not there cannot be judged any further. */
function isThere(run: RunView): Outcome[] {
  const first = run.protocols.flatMap(
    (name) => run.readings.find((one) => one.exchange.protocol === name && statusOf(one) > 0) ?? [],
  );
  return [...first, ...run.absent].map((reading) => {
    const { method, path, protocol, mode, id } = reading.exchange;
    const there = !run.absent.includes(reading);
    const actual = there ? 'it is there' : told(reading);
    const said = holds(there, `an answer to ${method} ${path} other than 404 or 405`, actual);
    return { case: 'run', protocol, mode, exchanges: [id], ...said };
  });
}

const rows: RelationRow[] = [
  [
    'G-49',
    'error',
    'The API is there: its route answers.',
    'no client of this API can use the server (mlx-lm 0.32.2 has no /v1/messages)',
    [],
    isThere,
  ],
  [
    'R-SSE-09',
    'warning',
    'A longer stream comes in pieces.',
    'a stream that is held back until its end is none (waybarrios/vllm-mlx@981fb67)',
    [],
    comesInPieces,
  ],
  [
    'R-X-35',
    'warning',
    'A client that goes away frees the server.',
    'generation goes on for nobody (ggml-org/llama.cpp#24496)',
    ['after_abort'],
    eachExchange(['after_abort'], abortFrees),
  ],
  [
    'R-X-36',
    'error',
    'Concurrent answers do not mix.',
    'state shared between streams (waybarrios/vllm-mlx#654)',
    [TOGETHER],
    every(TOGETHER, unmixed),
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
    'G-07',
    'warning',
    'The list of models holds the model that replies name.',
    'clients pick a model from it',
    [MODELS],
    every(MODELS, listsModel),
  ],
  [
    'G-45',
    'warning',
    'A stream is never silent for longer than clients wait.',
    'coding agents give up after 15 s without an event (MadSkittles/Router-Maestro#61, ollama/ollama@1e0d636bc)',
    [],
    neverSilent,
  ],
  [
    'G-46',
    'warning',
    'HEAD / is answered.',
    'coding agents ask it whether the server is there (raullenchai/Rapid-MLX#557)',
    [HEAD],
    every(HEAD, (reading) => {
      const status = statusOf(reading);
      return holds(status >= 200 && status < 400, 'status 200', told(reading));
    }),
  ],
  [
    'G-47',
    'warning',
    'No response allows every origin together with credentials.',
    'any web page could use the server in its visitor’s name (raullenchai/Rapid-MLX#222)',
    [CORS],
    every(CORS, corsIsSafe),
  ],
];

export const service = relationsOf(rows);
