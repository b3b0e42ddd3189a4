import type { Block, MessageEvent, MessageStream } from '../protocols/anthropic-messages/stream.js';
import { asString, get, isObject, type JsonObject, parseJson, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { STOP_REASONS } from './anthropic-plain.js';
import { replyRules } from './rule.js';
import { answered, expect, messageStream } from './scope.js';

/** What the grammar found under a rule's id (src/protocols/anthropic-messages/stream.ts). */
const order = (rule: string) => messageStream((stream) => stream.order.get(rule) ?? []);

const start = (judge: (message: unknown, at: string, stream: MessageStream) => Breach[]) =>
  messageStream((stream) =>
    stream.start ? judge(stream.start.json.message, `${stream.start.at} message`, stream) : null,
  );

function blocks(
  type: string | null,
  judge: (block: Block, content: JsonObject, at: string, capped: boolean) => Breach[],
) {
  return messageStream((stream) => {
    const chosen = stream.blocks.filter((block) => type === null || block.type === type);
    const capped = stream.messageDeltas.some(({ json }) => get(json, 'delta', 'stop_reason') === 'max_tokens');
    return chosen.length === 0
      ? null
      : chosen.flatMap((block) => {
          const content = block.start.json.content_block;
          return judge(block, isObject(content) ? content : {}, `${block.start.at} content_block`, capped);
        });
  });
}

/** Delta types that each block type takes (protocol reference 2.3). */
const DELTAS: Record<string, string[]> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
  redacted_thinking: [],
};

/** The key that holds what a delta says. */
const PAYLOAD: Record<string, string> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
  input_json_delta: 'partial_json',
};

const deltaType = ({ json }: MessageEvent) => asString(get(json, 'delta', 'type')) ?? '';

const fragments = (block: Block) =>
  block.deltas.map(({ json }) => asString(get(json, 'delta', 'partial_json'))).filter((part) => part !== null);

function hasInput(content: JsonObject): boolean {
  return isObject(content.input) && Object.keys(content.input).length > 0;
}

/** Rules about a stream of events (protocol reference 6.5). */
export const anthropicStream = replyRules(
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
        events.flatMap(({ json, at }) =>
          expect(typeof json.type === 'string', 'a string', show(json.type), `${at} type`),
        ),
      ),
    ],
    ['R-AN-30', 'error', 'The first event is message_start.', 'official clients throw (T-AN07)', order('R-AN-30')],
    [
      'R-AN-31',
      'error',
      'There is exactly one message_start.',
      'the official TypeScript client throws "Unexpected event order" (T-AN08)',
      order('R-AN-31'),
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
    [
      'R-AN-37',
      'error',
      'A block is started before it gets deltas or a stop.',
      'official clients throw (T-AN19)',
      order('R-AN-37'),
    ],
    [
      'R-AN-38',
      'error',
      'Blocks are numbered 0, 1, 2, and deltas name their block.',
      'clients lose text and arguments without an error (T-AN21 to T-AN26)',
      messageStream((stream) => {
        const starts = stream.blocks.flatMap(({ index, start }, k) =>
          expect(index === k, String(k), show(index), `${start.at} index`),
        );
        const opened = new Set(stream.blocks.map(({ index }) => index));
        const lost = stream.events.filter(
          ({ type, json }) => /^content_block_(delta|stop)$/.test(type) && !opened.has(json.index),
        );
        // Deltas without any block are the missing start's matter (R-AN-37).
        return stream.blocks.length === 0
          ? null
          : [
              ...starts,
              ...lost.map(({ json, at }) => ({
                expected: 'the index of a block',
                actual: show(json.index),
                at: `${at} index`,
              })),
            ];
      }),
      'a content block',
    ],
    [
      'R-AN-39',
      'error',
      'A block is started once, not once per token.',
      'each start adds a block to the message (ggml-org/llama.cpp#18551)',
      messageStream(({ blocks: all }) => {
        if (all.length === 0) return null;
        const ids = all
          .filter(({ type }) => type === 'tool_use')
          .map(({ start }) => get(start.json, 'content_block', 'id'));
        const again = ids.find((id, k) => id !== undefined && ids.indexOf(id) !== k);
        const texts = all.filter(({ type }, k) => type === 'text' && all[k - 1]?.type === 'text').length;
        return [
          ...expect(again === undefined, 'one start per tool_use', `${show(again)} twice`, 'stream'),
          ...expect(texts < 2, 'one text block', `${texts + 1} in a row`, 'stream'),
        ];
      }),
      'a content block',
    ],
    [
      'R-AN-40',
      'warning',
      'A block is stopped before the next one starts.',
      'tolerated, but not the documented flow (T-AN27)',
      order('R-AN-40'),
    ],
    [
      'R-AN-41',
      'error',
      'Every block is stopped.',
      'tool calls are never delivered (T-AN20)',
      blocks(null, (block) => expect(block.stop !== null, 'content_block_stop', 'none', block.start.at)),
      'a content block',
    ],
    [
      'R-AN-42',
      'error',
      'A text block starts with an empty text.',
      'the official Python client throws, or the text comes twice (T-AN34 to T-AN36)',
      blocks('text', (_, content, at) => expect(content.text === '', '""', show(content.text), `${at}.text`)),
      'a streamed text block',
    ],
    [
      'R-AN-43',
      'error',
      'A thinking block starts with an empty thinking.',
      'clients show "undefined" or throw (T-AN51)',
      blocks('thinking', (_, content, at) =>
        expect(content.thinking === '', '""', show(content.thinking), `${at}.thinking`),
      ),
      'a streamed thinking block',
    ],
    [
      'R-AN-44',
      'error',
      'A tool_use block starts with id, name and input.',
      'the call is dropped, or has no id (T-AN38, T-AN42, T-AN47)',
      blocks('tool_use', (_, content, at) => [
        ...expect(
          typeof content.id === 'string' && content.id !== '',
          'a non-empty string',
          show(content.id),
          `${at}.id`,
        ),
        ...expect(
          typeof content.name === 'string' && content.name !== '',
          'a non-empty string',
          show(content.name),
          `${at}.name`,
        ),
        ...expect(isObject(content.input), 'an object', show(content.input), `${at}.input`),
      ]),
      'a streamed tool call',
    ],
    [
      'R-AN-45',
      'error',
      'Arguments come in the start or in deltas, not in both.',
      'clients join them to invalid JSON (T-AN40)',
      blocks('tool_use', (block, content, at) =>
        expect(!hasInput(content) || fragments(block).join('') === '', '{}', show(content.input), `${at}.input`),
      ),
      'a streamed tool call',
    ],
    [
      'R-AN-46',
      'error',
      'partial_json is a string.',
      'every client throws (T-AN45)',
      blocks('tool_use', ({ deltas }) =>
        deltas
          .filter((event) => deltaType(event) === 'input_json_delta')
          .flatMap(({ json, at }) =>
            expect(
              typeof get(json, 'delta', 'partial_json') === 'string',
              'a string',
              show(get(json, 'delta', 'partial_json')),
              `${at} delta.partial_json`,
            ),
          ),
      ),
      'a streamed tool call',
    ],
    [
      'R-AN-47',
      'error',
      'partial_json holds what is new.',
      'a plausible wrong object, without an error (T-AN46)',
      blocks('tool_use', (block) => {
        const parts = fragments(block).filter((part) => part !== '');
        const grown = parts.filter(
          (part, k) => k > 0 && part.length > (parts[k - 1]?.length ?? 0) && part.startsWith(parts[k - 1] ?? ' '),
        );
        return expect(
          parts.length < 3 || grown.length < parts.length / 2,
          'deltas',
          'each holds all that came before it',
          block.start.at,
        );
      }),
      'a streamed tool call',
    ],
    [
      'R-AN-48',
      'error',
      'The joined partial_json is a JSON object.',
      'invalid JSON throws; truncated JSON silently becomes {} (T-AN43, T-AN44)',
      blocks('tool_use', (block, _, at, capped) => {
        const joined = fragments(block).join('');
        return expect(
          joined === '' || capped || isObject(parseJson(joined)),
          'a JSON object',
          show(joined),
          `${at} and its deltas`,
        );
      }),
      'a streamed tool call',
    ],
    [
      'R-AN-50',
      'error',
      'Deltas fit the type of their block.',
      'clients drop the data, or throw (T-AN28 to T-AN30)',
      blocks(null, ({ deltas, type }) => {
        const allowed = DELTAS[type];
        // Delta types that nobody knows are skipped by clients (doc: versioning policy, T-AN31).
        return deltas.flatMap((event) =>
          expect(
            !allowed || allowed.includes(deltaType(event)) || !(deltaType(event) in PAYLOAD),
            `${allowed?.join(' or ')} in a ${type} block`,
            deltaType(event),
            `${event.at} delta.type`,
          ),
        );
      }),
      'a content block',
    ],
    [
      'R-AN-51',
      'error',
      'A delta has the key that its type names.',
      'the text "undefined" is shown (T-AN52)',
      blocks(null, ({ deltas }) =>
        deltas.flatMap((event) => {
          const key = PAYLOAD[deltaType(event)];
          return expect(
            key === undefined || get(event.json, 'delta', key) !== undefined,
            `${key}`,
            'nothing',
            `${event.at} delta`,
          );
        }),
      ),
      'a content block',
    ],
    [
      'R-AN-52',
      'error',
      'A thinking block ends with one signature.',
      'of two pieces the last is kept; without one the turn is discarded (T-AN49, T-AN50)',
      blocks('thinking', ({ deltas, start }) => {
        const types = deltas.map(deltaType);
        const signatures = types.filter((type) => type === 'signature_delta').length;
        return [
          ...expect(signatures === 1, 'one signature_delta', `${signatures} of them`, start.at),
          ...expect(
            signatures !== 1 || types.at(-1) === 'signature_delta',
            'signature_delta last',
            types.at(-1) ?? '',
            start.at,
          ),
        ];
      }),
      'a streamed thinking block',
    ],
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
      'R-AN-56',
      'error',
      'input_tokens in message_delta is the true final value.',
      '0 erases the value of the start (T-AN62)',
      messageStream(({ messageDeltas, start: first }) => {
        const given = messageDeltas.filter(({ json }) => typeof get(json, 'usage', 'input_tokens') === 'number');
        if (given.length === 0) return null;
        const total = (usage: unknown) =>
          ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'].reduce(
            (sum, key) => sum + Number(get(usage, key) ?? 0),
            0,
          );
        const before = total(get(first?.json, 'message', 'usage'));
        // A start of 0 may be corrected (T-AN63); a prompt read from a cache counts as read (5.2).
        return given.flatMap(({ json, at }) =>
          expect(
            before === 0 || total(json.usage) === before,
            `${before} in all`,
            `${total(json.usage)}`,
            `${at} usage.input_tokens`,
          ),
        );
      }),
      'a message_delta with input_tokens',
    ],
    ['R-AN-57', 'warning', 'Blocks are over when message_delta comes.', 'tolerated (T-AN64, T-AN65)', order('R-AN-57')],
    [
      'R-AN-58',
      'error',
      'The stream ends with message_stop.',
      'the official TypeScript client throws "stream ended without producing a Message" (T-AN09)',
      messageStream(({ stop, errors, events, blocks: all, messageDeltas }) =>
        // A stream that says nothing but a foreign terminator is some other protocol's.
        errors.length > 0 || (events.length === 0 && all.length + messageDeltas.length === 0)
          ? null
          : expect(stop !== null, 'message_stop', 'the end of the body', events.at(-1)?.at ?? 'stream'),
      ),
    ],
    [
      'R-AN-59',
      'error',
      'Nothing follows message_stop.',
      'the official Python client appends it (T-AN59)',
      order('R-AN-59'),
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
      'A ping says {"type": "ping"}.',
      'clients report a broken part (T-AN54)',
      messageStream(({ sse }) => {
        const pings = sse.events.filter(({ name }) => name === 'ping');
        return pings.length === 0
          ? null
          : pings.flatMap((event) =>
              expect(
                get(parseJson(event.data), 'type') === 'ping',
                '{"type":"ping"}',
                show(event.data),
                `event ${event.index} at byte ${event.at}`,
              ),
            );
      }),
      'a ping',
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
