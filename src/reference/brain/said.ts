import { isObject } from '../../protocols/json.js';
import type { Question } from '../context.js';
import { tokenize } from '../tokens.js';

/** What the model says, piece by piece: text, or a call of a tool. */
export type Said = string | { name: string; arguments: Record<string, unknown> };

/** A piece as the model generates it; a call's tokens are those of its arguments. */
export type Piece = { kind: 'text'; tokens: string[] } | { kind: 'call'; name: string; tokens: string[] };

/** All that the model generates if nothing stops it. */
export interface Answer {
  reasoning: string[];
  pieces: Piece[];
}

/** What a row of the brain may look at. */
export interface Scene {
  question: Question;
  /** A number from 0 to 1, another one each time. */
  dice(): number;
}

/** Whether a tool is offered, and may be called. */
export function offers(question: Question, name: string): boolean {
  return question.toolChoice !== 'none' && question.tools.some((tool) => tool.name === name);
}

/** Only the calls of what was said. */
export function callsOf(said: Said[]): Exclude<Said, string>[] {
  return said.filter((piece) => typeof piece !== 'string');
}

/** What was said, as tokens. */
export function piecesOf(said: Said[]): Piece[] {
  return said.map((piece) =>
    typeof piece === 'string'
      ? { kind: 'text', tokens: tokenize(piece) }
      : { kind: 'call', name: piece.name, tokens: tokenize(spaced(piece.arguments)) },
  );
}

/** JSON with a space after each colon and comma, as models write it. */
export function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spaced(member)}`);
  return `{${members.join(', ')}}`;
}
