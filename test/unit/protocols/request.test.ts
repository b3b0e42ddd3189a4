import { describe, expect, it } from 'vitest';
import {
  ask,
  type Conversation,
  type Spelling,
  type ToolCall,
  type Turn,
  USUAL_SPELLING,
} from '../../../src/conversation.js';
import { protocols } from '../../../src/protocols/index.js';

const openai = protocols['openai-chat'];
const anthropic = protocols['anthropic-messages'];

/** Both bodies of a question, without what every body has. */
function bodies(more: Partial<Conversation>, mode: 'plain' | 'stream' = 'plain') {
  const conversation = { ...ask('Hello!', 16), ...more };
  return { openai: openai.body('m', conversation, mode), anthropic: anthropic.body('m', conversation, mode) };
}
const spelled = (spelling: Partial<Spelling>): Partial<Conversation> => ({
  spelling: { ...USUAL_SPELLING, ...spelling },
});

const TOOL = {
  name: 'get_weather',
  description: 'The weather.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const call = (id: string, city: string) => ({
  id,
  name: 'get_weather',
  arguments: { city },
  raw: `{"city": "${city}"}`,
});
const assistant = (text: string | null, ...toolCalls: ToolCall[]): Turn => ({
  role: 'assistant',
  text,
  reasoning: null,
  toolCalls,
});
const LOOP: Turn[] = [
  { role: 'user', text: 'Weather in Paris and Rome?' },
  assistant('I will look.', call('call_1', 'Paris'), call('call_2', 'Rome')),
  {
    role: 'tool',
    results: [
      { id: 'call_1', text: '18 C', isError: false },
      { id: 'call_2', text: 'timeout', isError: true },
    ],
  },
];

describe('a request', () => {
  it('of one question has nothing but model, message, cap and temperature', () => {
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: 'Hello!' }],
      max_tokens: 16,
      temperature: 0,
    };
    expect(bodies({})).toEqual({ openai: body, anthropic: body });
  });

  it('for a stream asks OpenAI for usage, too', () => {
    const { openai: chat, anthropic: message } = bodies({}, 'stream');
    expect(chat).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(message).toMatchObject({ stream: true });
    expect(message).not.toHaveProperty('stream_options');
  });

  it('has the same fields, plain or streamed, but for these', () => {
    const { stream: _, stream_options: __, ...chat } = bodies({ system: 's' }, 'stream').openai;
    const { stream: ___, ...message } = bodies({ system: 's' }, 'stream').anthropic;
    expect({ openai: chat, anthropic: message }).toEqual(bodies({ system: 's' }));
  });

  it('carries the temperature as it is', () => {
    expect(bodies({ temperature: 0.01 })).toMatchObject({
      openai: { temperature: 0.01 },
      anthropic: { temperature: 0.01 },
    });
  });
});

describe('a system text', () => {
  it('is a message of OpenAI’s and a field of Anthropic’s', () => {
    const { openai: chat, anthropic: message } = bodies({ system: 'Be terse.' });
    expect(chat.messages).toEqual([
      { role: 'system', content: 'Be terse.' },
      { role: 'user', content: 'Hello!' },
    ]);
    expect(message.system).toBe('Be terse.');
    expect(message.messages).toEqual([{ role: 'user', content: 'Hello!' }]);
  });

  it('may be blocks, on both sides', () => {
    const { openai: chat, anthropic: message } = bodies({ system: 'Be terse.', ...spelled({ system: 'blocks' }) });
    const blocks = [{ type: 'text', text: 'Be terse.' }];
    expect(chat.messages).toEqual([
      { role: 'system', content: blocks },
      { role: 'user', content: 'Hello!' },
    ]);
    expect(message.system).toEqual(blocks);
  });

  it('may be the developer’s, which Anthropic does not know', () => {
    const { openai: chat, anthropic: message } = bodies({ system: 'Be terse.', ...spelled({ system: 'developer' }) });
    expect(chat.messages).toMatchObject([{ role: 'developer', content: 'Be terse.' }, {}]);
    expect(message.system).toBe('Be terse.');
  });

  it('is left out where there is none, whatever the spelling', () => {
    for (const system of ['string', 'blocks', 'developer'] as const) {
      expect(bodies(spelled({ system }))).toEqual(bodies({}));
    }
  });
});

describe('what the user says', () => {
  it('may be a block, the same on both sides', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello!' }] }];
    expect(bodies(spelled({ content: 'blocks' }))).toMatchObject({ openai: { messages }, anthropic: { messages } });
  });

  it('goes to the wire character for character', () => {
    const turns: Turn[] = [{ role: 'user', text: ' 你好 🌍\n"<think>" ' }];
    const messages = [{ role: 'user', content: ' 你好 🌍\n"<think>" ' }];
    expect(bodies({ turns })).toMatchObject({ openai: { messages }, anthropic: { messages } });
  });
});

describe('a history', () => {
  it('of text is the same on both sides', () => {
    const turns = [{ role: 'user', text: 'a' } as const, assistant('b'), { role: 'user', text: 'c' } as const];
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
    ];
    expect(bodies({ turns })).toMatchObject({ openai: { messages }, anthropic: { messages } });
  });

  it('with tools is a message per result for OpenAI, with the arguments as they came', () => {
    expect(bodies({ turns: LOOP }).openai.messages).toEqual([
      { role: 'user', content: 'Weather in Paris and Rome?' },
      {
        role: 'assistant',
        content: 'I will look.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city": "Paris"}' } },
          { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '{"city": "Rome"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '18 C' },
      { role: 'tool', tool_call_id: 'call_2', content: 'timeout' },
    ]);
  });

  it('with tools is one user message with all results for Anthropic, and marks the failed one', () => {
    expect(bodies({ turns: LOOP }).anthropic.messages).toEqual([
      { role: 'user', content: 'Weather in Paris and Rome?' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I will look.' },
          { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Paris' } },
          { type: 'tool_use', id: 'call_2', name: 'get_weather', input: { city: 'Rome' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: '18 C' },
          { type: 'tool_result', tool_use_id: 'call_2', content: 'timeout', is_error: true },
        ],
      },
    ]);
  });

  it.each([null, ''])('with a call and no text (%o) has no empty text block', (text) => {
    const { openai: chat, anthropic: message } = bodies({ turns: [assistant(text, call('call_1', 'Rome'))] });
    expect(message.messages).toMatchObject([{ content: [{ type: 'tool_use' }] }]);
    expect(chat.messages).toMatchObject([{ content: text, tool_calls: [{}] }]);
  });

  it('with arguments that were no object sends them back as they came, or as an empty object', () => {
    const broken = { ...call('call_1', 'Rome'), arguments: undefined, raw: '{"city"' };
    const { openai: chat, anthropic: message } = bodies({ turns: [assistant(null, broken)] });
    expect(chat.messages).toMatchObject([{ tool_calls: [{ function: { arguments: '{"city"' } }] }]);
    expect(message.messages).toMatchObject([{ content: [{ input: {} }] }]);
  });
});

describe('tools', () => {
  it('are functions for OpenAI, and have an input schema for Anthropic', () => {
    const { openai: chat, anthropic: message } = bodies({ tools: [TOOL] });
    expect(chat.tools).toEqual([{ type: 'function', function: TOOL }]);
    expect(message.tools).toEqual([
      { name: 'get_weather', description: 'The weather.', input_schema: TOOL.parameters },
    ]);
    expect(chat).not.toHaveProperty('tool_choice');
    expect(message).not.toHaveProperty('tool_choice');
  });

  it.each([
    ['auto', 'auto', { type: 'auto' }],
    ['required', 'required', { type: 'any' }],
    ['none', 'none', { type: 'none' }],
    [
      { name: 'get_weather' },
      { type: 'function', function: { name: 'get_weather' } },
      { type: 'tool', name: 'get_weather' },
    ],
  ] as const)('are chosen by %j', (toolChoice, chat, message) => {
    const made = bodies({ tools: [TOOL], toolChoice });
    expect(made.openai.tool_choice).toEqual(chat);
    expect(made.anthropic.tool_choice).toEqual(message);
  });

  it('one at a time are a field of OpenAI’s and a flag of Anthropic’s choice, which then must be there', () => {
    const made = bodies({ tools: [TOOL], parallelToolCalls: false });
    expect(made.openai).toMatchObject({ parallel_tool_calls: false });
    expect(made.anthropic.tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    const forced = bodies({ tools: [TOOL], parallelToolCalls: false, toolChoice: 'required' });
    expect(forced.anthropic.tool_choice).toEqual({ type: 'any', disable_parallel_tool_use: true });
  });

  it('one at a time is not said where none may be called: that choice does not take it', () => {
    const made = bodies({ tools: [TOOL], parallelToolCalls: false, toolChoice: 'none' });
    expect(made.anthropic.tool_choice).toEqual({ type: 'none' });
  });

  it('several at a time are what Anthropic does anyway', () => {
    const made = bodies({ tools: [TOOL], parallelToolCalls: true });
    expect(made.openai).toMatchObject({ parallel_tool_calls: true });
    expect(made.anthropic).not.toHaveProperty('tool_choice');
  });
});

describe('a limit', () => {
  it('has a newer name, which only OpenAI knows', () => {
    const { openai: chat, anthropic: message } = bodies(spelled({ cap: 'max_completion_tokens' }));
    expect(chat).toMatchObject({ max_completion_tokens: 16 });
    expect(chat).not.toHaveProperty('max_tokens');
    expect(message).toMatchObject({ max_tokens: 16 });
  });

  it('by stop strings has a name of its own on each side', () => {
    const { openai: chat, anthropic: message } = bodies({ stop: ['5', ' 7'] });
    expect(chat.stop).toEqual(['5', ' 7']);
    expect(message.stop_sequences).toEqual(['5', ' 7']);
  });

  it('by one stop string may be no array for OpenAI', () => {
    const { openai: chat, anthropic: message } = bodies({ stop: ['5'], ...spelled({ stop: 'string' }) });
    expect(chat.stop).toBe('5');
    expect(message.stop_sequences).toEqual(['5']);
    expect(bodies(spelled({ stop: 'string' }))).toEqual(bodies({}));
  });
});

describe('thinking', () => {
  it('is switched on and off by the fields that each side has, and by the one that local servers read', () => {
    const [on, off] = [bodies({ thinking: true }), bodies({ thinking: false })];
    expect(on.anthropic).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 1024 },
      chat_template_kwargs: { enable_thinking: true },
    });
    expect(off.anthropic).toMatchObject({
      thinking: { type: 'disabled' },
      chat_template_kwargs: { enable_thinking: false },
    });
    expect(on.openai).toMatchObject({ chat_template_kwargs: { enable_thinking: true } });
    expect(on.openai).not.toHaveProperty('reasoning_effort');
    expect(off.openai).toMatchObject({
      chat_template_kwargs: { enable_thinking: false },
      reasoning_effort: 'none',
    });
  });
});

describe('a JSON schema', () => {
  it('stands where each side wants it', () => {
    const schema = { type: 'object', properties: { age: { type: 'integer' } } };
    const { openai: chat, anthropic: message } = bodies({ schema });
    expect(chat.response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true, schema } });
    expect(message.output_config).toEqual({ format: { type: 'json_schema', schema } });
  });
});

describe('headers', () => {
  it('carry the key in every place where a server may look', () => {
    expect(openai.headers('k')).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: 'Bearer k',
    });
    expect(anthropic.headers('k')).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: 'Bearer k',
      'x-api-key': 'k',
      'anthropic-version': '2023-06-01',
    });
  });
});

describe('the terminator', () => {
  it.each([
    ['openai-chat', 'data: {"a":1}\n\ndata: [DONE]\n\n', true],
    ['openai-chat', 'data:[DONE]\r\n\r\n', true],
    ['openai-chat', 'data: [DONE] \n\n', true],
    ['openai-chat', 'data: [DONE]\n', false],
    ['openai-chat', 'data: [DONE]\n\ndata: {', false],
    ['openai-chat', 'data: {"text":"data: [DONE]\\n\\n"}\n\n', false],
    ['anthropic-messages', 'event: message_stop\ndata: {"type":"message_stop"}\n\n', true],
    ['anthropic-messages', 'event: message_stop\r\ndata: {"type": "message_stop", "x": 1}\r\n\r\n', true],
    ['anthropic-messages', 'event: message_stop\ndata: {"type":"message_stop"}\n', false],
    ['anthropic-messages', 'data: {"type":"message_delta"}\n\n', false],
    ['anthropic-messages', 'data: {"text":"\\"type\\":\\"message_stop\\""}\n\n', false],
  ] as const)('of %s is the end of %j: %s', (protocol, tail, expected) => {
    expect(protocols[protocol].isTerminated(tail)).toBe(expected);
  });
});
