import { describe, expect, it } from 'vitest';
import { read } from '../../../src/protocols/index.js';
import type { Reply } from '../../../src/protocols/protocol.js';
import type { ProtocolName } from '../../../src/wire/exchange.js';
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

/** The normal form of a body, plain where it is an object and streamed where it is text. */
function replyOf(protocol: ProtocolName, body: Json | string): Reply {
  const mode = typeof body === 'string' ? 'stream' : 'plain';
  return read(exchangeOf(cellOf(protocol, mode), body)).reply ?? expect.fail('no reply');
}

const PARIS = { location: 'Paris' };
const ROME = { location: 'Rome' };
const RAW = [JSON.stringify(PARIS), JSON.stringify(ROME)] as const;
const CHAT_USAGE = {
  prompt_tokens: 12,
  completion_tokens: 5,
  total_tokens: 17,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
/** The same counts: what a cache gave is not among `input_tokens`. */
const MESSAGE_USAGE = {
  input_tokens: 5,
  cache_read_input_tokens: 4,
  cache_creation_input_tokens: 3,
  output_tokens: 5,
  output_tokens_details: { thinking_tokens: 2 },
};
const USAGE = { prompt: 12, completion: 5, cached: 4, reasoning: 2 };

const completion = (message: Json, finish: string, usage: Json = CHAT_USAGE): Json => ({
  id: 'chatcmpl-1',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
  usage,
});
const chunks = (...payloads: Json[]) => chatBody([...payloads, usageChunk(CHAT_USAGE), '[DONE]']);
const message = (content: Json[], reason: string, more: Json = {}): Json => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content,
  stop_reason: reason,
  stop_sequence: null,
  usage: MESSAGE_USAGE,
  ...more,
});
const events = (reason: string, ...inner: Json[]) =>
  messageBody([messageStart(MESSAGE_USAGE), ...inner, messageDelta(reason, { output_tokens: 5 }), messageStop]);

/** An answer, and how it stands in each of the four places. */
const ANSWERS: [name: string, expected: Partial<Reply>, bodies: Record<ProtocolName, [plain: Json, stream: string]>][] =
  [
    [
      'text',
      { text: 'Hello, 你好 🌍', reasoning: '', toolCalls: [], stop: { raw: null, class: 'end', sequence: null } },
      {
        'openai-chat': [
          completion({ content: 'Hello, 你好 🌍' }, 'stop'),
          chunks(
            chunkOf({ role: 'assistant', content: '' }),
            chunkOf({ content: 'Hello, 你' }),
            chunkOf({ content: '好 🌍' }),
            chunkOf({}, 'stop'),
          ),
        ],
        'anthropic-messages': [
          message([{ type: 'text', text: 'Hello, 你好 🌍' }], 'end_turn'),
          events('end_turn', ...textBlock(0, 'Hello, 你', '好 🌍')),
        ],
      },
    ],
    [
      'reasoning before text',
      { text: 'Paris', reasoning: 'Let me think.' },
      {
        'openai-chat': [
          completion({ content: 'Paris', reasoning_content: 'Let me think.' }, 'stop'),
          chunks(
            chunkOf({ reasoning_content: 'Let me ' }),
            chunkOf({ reasoning: 'think.' }),
            chunkOf({ content: 'Paris' }, 'stop'),
          ),
        ],
        'anthropic-messages': [
          message(
            [
              { type: 'thinking', thinking: 'Let me think.', signature: 's' },
              { type: 'text', text: 'Paris' },
            ],
            'end_turn',
          ),
          events(
            'end_turn',
            blockStart(0, { type: 'thinking', thinking: '', signature: '' }),
            blockDelta(0, 'thinking', 'Let me '),
            blockDelta(0, 'thinking', 'think.'),
            blockDelta(0, 'signature', 's'),
            blockStop(0),
            ...textBlock(1, 'Paris'),
          ),
        ],
      },
    ],
    [
      'text and two tool calls',
      {
        text: 'I will look.',
        toolCalls: [
          { id: 'a', name: 'get_weather', arguments: PARIS, raw: RAW[0] },
          { id: 'b', name: 'get_time', arguments: ROME, raw: RAW[1] },
        ],
        stop: { raw: null, class: 'tool', sequence: null },
      },
      {
        'openai-chat': [
          completion(
            {
              content: 'I will look.',
              tool_calls: [
                { id: 'a', type: 'function', function: { name: 'get_weather', arguments: RAW[0] } },
                { id: 'b', type: 'function', function: { name: 'get_time', arguments: RAW[1] } },
              ],
            },
            'tool_calls',
          ),
          chunks(
            chunkOf({ content: 'I will look.' }),
            chunkOf({ tool_calls: [fragment(0, '', { id: 'a', name: 'get_weather' })] }),
            chunkOf({
              tool_calls: [
                fragment(1, RAW[1].slice(0, 4), { id: 'b', name: 'get_time' }),
                fragment(0, RAW[0].slice(0, 3)),
              ],
            }),
            chunkOf({ tool_calls: [fragment(0, RAW[0].slice(3)), fragment(1, RAW[1].slice(4))] }),
            chunkOf({}, 'tool_calls'),
          ),
        ],
        'anthropic-messages': [
          message(
            [
              { type: 'text', text: 'I will look.' },
              { type: 'tool_use', id: 'a', name: 'get_weather', input: PARIS },
              { type: 'tool_use', id: 'b', name: 'get_time', input: ROME },
            ],
            'tool_use',
          ),
          events(
            'tool_use',
            ...textBlock(0, 'I will look.'),
            blockStart(1, { type: 'tool_use', id: 'a', name: 'get_weather', input: {} }),
            blockDelta(1, 'partial_json', ''),
            blockDelta(1, 'partial_json', RAW[0].slice(0, 3)),
            blockDelta(1, 'partial_json', RAW[0].slice(3)),
            blockStop(1),
            // The start may hold the arguments of a call that gets no delta.
            blockStart(2, { type: 'tool_use', id: 'b', name: 'get_time', input: ROME }),
            blockStop(2),
          ),
        ],
      },
    ],
    [
      'nothing at all',
      { text: '', reasoning: '', toolCalls: [], stop: { raw: null, class: 'end', sequence: null } },
      {
        'openai-chat': [
          completion({ content: null }, 'stop'),
          chunks(chunkOf({ role: 'assistant' }), chunkOf({}, 'stop')),
        ],
        'anthropic-messages': [message([], 'end_turn'), events('end_turn')],
      },
    ],
  ];

describe.each(ANSWERS)('an answer of %s', (_, expected, bodies) => {
  const anyRaw = ({ stop, ...reply }: Reply) => ({ ...reply, stop: { ...stop, raw: null } });

  it.each(['openai-chat', 'anthropic-messages'] as const)('is the same by %s, plain and streamed', (protocol) => {
    const [plain, stream] = bodies[protocol].map((body) => replyOf(protocol, body));
    expect(stream).toEqual(plain);
    expect(plain && anyRaw(plain)).toMatchObject({ ...expected, model: 'm', usage: USAGE });
  });

  it('is the same by both APIs', () => {
    const [a, b] = (['openai-chat', 'anthropic-messages'] as const).map((protocol) => ({
      ...anyRaw(replyOf(protocol, bodies[protocol][0])),
      id: null,
    }));
    expect(a).toEqual(b);
  });
});

describe('the reason to stop', () => {
  it.each([
    ['stop', 'end'],
    ['length', 'cap'],
    ['tool_calls', 'tool'],
    ['function_call', 'tool'],
    ['content_filter', 'refusal'],
    ['end_turn', 'other'],
    ['', 'other'],
    ['constructor', 'other'],
    ['__proto__', 'other'],
  ])('%j of OpenAI is of the class %s', (raw, expected) => {
    expect(replyOf('openai-chat', completion({ content: 'a' }, raw)).stop).toEqual({
      raw,
      class: expected,
      sequence: null,
    });
    expect(replyOf('openai-chat', chunks(chunkOf({ content: 'a' }), chunkOf({}, raw))).stop.class).toBe(expected);
  });

  it.each([
    ['end_turn', 'end'],
    ['stop_sequence', 'stop-string'],
    ['max_tokens', 'cap'],
    ['model_context_window_exceeded', 'cap'],
    ['tool_use', 'tool'],
    ['refusal', 'refusal'],
    ['pause_turn', 'other'],
    ['stop', 'other'],
    ['constructor', 'other'],
  ])('%j of Anthropic is of the class %s', (raw, expected) => {
    expect(replyOf('anthropic-messages', message([], raw)).stop).toEqual({ raw, class: expected, sequence: null });
    expect(replyOf('anthropic-messages', events(raw)).stop.class).toBe(expected);
  });

  it('of Anthropic comes with the string that matched', () => {
    const stop = { raw: 'stop_sequence', class: 'stop-string', sequence: ' 7' };
    expect(replyOf('anthropic-messages', message([], 'stop_sequence', { stop_sequence: ' 7' })).stop).toEqual(stop);
    const stream = messageBody([
      messageStart(),
      messageDelta('stop_sequence', { output_tokens: 1 }, ' 7'),
      messageStop,
    ]);
    expect(replyOf('anthropic-messages', stream).stop).toEqual(stop);
  });

  it('is the last one that is said', () => {
    expect(replyOf('openai-chat', chunks(chunkOf({}, 'stop'), chunkOf({}, 'length'), chunkOf({}))).stop.raw).toBe(
      'length',
    );
    const stream = messageBody([
      messageStart(),
      messageDelta('max_tokens'),
      messageDelta('end_turn'),
      messageDelta(null),
    ]);
    expect(replyOf('anthropic-messages', stream).stop.raw).toBe('end_turn');
  });

  it('is nothing where none came', () => {
    const none = { raw: null, class: 'other', sequence: null };
    expect(replyOf('openai-chat', chunks(chunkOf({ content: 'a' }))).stop).toEqual(none);
    expect(replyOf('anthropic-messages', messageBody([messageStart(), ...textBlock(0, 'a')])).stop).toEqual(none);
  });
});

describe('usage', () => {
  const anthropic = (usage: unknown) => replyOf('anthropic-messages', message([], 'end_turn', { usage })).usage;
  const openai = (usage: Json) => replyOf('openai-chat', completion({ content: 'a' }, 'stop', usage)).usage;

  it('counts what a cache gave as prompt, on both sides', () => {
    expect(openai({ prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 6 } })).toEqual({
      prompt: 10,
      completion: 2,
      cached: 6,
      reasoning: null,
    });
    expect(anthropic({ input_tokens: 4, cache_read_input_tokens: 6, output_tokens: 2 })).toEqual({
      prompt: 10,
      completion: 2,
      cached: 6,
      reasoning: null,
    });
    expect(anthropic({ input_tokens: 4, cache_creation_input_tokens: 6, output_tokens: 2 })?.prompt).toBe(10);
  });

  it('takes null and absent for the same', () => {
    const bare = { prompt: 4, completion: 2, cached: null, reasoning: null };
    const nulls = { cache_read_input_tokens: null, cache_creation_input_tokens: null, output_tokens_details: null };
    expect(anthropic({ input_tokens: 4, output_tokens: 2, ...nulls })).toEqual(bare);
    expect(anthropic({ input_tokens: 4, output_tokens: 2 })).toEqual(bare);
    expect(openai({ prompt_tokens: 4, completion_tokens: 2, prompt_tokens_details: null })).toEqual(bare);
  });

  it.each([
    ['is absent', {}],
    ['has one count only', { prompt_tokens: 3, input_tokens: 3 }],
    ['has texts', { prompt_tokens: '3', completion_tokens: '1', input_tokens: '3', output_tokens: '1' }],
    ['has negative counts', { prompt_tokens: -3, completion_tokens: 1, input_tokens: -3, output_tokens: 1 }],
    ['has broken counts', { prompt_tokens: 3.5, completion_tokens: 1, input_tokens: 3.5, output_tokens: 1 }],
  ])('is nothing where it %s', (_, usage) => {
    expect([openai(usage), anthropic(usage)]).toEqual([null, null]);
  });

  it('of Anthropic’s stream is cumulative: a later count replaces an earlier one, one by one', () => {
    const stream = messageBody([
      messageStart({ input_tokens: 4, output_tokens: 1, cache_read_input_tokens: 6 }),
      messageDelta(null, { output_tokens: 3 }),
      messageDelta('end_turn', { output_tokens: 8, input_tokens: 5 }),
      messageStop,
    ]);
    expect(replyOf('anthropic-messages', stream).usage).toEqual({
      prompt: 11,
      completion: 8,
      cached: 6,
      reasoning: null,
    });
  });

  it('of OpenAI’s stream is the last one that came', () => {
    const running = chunkOf({ content: 'a' }, null, { usage: { prompt_tokens: 12, completion_tokens: 1 } });
    expect(replyOf('openai-chat', chunks(running)).usage).toEqual(USAGE);
    expect(replyOf('openai-chat', chatBody([chunkOf({ content: 'a' }), '[DONE]'])).usage).toBeNull();
  });
});

describe('a tool call', () => {
  const plainCall = (entry: unknown) =>
    replyOf('openai-chat', completion({ content: null, tool_calls: [entry] }, 'tool_calls')).toolCalls[0];
  const called = (raw: unknown) => plainCall({ id: 'a', function: { name: 'f', arguments: raw } });

  it('has parsed arguments only where they are an object', () => {
    expect(called('{"a": 1}')).toMatchObject({ arguments: { a: 1 }, raw: '{"a": 1}' });
    for (const raw of ['', '{"a":', '[]', 'null', '"x"', '{} x']) {
      expect(called(raw)).toMatchObject({ raw });
      expect(called(raw)?.arguments).toBeUndefined();
    }
  });

  it('whose arguments came as an object is still read', () => {
    expect(called({ a: 1 })).toMatchObject({ arguments: { a: 1 }, raw: '{"a":1}' });
  });

  it('without id and name is a call all the same', () => {
    expect(plainCall({})).toMatchObject({ id: '', name: '' });
    const { toolCalls } = replyOf('anthropic-messages', message([{ type: 'tool_use' }], 'tool_use'));
    expect(toolCalls).toEqual([{ id: '', name: '', arguments: undefined, raw: '' }]);
  });

  it('whose input is a string has no arguments', () => {
    const block = { type: 'tool_use', id: 'a', name: 'f', input: '{"a":1}' };
    const [made] = replyOf('anthropic-messages', message([block], 'tool_use')).toolCalls;
    expect(made).toMatchObject({ arguments: undefined, raw: '"{\\"a\\":1}"' });
  });
});

describe('a stream of chunks', () => {
  it('is read by its first choice only', () => {
    const other = { ...chunkOf({}), choices: [{ index: 1, delta: { content: 'no' }, finish_reason: 'length' }] };
    const reply = replyOf('openai-chat', chunks(chunkOf({ content: 'yes' }), other, chunkOf({}, 'stop')));
    expect(reply).toMatchObject({ text: 'yes', stop: { raw: 'stop' } });
  });

  it('is read where choices have no index', () => {
    const bare = { choices: [{ delta: { content: 'a' } }] };
    expect(replyOf('openai-chat', chatBody([bare, bare, '[DONE]']))).toMatchObject({ text: 'aa', id: null });
  });
});

describe('what is no reply', () => {
  const reading = (protocol: ProtocolName, mode: 'plain' | 'stream', body: string | Json, status = 200) =>
    read(exchangeOf(cellOf(protocol, mode), body, { status }));

  it.each([
    ['openai-chat', '', null],
    ['openai-chat', 'not JSON', null],
    ['openai-chat', '{"choices":[]}', null],
    ['openai-chat', '{"choices":[{"message":"x"}]}', null],
    ['anthropic-messages', '{"content":"text"}', null],
    ['anthropic-messages', '{"content":null}', null],
    ['anthropic-messages', '[]', null],
  ] as const)('by %s is %j', (protocol, body, expected) => {
    expect(reading(protocol, 'plain', body).reply).toBe(expected);
  });

  it('is an error status, whatever the body says', () => {
    expect(reading('openai-chat', 'plain', completion({ content: 'a' }, 'stop'), 500).reply).toBeNull();
    expect(reading('anthropic-messages', 'stream', events('end_turn'), 400)).toMatchObject({
      reply: null,
      stream: null,
    });
  });

  it('is an exchange without a response', () => {
    const made = { ...exchangeOf(cellOf('openai-chat', 'stream'), ''), received: null };
    expect(read(made)).toMatchObject({ reply: null, stream: null, sse: null, json: undefined });
  });

  it('is a stream without a chunk or a start', () => {
    expect(reading('openai-chat', 'stream', chatBody(['[DONE]'])).reply).toBeNull();
    expect(reading('openai-chat', 'stream', chatBody([{ error: { message: 'no' } }])).reply).toBeNull();
    expect(reading('anthropic-messages', 'stream', messageBody([{ type: 'ping' }, messageStop])).reply).toBeNull();
  });
});

describe('a request for a stream that is answered with JSON', () => {
  it('is read as the plain reply that it is', () => {
    const made = read(exchangeOf(cellOf('openai-chat', 'stream'), completion({ content: 'a' }, 'stop')));
    expect(made).toMatchObject({ stream: null, sse: null, reply: { text: 'a' } });
  });

  it('is read as a stream where it is no object', () => {
    expect(read(exchangeOf(cellOf('anthropic-messages', 'stream'), '')).stream).not.toBeNull();
    expect(read(exchangeOf(cellOf('anthropic-messages', 'stream'), '[]')).stream).not.toBeNull();
  });
});
