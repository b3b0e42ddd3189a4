import type { Exchange } from '../../../../src/wire/exchange.js';
import {
  chatBody,
  chunkOf,
  exchangeOf,
  fragment,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
  usageChunk,
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM, chatSays, completion, MESSAGE_STREAM, message, messageSays, textOf } from './replies.js';

/** Runs of several exchanges: golden cases, pairs of cells, counts, fates, and the server as a whole. */

type Row = [rule: string, says: string, exchanges: Exchange[], verdicts: string[], model?: 'unknown model'];
type Made = NonNullable<Parameters<typeof exchangeOf>[2]>;

interface Said {
  text?: string;
  thought?: string;
  calls?: [name: string, args: string][];
  finish?: string;
  /** Tokens of the prompt, of the answer, cached ones. */
  tokens?: [number, number, number?] | null;
  thoughtTokens?: number;
  model?: string;
}

const usageOf = ({ tokens = [3, 2], thoughtTokens }: Said): Json | undefined =>
  tokens === null
    ? undefined
    : {
        prompt_tokens: tokens[0],
        completion_tokens: tokens[1],
        total_tokens: tokens[0] + tokens[1],
        prompt_tokens_details: { cached_tokens: tokens[2] },
        completion_tokens_details: { reasoning_tokens: thoughtTokens },
      };

/** The same said in each of the four cells. */
const oai = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls, finish = 'stop', model = 'm' } = said;
  const tool_calls = calls?.map(([one, args], k) => ({
    ...{ id: `c${k}`, type: 'function', function: { name: one, arguments: args } },
  }));
  const whole = { role: 'assistant', content: text, reasoning_content: thought, tool_calls };
  const choices = [{ index: 0, message: whole, finish_reason: finish }];
  return chatSays(completion({}, { choices, model, usage: usageOf(said) }), { case: name, id: `op ${name}`, ...made });
};
const ois = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls = [], finish = 'stop', model = 'm' } = said;
  const usage = usageOf(said);
  const chunks = [
    chunkOf({ role: 'assistant', reasoning_content: thought }, null, { model }),
    chunkOf({ content: text }, null, { model }),
    ...calls.map(([one, args], k) => chunkOf({ tool_calls: [fragment(k, args, { id: `c${k}`, name: one })] })),
    chunkOf({}, finish),
    ...(usage ? [usageChunk(usage)] : []),
  ];
  return exchangeOf(CHAT_STREAM, chatBody([...chunks, '[DONE]']), { case: name, id: `os ${name}`, ...made });
};
const ant = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls = [], finish = 'end_turn', tokens = [3, 2], model = 'm' } = said;
  const content = [
    ...(thought === undefined ? [] : [{ type: 'thinking', thinking: thought, signature: 's' }]),
    ...textOf(text),
    ...calls.map(([one, args], k) => ({ type: 'tool_use', id: `t${k}`, name: one, input: JSON.parse(args) as Json })),
  ];
  const [input = 0, output = 0, cached] = tokens ?? [];
  const counts = { input_tokens: input - (cached ?? 0), output_tokens: output, cache_read_input_tokens: cached };
  return messageSays(message(content, { stop_reason: finish, model, usage: tokens === null ? null : counts }), {
    ...{ case: name, id: `ap ${name}` },
    ...made,
  });
};
const ans = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', finish = 'end_turn', tokens = [3, 2], model = 'm' } = said;
  const [input = 0, output = 0] = tokens ?? [];
  const events = [
    messageStart({ input_tokens: input, output_tokens: 1 }, { model }),
    ...textBlock(0, text),
    messageDelta(finish, { output_tokens: output }),
    messageStop,
  ];
  return exchangeOf(MESSAGE_STREAM, messageBody(events), { case: name, id: `as ${name}`, ...made });
};
/** Asked again, so many times. */
const again = (exchange: Exchange, times: number): Exchange[] =>
  Array.from({ length: times }, (_, k) => ({ ...exchange, id: `${exchange.id} ${k + 2}`, take: k + 2 }));
const steady = (...exchanges: Exchange[]) => exchanges.flatMap((one) => [one, ...again(one, 2)]);
const took = (exchange: Exchange, end: number): Exchange => ({ ...exchange, timings: { ...exchange.timings, end } });
const silent = (exchange: Exchange): Exchange => ({
  ...exchange,
  received: null,
  failure: { code: 'X', message: 'x' },
});
const status = (code: number): Made => ({ status: code });

const WEATHER = 'tool_call_request';
const TOKYO: [string, string] = ['get_weather', '{"location":"Tokyo"}'];
const called = (...calls: [string, string][]): Said => ({ text: '', calls, finish: 'tool_calls' });

const goldenRows: Row[] = [
  ['G-01', 'answered', [oai('c')], ['pass']],
  ['G-01', 'refused', [oai('c', {}, status(201))], ['fail']],
  ['G-01', 'no response', [silent(oai('c'))], ['fail']],
  ['G-01', 'reset', [oai('c', {}, { end: 'reset' })], ['fail']],
  ['G-01', 'timed out', [oai('c', {}, { end: 'timeout' })], ['fail']],
  ['G-01', 'left open', [oai('c', {}, { end: 'left-open' })], ['pass']],
  ['G-01', 'an error in the stream', [exchangeOf(CHAT_STREAM, chatBody([{ error: 'no' }]), { case: 'c' })], ['fail']],
  ['G-01', 'an option', [oai('c', {}, { purpose: 'option', status: 400 })], []],
  ...['bearer_only', 'x_api_key_only', 'newest_version', 'unknown_beta'].map(
    (name): Row => ['G-01', name, [oai(`c+${name}`, {}, status(400))], []],
  ),
  ['G-02', 'nothing, in a golden case', [oai('ping', { text: '', tokens: [3, 0] })], ['fail']],
  ['G-02', 'nothing, for 6 tokens', [oai('c', { text: '', tokens: [3, 6] })], ['fail']],
  ['G-02', 'nothing, for 5 tokens', [oai('c', { text: '', tokens: [3, 5] })], ['pass']],
  ['G-02', 'nothing, and no usage', [oai('c', { text: '', tokens: null })], ['pass']],
  ['G-02', 'a thought', [oai('ping', { text: '', thought: 'a' })], ['pass']],
  ['G-02', 'a call', [oai('ping', called(TOKYO))], ['pass']],
  ['G-02', 'a deprecated call', [chatSays(completion({ content: '', function_call: {} }), { case: 'ping' })], ['pass']],
  ['G-02', 'broken off by us', [oai('ping', { text: '' }, { end: 'aborted' })], []],
  ['G-02', 'refused', [oai('ping', { text: '' }, status(400))], []],
  ['G-03', 'in other case', [oai('factual_question', { text: 'PARIS' })], ['pass']],
  ['G-03', 'another', [oai('factual_question', { text: 'Rome' })], ['fail']],
  ['G-03', 'a variant', [oai('factual_question+x', { text: 'Rome' })], []],
  ['G-03', 'nothing is expected', [oai(WEATHER)], []],
  ['G-03', 'refused', [oai('factual_question', {}, status(400))], []],
  ['G-04', 'the call', [oai(WEATHER, called(TOKYO))], ['pass']],
  ['G-04', 'the call twice', [oai(WEATHER, called(TOKYO, TOKYO))], ['fail']],
  ['G-04', 'no call', [oai(WEATHER)], ['fail']],
  ['G-04', 'no call', [oai(WEATHER)], ['unknown'], 'unknown model'],
  ['G-04', 'another tool', [oai(WEATHER, called(['x', TOKYO[1]]))], ['fail']],
  ['G-04', 'another place', [oai(WEATHER, called(['get_weather', '{"location":"Rome"}']))], ['fail']],
  ['G-04', 'another place', [oai(WEATHER, called(['get_weather', '{"location":"Rome"}']))], ['fail'], 'unknown model'],
  ['G-04', 'in small letters', [oai(WEATHER, called(['get_weather', '{"location":"tokyo"}']))], ['fail']],
  [
    'G-04',
    'in small letters',
    [oai(WEATHER, called(['get_weather', '{"location":"tokyo"}']))],
    ['pass'],
    'unknown model',
  ],
  ['G-04', 'a number for a text', [oai(WEATHER, called(['get_weather', '{"location":5}']))], ['fail'], 'unknown model'],
  ['G-04', 'no JSON', [oai(WEATHER, called(['get_weather', 'x']))], ['fail'], 'unknown model'],
  ['G-04', 'nothing is expected', [oai('factual_question')], []],
  ['G-05', 'the very words', [oai('factual_question', { text: 'Paris' })], ['pass']],
  ['G-05', 'other words', [oai('factual_question', { text: 'Paris!' })], ['fail']],
  ['G-05', 'a blank more', [oai('factual_question', { text: ' Paris' })], ['warn']],
  ['G-05', 'other words', [oai('factual_question', { text: 'Rome' })], [], 'unknown model'],
  ['G-05', 'nothing is known', [oai(WEATHER)], []],
];

const pairRows: Row[] = [
  ['R-X-01', 'the same', [oai('c'), ois('c')], ['pass']],
  ['R-X-01', 'another text, not asked again', [oai('c'), ois('c', { text: 'x' })], ['unknown']],
  ['R-X-01', 'another text each time', steady(oai('c'), ois('c', { text: 'x' })), ['fail']],
  ['R-X-01', 'another thought each time', steady(oai('c', { thought: 'a' }), ois('c', { thought: 'b' })), ['fail']],
  ['R-X-01', 'another call each time', steady(oai('c', called(TOKYO)), ois('c', called(['x', TOKYO[1]]))), ['fail']],
  [
    'R-X-01',
    'another argument each time',
    steady(oai('c', called(TOKYO)), ois('c', called(['get_weather', '{}']))),
    ['fail'],
  ],
  ['R-X-01', 'another reason each time', steady(oai('c'), ois('c', { finish: 'length' })), ['fail']],
  [
    'R-X-01',
    'arguments in another order',
    steady(oai('c', called(['f', '{"a":1,"b":[2]}'])), ois('c', called(['f', '{ "b":[2],"a":1}']))),
    ['pass'],
  ],
  [
    'R-X-01',
    'stop after a call',
    steady(oai('c', called(TOKYO)), ois('c', { ...called(TOKYO), finish: 'stop' })),
    ['pass'],
  ],
  ['R-X-01', 'broken off by us', steady(oai('c'), ois('c', { text: 'x' }, { end: 'aborted' })), []],
  ['R-X-01', 'nonces that differ', steady(oai('together'), ois('together', { text: 'x' })), []],
  ['R-X-01', 'notes that differ', steady(oai('c+system_note'), ois('c+system_note', { text: 'x' })), []],
  ['R-X-01', 'the stream was refused', [oai('c'), ois('c', {}, status(400))], []],
  ['R-X-01', 'only plain was asked', [oai('c')], []],
  ['R-X-02', 'the same', [ant('c'), ans('c')], ['pass']],
  ['R-X-02', 'another text each time', steady(ant('c'), ans('c', { text: 'x' })), ['fail']],
  ['R-X-03', 'the same', [oai('c'), ois('c')], ['pass']],
  ['R-X-03', 'another prompt', [oai('c'), ois('c', { tokens: [4, 2] })], ['warn']],
  ['R-X-03', 'two tokens more', [oai('c'), ois('c', { tokens: [3, 4] })], ['pass']],
  ['R-X-03', 'three tokens more', [oai('c'), ois('c', { tokens: [3, 5] })], ['warn']],
  ['R-X-03', 'three tokens fewer', [oai('c', { tokens: [3, 5] }), ois('c')], ['warn']],
  ['R-X-03', 'no usage in the stream', [oai('c'), ois('c', { tokens: null })], ['warn']],
  ['R-X-03', 'no usage in the plain reply', [oai('c', { tokens: null }), ois('c')], []],
  ['R-X-03', 'other tokens for another text', [oai('c'), ois('c', { text: 'x', tokens: [3, 9] })], ['pass']],
  [
    'R-X-03',
    'thought tokens on one side',
    [oai('c', { thought: 'a', thoughtTokens: 1 }), ois('c', { thought: 'a' })],
    ['warn'],
  ],
  [
    'R-X-03',
    'thought tokens on both sides',
    [oai('c', { thought: 'a', thoughtTokens: 1 }), ois('c', { thought: 'a', thoughtTokens: 2 })],
    ['pass'],
  ],
  ['R-X-03', 'thought tokens, and no thought', [oai('c', { thoughtTokens: 1 }), ois('c')], ['pass']],
  ['R-X-03', 'Anthropic, another prompt', [ant('c'), ans('c', { tokens: [4, 2] })], ['warn']],
  ['R-X-04', 'the same', [oai('c'), ant('c')], ['pass']],
  ['R-X-04', 'another text each time', steady(oai('c'), ant('c', { text: 'x' })), ['fail']],
  ['R-X-04', 'a blank more each time', steady(oai('c'), ant('c', { text: 'Hello! ' })), ['fail']],
  ['R-X-04', 'streams alone', steady(ois('c'), ans('c', { text: 'x' })), ['fail']],
  ['R-X-04', 'a stream beside a plain reply', steady(oai('c'), ois('c'), ans('c', { text: 'x' })), []],
  [
    'R-X-05',
    'other calls each time',
    steady(oai('c', called(TOKYO)), ant('c', { ...called(['x', '{}']), finish: 'tool_use' })),
    ['fail'],
  ],
  ['R-X-05', 'no calls', [oai('c'), ant('c')], []],
  [
    'R-X-06',
    'other arguments each time',
    steady(oai('c', called(TOKYO)), ant('c', { ...called(['get_weather', '{}']), finish: 'tool_use' })),
    ['fail'],
  ],
  ['R-X-07', 'the same', [oai('c'), ant('c')], ['pass']],
  ['R-X-07', 'a stop string is an end', [oai('c'), ant('c', { finish: 'stop_sequence' })], ['pass']],
  ['R-X-07', 'another reason each time', steady(oai('c'), ant('c', { finish: 'max_tokens' })), ['fail']],
  ['R-X-10', 'the same', [oai('c'), ant('c')], ['pass']],
  ['R-X-10', 'one more', [oai('c'), ant('c', { tokens: [4, 2] })], ['warn']],
  ['R-X-10', 'none said', [oai('c'), ant('c', { tokens: null })], []],
  ['R-X-10', 'a turn after a tool', [oai('c+result'), ant('c+result', { tokens: [4, 2] })], []],
  ...['result', 'result_swapped', 'next', 'next_result', 'foreign_ids'].flatMap((name): Row[] => [
    ['R-X-25', `four more, ${name}`, [oai(`c+${name}`), ant(`c+${name}`, { tokens: [7, 2] })], ['pass']],
    ['R-X-25', `five more, ${name}`, [oai(`c+${name}`), ant(`c+${name}`, { tokens: [8, 2] })], ['warn']],
  ]),
  ['R-X-25', 'no turn after a tool', [oai('c+results'), ant('c+results', { tokens: [8, 2] })], []],
  ['R-X-15', 'two more', [oai('c'), ant('c', { tokens: [3, 4] })], ['pass']],
  ['R-X-15', 'three more', [oai('c'), ant('c', { tokens: [3, 5] })], ['warn']],
  ['R-X-15', 'for another text', [oai('c'), ant('c', { text: 'x', tokens: [3, 9] })], []],
  ['R-X-16', 'another thought each time', steady(oai('c', { thought: 'a' }), ant('c', { thought: 'b' })), ['warn']],
  ['R-X-16', 'a thought on one side each time', steady(oai('c', { thought: 'a' }), ant('c')), ['warn']],
  ['R-X-16', 'no thought', [oai('c'), ant('c')], []],
  ['R-X-22', 'as many', [oai('c', called(TOKYO)), ant('c', called(TOKYO))], ['pass']],
  ['R-X-22', 'one fewer', [oai('c', called(TOKYO, TOKYO)), ant('c', called(TOKYO))], ['warn']],
  ['R-X-22', 'none on one side', [oai('c'), ant('c', called(TOKYO))], ['warn']],
  ['R-X-22', 'none', [oai('c'), ant('c')], []],
];

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
  ['R-X-12', 'nothing on one side', prompts(WEATHER, 'no_tools', [9, 5, 9, 9]), ['fail']],
  ['R-X-12', 'fewer on both sides', prompts(WEATHER, 'no_tools', [5, 9, 5, 9]), ['fail']],
  ['R-AN-73', 'a count', [counting({ input_tokens: 3 })], ['pass']],
  ['R-AN-73', 'a count with another status', [counting({ input_tokens: 3 }, 404)], ['warn']],
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
  ['G-06', 'a failure', [oai('recovery', {}, status(500))], ['fail']],
  ['G-06', 'another case', [oai('c', { text: '' })], []],
];

const DICE = 'roll_dice';
const dice = (...texts: string[]) =>
  ['', '+again', '+nearly_zero', '+nearly_zero_again'].flatMap((name, k) =>
    texts[k] === undefined ? [] : [oai(`${DICE}${name}`, { text: texts[k] })],
  );
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

const withId = (exchange: Exchange, id: string): Exchange => {
  const body = Buffer.from(
    Buffer.from(exchange.received?.body ?? [])
      .toString()
      .replaceAll(/chatcmpl-1|msg_1/g, id),
  );
  return { ...exchange, received: exchange.received && { ...exchange.received, body } };
};
const long = (pieces: string[]): Exchange =>
  exchangeOf(CHAT_STREAM, chatBody(pieces.map((content) => chunkOf({ content }))));
const blocks = (...content: Json[]): Exchange => messageSays(message(content), { case: 'c' });

const answerRows: Row[] = [
  ['G-22', 'two ids', [withId(oai('a'), 'x'), withId(oai('b'), 'y')], ['pass']],
  ['G-22', 'one id twice', [withId(oai('a'), 'x'), withId(oai('b'), 'x')], ['warn']],
  ['G-22', 'one id in two modes', [withId(oai('a'), 'x'), withId(ois('a'), 'x')], ['pass', 'warn']],
  ['G-22', 'one id of two APIs', [withId(oai('a'), 'x'), withId(ant('a'), 'x')], ['pass', 'pass']],
  ['G-22', 'no ids', [withId(oai('a'), ''), withId(oai('b'), '')], []],
  ['G-24', 'the same', [...dice('a', 'a'), oai(`${DICE}+top_p`, { text: 'a' })], ['pass']],
  ['G-24', 'another text', [...dice('a', 'a'), oai(`${DICE}+top_p`, { text: 'b' })], ['warn']],
  ['G-24', 'unstable without it', [...dice('a', 'b'), oai(`${DICE}+top_p`, { text: 'a' })], ['unknown']],
  ['G-24', 'refused', [...dice('a', 'a'), oai(`${DICE}+top_p`, {}, status(400))], []],
  ['G-24', 'nothing to hold it against', [oai(`${DICE}+top_p`)], []],
  ['G-25', 'one name', [oai('c'), ois('c')], ['pass']],
  ['G-25', 'two names', [oai('c'), ois('c', { model: 'n' })], ['warn']],
  ['G-25', 'one mode alone', [oai('c'), ant('c', { model: 'n' })], []],
  ['G-28', '40 characters in one', [long(['x'.repeat(40)])], ['warn']],
  ['G-28', '39 characters in one', [long(['x'.repeat(39)])], []],
  ['G-28', '40 characters in two', [long(['x'.repeat(20), 'x'.repeat(20)])], ['pass']],
  ['G-28', '40 characters in one, and an empty one', [long(['', 'x'.repeat(40)])], ['warn']],
  ['G-28', '40 characters, plain', [oai('c', { text: 'x'.repeat(40) })], []],
  ['G-28', '40 characters in one, by Anthropic', [ans('c', { text: 'x'.repeat(40) })], ['warn']],
  ['G-21', 'an input in a text', [blocks({ type: 'text', text: 'a', input: {} })], ['warn']],
  ['G-21', 'an input in a thought', [blocks({ type: 'thinking', thinking: 'a', input: null })], ['warn']],
  ['G-21', 'an input in a call', [blocks({ type: 'tool_use', input: {} })], ['pass']],
  ['G-23', 'the same blocks', [ant('c'), ans('c')], ['pass']],
  ['G-23', 'a text in two', [blocks(...textOf('Hel'), ...textOf('lo!')), ans('c')], ['pass']],
  ['G-23', 'a thought more', [ant('c', { thought: 'a' }), ans('c')], ['fail']],
  ['G-23', 'another text', [ant('c', { thought: 'a', text: 'x' }), ans('c')], []],
];

export const runCases: Case[] = [
  ...[...goldenRows, ...pairRows, ...countRows, ...parityRows, ...serverRows, ...answerRows],
].map(([rule, says, exchanges, verdicts, model]) => ({
  rule,
  says: model ? `${says}, by an ${model}` : says,
  exchanges,
  verdicts,
  knownModel: model === undefined,
}));
