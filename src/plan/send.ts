import { protocols } from '../protocols/index.js';
import type { Ask, Exchange, ProtocolName } from '../wire/exchange.js';
import { exchange } from '../wire/http.js';

/** Where the two APIs of one server are. */
export interface Addresses {
  openaiBaseUrl: string;
  anthropicBaseUrl: string;
  apiKey: string;
}

/** Milliseconds that a body may stay open after its terminator: far longer than any server needs to close it. */
const LINGER = 3000;

/** How the exchanges of a run are made: `timeout` in milliseconds for each. */
export function sender(
  { openaiBaseUrl, anthropicBaseUrl, apiKey }: Addresses,
  timeout: number,
  signal?: AbortSignal,
  linger: number = LINGER,
): (ask: Ask, id: string) => Promise<Exchange> {
  const urls: Record<ProtocolName, string> = { 'openai-chat': openaiBaseUrl, 'anthropic-messages': anthropicBaseUrl };
  return (ask, id) => {
    const { headers, isTerminated } = protocols[ask.protocol];
    return exchange(ask, id, {
      ...{ baseUrl: urls[ask.protocol], headers: headers(apiKey), timeout, isTerminated, linger, signal },
    });
  };
}
