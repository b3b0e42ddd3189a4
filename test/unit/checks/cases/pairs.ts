import type { Exchange } from '../../../../src/wire/exchange.js';
import {
  blockStart,
  blockStop,
  chatBody,
  chunkOf,
  exchangeOf,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
} from '../../protocols/streams.js';
import { ans, ant, called, casesOf, DICE, dice, oai, ois, type Row, status, steady, TOKYO } from './cells.js';
import { CHAT_STREAM, chatSays, completion, MESSAGE_STREAM, message, messageSays, textOf } from './replies.js';

/** Two cells that must say the same. */

const TOOL_TURNS = [
  ...['result', 'result_swapped', 'result_blocks', 'result_list', 'result_error', 'result_empty', 'result_absent'],
  ...['next', 'next_result', 'foreign_ids'],
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
  ['R-X-01', 'another reason, not asked again', [oai('c'), ois('c', { finish: 'length' })], ['unknown']],
  ['R-X-04', 'no text on both sides', [oai('c', called(TOKYO)), ant('c', called(TOKYO))], ['pass']],
  [
    'R-X-06',
    'null as an argument, and a list',
    steady(oai('c', called(['f', '{"a":null,"b":[1]}'])), ant('c', called(['f', '{"b":[1],"a":null}']))),
    ['pass'],
  ],
  [
    'R-X-06',
    'a list in another order',
    steady(oai('c', called(['f', '{"a":[1,2]}'])), ant('c', called(['f', '{"a":[2,1]}']))),
    ['fail'],
  ],
  ['R-X-02', 'the same', [ant('c'), ans('c')], ['pass']],
  ['R-X-02', 'another text each time', steady(ant('c'), ans('c', { text: 'x' })), ['fail']],
  ['R-X-03', 'the same', [oai('c'), ois('c')], ['pass']],
  ['R-X-03', 'another prompt', [oai('c'), ois('c', { tokens: [4, 2] })], ['warn']],
  [
    'R-X-03',
    'three tokens more in one of two cases',
    [oai('c'), ois('c'), oai('d'), ois('d', { tokens: [3, 5] })],
    ['pass', 'warn'],
  ],
  ['R-X-03', 'thought in one mode only', [oai('c', { thought: 'a', thoughtTokens: 1 }), ois('c')], ['pass']],
  ['R-X-03', 'thought in the other mode only', [oai('c'), ois('c', { thought: 'a', thoughtTokens: 1 })], ['pass']],
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
  ...TOOL_TURNS.flatMap((name): Row[] => [
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

const UNSAID: Json = { type: 'thinking', thinking: '', signature: 's' };

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
  ['G-24', 'the case was refused', [oai(DICE, {}, status(400)), oai(`${DICE}+top_p`)], []],
  ['G-24', 'nothing to hold it against', [oai(`${DICE}+top_p`)], []],
  ['G-25', 'one name', [oai('c'), ois('c')], ['pass']],
  ['G-25', 'two names', [oai('c'), ois('c', { model: 'n' })], ['warn']],
  ['G-25', 'one mode alone', [oai('c'), ant('c', { model: 'n' })], []],
  ['G-28', '40 characters in one', [long(['x'.repeat(40)])], ['warn']],
  ['G-28', '39 characters in one', [long(['x'.repeat(39)])], []],
  ['G-28', '40 characters in two', [long(['x'.repeat(20), 'x'.repeat(20)])], ['pass']],
  ['G-28', '40 characters in one, and an empty one', [long(['', 'x'.repeat(40)])], ['warn']],
  ['G-28', '40 characters in one, and chunks without', [ois('c', { text: 'x'.repeat(40) })], ['warn']],
  ['G-28', '40 characters, plain', [oai('c', { text: 'x'.repeat(40) })], []],
  ['G-28', '40 characters in one, by Anthropic', [ans('c', { text: 'x'.repeat(40) })], ['warn']],
  ['G-21', 'an input in a text', [blocks({ type: 'text', text: 'a', input: {} })], ['warn']],
  ['G-21', 'an input in a thought', [blocks({ type: 'thinking', thinking: 'a', input: null })], ['warn']],
  ['G-21', 'an input in a call', [blocks({ type: 'tool_use', input: {} })], ['pass']],
  ['G-23', 'the same blocks', [ant('c'), ans('c')], ['pass']],
  ['G-23', 'a text in two', [blocks(...textOf('Hel'), ...textOf('lo!')), ans('c')], ['pass']],
  ['G-23', 'a thought more', [ant('c', { thought: 'a' }), ans('c')], ['fail']],
  ['G-23', 'a thought behind the text, in one mode', [blocks(...textOf('Hello!'), UNSAID), ans('c')], ['fail']],
  ['G-23', 'another text', [ant('c', { thought: 'a', text: 'x' }), ans('c')], []],
];

const probable = (...tokens: string[]): Json => ({
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello!' },
      finish_reason: 'stop',
      logprobs: { content: tokens.map((token) => ({ token, logprob: -1, bytes: [1], top_logprobs: [] })) },
    },
  ],
});
const PROBABLE = 'c+logprobs';
const probablePieces = (...tokens: string[]): Exchange =>
  exchangeOf(
    CHAT_STREAM,
    chatBody([
      ...tokens.map((token, k) => ({
        ...chunkOf({}),
        choices: [
          {
            index: 0,
            delta: { content: k === 0 ? 'Hello!' : '' },
            finish_reason: k === tokens.length - 1 ? 'stop' : null,
            logprobs: { content: [{ token, logprob: -1, bytes: null, top_logprobs: [] }] },
          },
        ],
      })),
    ]),
    { case: PROBABLE },
  );
const plainProbable = (...tokens: string[]) => chatSays(completion({}, probable(...tokens)), { case: PROBABLE });
const logprob = (more: Json) => {
  const whole = { token: 'a', logprob: -1, bytes: null, top_logprobs: [], ...more };
  return chatSays(completion({}, { choices: [{ index: 0, message: {}, logprobs: { content: [whole] } }] }));
};
const thinkingStream = (...events: Json[]) =>
  exchangeOf(MESSAGE_STREAM, messageBody([messageStart(), ...events, messageDelta('end_turn'), messageStop]), {
    case: 'c',
  });
const thinks = (index: number) => [blockStart(index, { type: 'thinking', thinking: '' }), blockStop(index)];

const logprobRows: Row[] = [
  ['G-27', 'the same tokens', [plainProbable('a', 'b'), probablePieces('a', 'b')], ['pass']],
  ['G-27', 'the last one lost', [plainProbable('a', 'b'), probablePieces('a')], ['warn']],
  ['G-27', 'another token', [plainProbable('a', 'b'), probablePieces('a', 'c')], ['warn']],
  ['G-27', 'none in the plain reply', [oai(PROBABLE), probablePieces('a')], []],
  ['G-26', 'whole', [logprob({})], ['pass']],
  ['G-26', 'no token', [logprob({ token: undefined })], ['warn']],
  ['G-26', 'no number', [logprob({ logprob: null })], ['warn']],
  ['G-26', 'no bytes', [logprob({ bytes: undefined })], ['warn']],
  ['G-26', 'no others', [logprob({ top_logprobs: undefined })], ['warn']],
  [
    'G-23',
    'a thought before the text',
    [ant('c', { thought: '' }), thinkingStream(...thinks(0), ...textBlock(1, 'Hello!'))],
    ['pass'],
  ],
  [
    'G-23',
    'a thought behind the text',
    [ant('c', { thought: '' }), thinkingStream(...textBlock(0, 'Hello!'), ...thinks(1))],
    ['fail'],
  ],
  [
    'G-23',
    'two thoughts',
    [ant('c', { thought: '' }), thinkingStream(...thinks(0), ...thinks(1), ...textBlock(2, 'Hello!'))],
    ['fail'],
  ],
  [
    'G-23',
    'a text in two behind a thought',
    [ant('c', { thought: '' }), thinkingStream(...thinks(0), ...textBlock(1, 'Hello'), ...textBlock(2, '!'))],
    ['pass'],
  ],
  ['G-23', 'nothing, and an empty text', [blocks(), ans('c', { text: '' })], ['pass']],
  ['G-23', 'another text, and other blocks', [ant('c', { thought: '', text: 'x' }), ans('c')], []],
];

export const pairCases = casesOf([...pairRows, ...answerRows, ...logprobRows]);
