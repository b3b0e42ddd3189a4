import type { JsonObject } from '../protocols/json.js';
import type { ProtocolName } from '../wire/exchange.js';
import { answer } from './brain/index.js';
import type { Answer } from './brain/said.js';
import type { Answering, Context, Question } from './context.js';
import { decode, type Outcome } from './decode.js';
import { encodeEvents, type Frame } from './frames.js';
import { renderPrompt } from './prompt.js';
import type { Refusal } from './refusal.js';
import { anthropicPlain } from './render/anthropic.js';
import { anthropicStream } from './render/anthropic-stream.js';
import { errorBody } from './render/error.js';
import type { StreamEvent } from './render/event.js';
import { openaiPlain } from './render/openai.js';
import { openaiStream } from './render/openai-stream.js';
import { type Draft, finish, type Response } from './response.js';
import { admit, findRoute, type Route } from './routes.js';
import { readJson, understand } from './understand/index.js';

/** The stages in the order in which a request passes them: what each takes, makes and may look at. */
interface Flow {
  /** Path and method to a handler. */
  route: { from: null; to: Route | Refusal; context: Context };
  /** Who may not come in. */
  admission: { from: Route | Refusal; to: Refusal | null; context: Context };
  /** Bytes to a JSON object, or a refusal. */
  json: { from: Uint8Array; to: unknown; context: Context };
  /** What is asked: protocol fields to a conversation, or a refusal. */
  conversation: { from: unknown; to: Question | Refusal; context: Context };
  /** The text that the model reads: its tokens are the prompt tokens. */
  prompt: { from: Question; to: string; context: Context };
  /** All that the model would say. */
  answer: { from: Question; to: Answer; context: Answering };
  /** What is left of it under cap and stop strings, with the reason to stop and the usage. */
  outcome: { from: Answer; to: Outcome; context: Answering };
  /** The body of a plain reply. */
  plainReply: { from: Outcome[]; to: JsonObject; context: Answering };
  /** The events of a stream. */
  streamEvents: { from: Outcome[]; to: StreamEvent[]; context: Answering };
  /** The stream as bytes. */
  frames: { from: StreamEvent[]; to: Frame[]; context: Answering };
  /** The body of every other good reply: token counts, models, health. */
  otherReply: { from: JsonObject; to: JsonObject; context: Context };
  /** Why a request is refused, with the status. */
  refusal: { from: Refusal; to: Refusal; context: Context };
  /** The envelope of a refusal. */
  errorBody: { from: Refusal; to: JsonObject; context: Context };
  /** Status, headers, bytes, and how the body ends: of every response. */
  response: { from: Draft; to: Response; context: Context };
}

export type StageName = keyof Flow;

/** The server as a table of pure functions. */
export type Stages = {
  [S in StageName]: (input: Flow[S]['from'], context: Flow[S]['context']) => Flow[S]['to'];
};

/** A change of what stages make: each entry takes what its stage made and gives back what it should have been. */
export type Change = {
  [S in StageName]?: (made: Flow[S]['to'], context: Flow[S]['context']) => Flow[S]['to'];
};

const PLAIN: Record<ProtocolName, Stages['plainReply']> = {
  'openai-chat': openaiPlain,
  'anthropic-messages': anthropicPlain,
};
const STREAM: Record<ProtocolName, Stages['streamEvents']> = {
  'openai-chat': openaiStream,
  'anthropic-messages': anthropicStream,
};

/** The clean server. */
export const STAGES: Stages = {
  route: (_, context) => findRoute(context),
  admission: admit,
  json: readJson,
  conversation: understand,
  prompt: renderPrompt,
  answer,
  outcome: decode,
  plainReply: (outcomes, context) => PLAIN[context.protocol](outcomes, context),
  streamEvents: (outcomes, context) => STREAM[context.protocol](outcomes, context),
  frames: encodeEvents,
  otherReply: (body) => body,
  refusal: (refusal) => refusal,
  errorBody,
  response: finish,
};
