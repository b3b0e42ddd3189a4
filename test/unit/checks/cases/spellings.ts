import { asked, failed, refused, said, schema, stopped, told } from './asked.js';
import { casesOf, type Row } from './cells.js';
import { chatSays, messageSays } from './replies.js';

/** Other spellings of a request, and what not every server has. */

const FACT = 'factual_question';
const anything = { asked: asked({ schema: {} }) };
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
  ...['system_blocks', 'system_developer'].flatMap((name): Row[] => [
    ['R-AN-74', `the same, ${name}`, [told('c', 'a'), told(`c+${name}`, 'a')], ['pass']],
    ['R-AN-74', `another text, ${name}`, [told('c', 'a'), told(`c+${name}`, 'b')], ['fail']],
  ]),
  ['R-AN-74', 'the case was refused', [refused('c', 400), told('c+content_blocks', 'a')], []],
  ['R-AN-74', 'no tokens', [told('c', 'a'), told('c+content_blocks', 'a', 2, {}, { usage: null })], ['pass']],
  ['R-AN-74', 'nothing to hold it against', [told('c+content_blocks', 'a')], []],
  ...['bearer_only', 'x_api_key_only'].flatMap((name): Row[] => [
    ['R-AN-69', `accepted, ${name}`, [told(`c+${name}`, 'a')], ['pass']],
    ['R-AN-69', `refused, ${name}`, [refused(`c+${name}`, 401)], ['fail']],
  ]),
  ['R-AN-70', 'accepted', [told('c+newest_version', 'a')], ['pass']],
  ['R-AN-70', 'refused', [refused('c+newest_version', 400)], ['fail']],
  ['R-AN-71', 'ignored', [told('c+unknown_beta', 'a')], ['pass']],
  ['R-AN-71', 'refused', [refused('c+unknown_beta', 400)], ['fail']],
  ['R-AN-76', 'as clients understand', [messageSays(thread(THREAD), { case: 'c+thread', status: 400 })], ['pass']],
  ['R-AN-76', 'another code', [messageSays(thread('x'), { case: 'c+thread', status: 400 })], ['fail']],
  ['R-AN-76', 'another status', [messageSays(thread(THREAD), { case: 'c+thread', status: 422 })], ['fail']],
  ['R-AN-76', 'kept', [told('c+thread', 'a', 2, {}, { thread: { id: 't' } })], ['pass']],
  ['R-AN-76', 'passed over', [told('c+thread', 'a')], ['fail']],
  ['R-AN-76', 'kept and failed', [messageSays({ thread: {} }, { case: 'c+thread', status: 500 })], ['fail']],
  ['R-AN-77', 'OpenAI has no say', [failed('c+metadata', 500)], []],
  ['R-AN-77', 'a failure', [refused('c+metadata', 500)], ['warn']],
  ['R-AN-77', 'a refusal', [refused('c+cache_control', 400)], ['pass']],
  ...['output_effort', 'thinking_on'].flatMap((name): Row[] => [
    ['R-AN-77', `a failure, ${name}`, [refused(`c+${name}`, 503)], ['warn']],
    ['R-AN-77', `accepted, ${name}`, [told(`c+${name}`, 'a')], ['pass']],
  ]),
  ['R-X-37', 'ignored by both', [said('c+extra_fields', 'a'), told('c+extra_fields', 'a')], ['pass']],
  ['R-X-37', 'refused by one', [said('c+extra_fields', 'a'), refused('c+extra_fields', 400)], ['warn']],
  ['R-X-37', 'refused by both', [failed('c+extra_fields', 422), refused('c+extra_fields', 400)], ['pass']],
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
  ['R-X-28', 'no JSON, where any would do', [said('c+schema', 'a', 2, anything)], ['fail']],
  ['R-X-28', 'any JSON, where any would do', [said('c+schema', '[]', 2, anything)], ['pass']],
  ['R-X-28', 'cut by the cap', [stopped('c+schema', ' {"a": ', 'length', 20, schema)], ['unknown']],
  ['R-X-28', 'cut by itself', [stopped('c+schema', ' {"a": ', 'stop', 20, schema)], ['fail']],
  ['R-X-28', 'cut by the cap, and no JSON so far', [stopped('c+schema', 'a {', 'length', 20, schema)], ['fail']],
  ['R-X-28', 'whole at the cap', [stopped('c+schema', '{"a":1}', 'length', 20, schema)], ['pass']],
  ['R-X-28', 'whole at the cap, and not kept', [stopped('c+schema', '{"a":"x"}', 'length', 20, schema)], ['fail']],
  ['R-X-28', 'an answer that is none', [chatSays('', { case: 'c+schema', ...schema })], ['fail']],
  ['R-X-28', 'refused', [failed('c+schema', 400, schema)], []],
  ['R-X-28', 'no schema was sent', [said('c+schema', 'a')], []],
  ['G-48', 'read', [said(`${FACT}+document`, 'Paris')], ['pass']],
  ['G-48', 'not read', [said(`${FACT}+document`, 'Rome')], ['warn']],
  ['G-48', 'not read', [said(`${FACT}+document`, 'Rome')], ['unknown'], 'unknown model'],
  ['G-48', 'read', [said(`${FACT}+document`, 'Paris')], ['pass'], 'unknown model'],
  ['G-48', 'nothing is expected', [said('ping+document', 'a')], ['pass']],
  ['G-48', 'a case that is not known', [said('c+document', 'a')], ['pass']],
  ['G-48', 'an answer that is none', [chatSays('', { case: `${FACT}+document` })], ['warn']],
  ['G-48', 'refused', [failed(`${FACT}+document`, 400)], ['pass']],
  ['G-48', 'a failure', [failed(`${FACT}+document`, 500)], ['warn']],
];

export const spellingCases = casesOf(spellingRows);
