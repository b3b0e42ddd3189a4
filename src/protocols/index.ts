import type { Exchange, ProtocolName } from '../wire/exchange.js';
import { anthropicMessages, type MessageReading } from './anthropic-messages/index.js';
import { type ChatReading, openaiChat } from './openai-chat/index.js';
import type { Protocol } from './protocol.js';

export const protocols: Record<ProtocolName, Protocol> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
};

export type AnyReading = ChatReading | MessageReading;

const known = new WeakMap<Exchange, AnyReading>();

/** Reads an exchange by the protocol that it was made with; once, as an exchange is never touched again. */
export function read(exchange: Exchange): AnyReading {
  const reading = known.get(exchange) ?? (protocols[exchange.protocol].read(exchange) as AnyReading);
  known.set(exchange, reading);
  return reading;
}
