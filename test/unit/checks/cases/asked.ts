import { ask, type Conversation } from '../../../../src/conversation.js';
import type { Exchange } from '../../../../src/wire/exchange.js';
import type { exchangeOf, Json } from '../../protocols/streams.js';
import { chatSays, completion, message, messageSays, textOf } from './replies.js';

/** Plain answers to what was asked in another way than a golden case does. */

type Made = Parameters<typeof exchangeOf>[2];

const GET_WEATHER = { name: 'get_weather', description: 'Weather', parameters: { type: 'object', properties: {} } };
export const asked = (more: Partial<Conversation> = {}): Conversation => ({ ...ask('?', 20), ...more });

/** A text by OpenAI, of so many tokens; the next one is by Anthropic. */
export const said = (name: string, content: string, tokens = 2, made: Made = {}, more: Json = {}): Exchange => {
  const usage = { prompt_tokens: 3, completion_tokens: tokens, total_tokens: 3 + tokens };
  const choices = [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }];
  return chatSays(completion({}, { choices, usage }), { case: name, id: `${name} o`, asked: asked(), ...made });
};
export const told = (name: string, text: string, tokens = 2, made: Made = {}, more: Json = {}): Exchange => {
  const usage = { input_tokens: 3, output_tokens: tokens };
  return messageSays(message(textOf(text), { usage, ...more }), {
    ...{ case: name, id: `${name} a`, asked: asked() },
    ...made,
  });
};
export const stopped = (
  name: string,
  content: string,
  finish_reason: string,
  tokens: number,
  made: Made = {},
): Exchange => {
  const usage = { prompt_tokens: 3, completion_tokens: tokens, total_tokens: 3 + tokens };
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason }];
  return chatSays(completion({}, { choices, usage }), { case: name, id: name, asked: asked(), ...made });
};
export const called = (name: string, names: string[], made: Made = {}, args = '{"location":"Tokyo"}'): Exchange => {
  const calls = names.map((one, k) => ({ id: `c${k}`, type: 'function', function: { name: one, arguments: args } }));
  const choice = { index: 0, message: { role: 'assistant', content: null, tool_calls: calls } };
  return chatSays(completion({}, { choices: [{ ...choice, finish_reason: 'tool_calls' }] }), {
    ...{ case: name, id: name, asked: asked({ tools: [GET_WEATHER] }) },
    ...made,
  });
};
export const failed = (name: string, status: number, made: Made = {}): Exchange =>
  chatSays({ error: { message: 'no' } }, { case: name, id: `${name} f`, status, asked: asked(), ...made });
export const refused = (name: string, status: number): Exchange =>
  messageSays(
    { type: 'error', error: { type: 'invalid_request_error', message: 'no' } },
    { case: name, id: `${name} r`, status, asked: asked() },
  );

export const stop = (word: string): Made => ({ asked: asked({ stop: [word] }) });
export const cap = (maxTokens: number): Made => ({ asked: asked({ maxTokens }) });
const choice = (toolChoice: Conversation['toolChoice']): Made => ({
  asked: asked({ tools: [GET_WEATHER], toolChoice }),
});
export const required = choice('required');
export const named = choice({ name: 'get_weather' });
export const schema = {
  asked: asked({ schema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } }),
};

export const thought = (name: string, reasoning: string, text: string, status = 200): Exchange =>
  said(name, text, 2, { status }, { reasoning_content: reasoning });
