import type { SseEvent, SseReading } from '../../wire/sse.js';
import { asArray, isObject, type JsonObject, parseJson } from '../json.js';

export const DONE = '[DONE]';

/** One `data:` payload that is a JSON object. */
export interface Chunk {
  event: SseEvent;
  json: JsonObject;
}

/** One choice of one chunk. */
export interface Part {
  chunk: Chunk;
  choice: JsonObject;
  /** Null where `delta` is no object (R-OA-42). */
  delta: JsonObject | null;
  at: string;
}

/** One entry of a delta's `tool_calls`. */
export interface Fragment {
  part: Part;
  entry: JsonObject;
  at: string;
}

/** A stream of chunks taken apart, in the order of the wire (protocol reference 1.6). Judges and the fold read it. */
export interface ChatStream {
  sse: SseReading;
  chunks: Chunk[];
  parts: Part[];
  fragments: Fragment[];
  /** Payloads that are neither a JSON object nor the terminator. */
  broken: SseEvent[];
  /** Terminators, exact and nearly so. */
  done: { event: SseEvent; exact: boolean }[];
  /** Chunks with a truthy top-level `error`: how a failure is reported in a stream. */
  errors: Chunk[];
}

/** Takes a stream apart; answers for any events. */
export function takeApart(sse: SseReading): ChatStream {
  const stream: ChatStream = { sse, chunks: [], parts: [], fragments: [], broken: [], done: [], errors: [] };
  for (const event of sse.events) {
    if (event.data.replace(/["\s]/g, '') === DONE) {
      stream.done.push({ event, exact: event.data === DONE });
      continue;
    }
    const json = parseJson(event.data);
    if (!isObject(json)) stream.broken.push(event);
    else if (json.error) stream.errors.push({ event, json });
    else addChunk(stream, { event, json });
  }
  return stream;
}

function addChunk(stream: ChatStream, chunk: Chunk): void {
  stream.chunks.push(chunk);
  for (const [k, choice] of asArray(chunk.json.choices).entries()) {
    if (!isObject(choice)) continue;
    const delta = isObject(choice.delta) ? choice.delta : null;
    const part = { chunk, choice, delta, at: `${where(chunk.event)} choices[${k}]` };
    stream.parts.push(part);
    for (const [n, entry] of asArray(delta?.tool_calls).entries()) {
      if (isObject(entry)) stream.fragments.push({ part, entry, at: `${part.at}.delta.tool_calls[${n}]` });
    }
  }
}

/** Where an event stands, as findings say it. */
export function where(event: SseEvent): string {
  return `event ${event.index} at byte ${event.at}:`;
}

/** A chunk that carries usage and no choice: the last one before the terminator. */
export function isUsageChunk({ json }: Chunk): boolean {
  return isObject(json.usage) && asArray(json.choices).length === 0;
}

/** The fragments of each tool call, in order of appearance; fragments without an index join the call before them. */
export function callsOf(stream: ChatStream): Fragment[][] {
  const byIndex = new Map<unknown, Fragment[]>();
  let last: Fragment[] | undefined;
  for (const fragment of stream.fragments) {
    const { index } = fragment.entry;
    const call: Fragment[] | undefined = index === undefined ? last : byIndex.get(index);
    if (call) {
      call.push(fragment);
      last = call;
    } else {
      last = [fragment];
      byIndex.set(index, last);
    }
  }
  return [...byIndex.values()];
}
