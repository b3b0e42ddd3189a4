import { bodyText, type Exchange } from '../../wire/exchange.js';
import { readSse } from '../../wire/sse.js';
import { isObject, parseJson } from '../json.js';
import type { Protocol, Reading } from '../protocol.js';
import { foldPlain, foldStream } from './normal.js';
import { body, headers } from './request.js';
import { type ChatStream, takeApart } from './stream.js';

export interface ChatReading extends Reading {
  protocol: 'openai-chat';
  stream: ChatStream | null;
}

function read(exchange: Exchange): ChatReading {
  const { received } = exchange;
  const json = received ? parseJson(bodyText(received)) : undefined;
  const isStream = exchange.mode === 'stream' && received?.status === 200 && !isObject(json);
  const stream = isStream ? takeApart(readSse(received.body)) : null;
  const reply = stream ? foldStream(stream) : received?.status === 200 ? foldPlain(json) : null;
  return { protocol: 'openai-chat', exchange, json, sse: stream?.sse ?? null, stream, reply };
}

/** OpenAI Chat Completions: `POST /v1/chat/completions`. */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  path: '/chat/completions',
  headers,
  body,
  isTerminated: (tail) => /^data: ?\[DONE\]\s*?\r?\n\r?\n$/m.test(tail.slice(-24)),
  read,
};
