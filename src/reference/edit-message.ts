import { isObject, type JsonObject } from '../protocols/json.js';
import { only } from './change.js';
import { type Edit, inEvents, inPlainReply, typeOf } from './edit.js';
import type { StreamEvent } from './render/event.js';
import type { Change } from './stages.js';

/** Edits of what only the Anthropic API has: blocks, and the events that carry them. */

export const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

type Alter = (object: JsonObject) => JsonObject;

/** Alters an object that says this type, and nothing else. */
export const ofType =
  (type: string, alter: Alter): Edit =>
  (value) =>
    isObject(value) && value.type === type ? alter(value) : value;

/** An object without some of its keys. */
export const without =
  (...keys: string[]): Alter =>
  (object) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

/** Alters the blocks of one type in plain messages. */
export function inBlocks(type: string, alter: Alter): Change {
  return only(ANTHROPIC, inPlainReply('content.*', ofType(type, alter)));
}

/** Alters the start of the blocks of one type in streams. */
export function inBlockStarts(type: string, alter: Alter): Change {
  return only(ANTHROPIC, inEvents('content_block', ofType(type, alter), 'content_block_start'));
}

/** Changes the content of plain messages as a whole. */
export function inContent(change: (blocks: JsonObject[]) => unknown): Change {
  return only(
    ANTHROPIC,
    inPlainReply('content', (blocks) => (Array.isArray(blocks) ? change(blocks.filter(isObject)) : blocks)),
  );
}

/** Puts any number of events where one was. */
export function eachEvent(change: (event: StreamEvent, at: number, all: StreamEvent[]) => StreamEvent[]): Change {
  return only(ANTHROPIC, { streamEvents: (events) => events.flatMap(change) });
}

/** An event of this protocol. */
export function named(type: string, fields: JsonObject = {}): StreamEvent {
  return { event: type, data: { type, ...fields } };
}

/** The same event with other data. */
export function withData(event: StreamEvent, fields: JsonObject): StreamEvent {
  return { ...event, data: { ...dataOf(event), ...fields } };
}

/** The data of an event: an empty object where it is none. */
export function dataOf({ data }: StreamEvent): JsonObject {
  return isObject(data) ? data : {};
}

/** A block as it is streamed. */
export interface Streamed {
  start: StreamEvent;
  deltas: StreamEvent[];
  stop: StreamEvent;
}

/** Puts other events in the place of each streamed block: of all, or of those of one type. */
export function eachStreamed(type: string | null, change: (block: Streamed) => StreamEvent[]): Change {
  return only(ANTHROPIC, { streamEvents: (events) => exchangeBlocks(events, type, change) });
}

/** The text of a block's deltas under a key. */
export function joined({ deltas }: Streamed, key: string): string {
  return deltas.map((event) => String((dataOf(event).delta as JsonObject)[key] ?? '')).join('');
}

/** A delta of a block. */
export function deltaOf({ start }: Streamed, delta: JsonObject): StreamEvent {
  return named('content_block_delta', { index: dataOf(start).index, delta });
}

function exchangeBlocks(
  events: StreamEvent[],
  type: string | null,
  change: (block: Streamed) => StreamEvent[],
): StreamEvent[] {
  const from = events.findIndex((event) => typeOf(event) === 'content_block_start');
  const to = events.findIndex((event, at) => at > from && typeOf(event) === 'content_block_stop');
  const [start, stop] = [events[from], events[to]];
  if (start === undefined || stop === undefined || from === -1) return events;
  const fits = type === null || (dataOf(start).content_block as JsonObject).type === type;
  const block = events.slice(from, to + 1);
  const put = fits ? change({ start, deltas: block.slice(1, -1), stop }) : block;
  return [...events.slice(0, from), ...put, ...exchangeBlocks(events.slice(to + 1), type, change)];
}
