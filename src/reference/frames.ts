import type { StreamEvent } from './render/event.js';

/** Bytes that are written at once, after a wait in milliseconds. */
export interface Frame {
  bytes: Uint8Array;
  delay: number;
}

const encoder = new TextEncoder();

/** Every so many frames the server really waits, so that arrival times differ and a stream still takes no time. */
const WAIT_EVERY = 8;
const FIRST_WAIT = 2;

/** The events as SSE, each one frame (protocol reference 3). */
export function encodeEvents(events: StreamEvent[]): Frame[] {
  return events.map((event, position) => ({
    bytes: encoder.encode(eventText(event)),
    delay: event.delay ?? (position % WAIT_EVERY === FIRST_WAIT ? 1 : 0),
  }));
}

/** A body that is no stream, in one frame. */
export function encodeJson(body: unknown): Frame[] {
  return [{ bytes: encoder.encode(JSON.stringify(body)), delay: 0 }];
}

function eventText({ comment, event, data }: StreamEvent): string {
  return [
    ...(comment === undefined ? [] : [`: ${comment}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(data === undefined ? [] : [`data: ${typeof data === 'string' ? data : JSON.stringify(data)}`]),
    '\n',
  ].join('\n');
}
