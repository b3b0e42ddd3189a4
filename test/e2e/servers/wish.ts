import type { ServerWish } from '../../../src/servers/types.js';

/** A wish for the golden model, with what was said collected in `said`. */
export function wishFor(
  server: string,
  reportDir: string,
  changes: Partial<ServerWish> = {},
): ServerWish & { said: string[] } {
  const said: string[] = [];
  return {
    server,
    command: [],
    openaiBaseUrl: null,
    anthropicBaseUrl: null,
    apiKey: 'e2e-key',
    protocols: ['openai-chat', 'anthropic-messages'],
    model: 'golden',
    revision: null,
    download: 'never',
    serverVersion: null,
    serverArgs: [],
    serverEnv: {},
    startupTimeout: 180_000,
    reportDir,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    said,
    ...changes,
  };
}
