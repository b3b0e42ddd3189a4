import { asArray, asString, get, show } from '../protocols/json.js';
import { type ChatStream, callsOf, type Part, where } from '../protocols/openai-chat/stream.js';
import type { Breach } from '../protocols/protocol.js';
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
        // Clients that read to the end of the body do not miss it (T-OA01).
        return [...inexact, ...absent.map((breach) => ({ ...breach, tolerated: true as const }))];
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
      'The finish_reason of a stream is one of the five values.',
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
  ],
);
