import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Response } from './response.js';

/** Writes a response, frame by frame; stops as soon as the client is gone. */
export async function send(response: Response, out: ServerResponse, gone: AbortSignal): Promise<void> {
  out.writeHead(response.status, response.headers);
  for (const { bytes, delay } of response.frames) {
    await wait(delay, gone);
    if (gone.aborted) return;
    if (!out.write(bytes)) await drained(out, gone);
  }
  if (response.end === 'complete') out.end();
  if (response.end === 'reset') out.socket?.resetAndDestroy();
  if (response.end === 'left-open') out.flushHeaders();
}

/** Even without a delay each frame leaves in a turn of its own. */
async function wait(delay: number, gone: AbortSignal): Promise<void> {
  if (delay <= 0) await nextTurn();
  else await pause(delay, undefined, { signal: gone }).catch(() => undefined);
}

async function drained(out: ServerResponse, gone: AbortSignal): Promise<void> {
  await once(out, 'drain', { signal: gone }).catch(() => undefined);
}
