import type { Conversation, ToolCall } from '../conversation.js';
import type { Exchange, Mode, ProtocolName } from '../wire/exchange.js';
import type { SseReading } from '../wire/sse.js';

/** A JSON object of any content. */
export type Json = Record<string, unknown>;

/** Something on the wire that a rule forbids: what was expected, what came, and where in the bytes. */
export interface Breach {
  expected: string;
  actual: string;
  /** A path in the JSON (`choices[0].message.role`) or an event (`event 3 at byte 512: delta.role`). */
  at: string;
  /** Set where the rule is broken in a way that every official client tolerates: a warning, whatever the rule says. */
  tolerated?: true;
}

/** The classes of reasons to stop that both protocols share (protocol reference 5.1). */
export type StopClass = 'end' | 'stop-string' | 'cap' | 'tool' | 'refusal' | 'other';

/** Token counts in one arithmetic: `prompt` includes what a cache gave, on both sides (reference 5.2). */
export interface Usage {
  prompt: number;
  completion: number;
  cached: number | null;
  reasoning: number | null;
}

/** The normal form that both protocols fold to. */
export interface Reply {
  id: string | null;
  model: string | null;
  reasoning: string;
  text: string;
  toolCalls: ToolCall[];
  stop: { raw: string | null; class: StopClass; sequence: string | null };
  usage: Usage | null;
}

/** An exchange read by its protocol. Each protocol adds its own view of the stream. */
export interface Reading {
  exchange: Exchange;
  /** The body parsed as one JSON value; undefined where it is none (a stream, or broken). */
  json: unknown;
  /** Set where a 200 response to a stream request is no JSON object. */
  sse: SseReading | null;
  /** The normal form, where the response could be folded to one. */
  reply: Reply | null;
}

/** A plug-in: renders a conversation to a request, and reads a response back. */
export interface Protocol {
  name: ProtocolName;
  /** Below the base URL that the user gives: `/chat/completions`, `/v1/messages`. */
  path: string;
  /** The headers that the official clients send, with the key in every usual place. */
  headers(apiKey: string): Record<string, string>;
  body(model: string, conversation: Conversation, mode: Mode): Record<string, unknown>;
  /** True once the text so far ends in the stream's terminator: what follows should be the end of the body. */
  isTerminated(tail: string): boolean;
  read(exchange: Exchange): Reading;
}
