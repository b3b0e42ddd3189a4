import { baseUrls, endpoint } from './base-url.js';
import { ServerFailed, WrongOption } from './errors.js';
import { contextSize } from './model/context-size.js';
import { isGolden } from './model/model.js';
import { listens } from './port.js';
import type { RunningServer, ServerWish } from './types.js';

/**
 * A server that runs already: makes sure that something listens at both base URLs and leaves it alone otherwise.
 * Throws WrongOption where no base URL is given, ServerFailed where nothing listens.
 */
export async function attach(wish: ServerWish): Promise<RunningServer> {
  const urls = baseUrls(wish.openaiBaseUrl, wish.anthropicBaseUrl);
  if (urls === null) throw new WrongOption('server "attach" needs openai-base-url and anthropic-base-url');
  for (const url of new Set([urls.openai, urls.anthropic])) {
    const { host, port } = endpoint(url);
    if (!(await listens(host, port))) throw new ServerFailed(`nothing listens at ${url}`);
  }
  return {
    name: 'attach',
    version: null,
    model: wish.model,
    openaiBaseUrl: urls.openai,
    anthropicBaseUrl: urls.anthropic,
    apiKey: wish.apiKey,
    knownModel: isGolden(wish.model),
    contextSize: contextSize({ kind: 'text', text: wish.model }),
    notes: [],
    logFile: null,
    exited: () => null,
    logTail: () => [],
    stop: async () => {},
  };
}
