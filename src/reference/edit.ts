import { isObject } from '../protocols/json.js';
import type { Usage } from '../protocols/protocol.js';
import type { Answering, Context, Question } from './context.js';
import type { Outcome } from './decode.js';
import type { Frame } from './frames.js';
import { isRefusal, refusal } from './refusal.js';
import type { StreamEvent } from './render/event.js';
import type { Response } from './response.js';
import type { Change } from './stages.js';
import { tokenize } from './tokens.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What stands at a place of a JSON value, and what should; undefined is no key at all. */
export type Edit = (value: unknown) => unknown;

/** A copy of a JSON value with one place edited: `choices.*.delta.role`, where `*` is every item of an array. */
export function edit(json: unknown, path: string, change: Edit): unknown {
  return walk(json, path.split('.'), change);
}

function walk(value: unknown, path: string[], change: Edit): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => (key === '*' || key === String(index) ? walk(item, rest, change) : item));
  }
  if (!isObject(value) || (rest.length > 0 && !Object.hasOwn(value, key))) return value;
  const { [key]: old, ...others } = value;
  const made = walk(old, rest, change);
  if (made === undefined) return others;
  return Object.hasOwn(value, key) ? { ...value, [key]: made } : { ...others, [key]: made };
}

/** Edits one place of every plain reply. */
export function inPlainReply(path: string, change: Edit): Change {
  return { plainReply: (reply) => editObject(reply, path, change) };
}

/** Edits one place of every error envelope. */
export function inErrorBody(path: string, change: Edit): Change {
  return { errorBody: (body) => editObject(body, path, change) };
}

/** Edits one place of a stream's events: of all, or of those with one `type`. */
export function inEvents(path: string, change: Edit, type?: string): Change {
  return {
    streamEvents: (events) =>
      events.map((event) =>
        isObject(event.data) && (type === undefined || typeOf(event) === type)
          ? { ...event, data: edit(event.data, path, change) }
          : event,
      ),
  };
}

/** Keeps the events of a stream that pass the test. */
export function keepEvents(test: (event: StreamEvent) => boolean): Change {
  return { streamEvents: (events) => events.filter(test) };
}

/** Changes what was understood, where it was. */
export function inQuestion(change: (question: Question) => Partial<Question>): Change {
  return { conversation: (question) => (isRefusal(question) ? question : { ...question, ...change(question) }) };
}

/** Refuses what was understood, where the test says so. */
export function refuseWhere(
  test: (question: Question, context: Context) => boolean,
  status: number,
  message: string,
): Change {
  return {
    conversation: (question, context) =>
      !isRefusal(question) && test(question, context) ? refusal(status, message) : question,
  };
}

/** Changes what is left of an answer under the request's limits. */
export function inOutcome(change: (outcome: Outcome, context: Answering) => Partial<Outcome>): Change {
  return { outcome: (outcome, context) => ({ ...outcome, ...change(outcome, context) }) };
}

/** Changes what is counted. */
export function inUsage(change: (usage: Usage, context: Answering) => Partial<Usage>): Change {
  return inOutcome(({ usage }, context) => ({ usage: { ...usage, ...change(usage, context) } }));
}

/** Changes each piece of text that the server says; the counts stay. */
export function inText(change: (text: string, context: Answering) => string): Change {
  return inOutcome(({ pieces }, context) => ({
    pieces: pieces.map((piece) =>
      piece.kind === 'text' ? { ...piece, tokens: tokenize(change(piece.tokens.join(''), context)) } : piece,
    ),
  }));
}

/** Changes the arguments of each call, as text; the counts stay. */
export function inArguments(change: (raw: string) => string): Change {
  return inOutcome(({ pieces }) => ({
    pieces: pieces.map((piece) =>
      piece.kind === 'call' ? { ...piece, tokens: tokenize(change(piece.tokens.join(''))) } : piece,
    ),
  }));
}

/** Changes status, headers, bytes or the end of good replies. */
export function inResponse(change: (response: Response, context: Context) => Partial<Response>): Change {
  return {
    response: (response, context) =>
      response.status === 200 ? { ...response, ...change(response, context) } : response,
  };
}

/** Changes the events of a stream as text, each frame for itself. */
export function inFrames(change: (text: string, position: number, all: Frame[]) => string): Change {
  return {
    frames: (frames) =>
      frames.map((frame, position) => ({
        ...frame,
        bytes: encoder.encode(change(decoder.decode(frame.bytes), position, frames)),
      })),
  };
}

/** The `type` of an event's data: Anthropic's events have one. */
export function typeOf(event: StreamEvent): unknown {
  return isObject(event.data) ? event.data.type : undefined;
}

/** A copy of a JSON object with one place edited. */
export function editObject(json: Record<string, unknown>, path: string, change: Edit): Record<string, unknown> {
  const made = edit(json, path, change);
  return isObject(made) ? made : json;
}
