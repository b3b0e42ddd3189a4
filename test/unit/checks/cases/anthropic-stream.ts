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
  textBlock,
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { MESSAGE_STREAM } from './replies.js';

const END = [messageDelta('end_turn'), messageStop];
const TOOL = { type: 'tool_use', id: 'a', name: 'f', input: {} };
const THOUGHT = { type: 'thinking', thinking: '', signature: '' };
const whole = (...events: Json[]) => [messageStart(), ...events, ...END];
/** One block of deltas, given as they are or by key and text. */
const block = (start: Json, ...deltas: (Json | [key: string, said: unknown])[]) => [
  blockStart(0, start),
  ...deltas.map((one) =>
    Array.isArray(one) ? blockDelta(0, one[0], one[1]) : { type: 'content_block_delta', index: 0, delta: one },
  ),
  blockStop(0),
];
const tool = (...parts: unknown[]) =>
  whole(...block(TOOL, ...parts.map((one): [string, unknown] => ['partial_json', one])));
const opening = (more: Json) => [messageStart(undefined, more), ...textBlock(0, 'a'), ...END];
const capped = (...parts: string[]) => [
  messageStart(),
  ...block(TOOL, ...parts.map((one): [string, unknown] => ['partial_json', one])),
  messageDelta('max_tokens'),
  messageStop,
];
const ending = (...deltas: Json[]) => [messageStart(), ...textBlock(0, 'a'), ...deltas, messageStop];
const lost = blockDelta(5, 'text', 'x');

type Row = [rule: string, says: string, said: Json[] | string, verdicts: string[]];

const blockRows: Row[] = [
  ['R-AN-38', 'numbers from 0', whole(...textBlock(0, 'a'), ...textBlock(1, 'b')), ['pass']],
  ['R-AN-38', 'numbers from 1', whole(...textBlock(1, 'a')), ['fail']],
  ['R-AN-38', 'a delta of no block', whole(...textBlock(0, 'a'), lost), ['fail']],
  ['R-AN-38', 'a stop of no block', whole(...textBlock(0, 'a'), blockStop(5)), ['fail']],
  ['R-AN-38', 'a delta of no block after the end', [...whole(...textBlock(0, 'a')), lost], ['pass']],
  ['R-AN-38', 'no block', whole(), []],
  ['R-AN-38', 'deltas without any block', whole(lost), []],
  ['R-AN-39', 'one call twice', whole(...block(TOOL), ...block(TOOL)), ['fail']],
  ['R-AN-39', 'two calls', whole(...block(TOOL), ...block({ ...TOOL, id: 'b' })), ['pass']],
  [
    'R-AN-39',
    'two calls without ids',
    whole(...block({ ...TOOL, id: undefined }), ...block({ ...TOOL, id: undefined })),
    ['pass'],
  ],
  ['R-AN-39', 'two texts in a row', whole(...textBlock(0, 'a'), ...textBlock(1, 'b')), ['pass']],
  [
    'R-AN-39',
    'three texts in a row',
    whole(...textBlock(0, 'a'), ...textBlock(1, 'b'), ...textBlock(2, 'c')),
    ['fail'],
  ],
  ['R-AN-39', 'three thoughts in a row', whole(...block(THOUGHT), ...block(THOUGHT), ...block(THOUGHT)), ['pass']],
  ['R-AN-39', 'no block', whole(), []],
  ['R-AN-41', 'a block that is not stopped', whole(blockStart(0, TOOL)), ['fail']],
  ['R-AN-41', 'no block', whole(), []],
  ['R-AN-42', 'a text that starts full', whole(...block({ type: 'text', text: 'a' })), ['fail']],
  ['R-AN-42', 'a text that starts with nothing', whole(...block({ type: 'text' })), ['fail']],
  ['R-AN-42', 'no text', whole(...block(TOOL)), []],
  ['R-AN-43', 'a thought that starts full', whole(...block({ ...THOUGHT, thinking: 'a' })), ['fail']],
  ['R-AN-43', 'a thought that starts empty', whole(...block(THOUGHT)), ['pass']],
  ['R-AN-44', 'all three', whole(...block(TOOL)), ['pass']],
  ['R-AN-44', 'an empty id', whole(...block({ ...TOOL, id: '' })), ['fail']],
  ['R-AN-44', 'a number as id', whole(...block({ ...TOOL, id: 1 })), ['fail']],
  ['R-AN-44', 'no name', whole(...block({ ...TOOL, name: undefined })), ['fail']],
  ['R-AN-44', 'a text as input', whole(...block({ ...TOOL, input: '' })), ['fail']],
  ['R-AN-45', 'in both', whole(...block({ ...TOOL, input: { a: 1 } }, ['partial_json', '{}'])), ['fail']],
  ['R-AN-45', 'in the start', whole(...block({ ...TOOL, input: { a: 1 } })), ['pass']],
  [
    'R-AN-45',
    'in the start, and an empty delta',
    whole(...block({ ...TOOL, input: { a: 1 } }, ['partial_json', ''])),
    ['pass'],
  ],
  ['R-AN-45', 'in deltas', tool('{"a":', '1}'), ['pass']],
  [
    'R-AN-45',
    'in deltas, and no input at all',
    whole(...block({ ...TOOL, input: null }, ['partial_json', '{}'])),
    ['pass'],
  ],
  ['R-AN-46', 'a number', tool(5), ['fail']],
  ['R-AN-46', 'a text', tool('5'), ['pass']],
  ['R-AN-46', 'another delta', whole(...block(TOOL, { type: 'x' })), ['pass']],
  ['R-AN-47', 'three that grow', tool('{', '{"a"', '{"a":1}'), ['fail']],
  ['R-AN-47', 'two that grow', tool('{', '{"a":1}'), ['pass']],
  ['R-AN-47', 'two that grow, and an empty one', tool('', '1', '12'), ['pass']],
  ['R-AN-47', 'half that grow', tool('a', 'b', 'ba', 'bab'), ['fail']],
  ['R-AN-47', 'less than half that grow', tool('a', 'ab', 'c', 'd', 'e'), ['pass']],
  ['R-AN-47', 'equal ones', tool('a', 'a', 'a'), ['pass']],
  ['R-AN-47', 'longer ones that begin otherwise', tool('a', 'bb', 'ccc'), ['pass']],
  ['G-30', '60 characters in one', tool('x'.repeat(60)), ['warn']],
  ['G-30', '59 characters in one', tool('x'.repeat(59)), ['pass']],
  ['G-30', '60 characters in two', tool('x'.repeat(30), 'x'.repeat(30)), ['pass']],
  ['G-30', '60 characters in one, and an empty one', tool('', 'x'.repeat(60)), ['warn']],
  ['R-AN-48', 'an object', tool('{"a"', ':1}'), ['pass']],
  ['R-AN-48', 'half an object', tool('{"a"'), ['fail']],
  ['R-AN-48', 'half an object, cut by the cap', capped('{"a"'), ['pass']],
  ['R-AN-48', 'an array', tool('[1]'), ['fail']],
  ['R-AN-48', 'nothing', tool(''), ['pass']],
  ['R-AN-50', 'a thought in a text', whole(...block({ type: 'text', text: '' }, ['thinking', 'a'])), ['fail']],
  ['R-AN-50', 'a text in a text', whole(...textBlock(0, 'a')), ['pass']],
  [
    'R-AN-50',
    'citations in a text',
    whole(...block({ type: 'text', text: '' }, { type: 'citations_delta' })),
    ['pass'],
  ],
  ['R-AN-50', 'what nobody knows in a text', whole(...block({ type: 'text', text: '' }, { type: 'x' })), ['pass']],
  ['R-AN-50', 'a text in a block that nobody knows', whole(...block({ type: 'x' }, ['text', 'a'])), ['pass']],
  ['R-AN-50', 'a text in a redacted thought', whole(...block({ type: 'redacted_thinking' }, ['text', 'a'])), ['fail']],
  [
    'R-AN-50',
    'arguments of a server tool',
    whole(...block({ type: 'server_tool_use' }, ['partial_json', '{}'])),
    ['pass'],
  ],
  ['R-AN-50', 'a text in a call', whole(...block(TOOL, ['text', 'a'])), ['fail']],
  ['R-AN-51', 'a text', whole(...textBlock(0, 'a')), ['pass']],
  ['R-AN-51', 'no text', whole(...block({ type: 'text', text: '' }, ['text', undefined])), ['fail']],
  ['R-AN-51', 'null as thought', whole(...block(THOUGHT, ['thinking', null])), ['fail']],
  ['R-AN-51', 'a number as signature', whole(...block(THOUGHT, ['signature', 1])), ['fail']],
  ['R-AN-51', 'no arguments', tool(undefined), ['fail']],
  ['R-AN-51', 'arguments that are no text', tool(5), ['pass']],
  ['R-AN-51', 'what nobody knows', whole(...block({ type: 'text', text: '' }, { type: 'x' })), ['pass']],
  ['R-AN-52', 'one, last', whole(...block(THOUGHT, ['thinking', 'a'], ['signature', 's'])), ['pass']],
  ['R-AN-52', 'none', whole(...block(THOUGHT, ['thinking', 'a'])), ['fail']],
  ['R-AN-52', 'two', whole(...block(THOUGHT, ['signature', 's'], ['signature', 's'])), ['fail']],
  ['R-AN-52', 'one, first', whole(...block(THOUGHT, ['signature', 's'], ['thinking', 'a'])), ['fail']],
];

const counted = (output_tokens: unknown, more: Json = {}) => messageDelta('end_turn', { output_tokens, ...more });

const endRows: Row[] = [
  ['R-AN-53', 'a whole one', ending(counted(5)), ['pass']],
  ['R-AN-53', 'none', ending(), ['fail']],
  ['R-AN-53', 'no delta', ending({ type: 'message_delta', usage: { output_tokens: 5 } }), ['fail']],
  ['R-AN-53', 'no usage', ending({ type: 'message_delta', delta: {} }), ['fail']],
  ['R-AN-53', 'half a token', ending(counted(1.5)), ['fail']],
  [
    'R-AN-53',
    'none, as the stream failed',
    [messageStart(), { type: 'error', error: { type: 'x', message: 'y' } }],
    [],
  ],
  ['R-AN-54', 'no reason', ending(messageDelta(null)), ['fail']],
  ['R-AN-54', 'a reason that nobody knows', ending(messageDelta('x')), ['fail']],
  ['R-AN-54', 'a reason in the last of two', ending(messageDelta(null), messageDelta('end_turn')), ['pass']],
  ['R-AN-54', 'a reason in the first of two', ending(messageDelta('end_turn'), messageDelta(null)), ['fail']],
  ['R-AN-54', 'no delta', ending({ type: 'message_delta' }), []],
  ['R-AN-54', 'no message_delta', ending(), []],
  ['R-AN-55', 'more', ending(counted(5), counted(6)), ['pass']],
  ['R-AN-55', 'as many', ending(counted(5), counted(5)), ['pass']],
  ['R-AN-55', 'fewer', ending(counted(5), counted(4)), ['fail']],
  ['R-AN-55', 'fewer than at the start', ending(counted(0)), ['fail']],
  ['R-AN-55', 'no counts', [messageStart({}), ...ending(messageDelta('end_turn', {})).slice(1)], []],
  ['R-AN-56', 'the same', ending(counted(5, { input_tokens: 7 })), ['pass']],
  ['R-AN-56', 'another one', ending(counted(5, { input_tokens: 8 })), ['fail']],
  [
    'R-AN-56',
    'a part of it from a cache',
    ending(counted(5, { input_tokens: 3, cache_read_input_tokens: 4 })),
    ['pass'],
  ],
  [
    'R-AN-56',
    'a part of it to a cache',
    ending(counted(5, { input_tokens: 3, cache_creation_input_tokens: 4 })),
    ['pass'],
  ],
  [
    'R-AN-56',
    'a start of 0',
    [messageStart({ input_tokens: 0 }), ...ending(counted(5, { input_tokens: 8 })).slice(1)],
    ['pass'],
  ],
  ['R-AN-56', 'none', ending(counted(5)), []],
];

const failure = (error: unknown): Json => ({ type: 'error', error });
const FAILED = failure({ type: 'api_error', message: 'no' });

const failRows: Row[] = [
  ['R-AN-58', 'no stop', [messageStart(), ...textBlock(0, 'a')], ['fail']],
  ['R-AN-58', 'a stop', whole(), ['pass']],
  ['R-AN-58', 'a failure', [messageStart(), FAILED], []],
  ['R-AN-58', 'a foreign terminator alone', 'data: [DONE]\n\n', []],
  ['R-AN-58', 'a start alone', [messageStart()], ['fail']],
  ['R-AN-59', 'a ping', [...whole(), { type: 'ping' }], ['fail']],
  ['R-AN-59', 'a delta', [...whole(), lost], ['fail']],
  ['R-AN-59', 'nothing', whole(), ['pass']],
  ['R-AN-59', 'no stop', [messageStart()], []],
  ['R-AN-60', 'a foreign terminator', `${messageBody(whole())}data: [DONE]\n\n`, ['warn']],
  ['R-AN-60', 'another broken payload', `${messageBody(whole())}data: x\n\n`, ['pass']],
  ['R-AN-61', 'a ping', whole({ type: 'ping' }), ['pass']],
  ['R-AN-61', 'a ping that says nothing', `${messageBody([messageStart()])}event: ping\ndata: {}\n\n`, ['warn']],
  ['R-AN-61', 'no ping', whole(), ['pass']],
  ['R-AN-62', 'whole', [messageStart(), FAILED], ['pass']],
  ['R-AN-62', 'no type', [messageStart(), failure({ message: 'no' })], ['fail']],
  ['R-AN-62', 'no message', [messageStart(), failure({ type: 'x' })], ['fail']],
  ['R-AN-62', 'a text', [messageStart(), failure('no')], ['fail']],
  [
    'R-AN-62',
    'another event',
    `${messageBody([messageStart()])}event: x\ndata: ${JSON.stringify(FAILED)}\n\n`,
    ['fail'],
  ],
  ['R-AN-62', 'of another type', [messageStart(), { type: 'x', error: { type: 'y', message: 'no' } }], ['fail']],
  ['R-AN-62', 'null beside another type', [messageStart(), { type: 'ping', error: null }], ['pass']],
  ['R-AN-62', 'not the end', [messageStart(), FAILED, ...textBlock(0, 'a')], ['fail']],
  ['R-AN-64', 'comments alone', ': ping\n\n', ['fail']],
];

const nameless = (json: Json) => `data: ${JSON.stringify(json)}\n\n`;
const START = messageBody([messageStart()]);

const openRows: Row[] = [
  ['R-AN-27', 'no event line', START + nameless({ type: 'ping' }), ['fail']],
  ['R-AN-27', 'the other terminator', `${START}data: [DONE]\n\n`, ['pass']],
  ['R-AN-28', 'another name', `${START}event: x\n${nameless({ type: 'ping' })}`, ['fail']],
  ['R-AN-28', 'no name', START + nameless({ type: 'ping' }), ['pass']],
  ['R-AN-28', 'no type', `${START}event: ping\n${nameless({})}`, ['pass']],
  ['R-AN-29', 'no type', `${START}event: x\n${nameless({})}`, ['fail']],
  ['R-AN-29', 'a number', `${START}event: x\n${nameless({ type: 1 })}`, ['fail']],
  ['R-AN-29', 'a ping without a type', `${START}event: ping\n${nameless({})}`, ['pass']],
  ['G-36', 'a name and empty data', `${START}event: x\ndata:\n\n`, ['fail']],
  ['G-36', 'empty data alone', `${START}data:\n\n`, ['pass']],
  ['G-36', 'a name alone', `${START}event: x\n\n`, ['pass']],
  ['R-AN-30', 'no event at all', ': a\n\n', []],
  ['R-AN-32', 'no message', whole({}).map((one, k) => (k === 0 ? { type: 'message_start' } : one)), ['fail']],
  ['R-AN-32', 'no start', [...textBlock(0, 'a'), ...END], []],
  ['R-AN-33', 'a block in it', opening({ content: [{ type: 'text', text: '' }] }), ['fail']],
  ['R-AN-33', 'nothing', opening({ content: undefined }), ['fail']],
  ['R-AN-33', 'no message', [{ type: 'message_start' }], ['pass']],
  ['R-AN-34', 'both counts', opening({}), ['pass']],
  ['R-AN-34', 'no input', opening({ usage: { output_tokens: 1 } }), ['fail']],
  ['R-AN-34', 'no output', opening({ usage: { input_tokens: 1 } }), ['fail']],
  ['R-AN-34', 'no message', [{ type: 'message_start' }], ['pass']],
  ...(
    [
      ['type', 'x'],
      ['role', 'user'],
      ['id', ''],
      ['id', 1],
      ['model', ''],
      ['model', null],
    ] as const
  ).map(([key, value]): Row => ['R-AN-35', `${key} ${JSON.stringify(value)}`, opening({ [key]: value }), ['fail']]),
  ['R-AN-35', 'all four', opening({}), ['pass']],
  ['R-AN-35', 'no message', [{ type: 'message_start' }], ['pass']],
  ['R-AN-36', 'a reason', opening({ stop_reason: 'end_turn' }), ['warn']],
  ['R-AN-36', 'a stop string', opening({ stop_sequence: 'x' }), ['warn']],
  ['R-AN-36', 'no message', [{ type: 'message_start' }], ['pass']],
];

export const anthropicStreamCases: Case[] = [...blockRows, ...endRows, ...failRows, ...openRows].map(
  ([rule, says, events, verdicts]) => ({
    ...{ rule, says, verdicts },
    exchanges: [exchangeOf(MESSAGE_STREAM, typeof events === 'string' ? events : messageBody(events))],
  }),
);
