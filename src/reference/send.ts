import { once } from 'node:events';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Writable } from 'node:stream';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Response } from './response.js';

/** Writes a response, frame by frame; stops as soon as the client is gone. */
export async function send(response: Response, out: ServerResponse, gone: AbortSignal): Promise<void> {
  const body = response.version === '1.0' ? openOld(response, out) : open(response, out);
  for (const { bytes, delay } of response.frames) {
    await wait(delay, gone);
    if (gone.aborted) return;
    if (!body.write(bytes)) await drained(body, gone);
  }
  if (response.end === 'complete') body.end();
  if (response.end === 'reset') out.socket?.resetAndDestroy();
  if (response.end === 'left-open') out.flushHeaders();
}

function open({ status, headers }: Response, out: ServerResponse): Writable {
  return out.writeHead(status, headers);
}

/** Node writes HTTP/1.1 only: the head of an older response goes to the socket by hand. */
function openOld({ status, headers }: Response, out: ServerResponse): Writable {
  const socket = out.socket ?? out;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write([`HTTP/1.0 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n'));
  return socket;
}

/** Even without a delay each frame leaves in a turn of its own. */
async function wait(delay: number, gone: AbortSignal): Promise<void> {
  if (delay <= 0) await turn();
  else await pause(delay, undefined, { signal: gone }).catch(() => undefined);
}

async function drained(body: Writable, gone: AbortSignal): Promise<void> {
  await once(body, 'drain', { signal: gone }).catch(() => undefined);
}
