import { ask } from '../conversation.js';
import { protocols } from '../protocols/index.js';
import type { ProtocolName } from '../wire/exchange.js';
import type { BaseUrls } from './base-url.js';
import type { Post } from './readiness.js';

/**
 * The smallest good request of an API: a server that answers it has loaded its model and compiled what it must.
 * Whatever it answers is judged later, by the run itself.
 */
export function firstRequest(protocol: ProtocolName, urls: BaseUrls, model: string, apiKey: string): Post {
  const { headers, path, body } = protocols[protocol];
  const base = protocol === 'openai-chat' ? urls.openai : urls.anthropic;
  return { url: base + path, headers: headers(apiKey), body: JSON.stringify(body(model, ask('Hello', 1), 'plain')) };
}
