import type { IncomingHttpHeaders } from 'node:http';
import type { Conversation } from '../conversation.js';
import type { Mode, ProtocolName } from '../wire/exchange.js';

/** The longest prompt, with its answer, that the model reads. */
export const CONTEXT_WINDOW = 8192;

/** The largest request body that is read, in bytes. */
export const BODY_LIMIT = 4 * 1024 * 1024;

/** What one server knows as long as it runs. */
export interface ServerState {
  model: string;
  /** Null lets everybody in. */
  apiKey: string | null;
  /** For defects that need memory; the clean server never looks at it. */
  memory: Map<string, unknown>;
  /** The requests whose response is being sent now. */
  inFlight: Set<Context>;
}

/** One request, with what is known of it so far. Stages read it, none writes it. */
export interface Context {
  server: ServerState;
  /** Counts the requests of a server from 1: all ids and dice come from it. */
  serial: number;
  /** When the request came: Unix time in milliseconds. */
  at: number;
  method: string;
  /** The path with its query string, and without. */
  url: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  protocol: ProtocolName;
  mode: Mode;
  /** The body as JSON, once it is read. */
  json: unknown;
  /** What is asked, once it is understood. */
  question: Question | null;
  /** Fires when the client goes away. */
  gone: AbortSignal;
}

/** A request that is being answered. */
export interface Answering extends Context {
  question: Question;
  promptTokens: number;
  /** Which of the `n` choices this answer is for. */
  choice: number;
}

/** A conversation with everything else that a request can ask for. */
export interface Question extends Conversation {
  model: string;
  stream: boolean;
  /** Whether an OpenAI stream ends with a usage chunk. */
  includeUsage: boolean;
  /** How many answers: OpenAI's `n`. */
  choices: number;
  /** Whether the text must be JSON; the schema, if any, is in `schema`. */
  json: boolean;
  logprobs: boolean;
  /** Asked with the deprecated `functions`: a call comes back as `function_call`. */
  legacy: boolean;
  seed: number | null;
  /** Below a small share only the best token is left. */
  topP: number;
}
