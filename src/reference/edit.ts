import { isObject } from '../protocols/json.js';
import type { Question } from './context.js';
import { isRefusal } from './refusal.js';
import type { StreamEvent } from './render/event.js';
import type { Change } from './stages.js';

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

/** The `type` of an event's data: Anthropic's events have one. */
export function typeOf(event: StreamEvent): unknown {
  return isObject(event.data) ? event.data.type : undefined;
}

function editObject(json: Record<string, unknown>, path: string, change: Edit): Record<string, unknown> {
  const made = edit(json, path, change);
  return isObject(made) ? made : json;
}
