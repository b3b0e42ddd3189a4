import { afterAll } from 'vitest';
import { ask, type Conversation, type Tool, type ToolCall } from '../../../src/conversation.js';
import { protocols, read } from '../../../src/protocols/index.js';
import type { Reply } from '../../../src/protocols/protocol.js';
import { serveReference } from '../../../src/reference/serve.js';
import type { Change } from '../../../src/reference/stages.js';
import { type Cell, type Exchange, MODES, PROTOCOLS } from '../../../src/wire/exchange.js';
import { exchange } from '../../../src/wire/http.js';

export const MODEL = 'reference-model';

/** The four places where the same question is asked. */
export const CELLS: Cell[] = PROTOCOLS.flatMap((protocol) => MODES.map((mode) => ({ protocol, mode })));

/** A server for one test file, closed when its tests are done. */
export async function server(change?: Change, apiKey: string | null = null): Promise<string> {
  const { url, close } = await serveReference({ port: 0, apiKey, model: MODEL, ...(change && { change }) });
  afterAll(close);
  return url;
}

/** Asks a conversation in one cell, and gives back the whole exchange. */
export async function exchangeAt(
  url: string,
  cell: Cell,
  asked: Conversation,
  fields: Record<string, unknown> = {},
  abortAfter: number | null = null,
): Promise<Exchange> {
  const protocol = protocols[cell.protocol];
  const body = JSON.stringify({ ...protocol.body(MODEL, asked, cell.mode), ...fields });
  const path = cell.protocol === 'openai-chat' ? '/v1/chat/completions' : '/v1/messages';
  return exchange(
    { ...cell, case: 'test', purpose: 'answer', take: 1, method: 'POST', path, headers: {}, body, abortAfter, asked },
    'test',
    {
      baseUrl: url,
      headers: protocol.headers('key'),
      timeout: 5000,
      linger: 200,
      isTerminated: protocol.isTerminated,
    },
  );
}

/** The reply in one cell; fails where there is none. */
export async function replyAt(
  url: string,
  cell: Cell,
  asked: Conversation,
  fields: Record<string, unknown> = {},
): Promise<Reply> {
  const made = await exchangeAt(url, cell, asked, fields);
  const { reply } = read(made);
  if (!reply) throw new Error(`no reply: ${Buffer.from(made.received?.body ?? []).toString()}`);
  return reply;
}

/** A question of one user turn, with more fields. */
export function question(text: string, more: Partial<Conversation> = {}): Conversation {
  return { ...ask(text, 200), ...more };
}

/** A tool whose one parameter is a required string; without one it has none. */
export function tool(name: string, parameter?: string): Tool {
  const properties = parameter === undefined ? {} : { [parameter]: { type: 'string' } };
  const required = parameter === undefined ? [] : [parameter];
  return { name, description: `The ${name} tool.`, parameters: { type: 'object', properties, required } };
}

/** A second turn: the calls of the first one, and what the tools gave. */
export function withResults(first: Conversation, calls: ToolCall[], texts: (string | null)[]): Conversation {
  const results = calls.map(({ id }, at) => ({ id, text: texts[at] ?? '', isError: texts[at] === null }));
  return {
    ...first,
    turns: [
      ...first.turns,
      { role: 'assistant', text: null, reasoning: null, toolCalls: calls },
      { role: 'tool', results },
    ],
  };
}

/** A call as the history holds it. */
export function call(id: string, name: string, args: Record<string, unknown>): ToolCall {
  return { id, name, arguments: args, raw: JSON.stringify(args) };
}

/** Posts a body as it is, and reads the answer as JSON. */
export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}
