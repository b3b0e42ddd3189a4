import type { Golden } from '../golden/case.js';
import type { Conversation, Spelling, ToolCall, ToolResult } from '../protocols/conversation.js';
import type { AnyReading } from '../protocols/index.js';
import type { Json } from '../protocols/protocol.js';
import { type Cell, MODES, type Mode, PROTOCOLS, type ProtocolName, type Purpose } from '../wire/exchange.js';
import { addImage, withCacheControl, withoutResultContent, withResultBlocks } from './spoil.js';

/** Why a question cannot be asked: what it is made from did not come. */
export interface NotAsked {
  notAsked: string;
}

/** What is asked: a conversation, and how its request differs from the usual one. */
export interface Question {
  conversation: Conversation;
  /** `option`: a server may refuse it with a 4xx. */
  purpose?: Purpose;
  /** Put behind the protocol's path. */
  path?: string;
  /** An empty value takes a header away. */
  headers?: Record<string, string>;
  /** Changes the rendered body. */
  body?(body: Json, protocol: ProtocolName): Json;
  /** Go away after this many bytes of the response. */
  abortAfter?: number;
}

/** What a variant is made from: the case, its conversation, and this cell's answers. */
export interface Source {
  golden: Golden;
  conversation: Conversation;
  /** The answer to the case itself, or to one of its variants. */
  answer(variant?: string): AnyReading | undefined;
}

/** A further question made from a golden case: the same but for one thing. Its case is `ID+NAME`. */
export interface Variant {
  name: string;
  about: string;
  protocols: readonly ProtocolName[];
  modes: readonly Mode[];
  make(source: Source): Question | NotAsked;
}

type Make = Variant['make'];
type Where = Pick<Variant, 'protocols' | 'modes'>;
const ALL: Where = { protocols: PROTOCOLS, modes: MODES };
const PLAIN: Where = { protocols: PROTOCOLS, modes: ['plain'] };
const STREAM: Where = { protocols: PROTOCOLS, modes: ['stream'] };
const OPENAI: Where = { protocols: ['openai-chat'], modes: ['plain'] };
const OPENAI_STREAM: Where = { protocols: ['openai-chat'], modes: ['stream'] };
const ANTHROPIC: Where = { protocols: ['anthropic-messages'], modes: ['plain'] };

const change =
  (fields: Partial<Conversation>, how: Partial<Question> = {}): Make =>
  ({ conversation }) => ({ conversation: { ...conversation, ...fields }, ...how });

const spell =
  (spelling: Partial<Spelling>, fields: Partial<Conversation> = {}): Make =>
  ({ conversation }) => ({
    conversation: { ...conversation, ...fields, spelling: { ...conversation.spelling, ...spelling } },
  });

/** A request that a server may refuse, with one more field in its body. */
const option = (fields: Json): Make => change({}, { purpose: 'option', body: (body) => ({ ...body, ...fields }) });
const headers = (given: Record<string, string>, path?: string): Make => change({}, { headers: given, path });

/** Room for a thought; the budget that goes along must be below it (protocol reference 4). */
const THINKING_CAP = 2048;
/** A model that is told to go on for ever must be cut somewhere, should the server not see us leave. */
const ENDLESS_CAP = 1500;
const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

type Row = [name: string, about: string, where: Where, make: Make];

const rows: Row[] = [
  ['again', 'the very same once more', PLAIN, change({})],
  ['content_blocks', 'the user’s text as a block', PLAIN, spell({ content: 'blocks' })],
  ['system_blocks', 'the system text as blocks', PLAIN, spell({ system: 'blocks' })],
  ['system_developer', 'the system text in the role developer', OPENAI, spell({ system: 'developer' })],
  ['no_system', 'the same without the system text', PLAIN, change({ system: null })],
  ['cap_1', 'at most 1 token', PLAIN, change({ maxTokens: 1 })],
  ['cap_5', 'at most 5 tokens', ALL, change({ maxTokens: 5 })],
  [
    'max_completion_tokens',
    'at most 5 tokens, by the newer name',
    OPENAI,
    spell({ cap: 'max_completion_tokens' }, { maxTokens: 5 }),
  ],
  ['stop_border', 'a stop string where a word begins', ALL, stopAt(wordBorder)],
  ['stop_inside', 'a stop string inside a word', ALL, stopAt(insideWord)],
  ['stop_string', 'one stop string, not in an array', OPENAI, stopAt(wordBorder, { stop: 'string' })],
  [
    'no_usage',
    'a stream without a wish for usage',
    OPENAI_STREAM,
    change({}, { body: ({ stream_options: _, ...body }) => body }),
  ],
  ['thinking_on', 'thinking is wished for', ALL, change({ thinking: true, maxTokens: THINKING_CAP })],
  ['thinking_off', 'thinking is not wished for', PLAIN, change({ thinking: false })],
  ['schema', 'the answer must follow a JSON schema', PLAIN, change({ schema: SCHEMA }, { purpose: 'option' })],
  ['result', 'the second turn, with the tool’s result', ALL, withResults()],
  ['result_swapped', 'the results in the other order', PLAIN, withResults((results) => results.toReversed())],
  [
    'result_error',
    'the tool failed',
    ANTHROPIC,
    withResults((results) => results.map((one) => ({ ...one, isError: true }))),
  ],
  ['result_blocks', 'the results as blocks', PLAIN, withResults((results) => results, { body: withResultBlocks })],
  [
    'result_absent',
    'a result without content',
    ANTHROPIC,
    withResults((results) => results, { body: withoutResultContent }),
  ],
  ['foreign_ids', 'ids as the other API makes them', PLAIN, withForeignIds],
  ['next', 'a second question after the first answer', PLAIN, nextQuestion],
  ['next_result', 'the tool’s result for the second question', PLAIN, nextResult],
  ['no_tools', 'the same without tools', PLAIN, change({ tools: [], toolChoice: null })],
  ['choice_none', 'tools are there, none may be called', PLAIN, change({ toolChoice: 'none' })],
  ['choice_required', 'some tool must be called', PLAIN, change({ toolChoice: 'required' })],
  ['choice_named', 'the last tool must be called', PLAIN, namedChoice],
  ['parallel_off', 'at most one call', PLAIN, change({ parallelToolCalls: false })],
  ['bearer_only', 'the key as Authorization: Bearer', ANTHROPIC, headers({ 'x-api-key': '' })],
  ['x_api_key_only', 'the key as x-api-key', ANTHROPIC, headers({ authorization: '' })],
  ['newest_version', 'anthropic-version 2026-10-21', ANTHROPIC, headers({ 'anthropic-version': '2026-10-21' })],
  [
    'unknown_beta',
    'an unknown anthropic-beta and ?beta=true',
    ANTHROPIC,
    headers({ 'anthropic-beta': 'no-such-beta-2026-01-01' }, '?beta=true'),
  ],
  [
    'count_tokens',
    'how many tokens would it be?',
    ANTHROPIC,
    change(
      {},
      { purpose: 'route', path: '/count_tokens', body: ({ max_tokens: _, temperature: __, ...body }) => body },
    ),
  ],
  [
    'count_tokens_beta',
    'the same with ?beta=true',
    ANTHROPIC,
    change(
      {},
      {
        purpose: 'route',
        path: '/count_tokens?beta=true',
        body: ({ max_tokens: _, temperature: __, ...body }) => body,
      },
    ),
  ],
  ['extra_fields', 'a field that nobody knows', PLAIN, option({ xproto_unknown: { nested: [1, 2] } })],
  ['metadata', 'metadata', ANTHROPIC, option({ metadata: { user_id: 'xproto' } })],
  [
    'cache_control',
    'a system block with cache_control',
    ANTHROPIC,
    change({}, { purpose: 'option', body: withCacheControl }),
  ],
  ['output_effort', 'output_config with an effort', ANTHROPIC, option({ output_config: { effort: 'low' } })],
  ['thread', 'a thread of the server’s', ANTHROPIC, option({ thread: { type: 'create' } })],
  ['image', 'a picture of one pixel', PLAIN, change({}, { purpose: 'option', body: addImage })],
  ['abort', 'a client that goes away', STREAM, change({ maxTokens: ENDLESS_CAP }, { abortAfter: 1200 })],
  [
    'after_abort',
    'a short request right after that',
    PLAIN,
    ({ conversation }) => ({ conversation: { ...conversation, maxTokens: 5 } }),
  ],
];

/** The variants that a golden case can ask for by name. */
export const VARIANTS: Variant[] = rows.map(([name, about, where, make]) => ({ name, about, ...where, make }));

/** The second turn: what this server answered, its own ids, and the scripted results (R-X-23). */
function withResults(arrange = (results: ToolResult[]) => results, how: Partial<Question> = {}): Make {
  return ({ golden, conversation, answer }) => {
    const turns = turnsAfter(golden, answer()?.reply?.toolCalls, answer()?.reply?.text, arrange);
    return turns === null
      ? NO_CALL
      : { conversation: { ...conversation, turns: [...conversation.turns, ...turns] }, ...how };
  };
}

const NO_CALL: NotAsked = { notAsked: 'no tool call came' };

function turnsAfter(
  golden: Golden,
  calls: ToolCall[] | undefined,
  text: string | undefined,
  arrange: (results: ToolResult[]) => ToolResult[] = (results) => results,
): Conversation['turns'] | null {
  if (!calls || calls.length === 0) return null;
  const results = calls.map((call) => ({ id: call.id, text: resultOf(golden, call), isError: false }));
  return [
    { role: 'assistant', text: text === '' || text === undefined ? null : text, reasoning: null, toolCalls: calls },
    { role: 'tool', results: arrange(results) },
  ];
}

/** What a tool answers: by its name, or by its name and its first argument: `get_code(beta)`. */
function resultOf({ toolResults }: Golden, { name, arguments: given }: ToolCall): string {
  const [first] = Object.values(given ?? {});
  return toolResults[`${name}(${String(first)})`] ?? toolResults[name] ?? '';
}

/** A gateway may change the API in the middle of a session: ids of either make must be taken back (R-X-24). */
function withForeignIds(source: Source): Question | NotAsked {
  const reply = source.answer()?.reply;
  const prefix = source.answer()?.exchange.protocol === 'openai-chat' ? 'toolu_' : 'call_';
  const calls = reply?.toolCalls.map((call, k) => ({ ...call, id: `${prefix}xproto${k}` }));
  const turns = turnsAfter(source.golden, calls, reply?.text);
  return turns === null
    ? NO_CALL
    : { conversation: { ...source.conversation, turns: [...source.conversation.turns, ...turns] } };
}

/** The next question of a loop: all that was said so far, and the case's follow-up. */
function nextQuestion({ golden, conversation, answer }: Source): Question | NotAsked {
  const first = turnsAfter(golden, answer()?.reply?.toolCalls, answer()?.reply?.text);
  const said = answer('result')?.reply?.text;
  if (golden.followUp === null) return { notAsked: 'the case has no follow-up' };
  if (first === null || said === undefined) return NO_CALL;
  const turns: Conversation['turns'] = [
    ...conversation.turns,
    ...first,
    { role: 'assistant', text: said, reasoning: null, toolCalls: [] },
    { role: 'user', text: golden.followUp },
  ];
  return { conversation: { ...conversation, turns } };
}

function nextResult(source: Source): Question | NotAsked {
  const asked = nextQuestion(source);
  const reply = source.answer('next')?.reply;
  const turns = turnsAfter(source.golden, reply?.toolCalls, reply?.text);
  if ('notAsked' in asked || turns === null) return NO_CALL;
  return { conversation: { ...asked.conversation, turns: [...asked.conversation.turns, ...turns] } };
}

function namedChoice({ conversation }: Source): Question | NotAsked {
  const name = conversation.tools.at(-1)?.name;
  return name === undefined
    ? { notAsked: 'the case has no tools' }
    : { conversation: { ...conversation, toolChoice: { name } } };
}

/** A stop string that the free answer really holds: a guess that never occurs would prove nothing. */
function stopAt(cut: (text: string) => string | null, spelling: Partial<Spelling> = {}): Make {
  return ({ conversation, answer }) => {
    const stop = cut(answer()?.reply?.text ?? '');
    if (stop === null) return { notAsked: 'the free answer is too short to be cut' };
    return { conversation: { ...conversation, stop: [stop], spelling: { ...conversation.spelling, ...spelling } } };
  };
}

/** A word in the middle of the text with the blank before it, as most tokenizers cut. */
export function wordBorder(text: string): string | null {
  return middle(text, / [^\s]+/g);
}

/** The second and further characters of a word: no tokenizer begins there. */
export function insideWord(text: string): string | null {
  return middle(text, /(?<=[^\s])[^\s]+ [^\s]/g);
}

/** Of the matches whose text occurs once, the one in the middle. */
function middle(text: string, pattern: RegExp): string | null {
  const found = [...text.matchAll(pattern)].filter(
    ({ 0: match, index }) => index > 0 && text.indexOf(match) === index && index + match.length < text.length,
  );
  return found[Math.floor(found.length / 2)]?.[0] ?? null;
}

/** The cells of a variant, within what a run asks. */
export function cellsOf(variant: Variant, within: Cell[]): Cell[] {
  return within.filter(({ protocol, mode }) => variant.protocols.includes(protocol) && variant.modes.includes(mode));
}
