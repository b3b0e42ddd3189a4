import type { Exchange } from '../../../../src/wire/exchange.js';
import { chatBody, chunkOf, type Json, messageBody } from '../../protocols/streams.js';
import {
  ans,
  ant,
  casesOf,
  dice,
  type Made,
  oai,
  ois,
  type Row,
  type Said,
  silent,
  status,
  took,
  WEATHER,
} from './cells.js';
import { chatSays, messageSays } from './replies.js';

/** The server as a whole: what it counts, what it refuses, and whether it lives on. */

const SYSTEM = 'system_instruction';
const prompts = (base: string, variant: string, tokens: [number, number, number, number]): Exchange[] => [
  oai(base, { tokens: [tokens[0], 2] }),
  oai(`${base}+${variant}`, { tokens: [tokens[1], 2] }),
  ant(base, { tokens: [tokens[2], 2] }),
  ant(`${base}+${variant}`, { tokens: [tokens[3], 2] }),
];
const counting = (body: Json, code = 200) => messageSays(body, { case: 'ping+count_tokens', status: code });
const cached = (a: Said['tokens'], b: Said['tokens'], base = 'c') => [
  ...[oai(base, { tokens: [9, 2] }), ant(base, { tokens: [9, 2] })],
  ...[oai(`${base}+again`, { tokens: a }), ant(`${base}+again`, { tokens: b })],
];

const countRows: Row[] = [
  ['R-X-11', 'the same on both sides', prompts(SYSTEM, 'no_system', [9, 5, 8, 4]), ['pass']],
  ['R-X-11', 'one more on one side', prompts(SYSTEM, 'no_system', [9, 5, 9, 4]), ['fail']],
  ['R-X-11', 'nothing on both sides', prompts(SYSTEM, 'no_system', [9, 9, 9, 9]), ['fail']],
  ['R-X-11', 'one side alone', prompts(SYSTEM, 'no_system', [9, 5, 8, 4]).slice(0, 2), []],
  ...[0, 1, 2, 3].map((lost): Row => {
    const some = prompts(SYSTEM, 'no_system', [9, 5, 8, 4]).filter((_, k) => k !== lost);
    return ['R-X-11', `one of four was not asked: ${lost}`, some, []];
  }),
  ['R-X-12', 'the same on both sides', prompts(WEATHER, 'no_tools', [9, 5, 9, 5]), ['pass']],
  ['R-X-12', 'nothing on one side', prompts(WEATHER, 'no_tools', [9, 5, 9, 9]), ['fail']],
  ['R-X-12', 'fewer on both sides', prompts(WEATHER, 'no_tools', [5, 9, 5, 9]), ['fail']],
  ['R-AN-73', 'a count', [counting({ input_tokens: 3 })], ['pass']],
  ['R-AN-73', 'a count with another status', [counting({ input_tokens: 3 }, 500)], ['warn']],
  ['R-AN-73', 'a count by the beta', [messageSays({ input_tokens: 3 }, { case: 'c+count_tokens_beta' })], ['pass']],
  ['R-AN-73', 'no beta', [messageSays({}, { case: 'c+count_tokens_beta', status: 400 })], ['warn']],
  ['R-AN-73', 'no count', [counting({ input_tokens: -1 })], ['warn']],
  ['R-X-13', 'as both', [counting({ input_tokens: 3 }), oai('ping'), ant('ping')], ['pass']],
  ['R-X-13', 'as one', [counting({ input_tokens: 3 }), oai('ping', { tokens: [4, 2] }), ant('ping')], ['warn']],
  ['R-X-13', 'one side alone', [counting({ input_tokens: 9 }), oai('ping')], []],
  ['R-X-13', 'no count', [counting({}), oai('ping'), ant('ping')], []],
  ['R-X-14', 'from no cache', cached([9, 2], [9, 2]), ['pass']],
  ['R-X-14', 'from both caches', cached([9, 2, 8], [9, 2, 7]), ['pass']],
  ['R-X-14', 'from one cache', cached([9, 2, 8], [9, 2, 0]), ['warn']],
  ['R-X-14', 'another sum', cached([9, 2], [8, 2]), ['warn']],
  ['R-X-14', 'no usage', cached([9, 2], null), []],
  ['R-X-14', 'the calibration', cached([9, 2], [8, 2], 'roll_dice'), []],
];

const bad = (name: string, openai: number, anthropic: number): Exchange[] => [
  chatSays({ error: {} }, { case: `bad_request+${name}`, purpose: 'refusal', status: openai }),
  messageSays({ type: 'error' }, { case: `bad_request+${name}`, purpose: 'refusal', status: anthropic }),
];
const BAD = ['malformed_json', 'array_body', 'missing_messages', 'messages_string', 'negative_cap', 'string_cap'];
const DOUBTFUL = [
  ...['empty_messages', 'unknown_role', 'empty_text', 'unknown_block', 'textless_block', 'lone_surrogate'],
  ...['choice_without_tools', 'bad_schema', 'orphan_result', 'no_key', 'wrong_content_type'],
];

const parityRows: Row[] = [
  ['R-X-29', 'one name', [oai('c'), ant('c')], ['pass']],
  ['R-X-29', 'two names', [oai('c'), ant('c', { model: 'n' })], ['warn']],
  ['R-X-29', 'one side alone', [oai('c')], []],
  ['R-X-30', 'two codes of one class', bad('unknown_model', 404, 400), ['pass']],
  ['R-X-30', 'two classes', bad('unknown_model', 404, 200), ['fail']],
  ['R-X-32', 'two classes', bad('overlong_prompt', 400, 500), ['fail']],
  ...BAD.map((name): Row => ['R-X-31', name, bad(name, 400, 200), ['fail']]),
  ...DOUBTFUL.map((name): Row => ['R-X-33', name, bad(name, 400, 200), ['warn']]),
  ['R-X-33', 'another request', bad('get', 400, 200), []],
  ['G-06', 'a text', [oai('recovery')], ['pass']],
  ['G-06', 'a thought', [oai('recovery', { text: '', thought: 'a' })], ['pass']],
  ['G-06', 'nothing', [oai('recovery', { text: '' })], ['fail']],
  ['G-06', 'another status', [oai('recovery', {}, status(201))], ['fail']],
  ['G-06', 'a failure', [oai('recovery', {}, status(500))], ['fail']],
  ['G-06', 'another case', [oai('c', { text: '' })], []],
];

const nonce = (text: string): Exchange => oai('together', { text }, { body: 'Say LIMA-928' });
const models = (...ids: string[]) =>
  chatSays({ data: ids.map((id) => ({ id })) }, { case: 'models', purpose: 'route' });
const cors = (origin: string, credentials: string): Exchange => {
  const made = oai('cors', {}, { purpose: 'route' });
  const headers: [string, string][] = [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Credentials', credentials],
  ];
  return { ...made, received: made.received && { ...made.received, headers } };
};
const CAP = took(oai('count_up+cap_5'), 10);
const after = (end: number, made: Made = {}) => took(oai('count_up+after_abort', {}, made), end);
/** A stream whose pieces arrive at these times. */
const paced = (make: typeof ois, pieces: string[], at: number[]): Exchange => {
  const made = make('c');
  const body = Buffer.from(pieces.join(''));
  const arrivals = pieces.map((_, k) => ({ at: at[k] ?? 0, upTo: Buffer.byteLength(pieces.slice(0, k + 1).join('')) }));
  return { ...made, received: made.received && { ...made.received, body, arrivals } };
};
const CHUNK = chatBody([chunkOf({ content: 'a' })]);
const EVENT = messageBody([{ type: 'ping' }]);

const serverRows: Row[] = [
  ['R-X-35', 'soon', [CAP, after(2100)], ['pass']],
  ['R-X-35', 'late', [CAP, after(2101)], ['warn']],
  ['R-X-35', 'refused', [CAP, after(10, status(503))], ['warn']],
  ['R-X-35', 'nothing to hold it against', [after(9999)], []],
  ['R-X-36', 'its own', [nonce('LIMA-928')], ['pass']],
  ['R-X-36', 'a foreign one as well', [nonce('LIMA-928 KILO-417')], ['fail']],
  ['R-X-36', 'none', [nonce('no')], ['fail']],
  ['R-X-36', 'none', [nonce('no')], ['unknown'], 'unknown model'],
  ['R-X-36', 'a foreign one', [nonce('NOVA-284')], ['fail'], 'unknown model'],
  ['R-X-36', 'its own', [nonce('LIMA-928')], ['pass'], 'unknown model'],
  ['R-X-36', 'refused', [oai('together', {}, { body: 'Say LIMA-928', status: 500 })], ['fail'], 'unknown model'],
  ['R-X-38', 'equal', dice('a', 'a'), ['pass']],
  ['R-X-38', 'equal close to 0 only', dice('a', 'b', 'c', 'c'), ['fail']],
  ['R-X-38', 'nowhere equal', dice('a', 'b', 'c', 'd'), ['unknown']],
  ['R-X-38', 'not asked close to 0', dice('a', 'b'), ['unknown']],
  ['R-X-38', 'asked once', dice('a'), []],
  ['R-X-38', 'asked again only', [oai('roll_dice+again')], []],
  ['R-X-38', 'a refusal', [oai('roll_dice', {}, status(400)), oai('roll_dice+again')], []],
  ['G-49', 'both are there', [oai('c'), ant('c')], ['pass', 'pass']],
  ['G-49', 'one has no route', [oai('c'), ant('c', {}, status(404))], ['pass', 'fail']],
  ['G-49', 'one was not asked', [ant('c')], ['pass']],
  ['G-49', 'one gave no response', [silent(oai('c')), ant('c')], ['pass']],
  ['G-49', 'one gave a response at last', [silent(oai('c')), oai('d', {}, status(500)), ant('c')], ['pass', 'pass']],
  ['G-07', 'listed', [models('x', 'm'), oai('c')], ['pass']],
  ['G-07', 'not listed', [models('x'), oai('c')], ['warn']],
  ['G-07', 'listed by the name of the other API', [models('n'), oai('c'), ant('c', { model: 'n' })], ['warn']],
  ['G-07', 'refused', [chatSays({ data: [{ id: 'm' }] }, { case: 'models', status: 404 }), oai('c')], ['warn']],
  ['G-45', 'long enough', [took(oai('c'), 100), paced(ois, [CHUNK, CHUNK], [1, 2301])], ['pass']],
  ['G-45', 'too long', [took(oai('c'), 100), paced(ois, [CHUNK, CHUNK], [1, 2302])], ['warn']],
  [
    'G-45',
    'too long in the middle',
    [took(oai('c'), 100), paced(ois, [CHUNK, CHUNK, CHUNK], [1, 4000, 4001])],
    ['warn'],
  ],
  ['G-45', 'a comment', [took(oai('c'), 100), paced(ois, [CHUNK, ': a\n\n', CHUNK], [1, 2000, 4000])], ['pass']],
  [
    'G-45',
    'a comment, which Anthropic does not have',
    [took(ant('c'), 100), paced(ans, [EVENT, ': a\n\n', EVENT], [1, 2000, 4000])],
    ['warn'],
  ],
  ['G-45', 'too long for any machine', [took(oai('c'), 9e5), paced(ois, [CHUNK, CHUNK], [1, 10_002])], ['warn']],
  ['G-45', 'a slow machine', [took(oai('c'), 9e5), paced(ois, [CHUNK, CHUNK], [1, 10_001])], ['pass']],
  [
    'G-45',
    'too long among others',
    [took(oai('together'), 100), { ...paced(ois, [CHUNK, CHUNK], [1, 9999]), case: 'together' }],
    [],
  ],
  ['G-45', 'no plain reply', [paced(ois, [CHUNK, CHUNK], [1, 99_999])], []],
  ['G-45', 'a plain reply that failed', [oai('c', {}, status(500)), paced(ois, [CHUNK, CHUNK], [1, 99_999])], []],
  ['G-46', 'answered', [oai('head', {}, status(204))], ['pass']],
  ['G-46', 'sent elsewhere', [oai('head', {}, status(399))], ['pass']],
  ['G-46', 'refused', [oai('head', {}, status(400))], ['warn']],
  ['G-46', 'no response', [silent(oai('head'))], ['warn']],
  ['G-47', 'every origin, with credentials', [cors('*', 'true')], ['warn']],
  ['G-47', 'every origin', [cors('*', 'false')], ['pass']],
  ['G-47', 'one origin, with credentials', [cors('http://a', 'true')], ['pass']],
  ['G-47', 'no response', [silent(oai('cors'))], ['pass']],
];

export const serverCases = casesOf([...countRows, ...parityRows, ...serverRows]);
