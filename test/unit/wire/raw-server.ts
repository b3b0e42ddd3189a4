import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** What a request brought, byte for byte. */
export interface Seen {
  head: string;
  body: string;
}

/** A server below HTTP: it says exactly the bytes that a test gives it. */
export interface RawServer {
  url: string;
  seen: Seen[];
  connections: () => number;
  close(): Promise<void>;
}

/** Serves each request with what `answer` writes to its socket. */
export async function rawServer(answer: (socket: Socket, seen: Seen) => unknown): Promise<RawServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (piece) => {
      text += piece.toString('utf8');
      const request = whole(text);
      if (request === null) return;
      text = '';
      seen.push(request);
      answer(socket, request);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  };
}

function whole(text: string): Seen | null {
  const border = text.indexOf('\r\n\r\n');
  if (border === -1) return null;
  const [head, body] = [text.slice(0, border), text.slice(border + 4)];
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  return Buffer.byteLength(body) < length ? null : { head, body };
}

/** One piece of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const END = '0\r\n\r\n';
export const CHUNKED = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

/** Writes pieces one after the other, each in a turn of its own, so that they arrive apart. */
export async function drip(socket: Socket, pieces: Iterable<string | Uint8Array>, pause = 0): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    await new Promise((done) => socket.write(piece, done));
    await new Promise((done) => setTimeout(done, pause));
  }
}
