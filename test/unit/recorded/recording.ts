import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Conversation, type Tool, type ToolChoice, type Turn } from '../../../src/conversation.js';
import { asArray, asString, get, isObject } from '../../../src/protocols/json.js';
import type { Exchange, ProtocolName, Purpose, Received } from '../../../src/wire/exchange.js';

/** What the rules about replies must say of a recording, written by hand from its bytes. */
export interface Listed {
  rule: string;
  verdict: 'fail' | 'warn';
  reason: string;
}

export interface Recording {
  /** `mlx-vlm/03-oa-stream-t0`. */
  name: string;
  exchange: Exchange;
  listed: Listed[];
}

/**
 * Streams of real servers: the body of the request, and the response as a client wrote it, without the framing of
 * chunks. The value of system_fingerprint is masked where it told of more than versions.
 */
const FOLDER = join(import.meta.dirname, '../../fixtures/recorded');

const PATHS: Record<ProtocolName, string> = {
  'openai-chat': '/chat/completions',
  'anthropic-messages': '/v1/messages',
};
const CHOICES = new Map<unknown, ToolChoice>([
  ['auto', 'auto'],
  ['required', 'required'],
  ['any', 'required'],
  ['none', 'none'],
]);

export function recordings(): Recording[] {
  return readdirSync(FOLDER).flatMap((server) =>
    readdirSync(join(FOLDER, server))
      .filter((file) => file.endsWith('.req.json'))
      .map((file) => recording(`${server}/${file.replace('.req.json', '')}`)),
  );
}

function recording(name: string): Recording {
  const file = (kind: string) => readFileSync(join(FOLDER, `${name}.${kind}`));
  const listed = JSON.parse(file('findings.json').toString()) as Listed[];
  return { name, exchange: exchangeOf(name, JSON.parse(file('req.json').toString()), file('resp.txt')), listed };
}

function exchangeOf(name: string, request: unknown, response: Buffer): Exchange {
  const protocol: ProtocolName = /-(oa|openai)-/.test(name) ? 'openai-chat' : 'anthropic-messages';
  const received = receivedOf(response);
  const purpose: Purpose = received.status === 200 ? 'answer' : 'refusal';
  return {
    protocol,
    mode: 'stream',
    case: purpose === 'refusal' ? 'recorded+unknown_model' : 'recorded',
    purpose,
    take: 1,
    method: 'POST',
    path: PATHS[protocol],
    headers: {},
    // In the spelling in which the product sends it: without blanks.
    body: JSON.stringify(request),
    abortAfter: null,
    asked: conversationOf(request),
    id: name,
    url: PATHS[protocol],
    received,
    failure: null,
    timings: { startedAt: '2026-01-01T00:00:00.000Z', headers: 1, firstByte: 1, end: 3 },
  };
}

/** A recording does not tell when its pieces came: it counts as two of them. */
function receivedOf(response: Buffer): Received {
  const end = response.indexOf('\r\n\r\n');
  const [line = '', ...rest] = response.subarray(0, end).toString('latin1').split('\r\n');
  const body = new Uint8Array(response.subarray(end + 4));
  return {
    status: Number(line.split(' ')[1]),
    headers: rest.map((header) => {
      const colon = header.indexOf(':');
      return [header.slice(0, colon), header.slice(colon + 1).trim()];
    }),
    body,
    arrivals: [
      { at: 2, upTo: Math.floor(body.length / 2) },
      { at: 3, upTo: body.length },
    ],
    end: 'complete',
  };
}

/** What was asked, as far as the rules about replies read it. */
function conversationOf(request: unknown): Conversation {
  const stop = get(request, 'stop_sequences') ?? get(request, 'stop');
  return {
    ...ask('', Number(get(request, 'max_tokens'))),
    turns: asArray(get(request, 'messages')).flatMap(turnOf),
    tools: asArray(get(request, 'tools')).map(toolOf),
    toolChoice: choiceOf(get(request, 'tool_choice')),
    stop: typeof stop === 'string' ? [stop] : asArray(stop).map(String),
  };
}

function turnOf(message: unknown): Turn[] {
  const text = asString(get(message, 'content')) ?? '';
  switch (get(message, 'role')) {
    case 'user':
      return [{ role: 'user', text }];
    case 'assistant':
      return [{ role: 'assistant', text, reasoning: null, toolCalls: [] }];
    default:
      return [];
  }
}

function toolOf(tool: unknown): Tool {
  const given = get(tool, 'function') ?? tool;
  const parameters = get(given, 'parameters') ?? get(given, 'input_schema');
  return {
    name: asString(get(given, 'name')) ?? '',
    description: asString(get(given, 'description')) ?? '',
    parameters: isObject(parameters) ? parameters : {},
  };
}

function choiceOf(choice: unknown): ToolChoice | null {
  const name = asString(get(choice, 'name') ?? get(choice, 'function', 'name'));
  return name === null ? (CHOICES.get(get(choice, 'type') ?? choice) ?? null) : { name };
}
