import type { Golden } from '../golden/case.js';
import type { Conversation, Spelling, ToolCall } from '../protocols/conversation.js';
import type { AnyReading } from '../protocols/index.js';
import { type Cell, MODES, type Mode, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';

/** Why a question cannot be asked: what it is made from did not come. */
export interface NotAsked {
  notAsked: string;
}

/** What a variant is made from: the case, its conversation, and this cell's answer to it. */
export interface Source {
  golden: Golden;
  conversation: Conversation;
  answer: AnyReading | undefined;
}

/** A further question made from a golden case: the same but for one thing. Its case is `ID+NAME`. */
export interface Variant {
  name: string;
  about: string;
  protocols: readonly ProtocolName[];
  modes: readonly Mode[];
  make(source: Source): Conversation | NotAsked;
}

type Make = Variant['make'];
const ALL: Pick<Variant, 'protocols' | 'modes'> = { protocols: PROTOCOLS, modes: MODES };
const PLAIN: Pick<Variant, 'protocols' | 'modes'> = { protocols: PROTOCOLS, modes: ['plain'] };
const OPENAI: Pick<Variant, 'protocols' | 'modes'> = { protocols: ['openai-chat'], modes: ['plain'] };

const change =
  (fields: Partial<Conversation>): Make =>
  ({ conversation }) => ({ ...conversation, ...fields });

const spell =
  (spelling: Partial<Spelling>, fields: Partial<Conversation> = {}): Make =>
  ({ conversation }) => ({ ...conversation, ...fields, spelling: { ...conversation.spelling, ...spelling } });

const variant = (name: string, about: string, where: typeof ALL, make: Make): Variant => ({
  name,
  about,
  ...where,
  make,
});

/** The variants that a golden case can ask for by name. */
export const VARIANTS: Variant[] = [
  variant('result', 'the second turn, with the tool’s result', ALL, withResults),
  variant('no_tools', 'the same without tools', PLAIN, change({ tools: [], toolChoice: null })),
  variant('choice_none', 'tools are there, none may be called', ALL, change({ toolChoice: 'none' })),
  variant('choice_required', 'some tool must be called', PLAIN, change({ toolChoice: 'required' })),
  variant('choice_named', 'the last tool must be called', PLAIN, ({ conversation }) => {
    const name = conversation.tools.at(-1)?.name;
    return name === undefined ? { notAsked: 'the case has no tools' } : { ...conversation, toolChoice: { name } };
  }),
  variant('parallel_off', 'at most one call', PLAIN, change({ parallelToolCalls: false })),
  variant('no_system', 'the same without the system text', ALL, change({ system: null })),
  variant('system_blocks', 'the system text as blocks', PLAIN, spell({ system: 'blocks' })),
  variant('system_developer', 'the system text in the role developer', OPENAI, spell({ system: 'developer' })),
  variant('content_blocks', 'the user’s text as a block', PLAIN, spell({ content: 'blocks' })),
  variant('cap_1', 'at most 1 token', PLAIN, change({ maxTokens: 1 })),
  variant('cap_5', 'at most 5 tokens', ALL, change({ maxTokens: 5 })),
  variant(
    'max_completion_tokens',
    'at most 5 tokens, by the newer name',
    OPENAI,
    spell({ cap: 'max_completion_tokens' }, { maxTokens: 5 }),
  ),
  variant('stop_border', 'a stop string where a word begins', ALL, stopAt(wordBorder)),
  variant('stop_inside', 'a stop string inside a word', ALL, stopAt(insideWord)),
  variant('stop_string', 'one stop string, not in an array', OPENAI, (source) => {
    const made = stopAt(wordBorder)(source);
    return 'notAsked' in made ? made : { ...made, spelling: { ...made.spelling, stop: 'string' } };
  }),
  variant('again', 'the very same once more', PLAIN, change({})),
];

/** The second turn: what this server answered, its own ids, and the scripted results (R-X-23). */
function withResults({ golden, conversation, answer }: Source): Conversation | NotAsked {
  const reply = answer?.reply;
  if (!reply || reply.toolCalls.length === 0) return { notAsked: 'no tool call came in the first turn' };
  const results = reply.toolCalls.map((call) => ({ id: call.id, text: resultOf(golden, call), isError: false }));
  return {
    ...conversation,
    turns: [
      ...conversation.turns,
      { role: 'assistant', text: reply.text === '' ? null : reply.text, reasoning: null, toolCalls: reply.toolCalls },
      { role: 'tool', results },
    ],
  };
}

function resultOf(golden: Golden, call: ToolCall): string {
  return golden.toolResults[call.name] ?? '';
}

/** A stop string that the free answer really holds: a guess that never occurs would prove nothing. */
function stopAt(cut: (text: string) => string | null): Make {
  return ({ conversation, answer }) => {
    const stop = cut(answer?.reply?.text ?? '');
    return stop === null ? { notAsked: 'the free answer is too short to be cut' } : { ...conversation, stop: [stop] };
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
