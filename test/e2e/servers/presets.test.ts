import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ServerFailed } from '../../../src/servers/errors.js';
import { placeInHub } from '../../../src/servers/hub-cache.js';
import { type ProcessIdentity, stillRuns } from '../../../src/servers/identity.js';
import { findModel } from '../../../src/servers/model.js';
import { PRESETS } from '../../../src/servers/presets/index.js';
import { provision } from '../../../src/servers/provision.js';
import { startServer } from '../../../src/servers/start.js';
import type { RunningServer } from '../../../src/servers/types.js';
import { wishFor } from './wish.js';

const bed = mkdtempSync(join(tmpdir(), 'launcher-e2e-'));

beforeAll(() => {
  vi.stubEnv('HOME', join(bed, 'home'));
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

async function expectBothAnswer(server: RunningServer): Promise<void> {
  const openai = await post(`${server.openaiBaseUrl}/chat/completions`, server);
  expect(openai, openai.text).toMatchObject({ status: 200 });
  const anthropic = await post(`${server.anthropicBaseUrl}/v1/messages`, server);
  expect(anthropic, anthropic.text).toMatchObject({ status: 200 });
  expect(openai.text).toContain('Paris');
  expect(anthropic.text).toContain('Paris');
}

describe.each([
  { name: 'mlx-vlm', version: '0.7.10', model: 'qwen3-golden' },
  { name: 'mlx-manager', version: '1.2.12', model: 'mlx-xproto/qwen3-golden' },
])('$name', ({ name, version, model }) => {
  test('is installed once where two runs begin with an empty cache', { timeout: 600_000 }, async () => {
    const program = PRESETS.find((preset) => preset.name === name)?.program;
    if (!program) throw new Error('no program');
    const said: string[] = [];
    const signal = new AbortController().signal;
    const shop = { cache: join(bed, 'cache'), signal, say: (line: string) => said.push(line) };
    const [one, two] = await Promise.all([provision(program, shop), provision(program, shop)]);
    expect(one).toBe(two);
    expect(said.filter((line) => line.startsWith(`installing ${name} ${version}`))).toHaveLength(1);
  });

  test('answers both protocols and leaves nothing', { timeout: 240_000 }, async () => {
    const spawned: ProcessIdentity[] = [];
    const wish = wishFor(name, join(bed, 'report'), { onSpawn: (identity) => spawned.push(identity) });
    const server = await startServer(wish);
    try {
      expect(wish.said.join('\n')).not.toContain('installing');
      expect(server).toMatchObject({ name, version, model, knownModel: true });
      await expectBothAnswer(server);
      expect(server.exited()).toBeNull();
      expect(server.logTail(5)).not.toEqual([]);
    } finally {
      await server.stop();
    }
    expect(server.exited()).not.toBeNull();
    expect(spawned.map(stillRuns)).toEqual([false]);
    await server.stop();
  });

  test('starts with a model of a hub cache', { timeout: 240_000 }, async () => {
    const hub = join(bed, `hub-${name}`);
    placeInHub(hub, { ...findModel('golden'), name: 'Some-Qwen3' });
    process.env.HF_HUB_CACHE = hub;
    const wish = wishFor(name, join(bed, 'report'), { model: 'mlx-xproto/Some-Qwen3' });
    const server = await startServer(wish).finally(() => delete process.env.HF_HUB_CACHE);
    try {
      expect(wish.said.join('\n')).not.toContain('installing');
      expect(server).toMatchObject({ model: 'mlx-xproto/Some-Qwen3', knownModel: false });
      await expectBothAnswer(server);
    } finally {
      await server.stop();
    }
  });

  test('is given up when it is not ready in time', { timeout: 60_000 }, async () => {
    const spawned: ProcessIdentity[] = [];
    const wish = wishFor(name, join(bed, 'report'), {
      startupTimeout: 1000,
      onSpawn: (identity) => spawned.push(identity),
    });
    const failure = await startServer(wish).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServerFailed);
    expect((failure as ServerFailed).message).toBe(`${name} was not ready within 1 s`);
    expect(spawned.map(stillRuns)).toEqual([false]);
  });
});

test('the HOME of the user stays empty', () => {
  expect(readdirSync(join(bed, 'home'))).toEqual([]);
});
