import type { JsonObject } from '../../protocols/json.js';
import type { Answering } from '../context.js';
import type { CallPiece, Outcome, TextPiece } from '../decode.js';
import { signature } from '../ids.js';
import { anthropicHead, anthropicUsage, callSkeleton, STOP_REASON, theOnly } from './anthropic.js';
import type { StreamEvent } from './event.js';

/** A block of the stream: how it starts, and its deltas. */
interface Block {
  start: JsonObject;
  deltas: JsonObject[];
}

/** The events of a stream (protocol reference 2.5). */
export function anthropicStream(outcomes: Outcome[], context: Answering): StreamEvent[] {
  const outcome = theOnly(outcomes);
  return [
    named('message_start', { message: openMessage(outcome, context) }),
    ...blocksOf(outcome).flatMap(blockEvents),
    named('message_delta', {
      delta: {
        stop_reason: STOP_REASON[outcome.stop],
        stop_sequence: outcome.sequence,
        stop_details: null,
        container: null,
      },
      usage: anthropicUsage(outcome, outcome.usage.completion),
    }),
    named('message_stop', {}),
  ];
}

function named(type: string, fields: JsonObject): StreamEvent {
  return { event: type, data: { type, ...fields } };
}

function openMessage(outcome: Outcome, context: Answering): JsonObject {
  return {
    ...anthropicHead(context),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: anthropicUsage(outcome, 0),
  };
}

function blockEvents({ start, deltas }: Block, index: number): StreamEvent[] {
  return [
    named('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => named('content_block_delta', { index, delta })),
    named('content_block_stop', { index }),
  ];
}

function blocksOf(outcome: Outcome): Block[] {
  const thinking = outcome.reasoning.length > 0 ? [thinkingBlock(outcome.reasoning)] : [];
  return [...thinking, ...outcome.pieces.map((piece) => (piece.kind === 'text' ? textBlock(piece) : callBlock(piece)))];
}

/** The signature comes whole, and last (R-AN-52). */
function thinkingBlock(tokens: string[]): Block {
  return {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      ...tokens.map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: signature(tokens.join('')) },
    ],
  };
}

function textBlock({ tokens }: TextPiece): Block {
  return {
    start: { type: 'text', text: '', citations: null },
    deltas: tokens.map((text) => ({ type: 'text_delta', text })),
  };
}

function callBlock(piece: CallPiece): Block {
  return {
    start: callSkeleton(piece),
    deltas: piece.tokens.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  };
}
