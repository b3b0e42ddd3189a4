import type { ProtocolName } from '../wire/exchange.js';
import type { Context } from './context.js';
import { type Refusal, refusal } from './refusal.js';

export type Handler = 'answer' | 'count' | 'models' | 'model' | 'health' | 'probe';

/** Which handler answers a request. */
export interface Route {
  handler: Handler;
  /** The model that the path names. */
  model?: string;
}

interface Row {
  path: RegExp;
  method: string;
  handler: Handler;
}

const ROWS: Row[] = [
  { path: /^\/v1\/chat\/completions$/, method: 'POST', handler: 'answer' },
  { path: /^\/v1\/messages$/, method: 'POST', handler: 'answer' },
  { path: /^\/v1\/messages\/count_tokens$/, method: 'POST', handler: 'count' },
  { path: /^\/v1\/models$/, method: 'GET', handler: 'models' },
  { path: /^\/v1\/models\/(?<model>.+)$/, method: 'GET', handler: 'model' },
  { path: /^\/health$/, method: 'GET', handler: 'health' },
  { path: /^\/$/, method: 'HEAD', handler: 'probe' },
];

/** The handlers that need no key. */
const OPEN: Handler[] = ['health', 'probe'];

/** Finds the handler of a path and method, or refuses with 404 or 405. */
export function findRoute({ path, method }: Context): Route | Refusal {
  const row = ROWS.find((candidate) => candidate.path.test(path));
  if (row === undefined) return refusal(404, 'There is no such route.');
  if (row.method !== method) {
    return refusal(405, `This route takes ${row.method} only.`, { headers: { allow: row.method } });
  }
  const model = path.match(row.path)?.groups?.model;
  return { handler: row.handler, ...(model !== undefined && { model: decoded(model) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The protocol that speaks on a path; where both could, the version header tells (R-AN-65). */
export function protocolOf(path: string, headers: Context['headers']): ProtocolName {
  if (path.startsWith('/v1/messages')) return 'anthropic-messages';
  if (path.startsWith('/v1/chat')) return 'openai-chat';
  return headers['anthropic-version'] === undefined ? 'openai-chat' : 'anthropic-messages';
}

/** Refuses who has no key; either of the usual headers will do (R-AN-69). */
export function admit(route: Route | Refusal, { headers, server }: Context): Refusal | null {
  if ('handler' in route && OPEN.includes(route.handler)) return null;
  if (server.apiKey === null) return null;
  const keys = [headers['x-api-key'], headers.authorization?.replace(/^Bearer\s+/i, '')];
  return keys.includes(server.apiKey) ? null : refusal(401, 'The API key is missing or wrong.');
}
