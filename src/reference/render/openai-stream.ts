import type { JsonObject } from '../../protocols/json.js';
import type { Answering } from '../context.js';
import { type CallPiece, callsOf, type Outcome, textOf } from '../decode.js';
import type { StreamEvent } from './event.js';
import { logprobOf } from './logprobs.js';
import { finishReason, openaiHead, openaiUsage } from './openai.js';

interface Delta {
  delta: JsonObject;
  /** The token of the text that the delta carries. */
  token?: string;
}

/** The events of a stream (protocol reference 1.6): roles, deltas, finishes, usage if asked, terminator. */
export function openaiStream(outcomes: Outcome[], context: Answering): StreamEvent[] {
  const { question } = context;
  const head = openaiHead('chat.completion.chunk', context);
  const event = (choices: JsonObject[], usage: JsonObject | null = null): StreamEvent => ({
    data: { ...head, choices, ...(question.includeUsage && { usage }) },
  });
  const chunk = (index: number, { delta, token }: Delta, finish: string | null = null) => {
    const logprobs = question.logprobs && token !== undefined ? { content: [logprobOf(token)], refusal: null } : null;
    return event([{ index, delta, logprobs, finish_reason: finish }]);
  };
  return [
    ...outcomes.map((outcome, index) => chunk(index, { delta: opening(outcome) })),
    ...inTurns(outcomes.map((outcome, index) => deltas(outcome, context).map((delta) => chunk(index, delta)))),
    ...outcomes.map((outcome, index) => chunk(index, { delta: {} }, finishReason(outcome, context))),
    ...(question.includeUsage ? [event([], openaiUsage(outcomes))] : []),
    { data: '[DONE]' },
  ];
}

/** The role, once (R-OA-43); the content is null where only calls follow. */
function opening(outcome: Outcome): JsonObject {
  const onlyCalls = textOf(outcome) === '' && callsOf(outcome).length > 0;
  return { role: 'assistant', content: onlyCalls ? null : '', refusal: null };
}

function deltas(outcome: Outcome, context: Answering): Delta[] {
  const calls = callsOf(outcome);
  return [
    ...outcome.reasoning.map((token) => ({ delta: { reasoning_content: token } })),
    ...outcome.pieces.flatMap((piece): Delta[] => {
      if (piece.kind === 'text') return piece.tokens.map((token) => ({ delta: { content: token }, token }));
      return context.question.legacy ? legacyDeltas(piece) : callDeltas(piece, calls.indexOf(piece));
    }),
  ];
}

/** Id, type and name come whole and once, then fragments of the arguments (R-OA-54 to 60). */
function callDeltas({ id, name, tokens }: CallPiece, index: number): Delta[] {
  const fragments = [
    { index, id, type: 'function', function: { name, arguments: '' } },
    ...tokens.map((token) => ({ index, function: { arguments: token } })),
  ];
  return fragments.map((fragment) => ({ delta: { tool_calls: [fragment] } }));
}

function legacyDeltas({ name, tokens }: CallPiece): Delta[] {
  const fragments = [{ name, arguments: '' }, ...tokens.map((token) => ({ arguments: token }))];
  return fragments.map((fragment) => ({ delta: { function_call: fragment } }));
}

/** The first of each list, then the second of each, and so on: choices are generated side by side. */
function inTurns<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, row) => lists.flatMap((list) => list.slice(row, row + 1))).flat();
}
