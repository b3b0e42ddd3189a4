import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applyChange } from './change.js';
import { BODY_LIMIT, type Context, type ServerState } from './context.js';
import { refused, respond } from './pipeline.js';
import { refusal } from './refusal.js';
import type { Response } from './response.js';
import { protocolOf } from './routes.js';
import { send } from './send.js';
import { type Change, STAGES, type Stages } from './stages.js';

export interface ReferenceOptions {
  /** 0 takes a free one. */
  port: number;
  host?: '127.0.0.1';
  /** Null lets everybody in. */
  apiKey: string | null;
  model: string;
  /** What makes it a defective server, or an unusual one. */
  change?: Change;
}

/** Runs the reference server: both protocols, one small deterministic model. */
export async function serveReference(o: ReferenceOptions): Promise<{ url: string; close(): Promise<void> }> {
  const stages = applyChange(STAGES, o.change ?? {});
  const state: ServerState = { model: o.model, apiKey: o.apiKey, memory: new Map(), inFlight: new Set() };
  let requests = 0;
  const server = createServer((request, out) => {
    requests += 1;
    handle(stages, state, requests, request, out).catch(() => out.destroy());
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(o.port, o.host ?? '127.0.0.1', listening);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  stages: Stages,
  server: ServerState,
  serial: number,
  request: IncomingMessage,
  out: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  const context = contextOf(request, await readAll(request), server, serial, gone.signal);
  server.inFlight.add(context);
  try {
    await send(responseTo(stages, context), out, gone.signal);
  } finally {
    server.inFlight.delete(context);
  }
}

function contextOf(
  request: IncomingMessage,
  body: Uint8Array,
  server: ServerState,
  serial: number,
  gone: AbortSignal,
): Context {
  const { method = 'GET', url = '/', headers } = request;
  const path = url.split('?')[0] ?? url;
  const protocol = protocolOf(path, headers);
  const base = { server, serial, at: Date.now(), method, url, path, headers, body, gone };
  return { ...base, protocol, mode: 'plain', json: undefined, question: null };
}

/** A fault of the server itself still gets the route's envelope. */
function responseTo(stages: Stages, context: Context): Response {
  try {
    return respond(stages, context);
  } catch {
    return refused(stages, context, refusal(500, 'The server failed.'));
  }
}

/** Reads a body to its end, and keeps no more of it than it takes to see that it is too large. */
async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= BODY_LIMIT) chunks.push(chunk);
    length += chunk.byteLength;
  }
  return Buffer.concat(chunks);
}
