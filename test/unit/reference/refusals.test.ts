import { describe, expect, it } from 'vitest';
import { MODEL, post, server } from './helpers.js';

const url = await server();
const OPENAI = '/v1/chat/completions';
const ANTHROPIC = '/v1/messages';
const USER = { role: 'user', content: 'Hello!' };
const good = { model: MODEL, max_tokens: 9, messages: [USER] };
const messages = (...list: unknown[]) => ({ ...good, messages: list });

/** Refused on both sides for the same reason. */
const BOTH: [string, unknown, number][] = [
  ['malformed JSON', '{"model":', 400],
  ['an array', [good], 400],
  ['nothing', '', 400],
  ['no model', { ...good, model: undefined }, 400],
  ['no messages', { ...good, messages: undefined }, 400],
  ['a string of messages', { ...good, messages: 'Hello!' }, 400],
  ['empty messages', messages(), 400],
  ['an unknown role', messages({ role: 'wizard', content: 'Hello!' }), 400],
  ['an empty text', messages({ role: 'user', content: '' }), 400],
  ['an empty block of text', messages({ role: 'user', content: [{ type: 'text', text: '' }] }), 400],
  ['an unknown block', messages({ role: 'user', content: [{ type: 'smell', smell: 'x' }] }), 400],
  ['a block of text without text', messages({ role: 'user', content: [{ type: 'text' }] }), 400],
  ['a cap of zero', { ...good, max_tokens: 0 }, 400],
  ['a cap as string', { ...good, max_tokens: '9' }, 400],
  ['a negative temperature', { ...good, temperature: -0.1 }, 400],
  ['a high temperature', { ...good, temperature: 2.1 }, 400],
  ['a temperature as string', { ...good, temperature: 'hot' }, 400],
  ['a high top_p', { ...good, top_p: 1.1 }, 400],
  ['stream as string', { ...good, stream: 'yes' }, 400],
  [
    'half a character',
    '{"model":"reference-model","max_tokens":9,"messages":[{"role":"user","content":"\\ud800"}]}',
    400,
  ],
  ['deep nesting', `{"model":"x","messages":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 400],
  ['an unknown model', { ...good, model: 'nobody/knows' }, 404],
  ['an unknown model, streamed', { ...good, stream: true, model: 'nobody/knows' }, 404],
  ['an overlong prompt', messages({ role: 'user', content: 'word '.repeat(9000) }), 400],
  ['an overlong body', JSON.stringify(messages({ role: 'user', content: 'x'.repeat(4 * 1024 * 1024) })), 413],
];

const callOf = (id: string) => ({ id, type: 'function', function: { name: 'ping', arguments: '{}' } });
const ONLY_OPENAI: [string, unknown, number][] = [
  ['n of 0', { ...good, n: 0 }, 400],
  ['n of 129', { ...good, n: 129 }, 400],
  ['five stop strings', { ...good, stop: ['a', 'b', 'c', 'd', 'e'] }, 400],
  ['stream options without a stream', { ...good, stream_options: { include_usage: true } }, 400],
  ['a required tool without tools', { ...good, tool_choice: 'required' }, 400],
  [
    'an unknown type in a schema',
    { ...good, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'notatype' } } } },
    400,
  ],
  ['an image', messages({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }), 400],
  ['a result of no call', messages(USER, { role: 'tool', tool_call_id: 'x', content: 'y' }), 400],
  ['a call without result', messages(USER, { role: 'assistant', content: null, tool_calls: [callOf('a')] }, USER), 400],
  [
    'a result of another call',
    messages(USER, { role: 'assistant', tool_calls: [callOf('a')] }, { role: 'tool', tool_call_id: 'b', content: 'y' }),
    400,
  ],
];

const useOf = (id: string) => ({ role: 'assistant', content: [{ type: 'tool_use', id, name: 'ping', input: {} }] });
const resultOf = (id: string) => ({ role: 'user', content: [{ type: 'tool_result', tool_use_id: id }] });
const ONLY_ANTHROPIC: [string, unknown, number][] = [
  ['no cap', { ...good, max_tokens: undefined }, 400],
  ['a temperature above 1', { ...good, temperature: 1.1 }, 400],
  ['any tool without tools', { ...good, tool_choice: { type: 'any' } }, 400],
  ['a tool without schema', { ...good, tools: [{ name: 'ping' }] }, 400],
  [
    'an unknown type in a schema',
    { ...good, output_config: { format: { type: 'json_schema', schema: { type: 'notatype' } } } },
    400,
  ],
  ['an image', messages({ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'x' } }] }), 400],
  ['a result of no call', messages(USER, resultOf('x')), 400],
  ['a call without result', messages(USER, useOf('a'), USER), 400],
  ['a result of another call', messages(USER, useOf('a'), resultOf('b')), 400],
  ['a result in the wrong role', messages(USER, { role: 'assistant', content: resultOf('a').content }), 400],
];

const OPENAI_ENVELOPE = {
  error: {
    message: expect.any(String),
    type: expect.any(String),
    param: expect.toSatisfy(isParam),
    code: expect.toSatisfy(isParam),
  },
};
const envelope = (type: string) => ({
  type: 'error',
  error: { type, message: expect.any(String) },
  request_id: expect.stringMatching(/^req_/),
});
const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  404: 'not_found_error',
  413: 'request_too_large',
};

function isParam(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

describe('OpenAI’s route refuses', () => {
  it.each([...BOTH, ...ONLY_OPENAI])('%s', async (_, body, status) => {
    const { json, ...response } = await post(url, OPENAI, body);
    expect(response.status).toBe(status);
    expect(json).toEqual(OPENAI_ENVELOPE);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });
});

describe('Anthropic’s route refuses', () => {
  it.each([...BOTH, ...ONLY_ANTHROPIC])('%s', async (_, body, status) => {
    const { json, ...response } = await post(url, ANTHROPIC, body);
    expect(response.status).toBe(status);
    expect(json).toEqual(envelope(TYPES[status] ?? ''));
    expect(response.headers.get('request-id')).toBe(json.request_id);
  });

  it('a thread, in the way that clients understand', async () => {
    const { status, json } = await post(url, ANTHROPIC, { ...good, thread: { type: 'create' } });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { details: { error_code: 'thread_unsupported_request' } } });
  });
});

describe('both routes accept', () => {
  const more = { metadata: { user_id: 'x' }, top_k: 5, top_p: 0.9, nobody_knows: { this: 1 } };
  const BODIES: [string, string, unknown][] = [
    ['unknown fields', OPENAI, { ...good, ...more }],
    ['unknown fields', ANTHROPIC, { ...good, ...more, cache_control: { type: 'ephemeral' } }],
    [
      'several system messages',
      OPENAI,
      messages({ role: 'system', content: 'A' }, USER, { role: 'developer', content: [{ type: 'text', text: 'B' }] }),
    ],
    ['a system message among the others', ANTHROPIC, messages(USER, { role: 'system', content: 'B' })],
    [
      'a list as the content of a call',
      OPENAI,
      messages(
        USER,
        { role: 'assistant', content: [{ type: 'text', text: 'x' }], tool_calls: [callOf('a')] },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'y' }] },
      ),
    ],
    ['the deprecated functions', OPENAI, { ...good, functions: [{ name: 'ping' }], function_call: { name: 'ping' } }],
    ['a result without content', ANTHROPIC, messages(USER, useOf('a'), resultOf('a'))],
    [
      'thoughts in the history',
      ANTHROPIC,
      messages(
        USER,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'x', signature: '' },
            { type: 'text', text: 'y' },
          ],
        },
        USER,
      ),
    ],
    [
      'server tools',
      ANTHROPIC,
      {
        ...good,
        tools: [
          { type: 'web_search_20250305', name: 'web_search' },
          { name: 'ping', input_schema: { type: 'object' } },
        ],
      },
    ],
    ['adaptive thinking', ANTHROPIC, { ...good, thinking: { type: 'adaptive' } }],
    ['effort', OPENAI, { ...good, reasoning_effort: 'low' }],
  ];

  it.each(BODIES)('%s on %s', async (_, path, body) => {
    expect((await post(url, path, body)).status).toBe(200);
  });
});
