import { logLines } from './process/log.js';
import { withTimeLimit } from './time-limit.js';

/** What a probe may look at. */
export interface Target {
  /** Scheme, host and port, where known before the start: `http://127.0.0.1:8080`. */
  origin: string;
  apiKey: string;
  logFile: string;
  signal: AbortSignal;
}

/** Looks once. Resolves to the server's origin where it is ready, else to null; never throws. */
export type Probe = (target: Target) => Promise<string | null>;

/** How long one look may take, in milliseconds. */
const LOOK = 10_000;

/** Ready where GET on the path answers 200 with a JSON object that the test accepts. */
export function healthJson(path: string, accepts: (health: Record<string, unknown>) => boolean): Probe {
  return async (target) => {
    const answer = await get(target, path);
    const health = answer?.status === 200 ? parsed(answer.text) : null;
    return health !== null && accepts(health) ? target.origin : null;
  };
}

/** Ready where any of the paths gets an HTTP answer; 503 says "still loading", 404 sends to the next path. */
export function answersHttp(paths: string[]): Probe {
  return async (target) => {
    let answered = false;
    for (const path of paths) {
      const answer = await get(target, path);
      if (answer === null || answer.status === 503) return null;
      answered = true;
      if (answer.status !== 404) break;
    }
    return answered ? target.origin : null;
  };
}

/** Ready where the log has a line that matches; its first group is the origin. */
export function logLine(pattern: RegExp): Probe {
  return async ({ logFile }) => {
    const found = logLines(logFile).map((line) => pattern.exec(line)?.[1]);
    return found.find((origin) => origin !== undefined) ?? null;
  };
}

/** GET with the key. Null where there is no HTTP answer within the time of one look. */
export async function get(target: Target, path: string): Promise<{ status: number; text: string } | null> {
  const look = async (signal: AbortSignal) => {
    const headers = authorization(target.apiKey);
    const response = await fetch(target.origin + path, { headers, redirect: 'manual', signal });
    return { status: response.status, text: await response.text() };
  };
  return withTimeLimit(target.signal, LOOK, look).catch(() => null);
}

/** The header that carries the key; none where there is no key. */
export function authorization(apiKey: string): Record<string, string> {
  return apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
