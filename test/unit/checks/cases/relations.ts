import type { Exchange } from '../../../../src/wire/exchange.js';
import type { Json } from '../../protocols/streams.js';
import { called, cap, failed, named, refused, required, said, schema, stop, stopped, thought, told } from './asked.js';
import type { Case } from './case.js';
import { messageSays } from './replies.js';

type Row = [rule: string, says: string, exchanges: Exchange[], verdicts: string[], model?: 'unknown model'];

const TOOL = 'tool_call_request';
const toolRows: Row[] = [
  ['R-X-18', 'a call is made', [called(`${TOOL}+choice_required`, ['get_weather'], required)], ['pass']],
  ['R-X-18', 'a tool that was not offered', [called(`${TOOL}+choice_required`, ['x'], required)], ['fail']],
  [
    'R-X-18',
    'one of two was not offered',
    [called(`${TOOL}+choice_required`, ['get_weather', 'x'], required)],
    ['fail'],
  ],
  ['R-X-18', 'no call', [said(`${TOOL}+choice_required`, 'no', 2, required)], ['fail']],
  ['R-X-18', 'no call', [said(`${TOOL}+choice_required`, 'no', 2, required)], ['unknown'], 'unknown model'],
  ['R-X-18', 'a call', [called(`${TOOL}+choice_required`, ['get_weather'], required)], ['pass'], 'unknown model'],
  ['R-X-19', 'the named tool', [called(`${TOOL}+choice_named`, ['get_weather'], named)], ['pass']],
  ['R-X-19', 'another tool as well', [called(`${TOOL}+choice_named`, ['get_weather', 'x'], named)], ['fail']],
  ['R-X-19', 'no tool', [said(`${TOOL}+choice_named`, 'no', 2, named)], ['fail']],
  ['R-X-19', 'no name was asked for', [called(`${TOOL}+choice_named`, ['x'], required)], []],
  ['R-X-19', 'no choice was asked for', [called(`${TOOL}+choice_named`, ['x'])], []],
  ['R-X-20', 'no tool', [said(`${TOOL}+choice_none`, 'no')], ['pass']],
  ['R-X-20', 'a tool', [called(`${TOOL}+choice_none`, ['x'])], ['fail']],
  ['R-X-21', 'one of two', [called('two_tools', ['a', 'b']), called('two_tools+parallel_off', ['a'])], ['pass']],
  ['R-X-21', 'none of two', [called('two_tools', ['a', 'b']), said('two_tools+parallel_off', '')], ['pass']],
  ['R-X-21', 'both', [called('two_tools', ['a', 'b']), called('two_tools+parallel_off', ['a', 'b'])], ['fail']],
  ['R-X-21', 'one of one', [called('two_tools', ['a']), called('two_tools+parallel_off', ['a'])], ['unknown']],
  ['R-X-21', 'nothing to hold it against', [called('two_tools+parallel_off', ['a', 'b'])], ['unknown']],
  ['R-X-23', 'all of the result', [said(`${TOOL}+result`, '18 and cloudy')], ['pass']],
  ['R-X-23', 'a part of the result', [said(`${TOOL}+result`, 'cloudy')], ['fail']],
  ['R-X-23', 'a part of the result', [said(`${TOOL}+result`, '18')], ['unknown'], 'unknown model'],
  ['R-X-23', 'all of the result', [said(`${TOOL}+result`, 'cloudy, 18')], ['pass'], 'unknown model'],
  ['R-X-23', 'nothing is expected', [said('echo_payload+result', 'x')], []],
  ['R-AN-75', 'OpenAI has no say', [failed(`${TOOL}+result_error`, 400)], []],
  ['R-AN-75', 'accepted', [told(`${TOOL}+result_error`, 'ok')], ['pass']],
  ['R-AN-75', 'refused', [refused(`${TOOL}+result_blocks`, 400)], ['fail']],
  ['G-40', 'a failure of the server', [failed(`${TOOL}+hard_schemas`, 500)], ['warn']],
  ['G-40', 'a refusal', [failed(`${TOOL}+hard_schemas`, 499)], ['pass']],
  ['G-40', 'no response', [{ ...failed(`${TOOL}+hard_schemas`, 500), received: null }], ['warn']],
  ['G-42', 'the same call', [called(TOOL, ['x']), called(`${TOOL}+system_note`, ['x'])], ['pass']],
  ['G-42', 'no call any more', [called(TOOL, ['x']), said(`${TOOL}+system_note`, 'a')], ['warn']],
  ['G-42', 'no call', [called(TOOL, ['x']), said(`${TOOL}+system_note`, 'a')], ['unknown'], 'unknown model'],
  ['G-42', 'the same', [called(TOOL, ['x']), called(`${TOOL}+system_note`, ['x'])], ['pass'], 'unknown model'],
  ['G-42', 'a refusal', [called(TOOL, ['x']), failed(`${TOOL}+system_note`, 400)], ['warn']],
  ['G-42', 'nothing to hold it against', [called(`${TOOL}+system_note`, ['x'])], []],
  ['G-44', 'the same', [said(`${TOOL}+result`, 'a'), said(`${TOOL}+result_empty`, 'a')], ['pass']],
  ['G-44', 'another text', [said(`${TOOL}+result`, 'a'), said(`${TOOL}+result_empty`, 'b')], ['warn']],
  ['G-44', 'nothing to hold it against', [said(`${TOOL}+result_empty`, 'b')], []],
];

const stopRows: Row[] = [
  ['R-X-08', 'cut there', [said('c', '1 2 3', 5), said('c+stop_inside', '1 ', 2, stop('2'))], ['pass']],
  ['R-X-08', 'cut too late', [said('c', '1 2 3', 5), said('c+stop_inside', '1 2', 2, stop('2'))], ['fail']],
  ['R-X-08', 'cut too early', [said('c', '1 2 3', 5), said('c+stop_inside', '1', 2, stop('2'))], ['fail']],
  ['R-X-08', 'the first match counts', [said('c', '2 2 3', 5), said('c+stop_border', '', 1, stop('2'))], ['pass']],
  ['R-X-08', 'the free answer has none', [said('c', '1 3', 5), said('c+stop_string', '1', 2, stop('2'))], []],
  ['R-X-08', 'no stop string was sent', [said('c', '1 3', 5), said('c+stop_string', '1', 2)], []],
  ['R-X-08', 'nothing to hold it against', [said('c+stop_string', '1 ', 2, stop('2'))], []],
  ['R-X-08', 'all tokens counted', [said('c', '1 2 3', 5), said('c+stop_inside', '1 ', 5, stop('2'))], ['fail']],
  [
    'R-X-08',
    'another reason',
    [said('c', '1 2 3', 5), stopped('c+stop_inside', '1 ', 'length', 2, stop('2'))],
    ['fail'],
  ],
  [
    'R-X-08',
    'Anthropic says which string',
    [
      told('c', '1 2 3', 5),
      told('c+stop_inside', '1 ', 2, stop('2'), { stop_reason: 'stop_sequence', stop_sequence: '2' }),
    ],
    ['pass'],
  ],
  [
    'R-X-08',
    'Anthropic says another string',
    [
      told('c', '1 2 3', 5),
      told('c+stop_inside', '1 ', 2, stop('2'), { stop_reason: 'stop_sequence', stop_sequence: '3' }),
    ],
    ['fail'],
  ],
  [
    'R-X-08',
    'Anthropic says another reason',
    [told('c', '1 2 3', 5), told('c+stop_inside', '1 ', 2, stop('2'), { stop_reason: 'end_turn', stop_sequence: '2' })],
    ['fail'],
  ],
  ['R-X-09', 'the beginning', [said('c', '1 2 3', 9), stopped('c+cap_5', '1 2', 'length', 5, cap(5))], ['pass']],
  ['R-X-09', 'one token more', [said('c', '1 2 3', 9), stopped('c+cap_5', '1 2', 'length', 6, cap(5))], ['pass']],
  ['R-X-09', 'two tokens more', [said('c', '1 2 3', 9), stopped('c+cap_5', '1 2', 'length', 7, cap(5))], ['fail']],
  ['R-X-09', 'no beginning', [said('c', '1 2 3', 9), stopped('c+cap_5', '2', 'length', 5, cap(5))], ['fail']],
  ['R-X-09', 'another reason', [said('c', '1 2 3', 9), stopped('c+cap_5', '1 2', 'stop', 5, cap(5))], ['fail']],
  ['R-X-09', 'the whole is as short', [said('c', '1 2 3', 5), stopped('c+cap_5', '2', 'x', 5, cap(5))], []],
  ['R-X-09', 'nothing to hold it against', [stopped('c+cap_5', '1 2', 'length', 5, cap(5))], []],
  ['G-43', 'the same', [said('c+thinking_on', 'a'), said('c+stop_in_thought', 'a')], ['pass']],
  ['G-43', 'cut', [said('c+thinking_on', 'ab'), said('c+stop_in_thought', 'a')], ['warn']],
  ['G-43', 'nothing to hold it against', [said('c+stop_in_thought', 'a')], []],
];

const FACT = 'factual_question';
const thread = (error_code: string) => ({ error: { message: 'no', details: { error_code } } });
const THREAD = 'thread_unsupported_request';

const spellingRows: Row[] = [
  ['R-AN-74', 'the same', [told('c', 'a'), told('c+content_blocks', 'a')], ['pass']],
  ['R-AN-74', 'another text', [told('c', 'a'), told('c+content_blocks', 'b')], ['fail']],
  [
    'R-AN-74',
    'other tokens',
    [told('c', 'a'), told('c+content_blocks', 'a', 2, {}, { usage: { input_tokens: 4, output_tokens: 2 } })],
    ['fail'],
  ],
  ['R-AN-74', 'no tokens', [told('c', 'a'), told('c+content_blocks', 'a', 2, {}, { usage: null })], ['pass']],
  ['R-AN-74', 'nothing to hold it against', [told('c+content_blocks', 'a')], []],
  ['R-AN-76', 'as clients understand', [messageSays(thread(THREAD), { case: 'c+thread', status: 400 })], ['pass']],
  ['R-AN-76', 'another code', [messageSays(thread('x'), { case: 'c+thread', status: 400 })], ['fail']],
  ['R-AN-76', 'another status', [messageSays(thread(THREAD), { case: 'c+thread', status: 422 })], ['fail']],
  ['R-AN-76', 'kept', [told('c+thread', 'a', 2, {}, { thread: { id: 't' } })], ['pass']],
  ['R-AN-76', 'passed over', [told('c+thread', 'a')], ['fail']],
  ['R-AN-76', 'kept and failed', [messageSays({ thread: {} }, { case: 'c+thread', status: 500 })], ['fail']],
  ['R-AN-77', 'OpenAI has no say', [failed('c+metadata', 500)], []],
  ['R-AN-77', 'a failure', [refused('c+metadata', 500)], ['warn']],
  ['R-AN-77', 'a refusal', [refused('c+cache_control', 400)], ['pass']],
  ['R-OA-74', 'Anthropic has no say', [refused('c+extra_fields', 500)], []],
  ['R-OA-74', 'a failure', [failed('c+extra_fields', 500)], ['warn']],
  ['R-X-27', 'refused by both', [failed('c+image', 400), refused('c+image', 422)], ['pass']],
  ['R-X-27', 'made up by both', [said('c+image', 'a cat'), told('c+image', 'a cat')], ['fail']],
  ['R-X-27', 'seen by both', [said('c+image', 'a cat'), told('c+image', 'a cat')], ['pass'], 'unknown model'],
  ['R-X-27', 'seen by one', [said('c+image', 'a cat'), refused('c+image', 400)], ['fail'], 'unknown model'],
  ['R-X-27', 'one side was not asked', [said('c+image', 'a cat')], []],
  ['R-X-28', 'kept', [said('c+schema', '{"a":1}', 2, schema)], ['pass']],
  ['R-X-28', 'not kept', [said('c+schema', '{"a":"x"}', 2, schema)], ['fail']],
  ['R-X-28', 'no JSON', [said('c+schema', 'a', 2, schema)], ['fail']],
  ['R-X-28', 'refused', [failed('c+schema', 400, schema)], []],
  ['R-X-28', 'no schema was sent', [said('c+schema', 'a')], []],
  ['G-48', 'read', [said(`${FACT}+document`, 'Paris')], ['pass']],
  ['G-48', 'not read', [said(`${FACT}+document`, 'Rome')], ['warn']],
  ['G-48', 'not read', [said(`${FACT}+document`, 'Rome')], ['unknown'], 'unknown model'],
  ['G-48', 'read', [said(`${FACT}+document`, 'Paris')], ['pass'], 'unknown model'],
  ['G-48', 'refused', [failed(`${FACT}+document`, 400)], ['pass']],
  ['G-48', 'a failure', [failed(`${FACT}+document`, 500)], ['warn']],
];

const functionCall = (name: string, key: Json): Exchange => said(name, '', 2, {}, key);

const uncommonRows: Row[] = [
  ['G-31', 'the beginning', [thought('c+thinking_on', 'abc', 'x'), thought('c+thinking_cap', 'ab', '')], ['pass']],
  ['G-31', 'another thought', [thought('c+thinking_on', 'abc', 'x'), thought('c+thinking_cap', 'b', '')], ['fail']],
  [
    'G-31',
    'a thought as text',
    [thought('c+thinking_tool', 'abc', 'x'), thought('c+thinking_cap', '', 'ab')],
    ['fail'],
  ],
  ['G-31', 'nothing was thought', [thought('c+thinking_on', '', 'x'), thought('c+thinking_cap', '', 'b')], []],
  ['G-31', 'nothing to hold it against', [thought('c+thinking_cap', 'a', 'b')], []],
  ['G-31', 'refused', [thought('c+thinking_on', 'abc', 'x'), failed('c+thinking_cap', 400)], []],
  ['G-32', 'a call', [called('c', ['f']), functionCall('c+functions', { function_call: { name: 'f' } })], ['pass']],
  ['G-32', 'a tool call', [called('c', ['f']), called('c+functions', ['f'])], ['pass']],
  ['G-32', 'another call', [called('c', ['f']), called('c+functions', ['g'])], ['warn']],
  ['G-32', 'no call', [called('c', ['f']), said('c+functions', 'a')], ['warn']],
  ['G-32', 'no call', [called('c', ['f']), said('c+functions', 'a')], ['unknown'], 'unknown model'],
  ['G-32', 'another call', [called('c', ['f']), called('c+functions', ['g'])], ['warn'], 'unknown model'],
  ['G-32', 'refused', [called('c', ['f']), failed('c+functions', 400)], ['pass']],
  ['G-32', 'nothing to hold it against', [said('c', 'a'), called('c+functions', ['g'])], []],
  ['G-33', 'the same', [called('c', ['f']), called('c+server_tool', ['f'])], ['pass']],
  ['G-33', 'no call', [called('c', ['f']), said('c+server_tool', 'a')], ['warn']],
  ['G-33', 'no call', [called('c', ['f']), said('c+server_tool', 'a')], ['unknown'], 'unknown model'],
  ['G-33', 'the same', [called('c', ['f']), called('c+server_tool', ['f'])], ['pass'], 'unknown model'],
  ['G-33', 'refused', [called('c', ['f']), failed('c+server_tool', 400)], ['warn'], 'unknown model'],
  ['G-33', 'no call to hold it against', [said('c', 'a'), called('c+server_tool', ['f'])], []],
  ['G-33', 'nothing to hold it against', [called('c+server_tool', ['f'])], []],
];

const ECHO = 'repeat_exactly';
const WORDS = 'if n < 3: say "你好 🌍 café"  {x} </think> </tool_call>';

const leakRows: Row[] = [
  ['R-X-34', 'the very words', [said(ECHO, WORDS)], ['pass']],
  ['R-X-34', 'other words', [said(ECHO, 'x')], ['fail']],
  ['R-X-34', 'a blank more', [said(ECHO, `${WORDS} `)], ['warn']],
  ['R-X-34', 'other words', [said(ECHO, 'x'), told(ECHO, 'x')], ['unknown', 'unknown'], 'unknown model'],
  ['R-X-34', 'one cell can do it', [said(ECHO, 'x'), told(ECHO, WORDS)], ['fail', 'pass'], 'unknown model'],
  ['R-X-34', 'another case', [said('c', 'x')], []],
  ['R-X-17', 'markup', [said('c', 'a <|im_end|>')], ['warn']],
  ['R-X-17', 'no good request', [said('c', 'a <|im_end|>', 2, { purpose: 'option' })], []],
  ['G-10', 'said twice', [thought('c+thinking_on', ' ab ', 'so: ab!')], ['fail']],
  ['G-10', 'said apart', [thought('c+thinking_tool', 'ab', 'c')], ['pass']],
  ['G-10', 'nothing thought', [thought('c+thinking_on', ' ', 'a b')], []],
  ['G-10', 'refused', [failed('c+thinking_on', 400)], []],
  ['G-11', 'no thought', [thought('c+thinking_off', '', 'a')], ['pass']],
  ['G-11', 'a thought', [thought('c+thinking_off', 'b', 'a')], ['fail']],
  ['G-11', 'refused', [failed('c+thinking_off', 400)], []],
];

export const relationCases: Case[] = [...toolRows, ...stopRows, ...spellingRows, ...uncommonRows, ...leakRows].map(
  ([rule, says, exchanges, verdicts, model]) => ({
    rule,
    says: model ? `${says}, by an ${model}` : says,
    exchanges,
    verdicts,
    knownModel: model === undefined,
  }),
);
