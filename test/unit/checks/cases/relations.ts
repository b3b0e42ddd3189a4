import type { Exchange } from '../../../../src/wire/exchange.js';
import type { Json } from '../../protocols/streams.js';
import { asked, called, cap, failed, named, refused, required, said, stop, stopped, thought, told } from './asked.js';
import type { Case } from './case.js';
import { type Made, oai } from './cells.js';
import { chatSays } from './replies.js';

type Row = [rule: string, says: string, exchanges: Exchange[], verdicts: string[], model?: 'unknown model'];

const TOOL = 'tool_call_request';
const unasked = { asked: null };

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
  ['R-X-18', 'nothing is known of what was asked', [called(`${TOOL}+choice_required`, ['x'], unasked)], ['fail']],
  ['R-X-19', 'nothing is known of what was asked', [called(`${TOOL}+choice_named`, ['x'], unasked)], []],
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
  [
    'R-X-21',
    'the free answer was refused',
    [failed('two_tools', 400), called('two_tools+parallel_off', ['a', 'b'])],
    ['unknown'],
  ],
  ['R-X-23', 'all of the result', [said(`${TOOL}+result`, '18 and cloudy')], ['pass']],
  ['R-X-23', 'a part of the result', [said(`${TOOL}+result`, 'cloudy')], ['fail']],
  ['R-X-23', 'a part of the result', [said(`${TOOL}+result`, '18')], ['unknown'], 'unknown model'],
  ['R-X-23', 'all of the result', [said(`${TOOL}+result`, 'cloudy, 18')], ['pass'], 'unknown model'],
  ['R-X-23', 'nothing is expected', [said('echo_payload+result', 'x')], []],
  ['R-X-23', 'a case that is not known', [said('c+result', 'x')], []],
  ['R-X-23', 'nothing is expected in the next turn', [said(`${TOOL}+next_result`, 'x')], []],
  ...['result_swapped', 'result_blocks'].flatMap((name): Row[] => [
    ['R-X-23', `all of the result, ${name}`, [said(`${TOOL}+${name}`, '18 and cloudy')], ['pass']],
    ['R-X-23', `none of the result, ${name}`, [said(`${TOOL}+${name}`, 'rain')], ['fail']],
  ]),
  ['R-X-23', 'the result of the next turn', [said('code_loop+next_result', 'B4W-190')], ['pass']],
  ['R-X-23', 'the result of the turn before', [said('code_loop+next_result', 'R2D-586')], ['fail']],
  ['R-AN-75', 'OpenAI has no say', [failed(`${TOOL}+result_error`, 400)], []],
  ['R-AN-75', 'accepted', [told(`${TOOL}+result_error`, 'ok')], ['pass']],
  ['R-AN-75', 'refused', [refused(`${TOOL}+result_blocks`, 400)], ['fail']],
  ['R-AN-75', 'refused', [refused(`${TOOL}+result_absent`, 400)], ['fail']],
  ['R-X-24', 'taken back', [said(`${TOOL}+foreign_ids`, 'ok'), told(`${TOOL}+foreign_ids`, 'ok')], ['pass', 'pass']],
  ['R-X-24', 'refused', [refused(`${TOOL}+foreign_ids`, 400)], ['warn']],
  ['R-X-26', 'accepted', [said(`${TOOL}+result_error`, 'ok')], ['pass']],
  ['R-X-26', 'refused', [failed(`${TOOL}+result_error`, 400)], ['fail']],
  ['G-40', 'a failure of the server', [failed(`${TOOL}+hard_schemas`, 500)], ['warn']],
  ['G-40', 'a refusal', [failed(`${TOOL}+hard_schemas`, 499)], ['pass']],
  ['G-40', 'no response', [{ ...failed(`${TOOL}+hard_schemas`, 500), received: null }], ['warn']],
  ['G-42', 'the same call', [called(TOOL, ['x']), called(`${TOOL}+system_note`, ['x'])], ['pass']],
  ['G-42', 'no call any more', [called(TOOL, ['x']), said(`${TOOL}+system_note`, 'a')], ['warn']],
  ['G-42', 'no call', [called(TOOL, ['x']), said(`${TOOL}+system_note`, 'a')], ['unknown'], 'unknown model'],
  ['G-42', 'the same', [called(TOOL, ['x']), called(`${TOOL}+system_note`, ['x'])], ['pass'], 'unknown model'],
  ['G-42', 'no call before, either', [said(TOOL, 'a'), said(`${TOOL}+system_note`, 'b')], ['pass']],
  ['G-42', 'another tool as well', [called(TOOL, ['x']), called(`${TOOL}+system_note`, ['x', 'y'])], ['warn']],
  ['G-42', 'an answer that is none', [called(TOOL, ['x']), chatSays('no', { case: `${TOOL}+system_note` })], ['warn']],
  ['G-42', 'the case was refused', [failed(TOOL, 400), called(`${TOOL}+system_note`, ['x'])], []],
  ['G-42', 'a refusal', [called(TOOL, ['x']), failed(`${TOOL}+system_note`, 400)], ['warn']],
  ['G-42', 'nothing to hold it against', [called(`${TOOL}+system_note`, ['x'])], []],
  ['G-44', 'the same', [said(`${TOOL}+result`, 'a'), said(`${TOOL}+result_empty`, 'a')], ['pass']],
  ['G-44', 'another text', [said(`${TOOL}+result`, 'a'), said(`${TOOL}+result_empty`, 'b')], ['warn']],
  ['G-44', 'other prompt tokens', [oai(`${TOOL}+result`), oai(`${TOOL}+result_empty`, { tokens: [4, 2] })], ['warn']],
  ['G-44', 'no count of one', [oai(`${TOOL}+result`), oai(`${TOOL}+result_empty`, { tokens: null })], ['pass']],
  ['G-44', 'no count of the other', [oai(`${TOOL}+result`, { tokens: null }), oai(`${TOOL}+result_empty`)], ['pass']],
  ['G-44', 'the turn before was refused', [failed(`${TOOL}+result`, 400), said(`${TOOL}+result_empty`, 'b')], []],
  ['G-44', 'nothing to hold it against', [said(`${TOOL}+result_empty`, 'b')], []],
];

/** An answer whose tokens nobody counted. */
const uncounted = (name: string, text: string, made: Made = {}, finish = 'stop'): Exchange =>
  oai(name, { text, finish, tokens: null }, { asked: asked(), ...made });
const capped = (text: string) => uncounted('c+cap_5', text, cap(5), 'length');
const cut = (word: string, text: string) => stopped('c+stop_string', text, 'length', 2, stop(word));

const stopRows: Row[] = [
  ['R-X-08', 'nothing in the free answer, and the cap', [said('c', '1 3', 5), cut('2', '1')], []],
  ['R-X-08', 'nothing is known of what was asked', [said('c', '1 3', 5), said('c+stop_string', '1', 2, unasked)], []],
  ['R-X-08', 'the free answer was refused', [failed('c', 400), said('c+stop_inside', '1 ', 2, stop('2'))], []],
  ['R-X-08', 'no count of the whole', [uncounted('c', '1 2 3'), said('c+stop_string', '1 ', 9, stop('2'))], ['pass']],
  ['R-X-08', 'no count of what is cut', [said('c', '1 2 3', 5), uncounted('c+stop_string', '1 ', stop('2'))], ['pass']],
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
  ['R-X-09', 'a cap of one', [said('c', '1 2 3', 9), stopped('c+cap_1', '1', 'length', 1, cap(1))], ['pass']],
  ['R-X-09', 'no count, and a part', [said('c', '1 2 3', 9), capped('1 2')], ['pass']],
  ['R-X-09', 'no count, and the whole', [said('c', '1 2 3', 9), capped('1 2 3')], ['fail']],
  ['R-X-09', 'another reason', [said('c', '1 2 3', 9), stopped('c+cap_5', '1 2', 'stop', 5, cap(5))], ['fail']],
  ['R-X-09', 'the whole is as short', [said('c', '1 2 3', 5), stopped('c+cap_5', '2', 'x', 5, cap(5))], []],
  ['R-X-09', 'nothing to hold it against', [stopped('c+cap_5', '1 2', 'length', 5, cap(5))], []],
  [
    'R-OA-73',
    'the beginning',
    [said('c', '1 2 3', 9), stopped('c+max_completion_tokens', '1 2', 'length', 5, cap(5))],
    ['pass'],
  ],
  ['R-OA-73', 'no cap', [said('c', '1 2 3', 9), said('c+max_completion_tokens', '1 2 3', 9, cap(5))], ['fail']],
  ['G-43', 'the same', [said('c+thinking_on', 'a'), said('c+stop_in_thought', 'a')], ['pass']],
  ['G-43', 'cut', [said('c+thinking_on', 'ab'), said('c+stop_in_thought', 'a')], ['warn']],
  ['G-43', 'nothing to hold it against', [said('c+stop_in_thought', 'a')], []],
];

const capAt = (reasoning: string, text: string) => thought('c+thinking_cap', reasoning, text);
const oddly: Made = { status: 201 };
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
  ['G-31', 'the beginning of the text, too', [thought('c+thinking_on', 'ab', 'xyz'), capAt('ab', 'xy')], ['pass']],
  ['G-31', 'the end of the text', [thought('c+thinking_on', 'ab', 'xyz'), capAt('ab', 'yz')], ['fail']],
  ['G-31', 'another status', [thought('c+thinking_on', 'ab', 'x'), thought('c+thinking_cap', 'z', '', 201)], []],
  ['G-32', 'the case was not asked', [called('c+functions', ['g'])], []],
  ['G-32', 'the case was refused', [failed('c', 400), called('c+functions', ['g'])], []],
  ['G-33', 'the same call with another status', [called('c', ['f']), called('c+server_tool', ['f'], oddly)], ['warn']],
  ['G-33', 'the case was refused', [failed('c', 400), called('c+server_tool', ['f'])], []],
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
  ['R-X-34', 'a refusal', [failed(ECHO, 400)], []],
  ['R-X-34', 'a refusal beside an answer', [failed(ECHO, 400), told(ECHO, WORDS)], ['pass']],
  ['R-X-17', 'a refusal', [failed('c', 400)], []],
  ['R-X-17', 'a text', [said('c', 'a')], ['pass']],
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

export const relationCases: Case[] = [...toolRows, ...stopRows, ...uncommonRows, ...leakRows].map(
  ([rule, says, exchanges, verdicts, model]) => ({
    rule,
    says: model ? `${says}, by an ${model}` : says,
    exchanges,
    verdicts,
    knownModel: model === undefined,
  }),
);
