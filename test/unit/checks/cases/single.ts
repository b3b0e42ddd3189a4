import { ask, type Conversation } from '../../../../src/conversation.js';
import type { Exchange, Received } from '../../../../src/wire/exchange.js';
import { chatBody, chunkOf, exchangeOf, type Json, usageChunk } from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM, chatSays, completion, message, messageSays, textOf } from './replies.js';

/** What stands in a single reply. */

type Row = [rule: string, says: string, exchange: Exchange, verdicts: string[]];

const asked = (more: Partial<Conversation> = {}): Conversation => ({ ...ask('?', 20), ...more });
const withHeaders = (exchange: Exchange, headers: Received['headers']): Exchange => ({
  ...exchange,
  received: exchange.received && { ...exchange.received, headers },
});
const typed = (exchange: Exchange, type: string) => withHeaders(exchange, [['Content-Type', type]]);
const chat = (more: Json = {}) => chatSays(completion({}, more));
const says = (more: Json) => chatSays(completion(more));
const chose = (more: Json) => chat({ choices: [{ ...(completion().choices as Json[])[0], ...more }] });
const stream = (...payloads: (Json | string)[]) => exchangeOf(CHAT_STREAM, chatBody([...payloads, '[DONE]']));
const call = (id: unknown, more: Json = {}) => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: '{}' },
  ...more,
});
const calls = (...all: Json[]) => says({ tool_calls: all });
const usage = (prompt_tokens: unknown, completion_tokens: unknown, total_tokens: unknown, more: Json = {}): Json => ({
  usage: { prompt_tokens, completion_tokens, total_tokens, ...more },
});
const structured = { asked: asked({ schema: { type: 'object' } }) };

const plainRows: Row[] = [
  ['R-OA-01', 'JSON of some kind', typed(chat(), 'Application/problem+json; charset=utf-8'), ['pass']],
  ['R-OA-01', 'JSON among others', typed(chat(), 'text/application/json'), ['fail']],
  ['R-OA-01', 'nearly JSON', typed(chat(), 'application/jsonl'), ['fail']],
  ['R-OA-01', 'no type', withHeaders(chat(), []), ['fail']],
  ['R-OA-01', 'a stream', stream(chunkOf({})), []],
  ['R-OA-02', 'an array', chatSays('[]'), ['fail']],
  ['R-OA-02', 'an object', chatSays('{}'), ['pass']],
  ['R-OA-02', 'a stream', stream(chunkOf({})), []],
  ['R-OA-03', 'a chunk', chat({ object: 'chat.completion.chunk' }), ['fail']],
  ['R-OA-04', 'an empty id', chat({ id: '' }), ['fail']],
  ['R-OA-05', 'milliseconds', chat({ created: 1_800_000_000_000 }), ['fail']],
  ['R-OA-05', 'milliseconds in a chunk', stream(chunkOf({}, null, { created: 1_800_000_000_000 })), ['fail']],
  ['R-OA-06', 'no model', chat({ model: '' }), ['fail']],
  ['R-OA-07', 'two choices', chat({ choices: [{}, {}] }), ['fail']],
  ['R-OA-07', 'no choice', chat({ choices: [] }), ['fail']],
  ['R-OA-07', 'an object', chat({ choices: { length: 1 } }), ['fail']],
  ['R-OA-08', 'from 1', chose({ index: 1 }), ['fail']],
  ['R-OA-08', 'from 0', chose({ index: 0 }), ['pass']],
  ['R-OA-09', 'another role', says({ role: 'user' }), ['fail']],
  ['R-OA-09', 'no message', chose({ message: null }), ['fail']],
  ['R-OA-10', 'an array', says({ content: [] }), ['fail']],
  ['R-OA-10', 'null', says({ content: null }), ['pass']],
  ['R-OA-10', 'no key', says({ content: undefined }), ['warn']],
  ['R-OA-11', 'null alone', says({ content: null }), ['warn']],
  ['R-OA-11', 'null beside a call', says({ content: null, tool_calls: [call('a')] }), ['pass']],
  ['R-OA-11', 'null beside no calls', says({ content: null, tool_calls: [] }), ['warn']],
  ['R-OA-11', 'null beside a refusal', says({ content: null, refusal: 'no' }), ['pass']],
  ['R-OA-11', 'null beside sound', says({ content: null, audio: {} }), ['pass']],
  ['R-OA-11', 'null beside a deprecated call', says({ content: null, function_call: {} }), ['pass']],
  ['R-OA-11', 'null after no tokens', chatSays(completion({ content: null }, usage(3, 0, 3))), ['pass']],
  ['R-OA-11', 'null that was cut', chose({ message: { content: null }, finish_reason: 'length' }), ['pass']],
  ['R-OA-11', 'a text', says({ content: 'a' }), ['pass']],
  ['R-OA-11', 'no message', chose({ message: 1 }), []],
  ['R-OA-12', 'no key', says({ refusal: undefined }), ['warn']],
  ['R-OA-13', 'no key', chose({ logprobs: undefined }), ['warn']],
  ...['stop', 'length', 'tool_calls', 'content_filter', 'function_call'].map(
    (finish_reason): Row => ['R-OA-14', finish_reason, chose({ finish_reason }), ['pass']],
  ),
  ['R-OA-14', 'another value', chose({ finish_reason: 'end_turn' }), ['fail']],
  ['R-OA-15', 'two ids', calls(call('a'), call('b')), ['pass']],
  ['R-OA-15', 'one id twice', calls(call('a'), call('a')), ['fail']],
  ['R-OA-15', 'an empty id', calls(call('')), ['fail']],
  ['R-OA-15', 'no call', says({}), []],
  ['R-OA-16', 'a custom tool', calls(call('a', { type: 'custom' })), ['pass']],
  ['R-OA-16', 'another type', calls(call('a', { type: 'x' })), ['fail']],
  ['R-OA-18', 'an object', calls(call('a', { function: { name: 'f', arguments: {} } })), ['fail']],
  ['R-OA-25', 'no total', chat(usage(3, 2, undefined)), ['fail']],
  ['R-OA-25', 'no prompt', chat(usage(undefined, 2, 5)), ['fail']],
  ['R-OA-25', 'half a token', chat(usage(3, 2.5, 5.5)), ['fail']],
  ['R-OA-25', 'no usage', chat({ usage: undefined }), ['fail']],
  ['R-OA-25', 'no usage in a stream', stream(chunkOf({})), []],
  ['R-OA-25', 'half a token in a stream', stream(usageChunk({ prompt_tokens: 0.5 })), ['fail']],
  ['R-OA-28', 'an error', chatSays({ error: { message: 'no' } }), ['fail']],
  ['R-OA-28', 'null as error', chat({ error: null }), ['pass']],
  ['R-OA-28', 'an error in a stream', stream({ error: { message: 'no' } }), []],
  ['R-OA-29', 'no JSON', chatSays(completion({ content: 'a' }), structured), ['fail']],
  ['R-OA-29', 'JSON', chatSays(completion({ content: '{}' }), structured), ['pass']],
  ['R-OA-29', 'nothing', chatSays(completion({ content: '' }), structured), []],
  ['R-OA-29', 'no schema was sent', chatSays(completion({ content: 'a' }), { asked: asked() }), []],
  [
    'R-OA-29',
    'JSON that was cut',
    chatSays(completion({}, { choices: [{ message: { content: '{' }, finish_reason: 'length' }] }), structured),
    [],
  ],
];

const TOOL = { name: 'f', description: '', parameters: { type: 'object', required: ['a'] } };
const offering = (exchange: Exchange, more: Partial<Conversation> = {}): Exchange => ({
  ...exchange,
  asked: asked({ tools: [TOOL], ...more }),
});
const finished = (finish_reason: string, message: Json = {}, more: Json = {}) =>
  chatSays(completion({}, { choices: [{ index: 0, message: { content: 'a', ...message }, finish_reason }], ...more }), {
    asked: asked(),
  });
const raw = (text: unknown) => call('a', { function: { name: 'f', arguments: text } });
const used = (input: Json, more: Json = {}) =>
  messageSays(message([{ type: 'tool_use', id: 'a', name: 'f', input }], { stop_reason: 'tool_use', ...more }));
const stopAt = (text: string, ...stop: string[]) => chatSays(completion({ content: text }), { asked: asked({ stop }) });
const capped = (finish_reason: string, tokens: number, message: Json = {}) =>
  finished(finish_reason, message, usage(3, tokens, 3 + tokens));

const contentRows: Row[] = [
  ['R-OA-17', 'offered', offering(calls(call('a'))), ['pass']],
  ['R-OA-17', 'not offered', { ...calls(call('a')), asked: asked() }, ['fail']],
  ['R-OA-17', 'nothing was asked', calls(call('a')), ['fail']],
  ['R-OA-17', 'no call', offering(chat()), []],
  ['R-OA-19', 'half an object', calls(raw('{')), ['fail']],
  ['R-OA-19', 'half an object that was cut', finished('length', { tool_calls: [raw('{')] }), ['pass']],
  ['R-OA-19', 'nothing', calls(raw('')), ['pass']],
  ['R-OA-20', 'nothing', calls(raw('')), ['fail']],
  ['R-OA-20', 'an empty object', calls(raw('{}')), ['pass']],
  ['R-OA-21', 'an empty array', says({ tool_calls: [] }), ['warn']],
  ['R-OA-21', 'null', says({ tool_calls: null }), ['warn']],
  ['R-OA-21', 'a call', calls(call('a')), []],
  ['R-OA-21', 'no message', chose({ message: 1 }), []],
  ['R-OA-22', 'stop after a call', finished('stop', { tool_calls: [call('a')] }), ['warn']],
  ['R-OA-22', 'tool_calls after a call', finished('tool_calls', { tool_calls: [call('a')] }), ['pass']],
  ['R-OA-22', 'length after a call', finished('length', { tool_calls: [call('a')] }), []],
  ['R-OA-22', 'stop after a named call', offering(calls(call('a')), { toolChoice: { name: 'f' } }), ['pass']],
  ['R-OA-22', 'stop after a required call', offering(calls(call('a')), { toolChoice: 'required' }), ['warn']],
  ['R-OA-22', 'stop after a free call', offering(calls(call('a'))), ['warn']],
  ['R-OA-23', 'tool_calls after none', finished('tool_calls'), ['warn']],
  ['R-OA-23', 'tool_calls after one', finished('tool_calls', { tool_calls: [call('a')] }), ['pass']],
  ['R-OA-23', 'stop after none', finished('stop'), []],
  ['R-OA-24', 'the deprecated call', offering(says({ function_call: { name: 'f' } })), ['fail']],
  ['R-OA-24', 'the deprecated call, no tools', { ...says({ function_call: {} }), asked: asked() }, []],
  ['R-OA-24', 'the deprecated call in a stream', offering(stream(chunkOf({ function_call: { name: 'f' } }))), ['fail']],
  ['R-OA-24', 'a text', offering(chat()), ['pass']],
  ['R-OA-26', 'the sum', chat(usage(3, 2, 5)), ['pass']],
  ['R-OA-26', 'another number', chat(usage(3, 2, 6)), ['warn']],
  ['R-OA-26', 'no total', chat(usage(3, 2, undefined)), []],
  ['R-OA-26', 'no prompt', chat(usage(undefined, 2, 2)), []],
  ['R-OA-26', 'no completion', chat(usage(2, undefined, 2)), []],
  [
    'R-OA-27',
    'more cached than there is',
    chat(usage(3, 2, 5, { prompt_tokens_details: { cached_tokens: 4 } })),
    ['fail'],
  ],
  ['R-OA-27', 'all cached', chat(usage(3, 2, 5, { prompt_tokens_details: { cached_tokens: 3 } })), ['pass']],
  [
    'R-OA-27',
    'more thought than said',
    chat(usage(3, 2, 5, { completion_tokens_details: { reasoning_tokens: 3 } })),
    ['fail'],
  ],
  ['R-OA-27', 'all thought', chat(usage(3, 2, 5, { completion_tokens_details: { reasoning_tokens: 2 } })), ['pass']],
  ['R-OA-27', 'no usage', chat({ usage: null }), []],
  ['R-OA-30', 'a thought', says({ content: 'a</think>b' }), ['warn']],
  ['R-OA-30', 'other markup', says({ content: 'a<|im_end|>' }), ['pass']],
  [
    'R-OA-30',
    'a thought that was asked for',
    { ...says({ content: '</think>' }), asked: ask('</think>', 9) },
    ['pass'],
  ],
  ['R-OA-31', 'returned', stopAt('a b', 'x', 'b'), ['fail']],
  ['R-OA-31', 'not returned', stopAt('a ', 'b'), ['pass']],
  ['R-OA-31', 'not sent', stopAt('a'), []],
  ['R-OA-31', 'nothing was asked', chat(), []],
  ['R-OA-32', 'more than the cap', capped('stop', 21), ['warn']],
  ['R-OA-32', 'as many as the cap', capped('length', 20), ['pass']],
  ['R-OA-32', 'fewer, and the cap as the reason', capped('length', 19), ['warn']],
  ['R-OA-32', 'fewer, and another reason', capped('stop', 19), ['pass']],
  ['R-OA-32', 'a call that was cut', capped('length', 19, { tool_calls: [call('a')] }), ['pass']],
  ['R-OA-32', 'no usage', finished('stop', {}, { usage: null }), []],
  ['R-OA-32', 'nothing was asked', chat(), []],
  ['R-AN-16', 'tool_use', used({}), ['pass']],
  ['R-AN-16', 'end_turn', used({}, { stop_reason: 'end_turn' }), ['fail']],
  ['R-AN-16', 'the cap', used({}, { stop_reason: 'max_tokens' }), []],
  ['R-AN-16', 'a refusal', used({}, { stop_reason: 'refusal' }), []],
  ['R-AN-16', 'no call', messageSays(message()), []],
  ['R-AN-17', 'no call', messageSays(message(textOf('a'), { stop_reason: 'tool_use' })), ['warn']],
  ['R-AN-17', 'end_turn', messageSays(message()), []],
  ['R-AN-49', 'lost', offering(used({})), ['fail']],
  ['R-AN-49', 'there', offering(used({ b: 1 })), ['pass']],
  ['R-AN-49', 'lost to the cap', offering(used({}, { stop_reason: 'max_tokens' })), ['pass']],
  ['R-AN-49', 'none required', { ...used({}), asked: asked({ tools: [{ ...TOOL, parameters: {} }] }) }, ['pass']],
  ['R-AN-49', 'another tool', { ...used({}), asked: asked({ tools: [{ ...TOOL, name: 'g' }] }) }, ['pass']],
  ['R-AN-49', 'nothing was asked', used({}), ['pass']],
];

export const singleCases: Case[] = [...plainRows, ...contentRows].map(([rule, text, exchange, verdicts]) => ({
  rule,
  says: text,
  exchanges: [exchange],
  verdicts,
}));
