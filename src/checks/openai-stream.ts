import { asArray, asString, get, isObject, show } from '../protocols/json.js';
import {
  type ChatStream,
  callsOf,
  type Fragment,
  isUsageChunk,
  type Part,
  where,
} from '../protocols/openai-chat/stream.js';
import type { Breach } from '../protocols/protocol.js';
import type { Exchange } from '../wire/exchange.js';
import { FINISH_REASONS } from './openai-plain.js';
import { replyRules } from './rule.js';
import { answered, chatStream, expect } from './scope.js';

/** One breach for each part that does not hold. */
function parts(holds: (part: Part, k: number, all: Part[]) => boolean, expected: string, key: keyof Part['choice']) {
  return chatStream(({ parts: all }) =>
    all.length === 0
      ? null
      : all.flatMap((part, k) => expect(holds(part, k, all), expected, show(part.choice[key]), `${part.at}.${key}`)),
  );
}

/** One breach for each chunk that does not hold; the usage chunk is a chunk like any other. */
function chunks(key: string, holds: (value: unknown) => boolean, expected: string) {
  return chatStream(({ chunks: all }) =>
    all.length === 0
      ? null
      : all.flatMap(({ event, json }) => expect(holds(json[key]), expected, show(json[key]), `${where(event)} ${key}`)),
  );
}

/** The parts of the first choice whose delta is an object, and the index of the one that finishes it. */
function timeline({ parts: all }: ChatStream): { part: Part; finished: boolean }[] {
  const finish = all.findIndex(({ choice }) => isFinish(choice.finish_reason));
  return all.map((part, k) => ({ part, finished: finish !== -1 && k > finish }));
}

/** Whether a stream's usage was asked for. */
function wishesUsage({ body }: Exchange): boolean {
  return body?.includes('"include_usage":true') === true;
}

function isFinish(reason: unknown): boolean {
  return typeof reason === 'string' && reason !== '';
}

function saysSomething(part: Part): boolean {
  return !!part.delta?.content || asArray(part.delta?.tool_calls).length > 0;
}

/** Text, as far as it came, with every delta that is longer than what came before and begins with it. */
function cumulative(texts: { text: string; at: string }[]): Breach[] {
  let running = '';
  let grown = 0;
  for (const { text } of texts) {
    // One delta may well repeat what came before ("ha" "haha"); a stream where most do is cumulative.
    if (running.length > 0 && text.length > running.length && text.startsWith(running)) grown++;
    running = text.startsWith(running) ? text : running + text;
  }
  const last = texts.at(-1);
  return expect(
    texts.length < 3 || grown < texts.length / 2,
    'deltas',
    'each holds all that came before it',
    last?.at ?? '',
  );
}

const tool = (judge: (call: Fragment[]) => Breach[]) =>
  chatStream((stream) => (stream.fragments.length === 0 ? null : callsOf(stream).flatMap(judge)));

/** What the first fragment of each call must have. */
function first(holds: (entry: Fragment['entry']) => boolean, expected: string, ...path: string[]) {
  return tool(([fragment]) =>
    fragment
      ? expect(holds(fragment.entry), expected, show(get(fragment.entry, ...path)), `${fragment.at}.${path.join('.')}`)
      : [],
  );
}

/** What no later fragment of a call may have. */
function later(isBad: (value: unknown) => boolean, expected: string, ...paths: string[][]) {
  return tool(([, ...rest]) =>
    rest.flatMap(({ entry, at }) =>
      paths.flatMap((path) =>
        expect(!isBad(get(entry, ...path)), expected, show(get(entry, ...path)), `${at}.${path.join('.')}`),
      ),
    ),
  );
}

const NEEDS_CALL = 'a streamed tool call';

/** Rules about a stream of chunks (protocol reference 6.2). */
export const openaiStream = replyRules(
  ['openai-chat'],
  [
    [
      'R-OA-33',
      'error',
      'A request for a stream is answered with a stream.',
      'official clients throw "request ended without sending any chunks" (T-OA62)',
      answered((received, r) => {
        if (r.exchange.mode !== 'stream') return null;
        const streamed = r.stream !== null && r.stream.sse.events.length > 0;
        return expect(streamed, 'server-sent events', show(Buffer.from(received.body).toString('utf8')), 'body');
      }),
    ],
    [
      'R-OA-34',
      'error',
      'Every payload is a JSON object with an array of choices.',
      'official clients throw "chunk.choices is not iterable" (T-OA34)',
      chatStream(({ chunks: all, broken }) => [
        ...broken.map((event) => ({ expected: 'a JSON object', actual: show(event.data), at: where(event) })),
        ...all.flatMap(({ event, json }) =>
          expect(Array.isArray(json.choices), 'an array', show(json.choices), `${where(event)} choices`),
        ),
      ]),
    ],
    [
      'R-OA-35',
      'error',
      'No event is empty.',
      'official clients throw a JSON error (T-OA59, T-OA65)',
      chatStream(({ sse }) => sse.hollow.map(({ at, why }) => ({ expected: 'data', actual: why, at: `byte ${at}` }))),
    ],
    [
      'R-OA-36',
      'error',
      'The stream ends with data: [DONE], exactly.',
      'a blank behind it or quotes around it make clients throw (T-OA60, T-OA61)',
      chatStream(({ done, errors, sse }) => {
        if (errors.length > 0) return null;
        const inexact = done
          .filter(({ exact }) => !exact)
          .map(({ event }) => ({ expected: '[DONE]', actual: show(event.data), at: where(event) }));
        const absent = expect(
          done.length > 0,
          'data: [DONE]',
          'the end of the body',
          `after event ${sse.events.length - 1}`,
        );
        return [...inexact, ...absent];
      }),
    ],
    [
      'R-OA-37',
      'error',
      'Nothing follows [DONE].',
      'official clients have stopped reading: usage sent after it is lost (T-OA35)',
      chatStream(({ done, sse }) => {
        const end = done[0]?.event;
        if (!end) return null;
        return sse.events
          .slice(end.index + 1)
          .map((event) => ({ expected: 'the end of the body', actual: show(event.data), at: where(event) }));
      }),
    ],
    [
      'R-OA-38',
      'error',
      'Every chunk says object "chat.completion.chunk".',
      'the official Python client throws AssertionError (T-OA31)',
      chunks('object', (v) => v === 'chat.completion.chunk', '"chat.completion.chunk"'),
    ],
    [
      'R-OA-39',
      'error',
      'Every chunk has the id.',
      'the official TypeScript client drops usage silently (T-OA32)',
      chunks('id', (v) => typeof v === 'string' && v !== '', 'a non-empty string'),
    ],
    [
      'R-OA-40',
      'warning',
      'id, created and model stay the same over a stream.',
      'the last one wins (T-OA33)',
      chatStream(({ chunks: all }) =>
        ['id', 'created', 'model'].flatMap((key) => {
          const values = all.map(({ json }) => json[key]).filter((value) => value !== undefined);
          const other = all.find(({ json }) => json[key] !== undefined && json[key] !== values[0]);
          return other
            ? [{ expected: show(values[0]), actual: show(other.json[key]), at: `${where(other.event)} ${key}` }]
            : [];
        }),
      ),
    ],
    [
      'R-OA-41',
      'error',
      'Each choice says its index.',
      'official clients throw "invalid choice index" (T-OA43, T-OA44, T-OA46)',
      parts(({ choice }) => choice.index === 0, '0', 'index'),
    ],
    [
      'R-OA-42',
      'error',
      'delta is an object in every choice, in the last one too.',
      'the official Python client throws AttributeError (T-OA42)',
      parts(({ delta }) => delta !== null, 'an object', 'delta'),
    ],
    [
      'R-OA-43',
      'error',
      'The first delta has the role assistant.',
      'the official TypeScript client throws "missing role for choice 0" (T-OA05)',
      chatStream(({ parts: all }) => {
        const part = all[0];
        return part
          ? expect(part.delta?.role === 'assistant', '"assistant"', show(part.delta?.role), `${part.at}.delta.role`)
          : null;
      }),
    ],
    [
      'R-OA-44',
      'error',
      'The role is not repeated.',
      'the official Python client makes "assistantassistant" of it (T-OA06)',
      chatStream(({ parts: all }) =>
        all
          .slice(1)
          .flatMap((part) =>
            expect(
              part.delta?.role === undefined || part.delta.role === null,
              'nothing',
              show(part.delta?.role),
              `${part.at}.delta.role`,
            ),
          ),
      ),
    ],
    [
      'R-OA-45',
      'error',
      'Each choice finishes exactly once.',
      'without it clients throw or report no reason; of two the last wins (T-OA07, T-OA50)',
      chatStream(({ parts: all, errors }) => {
        if (errors.length > 0) return null;
        const reasons = all.filter(({ choice }) => isFinish(choice.finish_reason));
        const last = reasons.at(-1) ?? all.at(-1);
        return expect(
          reasons.length === 1,
          'one finish_reason',
          `${reasons.length} of them`,
          last ? `${last.at}.finish_reason` : 'stream',
        );
      }),
    ],
    [
      'R-OA-46',
      'warning',
      'A chunk that is not the last of its choice has finish_reason null.',
      'absent and "" are tolerated (T-OA08, T-OA09)',
      parts(({ choice }) => choice.finish_reason === null || isFinish(choice.finish_reason), 'null', 'finish_reason'),
    ],
    [
      'R-OA-47',
      'error',
      'finish_reason is one of the five values.',
      'clients pass anything else through (T-OA10)',
      parts(
        ({ choice }) => !isFinish(choice.finish_reason) || FINISH_REASONS.includes(String(choice.finish_reason)),
        `one of ${FINISH_REASONS.join(', ')}`,
        'finish_reason',
      ),
    ],
    [
      'R-OA-48',
      'error',
      'Nothing is said after the finish.',
      'every client appends it (T-OA49)',
      chatStream((stream) =>
        timeline(stream).flatMap(({ part, finished }) =>
          expect(
            !finished || !saysSomething(part),
            'no content after finish_reason',
            show(part.delta),
            `${part.at}.delta`,
          ),
        ),
      ),
    ],
    [
      'R-OA-49',
      'error',
      'delta.content is a string or null.',
      'the official TypeScript client shows "[object Object]" (T-OA48)',
      chatStream(({ parts: all }) =>
        all.flatMap((part) => {
          const content = part.delta?.content;
          return expect(
            content === undefined || content === null || typeof content === 'string',
            'a string or null',
            show(content),
            `${part.at}.delta.content`,
          );
        }),
      ),
    ],
    [
      'R-OA-50',
      'error',
      'Deltas hold what is new, not all there is.',
      'every client shows the text doubled (T-OA29, T-OA30)',
      chatStream((stream) => {
        const texts = stream.parts.flatMap(({ delta, at }) =>
          delta?.content ? [{ text: asString(delta.content) ?? '', at }] : [],
        );
        const calls = callsOf(stream).map((call) =>
          call.map(({ entry, at }) => ({ text: asString(get(entry, 'function', 'arguments')) ?? '', at })),
        );
        return [texts, ...calls].flatMap(cumulative);
      }),
    ],
    [
      'R-OA-51',
      'error',
      'Every fragment of a tool call has an integer index.',
      'clients throw, or the call vanishes (T-OA12, T-OA16)',
      chatStream(({ fragments }) =>
        fragments.length === 0
          ? null
          : fragments.flatMap(({ entry, at }) =>
              expect(Number.isInteger(entry.index), 'an integer', show(entry.index), `${at}.index`),
            ),
      ),
      NEEDS_CALL,
    ],
    [
      'R-OA-52',
      'error',
      'Tool calls are numbered 0, 1, 2 in the order of appearance.',
      'clients crash on a gap (T-OA14, T-OA15)',
      chatStream((stream) => {
        const calls = callsOf(stream).filter(([fragment]) => Number.isInteger(fragment?.entry.index));
        return calls.length === 0
          ? null
          : calls.flatMap(([fragment], k) =>
              expect(fragment?.entry.index === k, String(k), show(fragment?.entry.index), `${fragment?.at}.index`),
            );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-53',
      'error',
      'Parallel calls have indices of their own.',
      'clients melt them into one garbage call (T-OA13)',
      tool((call) => {
        const ids = new Set(call.map(({ entry }) => entry.id).filter((id) => typeof id === 'string' && id !== ''));
        const names = call.filter(({ entry }) => get(entry, 'function', 'name'));
        return expect(
          ids.size < 2 || names.length < 2,
          'one id at this index',
          [...ids].join(', '),
          `${call[0]?.at}.index`,
        );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-54',
      'error',
      'The first fragment of a call has its id.',
      'clients invent one, or have none (T-OA17)',
      first(({ id }) => typeof id === 'string' && id !== '', 'a non-empty string', 'id'),
      NEEDS_CALL,
    ],
    [
      'R-OA-55',
      'error',
      'The first fragment of a call has the type function.',
      'the official TypeScript client throws (T-OA22)',
      first(({ type }) => type === 'function' || type === 'custom', '"function"', 'type'),
      NEEDS_CALL,
    ],
    [
      'R-OA-56',
      'error',
      'The first fragment of a call has the whole name.',
      'of a name in pieces clients keep the last one (T-OA23)',
      tool((call) => {
        const named = call.filter(({ entry }) => get(entry, 'function', 'name'));
        const distinct = new Set(named.map(({ entry }) => get(entry, 'function', 'name')));
        const [fragment] = call;
        const whole = !!fragment && !!get(fragment.entry, 'function', 'name') && distinct.size === 1;
        // Names of two calls at one index are that index's fault (R-OA-53).
        const shared = new Set(call.map(({ entry }) => entry.id).filter(Boolean)).size > 1;
        return expect(
          whole || shared,
          'the name, once',
          [...distinct].map((n) => show(n)).join(', ') || 'nothing',
          `${fragment?.at}.function.name`,
        );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-57',
      'error',
      'The first fragment of a call has a function object.',
      'official clients throw (T-OA28)',
      first((entry) => isObject(entry.function), 'an object', 'function'),
      NEEDS_CALL,
    ],
    [
      'R-OA-58',
      'error',
      'id and name are not repeated on later fragments.',
      'the official Python client makes "call_acall_a" of them (T-OA18, T-OA19)',
      tool(([opening, ...rest]) =>
        rest.flatMap(({ entry, at }) =>
          [['id'], ['function', 'name']].flatMap((path) => {
            const value = get(entry, ...path);
            return expect(
              !value || value !== get(opening?.entry, ...path),
              'nothing',
              show(value),
              `${at}.${path.join('.')}`,
            );
          }),
        ),
      ),
      NEEDS_CALL,
    ],
    [
      'R-OA-59',
      'error',
      'Later fragments do not send id, type or name as null.',
      'the official Python client throws AssertionError (T-OA21)',
      later((value) => value === null, 'nothing', ['id'], ['type'], ['function', 'name']),
      NEEDS_CALL,
    ],
    [
      'R-OA-60',
      'error',
      'Each call sends its arguments as strings.',
      'arguments that never come are None (T-OA27); an object becomes "[object Object]" (T-OA24)',
      tool((call) => {
        const sent = call
          .map(({ entry }) => get(entry, 'function', 'arguments'))
          .filter((value) => value !== undefined && value !== null);
        const wrong = sent.find((value) => typeof value !== 'string');
        return expect(
          sent.length > 0 && wrong === undefined,
          'at least one string',
          show(wrong),
          `${call[0]?.at}.function.arguments`,
        );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-61',
      'error',
      'Where usage was asked for, it comes once, in the last chunk, without choices.',
      'clients lose it, or have none (T-OA34 to T-OA41)',
      chatStream(({ chunks: all, errors }, { exchange }) => {
        if (errors.length > 0 || !wishesUsage(exchange)) return null;
        const withUsage = all.filter(({ json }) => isObject(json.usage));
        const last = all.at(-1);
        const right = withUsage.length > 0 && last !== undefined && isUsageChunk(last);
        const actual = withUsage.length === 0 ? 'no usage' : `usage with ${show(withUsage.at(-1)?.json.choices, 80)}`;
        return expect(right, 'usage in the last chunk, with choices []', actual, last ? where(last.event) : 'stream');
      }),
    ],
    [
      'R-OA-62',
      'warning',
      'Where usage was not asked for, no usage chunk comes.',
      'code that reads choices[0] crashes on it',
      chatStream(({ chunks: all }, { exchange }) =>
        wishesUsage(exchange)
          ? null
          : all
              .filter(isUsageChunk)
              .map(({ event, json }) => ({ expected: 'no usage chunk', actual: show(json), at: where(event) })),
      ),
      'a stream without a wish for usage',
    ],
    [
      'R-OA-63',
      'warning',
      'Other chunks have no usage.',
      'running counters confuse clients; the last wins (T-OA38)',
      chatStream(({ chunks: all }) =>
        all
          .filter((chunk, k) => isObject(chunk.json.usage) && k < all.length - 1)
          .map(({ event, json }) => ({
            expected: 'null or nothing',
            actual: show(json.usage),
            at: `${where(event)} usage`,
          })),
      ),
    ],
    [
      'R-OA-64',
      'warning',
      'Keep-alives are comments, not chunks.',
      'code that reads choices[0] crashes (T-OA51)',
      chatStream(({ chunks: all }) =>
        all
          .filter(
            (chunk) => Array.isArray(chunk.json.choices) && chunk.json.choices.length === 0 && !isUsageChunk(chunk),
          )
          .map(({ event, json }) => ({ expected: 'a choice or usage', actual: show(json), at: where(event) })),
      ),
    ],
    [
      'R-OA-65',
      'error',
      'A failure in a stream is reported as an error and ends it.',
      'clients return truncated text as success (T-OA03, T-OA56)',
      chatStream(({ chunks: all, errors, sse, done }) => {
        const flat = all.filter(
          ({ json }) => json.object === 'error' || (json.message !== undefined && json.choices === undefined),
        );
        const wrong = flat.map(({ event, json }) => ({
          expected: '{"error": {…}}',
          actual: show(json),
          at: where(event),
        }));
        const failed = errors[0]?.event.index;
        const behind =
          failed === undefined
            ? []
            : sse.events.filter(({ index }) => index > failed && !done.some(({ event }) => event.index === index));
        return [
          ...wrong,
          ...behind.map((event) => ({
            expected: 'the end of the stream after an error',
            actual: show(event.data),
            at: where(event),
          })),
        ];
      }),
    ],
    [
      'R-OA-66',
      'warning',
      'Reasoning comes under one name.',
      'clients that read both show it twice',
      chatStream(({ parts: all }) => {
        const thinking = all.filter(({ delta }) => delta?.reasoning_content || delta?.reasoning);
        if (thinking.length === 0) return null;
        const both = thinking.find(({ delta }) => delta?.reasoning_content && delta.reasoning);
        return expect(both === undefined, 'reasoning_content or reasoning', 'both', `${both?.at}.delta`);
      }),
      'streamed reasoning',
    ],
  ],
);
