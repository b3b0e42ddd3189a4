import type { Exchange, ProtocolName } from '../wire/exchange.js';
import { anthropicMessages, type MessageReading } from './anthropic-messages/index.js';
import { type ChatReading, openaiChat } from './openai-chat/index.js';
import type { Protocol } from './protocol.js';

export const protocols: Record<ProtocolName, Protocol> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
};

export type AnyReading = ChatReading | MessageReading;

/** Reads an exchange by the protocol that it was made with. */
export function read(exchange: Exchange): AnyReading {
  return protocols[exchange.protocol].read(exchange) as AnyReading;
}
