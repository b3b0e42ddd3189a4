import type { MessageStream } from '../protocols/anthropic-messages/stream.js';
import { get, isObject, parseJson, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { replyRules } from './rule.js';
import { expect, messageStream, ordered } from './scope.js';

const start = (judge: (message: unknown, at: string, stream: MessageStream) => Breach[]) =>
  messageStream((stream) =>
    stream.start ? judge(stream.start.json.message, `${stream.start.at} message`, stream) : null,
  );

/** Rules about the envelope of each event, and about how a stream begins (protocol reference 6.5). */
export const anthropicOpening = replyRules(
  ['anthropic-messages'],
  [
    [
      'R-AN-27',
      'error',
      'Every event has an event line.',
      'official clients skip what has none (T-AN01)',
      messageStream(({ sse, broken }) =>
        sse.events
          // A terminator of the other protocol is not this rule's matter (R-AN-60).
          .filter((event) => event.name === null && !broken.includes(event))
          .map((event) => ({
            expected: `event: ${show(get(parseJson(event.data), 'type'), 40)}`,
            actual: 'no event line',
            at: `event ${event.index} at byte ${event.at}`,
          })),
      ),
    ],
    [
      'R-AN-28',
      'error',
      'The event line says the same as data.type.',
      'clients that go by the name lose the text (T-AN04, T-AN05)',
      messageStream(({ events }) =>
        events
          .filter(({ event, json }) => event.name !== null && json.type !== undefined && event.name !== json.type)
          .map(({ event, json, at }) => ({ expected: show(json.type), actual: show(event.name), at: `${at} event` })),
      ),
    ],
    [
      'R-AN-29',
      'error',
      'Every payload has a type.',
      'the official TypeScript client skips what has none (T-AN06)',
      messageStream(({ events }) =>
        events
          // A ping that says nothing is R-AN-61's matter.
          .filter(({ event }) => event.name !== 'ping')
          .flatMap(({ json, at }) => expect(typeof json.type === 'string', 'a string', show(json.type), `${at} type`)),
      ),
    ],
    [
      'G-36',
      'error',
      'No event is empty.',
      'the official Python client throws JSONDecodeError on a named event with empty data (T-AN73)',
      messageStream(({ sse }) =>
        sse.hollow
          .filter(({ name, why }) => name !== null && why === 'empty data')
          .map(({ name, at }) => ({ expected: `data for ${name}`, actual: 'empty data', at: `byte ${at}` })),
      ),
    ],
    ['R-AN-30', 'error', 'The first event is message_start.', 'official clients throw (T-AN07)', ordered('R-AN-30')],
    [
      'R-AN-31',
      'error',
      'There is exactly one message_start.',
      'the official TypeScript client throws "Unexpected event order" (T-AN08)',
      ordered('R-AN-31'),
    ],
    [
      'R-AN-32',
      'error',
      'message_start holds its payload under message.',
      'every client throws (T-AN18)',
      messageStream((stream) =>
        stream.start
          ? expect(
              isObject(stream.start.json.message),
              'an object',
              show(stream.start.json.message),
              `${stream.start.at} message`,
            )
          : null,
      ),
    ],
    [
      'R-AN-33',
      'error',
      'The message starts with empty content.',
      'blocks are shifted, or the client throws (T-AN14, T-AN17)',
      start((message, at) =>
        expect(
          !isObject(message) || (Array.isArray(message.content) && message.content.length === 0),
          '[]',
          show(get(message, 'content')),
          `${at}.content`,
        ),
      ),
    ],
    [
      'R-AN-34',
      'error',
      'The message starts with its usage.',
      'every client throws or delivers nothing (T-AN13)',
      start((message, at) =>
        !isObject(message)
          ? []
          : ['input_tokens', 'output_tokens'].flatMap((key) => {
              const value = get(message, 'usage', key);
              return expect(Number.isInteger(value), 'an integer', show(value), `${at}.usage.${key}`);
            }),
      ),
    ],
    [
      'R-AN-35',
      'error',
      'The message starts with type, role, id and model.',
      'strict clients reject it (vllm-project/vllm#45367)',
      start((message, at) => {
        if (!isObject(message)) return [];
        const wrong = [
          ['type', message.type === 'message'],
          ['role', message.role === 'assistant'],
          ['id', typeof message.id === 'string' && message.id !== ''],
          ['model', typeof message.model === 'string' && message.model !== ''],
        ].filter(([, holds]) => !holds);
        return wrong.map(([key]) => ({ expected: 'a value', actual: show(message[String(key)]), at: `${at}.${key}` }));
      }),
    ],
    [
      'R-AN-36',
      'warning',
      'The message starts without a reason to stop.',
      'tolerated',
      start((message, at) =>
        expect(
          !isObject(message) || (message.stop_reason == null && message.stop_sequence == null),
          'null',
          show(get(message, 'stop_reason')),
          `${at}.stop_reason`,
        ),
      ),
    ],
  ],
);
