import type { Conversation } from '../conversation.js';

export const PROTOCOLS = ['openai-chat', 'anthropic-messages'] as const;
export const MODES = ['plain', 'stream'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];
export type Mode = (typeof MODES)[number];

/** One of the places where the same question is asked. */
export interface Cell {
  protocol: ProtocolName;
  mode: Mode;
}

/**
 * Why an exchange is made: a good request for an answer; one that a server may refuse, as not every server has what it
 * wishes for; a bad one that must be refused; or another route.
 */
export type Purpose = 'answer' | 'option' | 'refusal' | 'route';

/** What is to be sent: everything of a request but the server's address and the key. */
export interface Ask extends Cell {
  /** The case, with its variant after a plus sign: `count_up+stop_inside`. */
  case: string;
  purpose: Purpose;
  /** 1 is the judged take; later ones are the control's, asked where answers differ. */
  take: number;
  method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS';
  /** Below the protocol's base URL. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** Go away after this many bytes of the response, as a client does that has seen enough. */
  abortAfter: number | null;
  /** What the body says, where it says something: the judges read it, the server never does. */
  asked: Conversation | null;
}

/**
 * How the response body came to its end. `left-open`: the terminator came, the end of the body did not. `endless`: more
 * bytes than any answer has; the rest was not read.
 */
export const BODY_ENDS = ['complete', 'reset', 'timeout', 'endless', 'left-open', 'aborted'] as const;
export type BodyEnd = (typeof BODY_ENDS)[number];

export interface Received {
  status: number;
  /** In the order and spelling of the wire, duplicates kept. */
  headers: [name: string, value: string][];
  body: Uint8Array;
  /** Arrival of the body's pieces: milliseconds since the request was sent, and bytes received by then. */
  arrivals: { at: number; upTo: number }[];
  end: BodyEnd;
}

/** One HTTP request and everything that came back. Made once, then never touched again. */
export interface Exchange extends Ask {
  /** Unique in a run, in the order of sending: `017-count_up.openai-chat.stream`. */
  id: string;
  /** Where the shards of a run were joined: the one that asked. Each has a server process of its own. */
  shard?: number;
  url: string;
  received: Received | null;
  /** Why there is no (whole) response: the cause's code, and a sentence. */
  failure: { code: string; message: string } | null;
  /** Milliseconds since the request was sent; `startedAt` is wall clock, ISO 8601. */
  timings: { startedAt: string; headers: number | null; firstByte: number | null; end: number };
}

/** All exchanges of a run, and what the judges must know of the server that they came from. */
export interface Evidence {
  exchanges: Exchange[];
  /** True where the model is known to answer the golden prompts, so that a miss is the server's. */
  knownModel: boolean;
  model: string;
  /** Why the run ended before its time; null where all was asked. */
  interrupted: string | null;
}

/** The value of a response header, case-insensitive; the first where there are several. */
export function header(received: Received, name: string): string | undefined {
  return received.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The response body as text; invalid UTF-8 becomes U+FFFD. */
export function bodyText(received: Received): string {
  return decoder.decode(received.body);
}
