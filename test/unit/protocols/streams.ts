import type { Cell, Exchange, ProtocolName, Received } from '../../../src/wire/exchange.js';
import { readSse } from '../../../src/wire/sse.js';

/** What a test says on the wire, without a wire. */

export type Json = Record<string, unknown>;

/** Payloads as OpenAI's events. */
export function chatBody(payloads: (Json | string)[]): string {
  return payloads.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');
}

/** Payloads as Anthropic's events, each under the name of its type. */
export function messageBody(payloads: Json[]): string {
  return payloads.map((one) => `event: ${String(one.type)}\ndata: ${JSON.stringify(one)}\n\n`).join('');
}

export const sseOf = (text: string) => readSse(Buffer.from(text, 'utf8'));

/** What a test changes of an exchange. */
type Made = Partial<Omit<Exchange, 'received'>> & Partial<Pick<Received, 'status' | 'end'>>;

/** An exchange as it would have been made, with this response. */
export function exchangeOf(at: Cell, response: string | Json, made: Made = {}): Exchange {
  const { status = 200, end = 'complete', ...more } = made;
  const body = Buffer.from(typeof response === 'string' ? response : JSON.stringify(response), 'utf8');
  const type = at.mode === 'stream' && status === 200 ? 'text/event-stream' : 'application/json';
  return {
    ...{ ...at, id: '001-test', url: 'http://127.0.0.1:1/test', case: 'test', purpose: 'answer', take: 1 },
    ...{ method: 'POST', path: '/test', headers: {}, body: '{}', abortAfter: null, asked: null, failure: null },
    timings: { startedAt: '2026-01-01T00:00:00.000Z', headers: 1, firstByte: 2, end: 3 },
    ...more,
    received: {
      status,
      headers: [
        ['content-type', type],
        ['request-id', 'req_1'],
      ],
      body,
      arrivals: [{ at: 2, upTo: body.length }],
      end,
    },
  };
}

export const cellOf = (protocol: ProtocolName, mode: Cell['mode']): Cell => ({ protocol, mode });

/** A chunk of a chat completion with one choice. */
export function chunkOf(delta: Json, finish: string | null = null, more: Json = {}): Json {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_800_000_000,
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    usage: null,
    ...more,
  };
}

/** The chunk that carries usage, and no choice. */
export function usageChunk(usage: Json): Json {
  return { ...chunkOf({}), choices: [], usage };
}

/** One entry of a delta's `tool_calls`. */
export function fragment(index: unknown, text: string, opening: Json | null = null): Json {
  const { id, name } = opening ?? {};
  return opening
    ? { index, id, type: 'function', function: { name, arguments: text } }
    : { index, function: { arguments: text } };
}

/** The first event of a message. */
export function messageStart(usage: Json = { input_tokens: 7, output_tokens: 1 }, more: Json = {}): Json {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null };
  return { type: 'message_start', message: { ...message, stop_sequence: null, usage, ...more } };
}

export const blockStart = (index: unknown, block: Json): Json => ({
  type: 'content_block_start',
  index,
  content_block: block,
});

const DELTA_KEYS: Json = {
  text: 'text_delta',
  thinking: 'thinking_delta',
  signature: 'signature_delta',
  partial_json: 'input_json_delta',
};

/** A delta whose type goes with its key. */
export const blockDelta = (index: unknown, key: string, said: unknown): Json => ({
  type: 'content_block_delta',
  index,
  delta: { type: DELTA_KEYS[key], [key]: said },
});

export const blockStop = (index: unknown): Json => ({ type: 'content_block_stop', index });

/** The event that says why the message stops. */
export function messageDelta(
  reason: unknown,
  usage: Json = { output_tokens: 5 },
  sequence: string | null = null,
): Json {
  return { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: sequence }, usage };
}

export const messageStop: Json = { type: 'message_stop' };

/** A whole text block. */
export function textBlock(index: number, ...pieces: string[]): Json[] {
  return [
    blockStart(index, { type: 'text', text: '' }),
    ...pieces.map((piece) => blockDelta(index, 'text', piece)),
    blockStop(index),
  ];
}
