import { chatBody, exchangeOf } from '../../protocols/streams.js';
import { called, casesOf, oai, type Row, type Said, silent, status, TOKYO, WEATHER } from './cells.js';
import { CHAT_STREAM, chatSays, completion } from './replies.js';

/** Golden cases: what must be answered, and with which words and calls. */

const FACT = 'factual_question';
const TWO = 'two_tools';
const TIME: [string, string] = ['get_time', '{"location":"Tokyo"}'];
const DEGREES: [string, string] = ['get_weather', '{"location":"TOKYO","unit":"C"}'];
const thinks = (finish: string): Said => ({ text: '', thought: 'Rome or Paris', finish });

const goldenRows: Row[] = [
  ['G-01', 'answered', [oai('c')], ['pass']],
  ['G-01', 'refused', [oai('c', {}, status(201))], ['fail']],
  ['G-01', 'no response', [silent(oai('c'))], ['fail']],
  ['G-01', 'reset', [oai('c', {}, { end: 'reset' })], ['fail']],
  ['G-01', 'timed out', [oai('c', {}, { end: 'timeout' })], ['fail']],
  ['G-01', 'never came to its end', [oai('c', {}, { end: 'endless' })], ['fail']],
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
  ['G-03', 'still thinking at the cap', [oai(FACT, thinks('length'))], []],
  ['G-03', 'thought, and nothing said', [oai(FACT, thinks('stop'))], ['fail']],
  ['G-03', 'thought, and another said up to the cap', [oai(FACT, { ...thinks('length'), text: 'Rome' })], ['fail']],
  ['G-03', 'nothing up to the cap', [oai(FACT, { text: '', finish: 'length' })], ['fail']],
  ['G-04', 'two calls', [oai(TWO, called(TOKYO, TIME))], ['pass']],
  ['G-04', 'two calls in the other order', [oai(TWO, called(TIME, TOKYO))], ['fail']],
  ['G-04', 'two calls, the second elsewhere', [oai(TWO, called(TOKYO, ['get_time', '{"location":"Rome"}']))], ['fail']],
  ['G-04', 'one of two calls', [oai(TWO, called(TOKYO))], ['fail']],
  ['G-04', 'the first call twice', [oai(TWO, called(TOKYO, TOKYO))], ['fail']],
  ['G-04', 'more arguments', [oai(WEATHER, called(DEGREES))], ['fail']],
  ['G-04', 'more arguments', [oai(WEATHER, called(DEGREES))], ['pass'], 'unknown model'],
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

export const goldenCases = casesOf(goldenRows);
