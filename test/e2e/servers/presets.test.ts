import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ServerFailed, WrongOption } from '../../../src/servers/errors.js';
import { provision } from '../../../src/servers/install/provision.js';
import { findGguf } from '../../../src/servers/model/gguf.js';
import { placeInHub } from '../../../src/servers/model/hub-cache.js';
import { findModel } from '../../../src/servers/model/model.js';
import { PRESETS } from '../../../src/servers/presets/index.js';
import { type ProcessIdentity, stillRuns } from '../../../src/servers/process/identity.js';
import { startServer } from '../../../src/servers/start.js';
import type { RunningServer } from '../../../src/servers/types.js';
import { wishFor } from './wish.js';

const bed = mkdtempSync(join(tmpdir(), 'launcher-e2e-'));

beforeAll(() => {
  vi.stubEnv('HOME', join(bed, 'home'));
  // pip asks rustc for its version, and rustup's makes itself a folder in HOME.
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'rustup')));
  vi.stubEnv('PATH', folders.join(delimiter));
  vi.stubEnv('MLX_XPROTO_CACHE', join(bed, 'cache'));
  mkdirSync(join(bed, 'home'));
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(bed, { recursive: true, force: true });
}, 120_000);

const question = {
  max_tokens: 80,
  temperature: 0.1,
  messages: [{ role: 'user', content: 'What is the capital of France? Answer in one word.' }],
};

async function post(url: string, server: RunningServer): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${server.apiKey}`,
      'x-api-key': server.apiKey,
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({ model: server.model, ...question }),
  });
  return { status: response.status, text: await response.text() };
}

/** The golden answer by the OpenAI API, and by the Anthropic API where the server has one. */
async function expectAnswers(server: RunningServer, hasMessages: boolean): Promise<void> {
  const openai = await post(`${server.openaiBaseUrl}/chat/completions`, server);
  expect(openai, openai.text).toMatchObject({ status: 200 });
  expect(openai.text).toContain('Paris');
  const anthropic = await post(`${server.anthropicBaseUrl}/v1/messages`, server);
  expect(anthropic, anthropic.text).toMatchObject({ status: hasMessages ? 200 : 404 });
  expect(anthropic.text.includes('Paris')).toBe(hasMessages);
}

function shopOf(said: string[]) {
  return { cache: join(bed, 'cache'), signal: new AbortController().signal, say: (line: string) => said.push(line) };
}

interface Row {
  name: string;
  version: string;
  /** The id of the golden model. */
  model: string;
  /** False for a server that has no Anthropic API. */
  messages: boolean;
  /** False for a server whose models are files. */
  hub: boolean;
}

const ROWS: Row[] = [
  { name: 'mlx-vlm', version: '0.7.10', model: 'qwen3-golden', messages: true, hub: true },
  { name: 'mlx-manager', version: '1.2.12', model: 'mlx-xproto/qwen3-golden', messages: true, hub: true },
  { name: 'vllm-mlx', version: '0.6.0', model: 'qwen3-golden', messages: true, hub: true },
  { name: 'rapid-mlx', version: '0.16.10', model: 'qwen3-golden', messages: true, hub: true },
  { name: 'mlx-lm', version: '0.32.2', model: 'qwen3-golden', messages: false, hub: true },
  { name: 'llama-server', version: '2026.10.11549', model: 'qwen3-golden', messages: true, hub: false },
];

describe.each(ROWS)('$name', ({ name, version, model, messages, hub }) => {
  test('is installed once where two runs begin with an empty cache', { timeout: 600_000 }, async () => {
    const program = PRESETS.find((preset) => preset.name === name)?.program;
    if (!program) throw new Error('no program');
    const said: string[] = [];
    const [one, two] = await Promise.all([provision(program, shopOf(said)), provision(program, shopOf(said))]);
    expect(one).toEqual(two);
    expect(said.filter((line) => line.startsWith(`installing ${program.package} ${version}`))).toHaveLength(1);
  });

  test('answers, and leaves nothing', { timeout: 240_000 }, async () => {
    const spawned: ProcessIdentity[] = [];
    const wish = wishFor(name, join(bed, 'report'), { onSpawn: (identity) => spawned.push(identity) });
    const server = await startServer(wish);
    try {
      expect(wish.said.join('\n')).not.toContain('installing');
      expect(server).toMatchObject({ name, version, model, knownModel: true });
      await expectAnswers(server, messages);
      expect(server.exited()).toBeNull();
      expect(server.logTail(5)).not.toEqual([]);
    } finally {
      await server.stop();
    }
    expect(server.exited()).not.toBeNull();
    expect(spawned.map(stillRuns)).toEqual([false]);
    await server.stop();
  });

  test.runIf(hub)('starts with a model of a hub cache', { timeout: 240_000 }, async () => {
    const folder = join(bed, `hub-${name}`);
    placeInHub(folder, { ...findModel('golden'), name: 'Some-Qwen3' });
    process.env.HF_HUB_CACHE = folder;
    const wish = wishFor(name, join(bed, 'report'), { model: 'mlx-xproto/Some-Qwen3' });
    const server = await startServer(wish).finally(() => delete process.env.HF_HUB_CACHE);
    try {
      expect(wish.said.join('\n')).not.toContain('installing');
      expect(server).toMatchObject({ model: 'mlx-xproto/Some-Qwen3', knownModel: false });
      await expectAnswers(server, messages);
    } finally {
      await server.stop();
    }
  });

  test('is given up when it is not ready in time', { timeout: 60_000 }, async () => {
    const spawned: ProcessIdentity[] = [];
    const wish = wishFor(name, join(bed, 'report'), {
      // Less than any program needs to be read from a disk.
      startupTimeout: 20,
      onSpawn: (identity) => spawned.push(identity),
    });
    const failure = await startServer(wish).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServerFailed);
    expect((failure as ServerFailed).message).toBe(`${name} was not ready within 0.02 s`);
    expect(spawned.map(stillRuns)).toEqual([false]);
  });
});

test('llama-server starts with a file, and the id is the file’s name', { timeout: 120_000 }, async () => {
  const file = join(bed, 'Some-Qwen3.gguf');
  copyFileSync(findGguf('golden').path, file);
  const wish = wishFor('llama-server', join(bed, 'report'), { model: file, serverArgs: ['--ctx-size', '2048'] });
  const server = await startServer(wish);
  try {
    expect(server.model).toBe('Some-Qwen3');
    await expectAnswers(server, true);
  } finally {
    await server.stop();
  }
});

test.skipIf(process.platform === 'darwin')('mlx-omni-server is for macOS only, and says so', async () => {
  const failure = await startServer(wishFor('mlx-omni-server', join(bed, 'report'))).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WrongOption);
  expect((failure as WrongOption).message).toMatch(
    /^server: "mlx-omni-server" runs on macOS only, as .*; this is Linux$/,
  );
});

test('the HOME of the user stays empty', () => {
  expect(readdirSync(join(bed, 'home'))).toEqual([]);
});
