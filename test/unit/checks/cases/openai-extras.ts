import { chatBody, chunkOf, exchangeOf, fragment, type Json, usageChunk } from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM } from './replies.js';

/** What a stream of chunks carries beside its text: usage, failures, reasoning, the fragments of calls. */

type Row = [rule: string, says: string, payloads: (Json | string)[], verdicts: string[]];

const COUNTS = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const USAGE = usageChunk(COUNTS);
const DONE = '[DONE]';
const text = chunkOf({ content: 'a' });
const finish = (more: Json = {}) => chunkOf({}, 'stop', more);

const usageRows: Row[] = [
  ['R-OA-61', 'once, last', [text, finish(), USAGE, DONE], ['pass']],
  ['R-OA-61', 'not at all', [text, finish(), DONE], ['fail']],
  ['R-OA-61', 'twice', [text, USAGE, USAGE, DONE], ['fail']],
  ['R-OA-61', 'not last', [text, USAGE, finish(), DONE], ['fail']],
  ['R-OA-61', 'after the terminator', [text, finish(), DONE, USAGE], ['fail']],
  ['R-OA-61', 'on the finish chunk alone', [text, finish({ usage: COUNTS }), DONE], ['warn']],
  ['R-OA-61', 'on an earlier chunk alone', [{ ...text, usage: COUNTS }, finish(), DONE], ['fail']],
  ['R-OA-61', 'on two chunks', [{ ...text, usage: COUNTS }, finish({ usage: COUNTS }), DONE], ['fail']],
  ['R-OA-61', 'on the finish chunk and last', [finish({ usage: COUNTS }), USAGE, DONE], ['pass']],
  ['R-OA-61', 'a stream that failed', [text, { error: { message: 'no' } }], []],
  ['R-OA-63', 'last', [text, USAGE], ['pass']],
  ['R-OA-63', 'on another chunk', [{ ...text, usage: COUNTS }, USAGE], ['warn']],
  ['R-OA-64', 'no choice and no usage', [text, chunkOf({}, null, { choices: [] })], ['warn']],
  ['R-OA-64', 'no choices at all', [text, chunkOf({}, null, { choices: null })], ['pass']],
  ['R-OA-64', 'usage', [text, USAGE], ['pass']],
  ['R-OA-65', 'an error', [text, { error: { message: 'no' } }], ['pass']],
  ['R-OA-65', 'an error and the terminator', [text, { error: { message: 'no' } }, DONE], ['pass']],
  ['R-OA-65', 'an error and a chunk', [{ error: { message: 'no' } }, text, DONE], ['fail']],
  ['R-OA-65', 'an error that is flat', [text, { object: 'error' }], ['fail']],
  ['R-OA-65', 'a message in place of choices', [text, { message: 'no' }], ['fail']],
  ['R-OA-65', 'a message beside choices', [{ ...text, message: 'no' }], ['pass']],
  ['R-OA-65', 'no choices', [text, { object: 'x' }], ['pass']],
  ['R-OA-65', 'nothing wrong', [text, DONE], ['pass']],
  ['R-OA-66', 'one name', [chunkOf({ reasoning: 'a' }), text], ['pass']],
  ['R-OA-66', 'the other name', [text, chunkOf({ reasoning_content: 'a' })], ['pass']],
  ['R-OA-66', 'both names', [chunkOf({ reasoning: 'a', reasoning_content: 'a' })], ['warn']],
  ['R-OA-66', 'two names, each once', [chunkOf({ reasoning: 'a' }), chunkOf({ reasoning_content: 'a' })], ['pass']],
  ['R-OA-66', 'no thought, and a delta that is null', [chunkOf({}, null, { choices: [{ delta: null }] }), text], []],
  [
    'R-OA-66',
    'a thought after a delta that is null',
    [chunkOf({}, null, { choices: [{ delta: null }] }), chunkOf({ reasoning: 'a' })],
    ['pass'],
  ],
  ['G-29', 'an empty delta', [text, chunkOf({})], ['warn']],
  ['G-29', 'an empty delta, first', [chunkOf({}), text], ['pass']],
  ['G-29', 'null for content', [text, chunkOf({ content: null })], ['warn']],
  ['G-29', 'null for content, and a call', [text, chunkOf({ content: null, tool_calls: [] })], ['pass']],
  ['G-29', 'an empty delta at the finish', [text, finish()], ['pass']],
  ['G-29', 'a delta that is null', [text, chunkOf({}, null, { choices: [{ delta: null }] })], ['pass']],
];

const call = (more: Json = {}): Json => ({
  index: 0,
  id: 'a',
  type: 'function',
  function: { name: 'f', arguments: '' },
  ...more,
});
const parts = (...entries: Json[]) => entries.map((entry) => chunkOf({ tool_calls: [entry] }));
const rest = fragment(0, '{}');
const named = (name: unknown, more: Json = {}): Json => ({ index: 0, function: { name, arguments: '' }, ...more });

const fragmentRows: Row[] = [
  ['R-OA-51', 'half a number', parts(call({ index: 0.5 })), ['fail']],
  ['R-OA-51', 'no number', parts(call(), { ...rest, index: undefined }), ['fail']],
  ['R-OA-51', 'no call', [text], []],
  ['R-OA-52', 'from 0', parts(call(), call({ index: 1, id: 'b' })), ['pass']],
  ['R-OA-52', 'from 1', parts(call({ index: 1 })), ['fail']],
  ['R-OA-52', 'no numbers', parts(call({ index: undefined })), []],
  ['R-OA-53', 'two ids and two names', parts(call(), call({ id: 'b' })), ['fail']],
  ['R-OA-53', 'two ids and one name', parts(call(), { ...rest, id: 'b' }), ['pass']],
  ['R-OA-53', 'one id and two names', parts(call(), call()), ['pass']],
  ['R-OA-53', 'one id, and numbers', parts(call(), call({ id: 5 }), call({ id: 6 })), ['pass']],
  ['R-OA-53', 'one id, and empty ones', parts(call(), call({ id: '' })), ['pass']],
  ['R-OA-54', 'an empty id', parts(call({ id: '' })), ['fail']],
  ['R-OA-54', 'a number', parts(call({ id: 1 })), ['fail']],
  ['R-OA-55', 'a custom tool', parts(call({ type: 'custom' })), ['pass']],
  ['R-OA-55', 'another type', parts(call({ type: 'x' })), ['fail']],
  ['R-OA-56', 'once', parts(call(), rest), ['pass']],
  ['R-OA-56', 'in pieces', parts(call({ function: { name: 'get_' } }), named('weather')), ['fail']],
  ['R-OA-56', 'too late', parts(call({ function: { arguments: '' } }), named('f')), ['fail']],
  ['R-OA-56', 'never', parts(call({ function: { arguments: '' } })), ['fail']],
  ['R-OA-56', 'the same twice', parts(call(), named('f')), ['pass']],
  ['R-OA-56', 'of two calls at one index', parts(call(), named('g', { id: 'b' })), ['pass']],
  ['R-OA-57', 'no object', parts(call({ function: 'f' })), ['fail']],
  ['R-OA-58', 'nothing again', parts(call(), rest), ['pass']],
  ['R-OA-58', 'the id again', parts(call(), { ...rest, id: 'a' }), ['fail']],
  ['R-OA-58', 'the name again', parts(call(), named('f')), ['fail']],
  ['R-OA-58', 'another call', parts(call(), named('g', { id: 'b' })), ['pass']],
  ['R-OA-58', 'another id alone', parts(call(), { ...rest, id: 'b' }), ['fail']],
  ['R-OA-58', 'another name alone', parts(call(), named('g')), ['pass']],
  ['R-OA-58', 'the id with another name', parts(call(), named('g', { id: 'a' })), ['fail']],
  ['R-OA-59', 'an id that is null', parts(call(), { ...rest, id: null }), ['fail']],
  ['R-OA-59', 'a type that is null', parts(call(), { ...rest, type: null }), ['fail']],
  ['R-OA-59', 'a name that is null', parts(call(), named(null)), ['fail']],
  ['R-OA-59', 'nothing', parts(call(), rest), ['pass']],
  ['R-OA-60', 'texts', parts(call(), rest), ['pass']],
  ['R-OA-60', 'an object', parts(call(), { index: 0, function: { arguments: {} } }), ['fail']],
  ['R-OA-60', 'null, and a text', parts(call({ function: { name: 'f', arguments: null } }), rest), ['pass']],
  ['R-OA-60', 'null alone', parts(call({ function: { name: 'f', arguments: null } })), ['fail']],
  ['R-OA-60', 'nothing', parts(call({ function: { name: 'f' } })), ['fail']],
  ['G-35', 'no name', parts(call(), rest), ['pass']],
  ['G-35', 'no call', [text], []],
  ['G-35', 'an empty name', parts(call(), named('')), ['warn']],
];

const WISH = JSON.stringify({ stream: true, stream_options: { include_usage: true } });

export const openaiExtraCases: Case[] = [
  ...[...usageRows, ...fragmentRows].map(([rule, says, payloads, verdicts]) => ({
    ...{ rule, says, verdicts },
    exchanges: [exchangeOf(CHAT_STREAM, chatBody(payloads), { body: WISH })],
  })),
  ...(
    [
      ['usage', [text, USAGE], ['warn']],
      ['no usage', [text], ['pass']],
    ] as const
  ).map(([says, payloads, verdicts]) => ({
    rule: 'R-OA-62',
    says: `${says}, where nobody asked`,
    verdicts: [...verdicts],
    exchanges: [exchangeOf(CHAT_STREAM, chatBody([...payloads]), { body: null })],
  })),
  {
    rule: 'R-OA-62',
    says: 'usage, as asked',
    verdicts: [],
    exchanges: [exchangeOf(CHAT_STREAM, chatBody([text, USAGE]), { body: WISH })],
  },
  {
    rule: 'R-OA-61',
    says: 'a stream without an event',
    verdicts: [],
    exchanges: [exchangeOf(CHAT_STREAM, ': a\n\n', { body: WISH })],
  },
  { rule: 'R-OA-61', says: 'nobody asked', verdicts: [], exchanges: [exchangeOf(CHAT_STREAM, chatBody([text]))] },
];
