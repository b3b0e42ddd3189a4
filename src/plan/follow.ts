import type { Conversation, ToolCall, ToolResult } from '../conversation.js';
import type { Golden } from '../golden/case.js';
import { asArray, get } from '../protocols/json.js';
import type { Make, NotAsked, Question, Source } from './question.js';

/** Further turns, made from what the server itself answered. */

/** The second turn: what this server answered, its own ids, and the scripted results (R-X-23). */
export function withResults(arrange = (results: ToolResult[]) => results, how: Partial<Question> = {}): Make {
  return ({ golden, conversation, told }) => {
    const turns = turnsAfter(golden, told()?.reply?.toolCalls, told()?.reply?.text, arrange);
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
export function withForeignIds(source: Source): Question | NotAsked {
  const reply = source.answer()?.reply;
  const prefix = source.answer()?.exchange.protocol === 'openai-chat' ? 'toolu_' : 'call_';
  const calls = reply?.toolCalls.map((call, k) => ({ ...call, id: `${prefix}xproto${k}` }));
  const turns = turnsAfter(source.golden, calls, reply?.text);
  return turns === null
    ? NO_CALL
    : { conversation: { ...source.conversation, turns: [...source.conversation.turns, ...turns] } };
}

/** The next question of a loop: all that was said so far, and the case's follow-up. */
export function nextQuestion({ golden, conversation, told }: Source): Question | NotAsked {
  const first = turnsAfter(golden, told()?.reply?.toolCalls, told()?.reply?.text);
  const said = told('result')?.reply?.text;
  if (golden.followUp === null) return { notAsked: 'the case has no follow-up' };
  if (first === null || said === undefined) return NO_CALL;
  if (said === '') return { notAsked: 'the answer to the tool’s result is empty' };
  const turns: Conversation['turns'] = [
    ...conversation.turns,
    ...first,
    { role: 'assistant', text: said, reasoning: null, toolCalls: [] },
    { role: 'user', text: golden.followUp },
  ];
  return { conversation: { ...conversation, turns } };
}

export function nextResult(source: Source): Question | NotAsked {
  const asked = nextQuestion(source);
  const reply = source.told('next')?.reply;
  const turns = turnsAfter(source.golden, reply?.toolCalls, reply?.text);
  if ('notAsked' in asked || turns === null) return NO_CALL;
  return { conversation: { ...asked.conversation, turns: [...asked.conversation.turns, ...turns] } };
}

/** Agents send back what they were given, reasoning included: a server must take its own words (R-X-23). */
export function replayThought({ golden, conversation, answer }: Source): Question | NotAsked {
  const asked = answer('thinking_on');
  const { reasoning = '', text = '' } = asked?.reply ?? {};
  if (golden.followUp === null || reasoning === '') return { notAsked: 'no reasoning came' };
  const turns: Conversation['turns'] = [
    ...conversation.turns,
    { role: 'assistant', text, reasoning, toolCalls: [] },
    { role: 'user', text: golden.followUp },
  ];
  const own = get(asked?.json, 'content');
  const message = Array.isArray(own)
    ? { role: 'assistant', content: own }
    : { role: 'assistant', content: text, reasoning_content: reasoning };
  const body: Question['body'] = (usual) => ({
    ...usual,
    messages: asArray(usual.messages).map((one) => (get(one, 'role') === 'assistant' ? message : one)),
  });
  return { conversation: { ...conversation, turns }, body };
}
