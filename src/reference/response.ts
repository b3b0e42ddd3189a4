import type { Context } from './context.js';
import type { Frame } from './frames.js';
import { requestId } from './ids.js';

/** What goes back: `left-open` never ends the body, `reset` breaks the connection. */
export interface Response {
  /** By HTTP/1.0 a body has no chunks, and ends with the connection. */
  version: '1.1' | '1.0';
  status: number;
  headers: Record<string, string>;
  frames: Frame[];
  end: 'complete' | 'left-open' | 'reset';
}

/** A response before its headers. */
export interface Draft {
  status: number;
  stream: boolean;
  headers: Record<string, string>;
  frames: Frame[];
}

const ID_HEADER = { 'openai-chat': 'x-request-id', 'anthropic-messages': 'request-id' } as const;

/** Puts the headers on: only a whole body knows its length. */
export function finish({ status, stream, headers, frames }: Draft, context: Context): Response {
  const length = frames.reduce((sum, frame) => sum + frame.bytes.byteLength, 0);
  const kind: Record<string, string> = stream
    ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
    : { 'content-type': 'application/json', 'content-length': String(length) };
  return {
    version: '1.1',
    status,
    headers: { ...kind, [ID_HEADER[context.protocol]]: requestId(context), ...headers },
    frames,
    end: 'complete',
  };
}
