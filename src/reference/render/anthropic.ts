import { type JsonObject, parseArguments } from '../../protocols/json.js';
import type { StopClass } from '../../protocols/protocol.js';
import type { Answering } from '../context.js';
import type { CallPiece, Outcome } from '../decode.js';
import { messageId, signature } from '../ids.js';

/** The stop reason of each class (protocol reference 5.1). */
export const STOP_REASON: Record<StopClass, string> = {
  end: 'end_turn',
  'stop-string': 'stop_sequence',
  cap: 'max_tokens',
  tool: 'tool_use',
  refusal: 'refusal',
  other: 'end_turn',
};

/** The body of a plain reply (protocol reference 2.2). */
export function anthropicPlain(outcomes: Outcome[], context: Answering): JsonObject {
  const outcome = theOnly(outcomes);
  return {
    ...anthropicHead(context),
    content: blocksOf(outcome),
    stop_reason: STOP_REASON[outcome.stop],
    stop_sequence: outcome.sequence,
    usage: anthropicUsage(outcome, outcome.usage.completion),
  };
}

/** This protocol has no `n`: there is always one answer. */
export function theOnly(outcomes: Outcome[]): Outcome {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('no outcome to render');
  return outcome;
}

/** A message without its answer, with the newest nullable fields (R-AN-25). */
export function anthropicHead(context: Answering): JsonObject {
  return {
    id: messageId(context),
    type: 'message',
    role: 'assistant',
    model: context.server.model,
    container: null,
    stop_details: null,
    diagnostics: null,
  };
}

/** The content blocks; there is never an empty text block (R-AN-09). */
function blocksOf(outcome: Outcome): JsonObject[] {
  const thinking = outcome.reasoning.join('');
  return [
    ...(thinking === '' ? [] : [{ type: 'thinking', thinking, signature: signature(thinking) }]),
    ...outcome.pieces.map((piece) =>
      piece.kind === 'text' ? { type: 'text', text: piece.tokens.join(''), citations: null } : callBlock(piece),
    ),
  ];
}

/** Arguments that the cap has cut are no object: what is left is an empty one, as the official clients read it (F7). */
function callBlock(piece: CallPiece): JsonObject {
  return { ...callSkeleton(piece), input: parseArguments(piece.tokens.join('')) ?? {} };
}

/** A call before its arguments. */
export function callSkeleton({ id, name }: CallPiece): JsonObject {
  return { type: 'tool_use', id, name, input: {}, caller: { type: 'direct' } };
}

/** Tokens as this protocol counts them: the input is what no cache gave (protocol reference 5.2). */
export function anthropicUsage({ usage }: Outcome, output: number): JsonObject {
  return {
    input_tokens: usage.prompt - (usage.cached ?? 0),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cached ?? 0,
    cache_creation: null,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: Math.min(usage.reasoning ?? 0, output) },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}
