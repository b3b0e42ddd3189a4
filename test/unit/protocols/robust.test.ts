import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../../src/protocols/index.js';
import type { Reply } from '../../../src/protocols/protocol.js';
import { MODES, PROTOCOLS, type ProtocolName } from '../../../src/wire/exchange.js';
import { spoilt } from './spoilt.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  cellOf,
  chatBody,
  chunkOf,
  exchangeOf,
  fragment,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
  usageChunk,
} from './streams.js';

const SEED = 20_261_123;

const CALL = { id: 'a', name: 'f' };
const CHAT_PAYLOADS: Json[] = [
  chunkOf({ role: 'assistant', content: '' }),
  chunkOf({ content: 'a' }),
  chunkOf({ reasoning_content: 'r' }),
  chunkOf({ tool_calls: [fragment(0, '{', CALL)] }),
  chunkOf({ tool_calls: [fragment(1, '"a":1}')] }),
  chunkOf({}, 'stop'),
  usageChunk({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }),
  { error: { message: 'no', type: 'x', param: null, code: null } },
];
const MESSAGE_PAYLOADS: Json[] = [
  messageStart(),
  ...textBlock(0, 'a'),
  blockStart(1, { type: 'thinking', thinking: '', signature: '' }),
  blockDelta(1, 'thinking', 'r'),
  blockDelta(1, 'signature', 's'),
  blockStart(2, { type: 'tool_use', ...CALL, input: {} }),
  blockDelta(2, 'partial_json', '{}'),
  blockStop(2),
  messageDelta('end_turn'),
  messageStop,
  { type: 'ping' },
  { type: 'error', error: { type: 'api_error', message: 'no' } },
];

function isReply(reply: Reply | null): boolean {
  if (reply === null) return true;
  const { text, reasoning, toolCalls, stop, usage } = reply;
  return (
    [text, reasoning, stop.class].every((said) => typeof said === 'string') &&
    toolCalls.every(({ id, name, raw }) => [id, name, raw].every((said) => typeof said === 'string')) &&
    (usage === null || (usage.prompt >= 0 && usage.completion >= 0))
  );
}

function holdsFor(protocol: ProtocolName, mode: 'plain' | 'stream', body: string): void {
  const reading = read(exchangeOf(cellOf(protocol, mode), body));
  expect(isReply(reading.reply)).toBe(true);
}

describe.each(PROTOCOLS)('reading by %s never throws', (protocol) => {
  it.each(MODES)('on any JSON (%s)', (mode) => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => holdsFor(protocol, mode, text)),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        for (const mode of MODES) holdsFor(protocol, mode, text);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('on any order of events in which something is missing or of another type', () => {
    const [payloads, encode] =
      protocol === 'openai-chat'
        ? ([CHAT_PAYLOADS, (all: Json[]) => chatBody([...all, '[DONE]'])] as const)
        : ([MESSAGE_PAYLOADS, messageBody] as const);
    fc.assert(
      fc.property(fc.array(spoilt(payloads), { maxLength: 16 }), (all) => holdsFor(protocol, 'stream', encode(all))),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('on plain replies in which something is missing or of another type', () => {
    const whole: Json[] =
      protocol === 'openai-chat'
        ? [
            {
              id: 'x',
              model: 'm',
              choices: [
                {
                  index: 0,
                  message: {
                    role: 'assistant',
                    content: 'a',
                    tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
                  },
                  finish_reason: 'stop',
                },
              ],
              usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
            },
          ]
        : [
            {
              id: 'x',
              type: 'message',
              role: 'assistant',
              model: 'm',
              content: [
                { type: 'text', text: 'a' },
                { type: 'tool_use', id: 'a', name: 'f', input: {} },
              ],
              stop_reason: 'end_turn',
              stop_sequence: null,
              usage: { input_tokens: 1, output_tokens: 1 },
            },
          ];
    fc.assert(
      fc.property(spoilt(whole), (json) => holdsFor(protocol, 'plain', JSON.stringify(json))),
      { seed: SEED, numRuns: 250 },
    );
  });
});

describe('a streamed text', () => {
  it('is joined to what it was, however it was cut', () => {
    const pieces = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (cut) => {
        const text = cut.join('');
        const chat = chatBody([...cut.map((content) => chunkOf({ content })), '[DONE]']);
        const message = messageBody([messageStart(), ...textBlock(0, ...cut), messageDelta('end_turn'), messageStop]);
        expect(read(exchangeOf(cellOf('openai-chat', 'stream'), chat)).reply?.text).toBe(text);
        expect(read(exchangeOf(cellOf('anthropic-messages', 'stream'), message)).reply?.text).toBe(text);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});

describe('streamed arguments', () => {
  it('are joined to what they were, however calls and pieces are mixed', () => {
    const args = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }), {
      maxKeys: 3,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.array(args, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 7 }), (calls, size) => {
        const raws = calls.map((one) => JSON.stringify(one));
        const openings = raws.map((_, k) => fragment(k, '', { id: `c${k}`, name: 'f' }));
        const rounds = Array.from({ length: Math.ceil(Math.max(...raws.map((raw) => raw.length)) / size) }, (_, n) =>
          raws.map((raw, k) => fragment(k, raw.slice(n * size, (n + 1) * size))),
        );
        const body = chatBody([openings, ...rounds].map((tool_calls) => chunkOf({ tool_calls })));
        const { reply } = read(exchangeOf(cellOf('openai-chat', 'stream'), body));
        expect(reply?.toolCalls.map(({ raw }) => raw)).toEqual(raws);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
