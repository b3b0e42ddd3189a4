import type { Exchange, Received } from '../../../../src/wire/exchange.js';
import {
  chatBody,
  chunkOf,
  exchangeOf,
  type Json,
  messageBody,
  messageStart,
  usageChunk,
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM, chatSays, completion, MESSAGE_STREAM, message, messageSays } from './replies.js';

/** How bad requests are refused, and how a stream is framed. */

type Row = [rule: string, says: string, exchange: Exchange, verdicts: string[]];

const withHeaders = (exchange: Exchange, headers: Received['headers']): Exchange => ({
  ...exchange,
  received: exchange.received && { ...exchange.received, headers },
});
const typed = (exchange: Exchange, type: string) => withHeaders(exchange, [['Content-Type', type]]);
const stream = (...payloads: (Json | string)[]) => exchangeOf(CHAT_STREAM, chatBody([...payloads, '[DONE]']));

const bad = (name: string, status: number, body: string | Json = { error: { message: 'no', type: 'x', code: null } }) =>
  chatSays(body, { purpose: 'refusal', case: `bad_request+${name}`, status });
const error = (type: unknown, more: Json = {}) => ({ type: 'error', error: { type, message: 'no' }, ...more });
const badMessage = (name: string, status: number, body: string | Json = error('invalid_request_error')) =>
  messageSays(body, { purpose: 'refusal', case: `bad_request+${name}`, status });
const badStream = (name: string, body: string, status = 200) =>
  exchangeOf(CHAT_STREAM, body, { purpose: 'refusal', case: `bad_request+${name}`, status });
const silent = (exchange: Exchange): Exchange => ({ ...exchange, received: null });

const errorRows: Row[] = [
  ['R-OA-67', 'a message', bad('get', 400), ['pass']],
  ['R-OA-67', 'no message', bad('get', 400, { error: {} }), ['fail']],
  ['R-OA-67', 'no refusal', bad('get', 399, {}), []],
  ['R-OA-67', 'no response', silent(bad('get', 400)), []],
  ['R-OA-68', 'whole', bad('get', 400), ['pass']],
  ['R-OA-68', 'a code as text', bad('get', 400, { error: { type: 'x', code: 'y' } }), ['pass']],
  ['R-OA-68', 'a code as number', bad('get', 400, { error: { type: 'x', code: 400 } }), ['warn']],
  ['R-OA-68', 'no type', bad('get', 400, { error: { code: null } }), ['warn']],
  ['R-OA-68', 'a text as error', bad('get', 400, { error: 'no' }), []],
  ['R-OA-69', 'refused', bad('get', 400), ['pass']],
  ['R-OA-69', 'the last of the 4xx', bad('get', 499), ['pass']],
  ['R-OA-69', 'a failure', bad('get', 500), ['fail']],
  ['R-OA-69', 'sent again', bad('get', 429), ['fail']],
  ['R-OA-69', 'sent again', bad('get', 408), ['fail']],
  ['R-OA-69', 'sent again', bad('get', 409), ['fail']],
  ['R-OA-69', 'no response', silent(bad('get', 400)), ['fail']],
  ['R-OA-69', 'leniency about what is only odd', bad('zero_cap', 200), ['pass']],
  ['R-OA-69', 'no leniency where nothing makes sense', bad('malformed_json', 200), ['fail']],
  ['R-OA-69', 'a good request', chatSays({}, { status: 500 }), []],
  ...['array_body', 'missing_messages', 'empty_messages', 'messages_string', 'negative_cap', 'string_temperature'].map(
    (name): Row => ['R-OA-69', `no leniency: ${name}`, bad(name, 200), ['fail']],
  ),
  ['R-AN-67', 'leniency about many bytes that say little', badMessage('oversized_body', 200), ['pass']],
  ...['get', 'overlong_prompt', 'unknown_model'].map(
    (name): Row => ['R-AN-67', `no leniency: ${name}`, badMessage(name, 200), ['fail']],
  ),
  ['R-OA-70', '404', bad('unknown_model', 404), ['pass']],
  ['R-OA-70', '400', bad('unknown_model', 400), ['pass']],
  ['R-OA-70', '422', bad('unknown_model', 422), ['fail']],
  ['R-OA-70', 'another request', bad('get', 422), []],
  ['R-OA-71', '400', bad('malformed_json', 400), ['pass']],
  ['R-OA-71', '422', bad('malformed_json', 422), ['fail']],
  ...[
    ...['unknown_role', 'missing_model', 'string_cap', 'zero_cap', 'hot_temperature', 'empty_text', 'unknown_block'],
    ...['textless_block', 'lone_surrogate', 'zero_n', 'bad_logit_bias', 'choice_without_tools', 'bad_schema'],
    ...['orphan_result', 'result_in_assistant', 'bare_image'],
  ].map((name): Row => ['R-OA-72', `let through: ${name}`, bad(name, 200), ['warn']]),
  ['R-OA-72', 'refused', bad('zero_cap', 422), ['pass']],
  ['R-OA-72', 'another request', bad('get', 200), []],
  ['R-OA-75', '200 with an error in it', badStream('zero_cap', chatBody([{ error: { message: 'no' } }])), ['warn']],
  ['R-OA-75', '200 for nonsense', badStream('malformed_json', chatBody([chunkOf({})])), ['warn']],
  ['R-OA-75', '400 for nonsense', badStream('malformed_json', '{}', 400), ['pass']],
  ['R-OA-75', '200 for what is only odd', badStream('zero_cap', chatBody([chunkOf({})])), []],
  ['R-OA-75', 'no stream', bad('malformed_json', 200), []],
  ['R-AN-65', 'whole', badMessage('get', 400), ['pass']],
  ['R-AN-65', 'another type', badMessage('get', 400, error('x', { type: 'x' })), ['fail']],
  ['R-AN-65', 'no type of the error', badMessage('get', 400, error(null)), ['fail']],
  ['R-AN-65', 'no message', badMessage('get', 400, { type: 'error', error: { type: 'x' } }), ['fail']],
  ['R-AN-65', 'no refusal', badMessage('get', 399, {}), []],
  ...(
    [
      [400, 'invalid_request_error'],
      [401, 'authentication_error'],
      [402, 'billing_error'],
      [403, 'permission_error'],
      [404, 'not_found_error'],
      [413, 'request_too_large'],
      [422, 'invalid_request_error'],
      [429, 'rate_limit_error'],
      [500, 'api_error'],
      [504, 'timeout_error'],
      [529, 'overloaded_error'],
    ] as const
  ).flatMap(([status, type]): Row[] => [
    ['R-AN-66', `${status} with ${type}`, badMessage('get', status, error(type)), ['pass']],
    ['R-AN-66', `${status} with another type`, badMessage('get', status, error('x')), ['fail']],
  ]),
  ['R-AN-66', 'another envelope', badMessage('get', 400, { error: { type: 'x' } }), []],
  ['R-AN-66', 'no refusal', badMessage('get', 200, error('x')), []],
  ['R-AN-66', 'no type', badMessage('get', 400, error(null)), []],
  ['R-AN-68', '400', badMessage('missing_cap', 400), ['pass']],
  ['R-AN-68', '200', badMessage('missing_cap', 200), ['warn']],
  ['R-AN-72', 'an id', messageSays(message()), ['pass']],
  ['R-AN-72', 'no id', withHeaders(messageSays(message()), []), ['warn']],
  ['R-AN-72', 'an empty id', withHeaders(messageSays(message()), [['request-id', '']]), ['warn']],
  ['R-AN-72', 'a bad request', withHeaders(badMessage('get', 400), []), []],
  ['R-AN-72', 'no response', silent(messageSays(message())), []],
  ...[
    ...['1 validation error for pydantic', 'Traceback (most recent call last)', '/lib/site-packages/x', 'File "a.py"'],
    ...['at 0 in app.py', "<class 'str'>", 'KeyError: 1', '<x object at 0x7f>'],
  ].map((text): Row => ['G-08', text, bad('get', 400, text), ['warn']]),
  ['G-08', 'a sentence', bad('get', 400, 'An Error at the model, in a file: that py was class 4.'), ['pass']],
  ['G-08', 'no refusal', bad('get', 200, 'KeyError: 1'), []],
  ['G-08', 'a failed stream', badStream('get', chatBody([{ error: 'KeyError: 1' }])), ['warn']],
];

const sse = (text: string) => exchangeOf(CHAT_STREAM, text);
const HELLO = `data: ${JSON.stringify(chunkOf({ content: 'a' }))}`;
const arrived = (times: number, tokens: number): Exchange => {
  const made = stream(chunkOf({ content: 'a' }), usageChunk({ prompt_tokens: 1, completion_tokens: tokens }));
  const arrivals = Array.from({ length: times }, (_, k) => ({ at: k, upTo: k }));
  return { ...made, received: made.received && { ...made.received, arrivals } };
};
const anthropic = (...events: Json[]) => exchangeOf(MESSAGE_STREAM, messageBody(events));

const framingRows: Row[] = [
  ...['text/event-stream', 'Text/Event-Stream; charset=utf-8', 'text/event-stream;charset="UTF8" '].map(
    (type): Row => ['R-SSE-01', type, typed(stream(chunkOf({})), type), ['pass']],
  ),
  ...['text/plain', 'text/event-stream; charset=latin1', 'x text/event-stream', 'text/event-streams'].map(
    (type): Row => ['R-SSE-01', type, typed(stream(chunkOf({})), type), ['warn']],
  ),
  ['R-SSE-01', 'no type', withHeaders(stream(chunkOf({})), []), ['warn']],
  ['R-SSE-02', 'two payloads in one event', sse(`${HELLO}\n${HELLO}\n\n`), ['fail']],
  ['R-SSE-02', 'one payload on two lines', sse('data: {"a":\ndata: {}}\n\n'), ['pass']],
  ['R-SSE-02', 'a broken payload on one line', sse('data: {"a":\n\n'), ['pass']],
  ['R-SSE-02', 'two lines that are no objects', sse('data: a\ndata: b\n\n'), ['pass']],
  ['R-SSE-03', 'no blank line', sse(`${HELLO}\n`), ['fail']],
  ['R-SSE-04', 'a BOM', sse(`\ufeff${HELLO}\n\n`), ['fail']],
  ['R-SSE-06', 'a CR', sse(`${HELLO}\r\r`), ['warn']],
  ['R-SSE-06', 'CRLF', sse(`${HELLO}\r\n\r\n`), ['pass']],
  ['R-SSE-07', 'bare JSON', sse(`${HELLO}\n{}\n\n`), ['fail']],
  ['R-SSE-08', 'half a character', sse('data: {"a":["\\ud83d"]}\n\n'), ['fail']],
  ['R-SSE-08', 'a character that was lost', sse('data: {"a":{"b":"\ufffd"}}\n\n'), ['fail']],
  ['R-SSE-08', 'whole characters, numbers and null', sse('data: {"a":["🌍", 1, null]}\n\n'), ['pass']],
  ['R-SSE-09', 'all at once', arrived(1, 20), ['warn']],
  ['R-SSE-09', 'in two pieces', arrived(2, 20), ['pass']],
  ['R-SSE-09', 'all at once, and short', arrived(1, 19), []],
  ['R-SSE-10', 'left open', exchangeOf(CHAT_STREAM, chatBody([chunkOf({}), '[DONE]']), { end: 'left-open' }), ['fail']],
  ['R-SSE-10', 'reset', exchangeOf(CHAT_STREAM, chatBody([chunkOf({})]), { end: 'reset' }), ['pass']],
  ['R-SSE-11', 'cut', sse(chatBody([chunkOf({})])), ['fail']],
  ['R-SSE-11', 'a reset', exchangeOf(CHAT_STREAM, chatBody([chunkOf({})]), { end: 'reset' }), []],
  ['R-SSE-11', 'a terminator', stream(chunkOf({})), ['pass']],
  ['R-SSE-11', 'a reason', sse(chatBody([chunkOf({}, 'stop')])), ['pass']],
  ['R-SSE-11', 'an error', sse(chatBody([chunkOf({}), { error: 'no' }])), ['pass']],
  ['R-SSE-11', 'a bad request', badStream('get', chatBody([chunkOf({})])), []],
  ['R-SSE-11', 'a plain reply', chatSays(completion()), []],
  ['R-SSE-11', 'a message that is cut', anthropic(messageStart()), ['fail']],
  ['R-SSE-11', 'a message with its stop', anthropic(messageStart(), { type: 'message_stop' }), ['pass']],
  ['R-SSE-11', 'a message with its reason', anthropic(messageStart(), { type: 'message_delta', delta: {} }), ['pass']],
];

export const wireCases: Case[] = [...errorRows, ...framingRows].map(([rule, text, exchange, verdicts]) => ({
  rule,
  says: text,
  exchanges: [exchange],
  verdicts,
}));
