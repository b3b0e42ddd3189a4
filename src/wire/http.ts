import { Client } from 'undici';
import type { Ask, BodyEnd, Exchange, Received } from './exchange.js';

/** Where and how one exchange is made. */
export interface Wire {
  baseUrl: string;
  headers: Record<string, string>;
  /** Milliseconds until the whole response must have come. */
  timeout: number;
  /** True once the text so far ends in the stream's terminator. */
  isTerminated: (tail: string) => boolean;
  /** Milliseconds that the body may stay open after its terminator (R-SSE-10). */
  linger: number;
  /** Ends the exchange early, as a client does that goes away. */
  signal?: AbortSignal;
}

/** Long enough for every terminator that a protocol looks for, further fields in it included. */
const TAIL = 1024;
/** Bytes of a body that are kept: far more than any answer that we ask for, and no more than the memory can hold. */
export const MOST = 32 * 1024 * 1024;

/**
 * Makes one exchange on a connection of its own and keeps every byte and its arrival.
 * Never throws: what went wrong is in `failure` and in `received.end`.
 */
export async function exchange(ask: Ask, id: string, wire: Wire): Promise<Exchange> {
  const url = new URL(wire.baseUrl.replace(/\/$/, '') + ask.path);
  const client = new Client(url.origin, {
    headersTimeout: wire.timeout,
    bodyTimeout: wire.timeout,
    connectTimeout: wire.timeout,
    pipelining: 0,
  });
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const since = () => Math.round((performance.now() - start) * 10) / 10;
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(new DOMException('the request took too long', 'TimeoutError')),
    wire.timeout,
  );
  const signal = wire.signal ? AbortSignal.any([stop.signal, wire.signal]) : stop.signal;
  const headers = sendable({ ...wire.headers, ...ask.headers });
  const made: Exchange = {
    ...ask,
    id,
    url: url.href,
    headers,
    received: null,
    failure: null,
    timings: { startedAt, headers: null, firstByte: null, end: 0 },
  };
  try {
    const response = await client.request({
      method: ask.method,
      path: url.pathname + url.search,
      headers,
      body: ask.body,
      signal,
      responseHeaders: 'raw',
    });
    made.timings.headers = since();
    made.received = await receive(response, ask, wire, since, stop);
    made.timings.firstByte = made.received.arrivals[0]?.at ?? null;
  } catch (error) {
    made.failure = reason(error);
  } finally {
    clearTimeout(timer);
    made.timings.end = since();
    await client.destroy().catch(() => undefined);
  }
  return made;
}

type Response = Awaited<ReturnType<Client['request']>>;

/** Collects the body up to its end, to the end of the connection, or to the end of our patience. */
async function receive(
  response: Response,
  ask: Ask,
  wire: Wire,
  since: () => number,
  stop: AbortController,
): Promise<Received> {
  const pieces: Buffer[] = [];
  const arrivals: Received['arrivals'] = [];
  let size = 0;
  let tail = Buffer.alloc(0);
  let end: BodyEnd = 'complete';
  let lingering: NodeJS.Timeout | undefined;
  try {
    for await (const piece of response.body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.length;
      arrivals.push({ at: since(), upTo: size });
      tail = Buffer.concat([tail, piece]).subarray(-TAIL);
      if (ask.abortAfter !== null && size >= ask.abortAfter) {
        end = 'aborted';
        stop.abort();
        break;
      }
      if (size > MOST) {
        end = 'endless';
        stop.abort();
        break;
      }
      if (!lingering && wire.isTerminated(tail.toString('latin1'))) {
        lingering = setTimeout(() => {
          end = 'left-open';
          stop.abort();
        }, wire.linger);
      }
    }
  } catch (error) {
    // Whoever ended the run ended this body, too: no fault of the server.
    if (end === 'complete' && wire.signal?.aborted) end = 'aborted';
    else if (end === 'complete') end = reason(error).code === 'TimeoutError' ? 'timeout' : 'reset';
  } finally {
    clearTimeout(lingering);
  }
  return { status: response.statusCode, headers: pairs(response.headers), body: Buffer.concat(pieces), arrivals, end };
}

/** `responseHeaders: 'raw'` gives names and values in turn, as they came; the type says a record. */
function pairs(raw: unknown): [string, string][] {
  const flat = Array.isArray(raw) ? raw.map(String) : [];
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, k) => [flat[2 * k] ?? '', flat[2 * k + 1] ?? '']);
}

/** An empty value takes a header away that the protocol would send. */
function sendable(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

/** The innermost cause of a failed exchange: undici wraps the socket's error. */
function reason(error: unknown): { code: string; message: string } {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (!(inner instanceof Error)) return { code: 'UNKNOWN', message: String(inner) };
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
  return { code, message: inner.message };
}
