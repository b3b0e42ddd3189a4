import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** A port of 127.0.0.1 that nobody listens at. */
export async function closedPort(): Promise<number> {
  const server = await listening();
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A port of 127.0.0.1 that is taken until the test is finished. */
export async function takenPort(): Promise<number> {
  const server = await listening();
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function listening(): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
