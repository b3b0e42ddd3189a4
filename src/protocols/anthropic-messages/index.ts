import { bodyText, type Exchange } from '../../wire/exchange.js';
import { readSse } from '../../wire/sse.js';
import { isObject, parseJson } from '../json.js';
import type { Protocol, Reading } from '../protocol.js';
import { foldPlain, foldStream } from './normal.js';
import { body, headers } from './request.js';
import { type MessageStream, takeApart } from './stream.js';

export interface MessageReading extends Reading {
  protocol: 'anthropic-messages';
  stream: MessageStream | null;
}

function read(exchange: Exchange): MessageReading {
  const { received } = exchange;
  const json = received ? parseJson(bodyText(received)) : undefined;
  const isStream = exchange.mode === 'stream' && received?.status === 200 && !isObject(json);
  const stream = isStream ? takeApart(readSse(received.body)) : null;
  const reply = stream ? foldStream(stream) : received?.status === 200 ? foldPlain(json) : null;
  return { protocol: 'anthropic-messages', exchange, json, sse: stream?.sse ?? null, stream, reply };
}

/** Anthropic Messages: `POST /v1/messages`. */
export const anthropicMessages: Protocol = {
  name: 'anthropic-messages',
  path: '/v1/messages',
  headers,
  body,
  isTerminated: (tail) => /"type": ?"message_stop"[^\n]*\r?\n\r?\n$/.test(tail),
  read,
};
