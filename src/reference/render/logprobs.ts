import type { JsonObject } from '../../protocols/json.js';
import type { Outcome } from '../decode.js';

const encoder = new TextEncoder();

/** One token with its logarithmic probability: this model is always sure. */
export function logprobOf(token: string): JsonObject {
  return { token, logprob: 0, bytes: [...encoder.encode(token)], top_logprobs: [] };
}

/** The tokens of the text (protocol reference 1.2). */
export function logprobsOf(outcome: Outcome): JsonObject {
  const tokens = outcome.pieces.flatMap((piece) => (piece.kind === 'text' ? piece.tokens : []));
  return { content: tokens.map(logprobOf), refusal: null };
}
