import type { Ask, Exchange } from '../../../src/wire/exchange.js';
import { exchange, type Wire } from '../../../src/wire/http.js';

const ASK: Ask = {
  case: 'test',
  protocol: 'openai-chat',
  mode: 'stream',
  purpose: 'answer',
  take: 1,
  method: 'POST',
  path: '/chat/completions',
  headers: {},
  body: '{"model":"m"}',
  abortAfter: null,
  asked: null,
};

/** Asks a server, with patience that a test of patience shortens. */
export function send(baseUrl: string, more: Partial<Wire> = {}, ask: Partial<Ask> = {}): Promise<Exchange> {
  return exchange({ ...ASK, ...ask }, '001-test', {
    baseUrl,
    headers: { 'content-type': 'application/json' },
    timeout: 5000,
    isTerminated: (tail) => tail.endsWith('data: [DONE]\n\n'),
    linger: 100,
    ...more,
  });
}
