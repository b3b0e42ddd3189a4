import { setTimeout as sleep } from 'node:timers/promises';
import { ServerFailed } from './errors.js';
import { authorization, type Probe, type Target } from './probes.js';
import type { Launched } from './process/launch.js';
import { tailOf } from './process/log.js';

/** A server that was started and is not ready yet. `target.signal` ends the waiting. */
export interface Starting {
  name: string;
  target: Target;
  running: Launched;
  say: (line: string) => void;
  /** Why the waiting was ended, in a sentence, once `target.signal` is aborted. */
  whyEnded: () => string;
}

/** Milliseconds between two looks: they begin short and grow. */
const PAUSE = { first: 100, growth: 1.5, longest: 2000 };
/** Milliseconds between two lines of progress. */
const WORD = 5000;
/** Lines of the log that go with a failure. */
const TAIL = 60;

/**
 * Looks until the probe finds the server ready; resolves to its origin. Throws ServerFailed at once when the process
 * ends, and when the waiting is ended.
 */
export async function untilReady(probe: Probe, starting: Starting): Promise<string> {
  const { target, running } = starting;
  const progress = teller(starting, 'waiting for');
  for (let pause = PAUSE.first; ; pause = Math.min(pause * PAUSE.growth, PAUSE.longest)) {
    const origin = await Promise.race([probe(target), running.ended.then(() => null)]);
    throwIfOver(starting);
    if (origin !== null) return origin;
    progress();
    await Promise.race([sleep(pause, undefined, { signal: target.signal }).catch(() => {}), running.ended]);
    throwIfOver(starting);
  }
}

/** A POST that is waited for. */
export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Has the server load its model. Throws ServerFailed where it refuses, and as `untilReady` does. */
export async function untilLoaded(path: string, starting: Starting): Promise<void> {
  const { name, target } = starting;
  starting.say(`${name} is up and loads the model`);
  const order = { url: target.origin + path, headers: authorization(target.apiKey), body: null };
  const status = await untilAnswered(order, starting);
  if (status >= 300) throw failed(starting, `could not load the model (HTTP ${status})`);
}

/**
 * Makes a POST until it is answered; resolves to the status. One that is cut off is made again, and one whose answer is
 * 503, which says "still loading". Throws as `untilReady` does.
 */
export async function untilAnswered(order: Post, starting: Starting): Promise<number> {
  const { target, running } = starting;
  const progress = setInterval(teller(starting, 'waiting for an answer of'), WORD);
  try {
    for (;;) {
      const status = await Promise.race([post(order, target.signal), running.ended.then(() => null)]);
      throwIfOver(starting);
      if (status !== null && status !== 503) return status;
      await sleep(PAUSE.longest / 2);
    }
  } finally {
    clearInterval(progress);
  }
}

async function post({ url, headers, body }: Post, signal: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.text();
    return response.status;
  } catch {
    return null;
  }
}

function throwIfOver(starting: Starting): void {
  const end = starting.running.exited();
  if (end !== null) throw failed(starting, `${end} before it was ready`);
  if (starting.target.signal.aborted) throw failed(starting, starting.whyEnded());
}

function failed({ name, target }: Starting, what: string): ServerFailed {
  const tail = tailOf(target.logFile, TAIL);
  const portTaken = tail.some((line) => /address already in use|EADDRINUSE/i.test(line));
  return new ServerFailed(`${name} ${what}${portTaken ? ': its port is in use' : ''}`, tail);
}

function teller({ name, say }: Starting, doing: string): () => void {
  const start = Date.now();
  let last = start;
  return () => {
    if (Date.now() - last < WORD) return;
    last = Date.now();
    say(`${doing} ${name} (${Math.round((last - start) / 1000)} s)`);
  };
}
