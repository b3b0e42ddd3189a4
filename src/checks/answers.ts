import { CALIBRATION } from '../golden/special.js';
import type { AnyReading } from '../protocols/index.js';
import { asArray, get, isObject, type JsonObject, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { MODES, type Mode, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';
import { pairOf } from './compare.js';
import * as is from './field.js';
import { all, field } from './field.js';
import { holds } from './probe.js';
import { type Outcome, type Relation, replyRules } from './rule.js';
import { answered, chatJson, expect, messagePlain, messageStream } from './scope.js';
import { cell, type RunView } from './view.js';

/** Rules of this project about answers: found in real servers (D-001 to D-061), and in no rule of the reference. */

/** Characters from which on a text must come in pieces. */
const LONG_TEXT = 40;

function inPieces(r: AnyReading): Breach[] | null {
  const length = r.reply?.text.length ?? 0;
  if (r.stream === null || length < LONG_TEXT) return null;
  const texts =
    r.protocol === 'openai-chat'
      ? r.stream.parts.map(({ delta }) => delta?.content)
      : r.stream.blocks.flatMap(({ deltas }) => deltas.map(({ json }) => get(json, 'delta', 'text')));
  const pieces = texts.filter((text) => typeof text === 'string' && text !== '').length;
  return expect(pieces > 1, 'several deltas', `${pieces} for ${length} characters`, 'stream');
}

/** Fields of a tool_use have no place in a block that holds words. */
function strayFields(block: unknown, at: string): Breach[] {
  if (!isObject(block) || (block.type !== 'text' && block.type !== 'thinking')) return [];
  return expect(!('input' in block), 'nothing', show(block.input), `${at}.input`);
}

const logprob = (key: string, kind: is.Kind) => field(`choices[].logprobs.content[].${key}`, kind);

export const answers = [
  ...replyRules(PROTOCOLS, [
    [
      'G-28',
      'warning',
      'A longer text comes in several deltas.',
      'a stream that is held back until its end is none (D-034)',
      answered((_, r) => inPieces(r)),
      'a stream of some length',
    ],
  ]),
  ...replyRules(
    ['openai-chat'],
    [
      [
        'G-26',
        'warning',
        'A logprob has the documented fields.',
        'strict clients reject the reply (D-016)',
        chatJson(
          all<JsonObject>(
            logprob('token', is.text),
            logprob('logprob', is.number),
            logprob('bytes', is.orNull(is.array)),
            logprob('top_logprobs', is.array),
          ),
        ),
        'an answer with logprobs',
      ],
    ],
  ),
  ...replyRules(
    ['anthropic-messages'],
    [
      [
        'G-21',
        'warning',
        'Blocks of words have no input.',
        'sent back as history, the real API rejects it (D-001)',
        (r) => strayPlain(r) ?? strayStreamed(r),
      ],
    ],
  ),
];

const strayPlain = messagePlain((json) =>
  asArray(json.content).flatMap((block, k) => strayFields(block, `content[${k}]`)),
);
const strayStreamed = messageStream(({ blocks }) =>
  blocks.flatMap(({ start }) => strayFields(start.json.content_block, `${start.at} content_block`)),
);

/**
 * No two replies of a run have one id; the first case stands for all. Shards of a run have servers of their own, and two
 * servers may count alike.
 */
function ownIds(run: RunView): Outcome[] {
  const key = ({ exchange, reply }: AnyReading) => `${exchange.shard} ${reply?.id}`;
  const cells = run.protocols.flatMap((protocol) => MODES.map((mode) => cell(protocol, mode)));
  return cells.flatMap((at): Outcome[] => {
    const named = run.readings.filter(({ exchange, reply }) => exchange.protocol === at.protocol && reply?.id);
    const here = named.filter(({ exchange }) => exchange.mode === at.mode);
    const before = (reading: AnyReading) => named.find((one) => key(one) === key(reading));
    const second = here.find((one) => before(one) !== one);
    const first = second && before(second);
    const [place] = here;
    if (!place) return [];
    const exchanges = [first, second ?? place].flatMap((one) => one?.exchange.id ?? []);
    const actual = second ? `${show(second.reply?.id)} twice` : 'ids that differ';
    return [{ case: place.exchange.case, ...at, exchanges, ...holds(!second, 'ids that differ', actual) }];
  });
}

/** Plain and streamed replies name one model. */
function sameModel(run: RunView): Outcome[] {
  return run.protocols.flatMap((protocol): Outcome[] => {
    const of = (mode: Mode) =>
      run.readings.find(
        ({ exchange, reply }) => exchange.protocol === protocol && exchange.mode === mode && reply?.model,
      );
    const [plain, stream] = [of('plain'), of('stream')];
    if (!plain || !stream) return [];
    const said = holds(plain.reply?.model === stream.reply?.model, show(plain.reply?.model), show(stream.reply?.model));
    const exchanges = [plain.exchange.id, stream.exchange.id];
    return [{ case: stream.exchange.case, protocol, mode: 'stream', exchanges, ...said }];
  });
}

/** Compares something of a case's plain and streamed answers, where they say the same. */
const inBothModes =
  (protocol: ProtocolName, see: (reading: AnyReading) => string[] | null) =>
  (run: RunView): Outcome[] =>
    run.cases.flatMap((name): Outcome[] => {
      const pair = pairOf(run, name, cell(protocol, 'plain'), cell(protocol, 'stream'));
      if (pair?.compare('text').kind !== 'same' || pair.compare('calls').kind !== 'same') return [];
      const [plain, stream] = [see(pair.a), see(pair.b)];
      if (plain === null || stream === null || plain.length === 0) return [];
      const said = holds(show(plain) === show(stream), show(plain), show(stream));
      return [{ case: name, protocol, mode: 'stream', exchanges: pair.exchanges, ...said }];
    });

const kindsOf = (blocks: unknown[]) => blocks.map((block) => String(get(block, 'type')));

/** The types of a message's blocks, in order. */
function blockOrder(r: AnyReading): string[] | null {
  if (r.protocol !== 'anthropic-messages') return null;
  const types = r.stream ? r.stream.blocks.map(({ type }) => type) : kindsOf(asArray(get(r.json, 'content')));
  // An empty answer is no block, or one of an empty text (protocol reference 5.4); a text may come in two.
  if (types.length === 0) return ['text'];
  return types.filter((type, k) => type !== 'text' || types[k - 1] !== 'text');
}

/** The tokens that have a logprob. */
function tokensWithLogprob(r: AnyReading): string[] | null {
  if (r.protocol !== 'openai-chat') return null;
  const choices = r.stream ? r.stream.parts.map(({ choice }) => choice) : [get(r.json, 'choices', 0)];
  return choices.flatMap((choice) =>
    asArray(get(choice, 'logprobs', 'content')).map((one) => String(get(one, 'token'))),
  );
}

/** Where only the best token may be taken, the temperature makes no difference. */
function narrowed(run: RunView): Outcome[] {
  return run.protocols.flatMap((protocol): Outcome[] => {
    const place = cell(protocol, 'plain');
    const [best, hot] = [run.at(CALIBRATION, place), run.at(`${CALIBRATION}+top_p`, place)];
    const [text, again] = [best?.reply?.text, run.at(`${CALIBRATION}+again`, place)?.reply?.text];
    if (!best || !hot?.reply || text === undefined) return [];
    const names = { case: `${CALIBRATION}+top_p`, ...place, exchanges: [best.exchange.id, hot.exchange.id] };
    // A server that does not take the best token at temperature 0 cannot be held to it (R-X-38).
    if (text !== again) return [{ ...names, verdict: 'unknown', expected: 'equal answers', actual: 'unstable' }];
    return [{ ...names, ...holds(hot.reply.text === text, show(text, 80), show(hot.reply.text, 80)) }];
  });
}

type AnswerRow = [
  id: string,
  severity: Relation['severity'],
  sentence: string,
  why: string,
  judge: Relation['judge'],
  uses?: string[],
];

const rows: AnswerRow[] = [
  ['G-22', 'warning', 'Each reply has an id of its own.', 'clients that keep replies by id lose some (D-004)', ownIds],
  [
    'G-23',
    'error',
    'A plain message has the blocks of its stream, in order.',
    'a plan that stands behind its call reads as its result (D-005); spurious blocks (D-022)',
    inBothModes('anthropic-messages', blockOrder),
  ],
  [
    'G-24',
    'warning',
    'A top_p that leaves one token gives the answer of temperature 0.',
    'the filters of the sampler get lost, and hot answers are gibberish (D-008)',
    narrowed,
    ['top_p'],
  ],
  ['G-25', 'warning', 'Plain and stream name the same model.', 'clients that route by it go astray (D-059)', sameModel],
  [
    'G-27',
    'warning',
    'A stream gives the logprobs that the plain reply gives.',
    'the last token’s get lost (D-061)',
    inBothModes('openai-chat', tokensWithLogprob),
    ['logprobs'],
  ],
];

export const answerRelations: Relation[] = rows.map(([id, severity, sentence, why, judge, uses = []]) => ({
  id,
  severity,
  sentence,
  why,
  uses,
  judge,
}));
