import type { StopClass, Usage } from '../protocols/protocol.js';
import type { Answer, Piece } from './brain/said.js';
import { type Answering, CONTEXT_WINDOW } from './context.js';
import { callId } from './ids.js';
import { cutTokens } from './tokens.js';

export type TextPiece = { kind: 'text'; tokens: string[] };
export type CallPiece = { kind: 'call'; id: string; name: string; tokens: string[] };

/** What came of an answer under the request's limits: all that a reply is rendered from. */
export interface Outcome {
  reasoning: string[];
  pieces: (TextPiece | CallPiece)[];
  stop: StopClass;
  /** The stop string that was met. */
  sequence: string | null;
  usage: Usage;
}

/** Generates the answer up to the cap, or to the first stop string in the text. */
export function decode(answer: Answer, context: Answering): Outcome {
  const { question, promptTokens } = context;
  let left = Math.min(question.maxTokens, CONTEXT_WINDOW - promptTokens);
  const reasoning = answer.reasoning.slice(0, left);
  left -= reasoning.length;
  const pieces: Outcome['pieces'] = [];
  let stop: StopClass = reasoning.length < answer.reasoning.length ? 'cap' : 'end';
  let sequence: string | null = null;
  for (const piece of answer.pieces) {
    if (stop !== 'end') break;
    const kept = piece.tokens.slice(0, left);
    left -= kept.length;
    if (kept.length < piece.tokens.length) stop = 'cap';
    const match = piece.kind === 'text' ? firstStop(kept.join(''), question.stop) : null;
    if (match !== null) [stop, sequence] = ['stop-string', match.sequence];
    const tokens = match === null ? kept : cutTokens(kept, match.at);
    if (tokens.length > 0) pieces.push(pieceOf(piece, tokens, pieces.length, context));
  }
  if (stop === 'end' && pieces.some((piece) => piece.kind === 'call')) stop = 'tool';
  return { reasoning, pieces, stop, sequence, usage: usageOf(reasoning, pieces, promptTokens) };
}

function pieceOf(piece: Piece, tokens: string[], position: number, context: Answering): TextPiece | CallPiece {
  if (piece.kind === 'text') return { kind: 'text', tokens };
  return { kind: 'call', id: callId(context, context.choice, position), name: piece.name, tokens };
}

/** The stop string that begins first in the text; of several at one place, the one that the request names first. */
function firstStop(text: string, stops: string[]): { sequence: string; at: number } | null {
  const matches = stops.map((sequence) => ({ sequence, at: text.indexOf(sequence) })).filter(({ at }) => at >= 0);
  return matches.sort((a, b) => a.at - b.at)[0] ?? null;
}

/** Even an answer that a stop string cut to nothing has cost a token (protocol reference 2.2). */
function usageOf(reasoning: string[], pieces: Outcome['pieces'], prompt: number): Usage {
  const spoken = pieces.reduce((sum, piece) => sum + piece.tokens.length, 0);
  const completion = Math.max(1, reasoning.length + spoken);
  return { prompt, completion, cached: 0, reasoning: reasoning.length };
}

/** The whole text of an outcome. */
export function textOf(outcome: Outcome): string {
  return outcome.pieces.map((piece) => (piece.kind === 'text' ? piece.tokens.join('') : '')).join('');
}

/** The calls of an outcome, in order. */
export function callsOf(outcome: Outcome): CallPiece[] {
  return outcome.pieces.filter((piece) => piece.kind === 'call');
}
