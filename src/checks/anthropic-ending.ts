import { isOrdered } from '../protocols/anthropic-messages/stream.js';
import { get, isObject, parseJson, show } from '../protocols/json.js';
import { STOP_REASONS } from './anthropic-plain.js';
import { replyRules } from './rule.js';
import { answered, expect, messageStream, ordered } from './scope.js';

/** Rules about how a stream ends, about failures, and about what does not belong there (protocol reference 6.5). */
export const anthropicEnding = replyRules(
  ['anthropic-messages'],
  [
    [
      'R-AN-53',
      'error',
      'A message_delta comes before the end, with delta and usage.',
      'no reason to stop, or an exception (T-AN10 to T-AN12, T-AN69)',
      messageStream(({ messageDeltas, errors, order: found, events }) => {
        if (errors.length > 0) return null;
        const broken = messageDeltas.flatMap(({ json, at }) => [
          ...expect(isObject(json.delta), 'an object', show(json.delta), `${at} delta`),
          ...expect(
            Number.isInteger(get(json, 'usage', 'output_tokens')),
            'an integer',
            show(get(json, 'usage', 'output_tokens')),
            `${at} usage.output_tokens`,
          ),
        ]);
        const none = expect(
          messageDeltas.length > 0 || found.has('R-AN-53'),
          'message_delta',
          'none',
          events.at(-1)?.at ?? 'stream',
        );
        return [...(found.get('R-AN-53') ?? []), ...none, ...broken];
      }),
    ],
    [
      'R-AN-54',
      'error',
      'The last message_delta says why the message stops.',
      'tool runners stop, and tools never run (T-AN66 to T-AN68)',
      messageStream(({ messageDeltas }) => {
        const last = messageDeltas.at(-1);
        if (!last || !isObject(last.json.delta)) return null;
        const reason = last.json.delta.stop_reason;
        return expect(
          STOP_REASONS.includes(String(reason)),
          `one of ${STOP_REASONS.join(', ')}`,
          show(reason),
          `${last.at} delta.stop_reason`,
        );
      }),
    ],
    [
      'R-AN-55',
      'error',
      'output_tokens is cumulative.',
      'the last value wins (T-AN61)',
      messageStream(({ messageDeltas, start: first }) => {
        const counts = [
          get(first?.json, 'message', 'usage', 'output_tokens'),
          ...messageDeltas.map(({ json }) => get(json, 'usage', 'output_tokens')),
        ].filter((n) => typeof n === 'number');
        const fall = counts.findIndex((n, k) => k > 0 && n < (counts[k - 1] ?? 0));
        return counts.length === 0
          ? null
          : expect(
              fall === -1,
              `at least ${counts[fall - 1]}`,
              show(counts[fall]),
              messageDeltas.at(-1)?.at ?? 'message_start',
            );
      }),
    ],
    [
      'R-AN-57',
      'warning',
      'Blocks are over when message_delta comes.',
      'tolerated (T-AN64, T-AN65)',
      ordered('R-AN-57'),
    ],
    [
      'R-AN-58',
      'error',
      'The stream ends with message_stop.',
      'the official TypeScript client throws "stream ended without producing a Message" (T-AN09)',
      messageStream(({ stop, errors, events }) =>
        // A stream that says nothing but a foreign terminator is some other protocol's.
        errors.length > 0 || events.length === 0
          ? null
          : expect(stop !== null, 'message_stop', 'the end of the body', events.at(-1)?.at ?? 'stream'),
      ),
    ],
    [
      'R-AN-59',
      'error',
      'Nothing follows message_stop.',
      'the official Python client appends it (T-AN59)',
      messageStream(({ stop, events, order }) => {
        if (stop === null) return null;
        // The states know only the events that they order; behind the end a ping is too much as well (2.5, S4).
        const others = events.filter(({ event, type }) => event.index > stop.event.index && !isOrdered(type));
        return [
          ...(order.get('R-AN-59') ?? []),
          ...others.map(({ type, at }) => ({ expected: 'nothing more', actual: type, at })),
        ];
      }),
    ],
    [
      'R-AN-60',
      'warning',
      'The stream has no [DONE].',
      'ignored without an event line; with one the official TypeScript client throws (T-AN53)',
      messageStream(({ broken }) =>
        broken
          .filter(({ data }) => data.includes('[DONE]'))
          .map((event) => ({
            expected: 'nothing',
            actual: show(event.data),
            at: `event ${event.index} at byte ${event.at}`,
          })),
      ),
    ],
    [
      'R-AN-61',
      'warning',
      'No ping says anything but {"type": "ping"}.',
      'clients report a broken part (T-AN54)',
      messageStream(({ sse }) =>
        sse.events
          .filter(({ name }) => name === 'ping')
          .flatMap((event) =>
            expect(
              get(parseJson(event.data), 'type') === 'ping',
              '{"type":"ping"}',
              show(event.data),
              `event ${event.index} at byte ${event.at}`,
            ),
          ),
      ),
    ],
    [
      'R-AN-62',
      'error',
      'A failure in a stream is an error event, and ends it.',
      'clients return partial text as success (T-AN56 to T-AN58, T-AN70)',
      messageStream(({ errors, order: found, events }) => {
        const shape = errors.flatMap(({ json, event, at }) => [
          ...expect(
            isObject(json.error) && typeof json.error.type === 'string' && typeof json.error.message === 'string',
            '{"error": {"type", "message"}}',
            show(json.error),
            `${at} error`,
          ),
          ...expect(event.name === 'error', 'event: error', show(event.name), `${at} event`),
        ]);
        const foreign = events
          .filter(({ json, type }) => type !== 'error' && isObject(json.error))
          .map(({ json, at }) => ({ expected: 'type "error"', actual: show(json), at }));
        return [...shape, ...foreign, ...(found.get('R-AN-62') ?? [])];
      }),
    ],
    [
      'R-AN-64',
      'error',
      'A request for a stream is answered with a stream.',
      'every client throws (T-AN72)',
      answered((received, r) => {
        if (r.exchange.mode !== 'stream') return null;
        const streamed = r.stream !== null && r.stream.sse.events.length > 0;
        return expect(streamed, 'server-sent events', show(Buffer.from(received.body).toString('utf8')), 'body');
      }),
    ],
  ],
);
