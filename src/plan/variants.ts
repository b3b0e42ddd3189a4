import type { Conversation, Spelling } from '../conversation.js';
import type { Json } from '../protocols/protocol.js';
import { type Cell, MODES, PROTOCOLS } from '../wire/exchange.js';
import { insideWord, stopAt, stopInThought, wordBorder } from './cuts.js';
import { nextQuestion, nextResult, replayThought, withForeignIds, withResults } from './follow.js';
import type { Make, NotAsked, Question, Source, Variant } from './question.js';
import {
  addDocument,
  addImage,
  HARD_TOOLS,
  noteBesideTools,
  withCacheControl,
  withEmptyText,
  withFunctions,
  withListText,
  withoutResultContent,
  withResultBlocks,
  withServerTool,
  withTwoUserMessages,
} from './spoil.js';

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
/** Less than any thought: a server may refuse it, as the budget should be below the cap. */
const THOUGHT_CUT = 5;
/** A model that is told to go on for ever must be cut somewhere, should the server not see us leave. */
const ENDLESS_CAP = 1500;
/** With a key that the free answer never has: a server that ignores the schema must not pass by luck. */
const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' }, city: { type: 'string' } },
  required: ['name', 'age', 'city'],
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
  ['stop_border', 'a stop string where a word begins', PLAIN, stopAt(wordBorder)],
  ['stop_inside', 'a stop string inside a word', ALL, stopAt(insideWord)],
  ['stop_string', 'one stop string, not in an array', OPENAI, stopAt(wordBorder, { stop: 'string' })],
  [
    'no_usage',
    'a stream without a wish for usage',
    OPENAI_STREAM,
    change({}, { body: ({ stream_options: _, ...body }) => body }),
  ],
  ['thinking_on', 'thinking is wished for', ALL, change({ thinking: true, maxTokens: THINKING_CAP })],
  [
    'thinking_tool',
    'thinking is wished for before a tool call',
    ALL,
    change({ thinking: true, maxTokens: THINKING_CAP }),
  ],
  [
    'thinking_cap',
    'thinking is wished for, and a cap that cuts it',
    ALL,
    change({ thinking: true, maxTokens: THOUGHT_CUT }, { purpose: 'option' }),
  ],
  ['thinking_off', 'thinking is not wished for', PLAIN, change({ thinking: false })],
  ['stop_in_thought', 'a stop string that stands in the reasoning only', PLAIN, stopInThought],
  ['thought_replayed', 'a second question, with the first one’s reasoning in the history', PLAIN, replayThought],
  ['schema', 'the answer must follow a JSON schema', ALL, change({ schema: SCHEMA }, { purpose: 'option' })],
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
  [
    'result_empty',
    'empty text beside the call of the first turn',
    OPENAI,
    withResults((results) => results, { body: withEmptyText }),
  ],
  [
    'result_list',
    'the text beside the call of the first turn as a list',
    OPENAI,
    withResults((results) => results, { body: withListText }),
  ],
  ['foreign_ids', 'ids as the other API makes them', PLAIN, withForeignIds],
  [
    'functions',
    'the tools under their deprecated name',
    OPENAI,
    ({ conversation }) => ({
      conversation: { ...conversation, tools: [] },
      // Its answer has a shape of its own, which only G-32 knows.
      purpose: 'route',
      body: (body) => withFunctions(body, conversation.tools),
    }),
  ],
  [
    'server_tool',
    'a tool that the server should run beside the usual one',
    ANTHROPIC,
    change({}, { purpose: 'option', body: withServerTool }),
  ],
  ['next', 'a second question after the first answer', PLAIN, nextQuestion],
  ['next_result', 'the tool’s result for the second question', PLAIN, nextResult],
  ['no_tools', 'the same without tools', PLAIN, change({ tools: [], toolChoice: null })],
  ['choice_none', 'tools are there, none may be called', ALL, change({ toolChoice: 'none' })],
  ['choice_required', 'some tool must be called', ALL, change({ toolChoice: 'required' })],
  ['choice_named', 'the last tool must be called', PLAIN, namedChoice],
  ['parallel_off', 'at most one call', PLAIN, change({ parallelToolCalls: false })],
  [
    'hard_schemas',
    'further tools with schemas that are hard',
    PLAIN,
    ({ conversation }) => ({
      conversation: { ...conversation, tools: [...conversation.tools, ...HARD_TOOLS] },
      purpose: 'option',
    }),
  ],
  [
    'system_note',
    'a system text beside tools, as agents spell it',
    PLAIN,
    change({}, { purpose: 'option', body: noteBesideTools }),
  ],
  [
    'logprobs',
    'the probability of each token',
    { protocols: ['openai-chat'], modes: MODES },
    option({ logprobs: true }),
  ],
  ['top_p', 'a hot sampler that may take the best token only', PLAIN, option({ temperature: 1, top_p: 0.001 })],
  ['user_twice', 'two messages of the user in a row', OPENAI, change({}, { body: withTwoUserMessages })],
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
  [
    'document',
    'a document that holds the answer',
    ANTHROPIC,
    change({ system: null }, { purpose: 'option', body: addDocument }),
  ],
  ['abort', 'a client that goes away', STREAM, change({ maxTokens: ENDLESS_CAP }, { abortAfter: 1200 })],
  [
    'after_abort',
    'a short request right after that',
    PLAIN,
    ({ conversation }) => ({ conversation: { ...conversation, maxTokens: 5 } }),
  ],
];

/** The variants that are made from, or held against, the answers to others. */
export const NEEDS: Record<string, string[]> = {
  next: ['result'],
  next_result: ['next'],
  result_empty: ['result'],
  thinking_cap: ['thinking_on', 'thinking_tool'],
  stop_in_thought: ['thinking_on'],
  thought_replayed: ['thinking_on'],
  after_abort: ['abort', 'cap_5'],
  top_p: ['again'],
};

/** What matters less is asked by `--profile strict` only. */
const HEAVY = [
  'server_tool',
  'cache_control',
  'content_blocks',
  'system_developer',
  'stop_string',
  'count_tokens_beta',
  'result_empty',
  'extra_fields',
  'cap_1',
  'stop_border',
  'thinking_cap',
  'result_absent',
  'thinking_tool',
  'top_p',
  'stop_in_thought',
  'thought_replayed',
  'result_list',
  'foreign_ids',
  'hard_schemas',
  'functions',
  'user_twice',
  'metadata',
  'output_effort',
  'document',
  'thread',
  'system_blocks',
  'newest_version',
];

/** The variants that a golden case can ask for by name. */
export const VARIANTS: Variant[] = rows.map(([name, about, where, make]) => ({
  name,
  about,
  ...where,
  heavy: HEAVY.includes(name),
  make,
}));

function namedChoice({ conversation }: Source): Question | NotAsked {
  const name = conversation.tools.at(-1)?.name;
  return name === undefined
    ? { notAsked: 'the case has no tools' }
    : { conversation: { ...conversation, toolChoice: { name } } };
}

/** The cells of a variant, within what a run asks. */
export function cellsOf(variant: Variant, within: Cell[]): Cell[] {
  return within.filter(({ protocol, mode }) => variant.protocols.includes(protocol) && variant.modes.includes(mode));
}
