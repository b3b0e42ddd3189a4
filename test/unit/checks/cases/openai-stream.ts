import { cellOf, chatBody, chunkOf, exchangeOf, fragment, type Json } from '../../protocols/streams.js';
import type { Case } from './case.js';

const CALL = { id: 'a', name: 'f' };
const choices = (choice: Json): Json => chunkOf({}, null, { choices: [choice] });
const texts = (...said: string[]) => said.map((content) => chunkOf({ content }));
const pieces = (...said: string[]) => [
  chunkOf({ tool_calls: [fragment(0, '', CALL)] }),
  ...said.map((text) => chunkOf({ tool_calls: [fragment(0, text)] })),
];

type Row = [rule: string, says: string, payloads: (Json | string)[], verdicts: string[]];

const rows: Row[] = [
  ['R-OA-38', 'a stream that holds only the terminator has no chunk to judge', ['[DONE]'], []],
  ['R-OA-41', 'a stream that holds only the terminator has no choice to judge', ['[DONE]'], []],
  ['R-OA-39', 'an empty id is none', [chunkOf({ content: 'a' }, null, { id: '' })], ['fail']],
  ['R-OA-40', 'created may not change', [chunkOf({}), chunkOf({}, 'stop', { created: 1 })], ['warn']],
  ['R-OA-40', 'the model may not change', [chunkOf({}), chunkOf({}, 'stop', { model: 'n' })], ['warn']],
  [
    'R-OA-40',
    'a first chunk without an id changes nothing',
    [chunkOf({}, null, { id: undefined }), chunkOf({})],
    ['pass'],
  ],
  ['R-OA-43', 'a first delta that is null has no role', [choices({ index: 0, delta: null })], ['fail']],
  [
    'R-OA-44',
    'a role that is null is not repeated',
    [chunkOf({ role: 'assistant' }), chunkOf({ role: null })],
    ['pass'],
  ],
  [
    'R-OA-44',
    'a delta that is null repeats no role',
    [chunkOf({ role: 'assistant' }), choices({ delta: null })],
    ['pass'],
  ],
  ['R-OA-48', 'a tool call after the finish is too late', [chunkOf({}, 'stop'), ...pieces('{}')], ['fail']],
  ['R-OA-48', 'a delta that is null says nothing', [chunkOf({}, 'stop'), choices({ index: 0, delta: null })], ['pass']],
  ['R-OA-49', 'a delta that is null has no content', [choices({ index: 0, delta: null })], ['pass']],
  ['R-OA-50', 'two deltas are too few to tell', texts('a', 'ab'), ['pass']],
  ['R-OA-50', 'three deltas tell', texts('a', 'ab', 'abc'), ['fail']],
  ['R-OA-50', 'half of the deltas are enough', texts('a', 'b', 'abc', 'abcd'), ['fail']],
  ['R-OA-50', 'less than half are chance: ha, haha', texts('ha', 'haha', '!', ' ', 'ok'), ['pass']],
  [
    'R-OA-50',
    'what comes after a new piece is held against all that there is',
    texts('x', 'a', 'xab', 'xabc', 'xabcd'),
    ['fail'],
  ],
  ['R-OA-50', 'what follows nothing has not grown', pieces('1', '12'), ['pass']],
  ['R-OA-50', 'arguments can be cumulative as well', pieces('{', '{"a"', '{"a":1', '{"a":1}'), ['fail']],
];

const AT = cellOf('openai-chat', 'stream');

export const openaiStreamCases: Case[] = [
  ...rows.map(([rule, says, payloads, verdicts]) => ({
    rule,
    says,
    exchanges: [exchangeOf(AT, chatBody(payloads))],
    verdicts,
  })),
  {
    rule: 'R-OA-33',
    says: 'comments alone are no stream',
    exchanges: [exchangeOf(AT, ': ping\n\n: ping\n\n')],
    verdicts: ['fail'],
  },
];
