import { isObject, type JsonObject, parseJson } from '../protocols/json.js';
import { spaced } from './brain/said.js';
import { only, type Where } from './change.js';
import type { Answering } from './context.js';
import type { CallPiece, Outcome, TextPiece } from './decode.js';
import type { Change } from './stages.js';
import { tokenize } from './tokens.js';

/** Edits of what was generated, before any protocol renders it. */

/** Changes what came of an answer. */
export function inOutcome(where: Where, change: (outcome: Outcome, context: Answering) => Partial<Outcome>): Change {
  return only(where, { outcome: (outcome, context) => ({ ...outcome, ...change(outcome, context) }) });
}

/** Changes each tool call. */
export function inCalls(where: Where, change: (call: CallPiece) => Partial<CallPiece>): Change {
  return inOutcome(where, ({ pieces }) => ({
    pieces: pieces.map((piece) => (piece.kind === 'call' ? { ...piece, ...change(piece) } : piece)),
  }));
}

/** Changes each string among the arguments of tool calls. */
export function inArguments(where: Where, change: (value: string) => unknown): Change {
  return inCalls(where, (call) => {
    const given = argumentsOf(call);
    const made = Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? change(value) : value]);
    return { tokens: tokenize(spaced(Object.fromEntries(made))) };
  });
}

/** The arguments of a call; none where the cap has cut them. */
export function argumentsOf({ tokens }: CallPiece): JsonObject {
  const value = parseJson(tokens.join(''));
  return isObject(value) ? value : {};
}

/** A piece of text. */
export function textPiece(text: string): TextPiece {
  return { kind: 'text', tokens: tokenize(text) };
}
