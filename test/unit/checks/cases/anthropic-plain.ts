import { ask } from '../../../../src/conversation.js';
import type { Exchange } from '../../../../src/wire/exchange.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  exchangeOf,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { completion, MESSAGE_STREAM, message, messageSays, textOf } from './replies.js';

/** What stands in a single message, and in a streamed one as well. */

type Row = [rule: string, says: string, exchange: Exchange, verdicts: string[]];

const says = (more: Json) => messageSays(message(undefined, more));
const holds = (...content: Json[]) => messageSays(message(content));
const text = (value: unknown = 'a'): Json => ({ type: 'text', text: value });
const thinking = (more: Json = {}): Json => ({ type: 'thinking', thinking: 'a', signature: 's', ...more });
const use = (id: unknown, more: Json = {}): Json => ({ type: 'tool_use', id, name: 'f', input: {}, ...more });
const streams = (...events: Json[]) =>
  exchangeOf(MESSAGE_STREAM, messageBody([messageStart(), ...events, messageStop]));
const streamed = (...blocks: Json[]) =>
  streams(...blocks.flatMap((block, k) => [blockStart(k, block), blockStop(k)]), messageDelta('end_turn'));
/** A message that stops by a string, where these were sent. */
const stopsAt = (sequence: unknown, ...stop: string[]) => ({
  ...says({ stop_reason: 'stop_sequence', stop_sequence: sequence }),
  asked: { ...ask('?', 20), stop },
});

const TYPES = [
  ...['text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use', 'web_search_tool_result'],
  ...['web_fetch_tool_result', 'code_execution_tool_result', 'bash_code_execution_tool_result'],
  ...['text_editor_code_execution_tool_result', 'tool_search_tool_result', 'container_upload'],
];
const REASONS = [
  ...['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal'],
  'model_context_window_exceeded',
];

const envelopeRows: Row[] = [
  ['R-AN-03', 'another type', says({ type: 'completion' }), ['fail']],
  ['R-AN-04', 'another role', says({ role: 'user' }), ['fail']],
  ['R-AN-05', 'both', says({}), ['pass']],
  ['R-AN-05', 'an empty id', says({ id: '' }), ['fail']],
  ['R-AN-05', 'no model', says({ model: undefined }), ['fail']],
  ['R-AN-06', 'a text', says({ content: 'a' }), ['fail']],
  ['R-AN-06', 'a block without a type', holds({ text: 'a' }), ['fail']],
  ['R-AN-06', 'no block', holds(), ['pass']],
  ...REASONS.map((reason): Row => ['R-AN-15', reason, says({ stop_reason: reason }), ['pass']]),
  ['R-AN-15', 'a reason of the other API', says({ stop_reason: 'length' }), ['fail']],
  ['R-AN-15', 'none', says({ stop_reason: null }), ['fail']],
  ['R-AN-18', 'none, for another reason', says({}), ['pass']],
  ['R-AN-18', 'one, for another reason', says({ stop_sequence: 'b' }), ['fail']],
  ['R-AN-18', 'no key', says({ stop_sequence: undefined }), ['fail']],
  ['R-AN-18', 'one that was sent', stopsAt('b', 'a', 'b'), ['pass']],
  ['R-AN-18', 'one that was not sent', stopsAt('c', 'a', 'b'), ['fail']],
  ['R-AN-18', 'none for its own reason', stopsAt(null, 'a'), ['fail']],
  ['R-AN-18', 'one where none was sent', stopsAt('a'), ['fail']],
  ['R-AN-18', 'one where nothing was asked', says({ stop_reason: 'stop_sequence', stop_sequence: 'a' }), ['fail']],
  ['R-AN-18', 'none in a stream', streams(messageDelta('end_turn')), ['pass']],
  ['R-AN-18', 'one in a stream', streams(messageDelta('end_turn', { output_tokens: 1 }, 'a')), ['fail']],
  ['R-AN-18', 'a stream without a reason', streams(messageDelta(null, { output_tokens: 1 }, 'a')), []],
  ['R-AN-18', 'a stream without its end', streams(), []],
  [
    'R-AN-18',
    'the last word of a stream counts',
    streams(messageDelta('end_turn', { output_tokens: 1 }, 'a'), messageDelta('end_turn')),
    ['pass'],
  ],
  ['R-AN-20', 'no output tokens', says({ usage: { input_tokens: 3 } }), ['fail']],
  ['R-AN-20', 'no input tokens', says({ usage: { output_tokens: 3 } }), ['fail']],
  ...['cache_read_input_tokens', 'cache_creation_input_tokens'].flatMap((name): Row[] => [
    ['R-AN-21', `a negative ${name}`, says({ usage: { [name]: -1 } }), ['fail']],
    ['R-AN-21', `${name} is null`, says({ usage: { [name]: null } }), ['pass']],
    [
      'R-AN-21',
      `a text as ${name} at the end of a stream`,
      streams(messageDelta('end_turn', { [name]: '1' })),
      ['fail'],
    ],
    [
      'R-AN-21',
      `half a token as ${name} at the start of a stream`,
      exchangeOf(MESSAGE_STREAM, messageBody([messageStart({ [name]: 0.5 }), messageDelta('end_turn'), messageStop])),
      ['fail'],
    ],
  ]),
  ['R-AN-21', 'none in a stream', streams(messageDelta('end_turn')), ['pass']],
  ['R-AN-24', 'an error', messageSays({ type: 'error', error: { message: 'no' } }), ['fail']],
  ['R-AN-24', 'an error with its status', messageSays({ type: 'error', error: {} }, { status: 400 }), []],
  ['R-AN-24', 'null', says({ error: null }), ['pass']],
  ['R-AN-24', 'an error in a stream', streams({ type: 'error', error: { message: 'no' } }), []],
  ['R-AN-25', 'all of them', newest({}), ['pass']],
  ...['container', 'stop_details', 'diagnostics'].map(
    (name): Row => ['R-AN-25', `no ${name}`, newest({ [name]: undefined }), ['warn']],
  ),
  ['R-AN-25', 'no citations', newest({ content: textOf('a') }), ['warn']],
  ['R-AN-25', 'no citations of a thought', newest({ content: [thinking()] }), ['pass']],
  [
    'R-AN-25',
    'no citations of one of two texts',
    newest({ content: [{ ...text(), citations: null }, text()] }),
    ['warn'],
  ],
  ['R-AN-26', 'a completion', messageSays(completion()), ['fail']],
  ['R-AN-26', 'a message', says({}), ['pass']],
  ['R-AN-26', 'a text by that name', says({ choices: 'a' }), ['pass']],
  ['R-AN-26', 'a stream', streams(messageDelta('end_turn')), []],
];

function newest(more: Json): Exchange {
  const nulls = { container: null, stop_details: null, diagnostics: null };
  return says({ content: [{ ...text(), citations: null }], ...nulls, ...more });
}

const blockRows: Row[] = [
  ...TYPES.map((type): Row => ['R-AN-07', type, holds({ type }), ['pass']]),
  ['R-AN-07', 'a type of the other API', holds(text(), { type: 'output_text' }), ['fail']],
  ['R-AN-07', 'no block', holds(), []],
  ['R-AN-08', 'a number', holds(text(1)), ['fail']],
  ['R-AN-08', 'no text in the second one', holds(text(), { type: 'text' }), ['fail']],
  ['R-AN-08', 'an empty text', holds(text('')), ['pass']],
  ['R-AN-08', 'no text block', holds(thinking()), []],
  ['R-AN-09', 'alone', holds(text('')), ['pass']],
  ['R-AN-09', 'before a call', holds(text(''), use('a')), ['warn']],
  ['R-AN-09', 'a text before a call', holds(text(), use('a')), ['pass']],
  ['R-AN-09', 'a call alone', holds(use('a')), []],
  ['R-AN-09', 'alone in a stream', streamed(text('')), ['pass']],
  ['R-AN-09', 'before a call in a stream', streamed(text(''), use('a')), ['warn']],
  ['R-AN-09', 'a text at the start of a streamed block', streamed(text('b'), use('a')), ['pass']],
  [
    'R-AN-09',
    'a text in pieces',
    streams(
      blockStart(0, text('')),
      blockDelta(0, 'text', ''),
      blockDelta(0, 'text', 'b'),
      blockStop(0),
      ...[blockStart(1, use('a')), blockStop(1), messageDelta('tool_use')],
    ),
    ['pass'],
  ],
  ['R-AN-10', 'ids that differ', holds(use('a_1-Z'), use('b')), ['pass']],
  ['R-AN-10', 'an id twice', holds(use('a'), use('a')), ['fail']],
  ['R-AN-10', 'another character', holds(use('a.b')), ['fail']],
  ['R-AN-10', 'another character at the start', holds(use('.b')), ['fail']],
  ['R-AN-10', 'another character at the end', holds(use('b.')), ['fail']],
  ['R-AN-10', 'an empty id', holds(use('')), ['fail']],
  ['R-AN-10', 'no id', holds(use(undefined)), ['fail']],
  ['R-AN-10', 'a number', holds(use(1)), ['fail']],
  ['R-AN-10', 'no call', holds(text()), []],
  ['R-AN-10', 'an id of another block', holds(use('a'), { ...text(), id: 'a' }), ['pass']],
  ['R-AN-10', 'no id in a stream', streamed(use('')), ['pass']],
  ['R-AN-10', 'another character in a stream', streamed(use('a.b')), ['fail']],
  ['R-AN-10', 'an id twice in a stream', streamed(use('a'), use('a')), ['pass']],
  ['R-AN-12', 'a text', holds(use('a', { input: '{}' })), ['fail']],
  ['R-AN-12', 'an array', holds(use('a', { input: [] })), ['fail']],
  ['R-AN-12', 'an object', holds(use('a')), ['pass']],
  ['R-AN-13', 'both', holds(thinking()), ['pass']],
  ['R-AN-13', 'no signature', holds(thinking({ signature: undefined })), ['fail']],
  ['R-AN-13', 'no thinking', holds(thinking({ thinking: undefined })), ['fail']],
  ['R-AN-13', 'none', holds(text()), []],
  ['R-AN-14', 'before a text', holds(thinking(), text()), ['pass']],
  ['R-AN-14', 'behind a text', holds(text(), thinking()), ['warn']],
  ['R-AN-14', 'behind a call', holds(use('a'), thinking()), ['warn']],
  ['R-AN-14', 'between calls as well', holds(thinking(), use('a'), thinking(), use('b')), ['pass']],
  ['R-AN-14', 'behind a block of the server', holds({ type: 'server_tool_use' }, thinking(), text()), ['pass']],
  ['R-AN-14', 'alone', holds(thinking()), ['pass']],
  ['R-AN-14', 'none', holds(text()), []],
  ['R-AN-14', 'behind a text in a stream', streamed(text('b'), thinking()), ['warn']],
];

export const anthropicPlainCases: Case[] = [...envelopeRows, ...blockRows].map(([rule, says, exchange, verdicts]) => ({
  rule,
  says,
  exchanges: [exchange],
  verdicts,
}));
