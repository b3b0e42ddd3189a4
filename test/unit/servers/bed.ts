import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { type ProcessIdentity, stillRuns } from '../../../src/servers/process/identity.js';
import type { ServerWish } from '../../../src/servers/types.js';

export const FAKE_SERVER = join(import.meta.dirname, 'fake-server.mjs');

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the test. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'launcher-test-'));
  folders.push(folder);
  return folder;
}

/** Writes files below a folder; the keys are paths. */
export function fill(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The least that passes for a model. */
export const MODEL_FILES = { 'config.json': '{}', 'tokenizer.json': '{}', 'model.safetensors': 'weights' };

/** A wish for the fake server as a command, with everything that was said and spawned. */
export function fakeWish(args: string[], changes: Partial<ServerWish> = {}) {
  const said: string[] = [];
  const spawned: ProcessIdentity[] = [];
  const wish: ServerWish = {
    server: 'command',
    command: [process.execPath, FAKE_SERVER, ...args],
    openaiBaseUrl: null,
    anthropicBaseUrl: null,
    apiKey: 'unit-key',
    protocols: ['openai-chat', 'anthropic-messages'],
    model: 'some-model',
    revision: null,
    download: 'never',
    serverVersion: null,
    serverArgs: [],
    serverEnv: {},
    startupTimeout: 10_000,
    reportDir: temporary(),
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    onSpawn: (identity) => spawned.push(identity),
    ...changes,
  };
  return { ...wish, said, spawned, leftRunning: () => spawned.filter(stillRuns) };
}

/** What the promise was rejected with; fails the test where it was not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: unknown) => error,
  );
}
