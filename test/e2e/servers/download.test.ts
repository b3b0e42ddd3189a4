import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findModel } from '../../../src/servers/model/model.js';
import { startServer } from '../../../src/servers/start.js';
import { type Hub, serveHub } from './hub.js';
import { wishFor } from './wish.js';

/** The real client of the hub, asked for by the real uv; only the hub itself is a small one on this machine. */

const ID = 'some/Qwen3-golden';
const bed = mkdtempSync(join(tmpdir(), 'download-e2e-'));
let hub: Hub;

beforeAll(async () => {
  hub = await serveHub(ID, findModel('golden').folder);
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_HUB_CACHE', join(bed, 'hub'));
});

afterAll(() => {
  vi.unstubAllEnvs();
  hub.close();
  rmSync(bed, { recursive: true, force: true });
});

async function answerOf(download: 'never' | 'missing'): Promise<string> {
  const wish = wishFor('mlx-lm', join(bed, 'report'), { model: ID, download, protocols: ['openai-chat'] });
  const server = await startServer(wish);
  try {
    const messages = [{ role: 'user', content: 'What is the capital of France? Answer in one word.' }];
    const response = await fetch(`${server.openaiBaseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: server.model, max_tokens: 80, temperature: 0, messages }),
    });
    return await response.text();
  } finally {
    await server.stop();
  }
}

test('a model that is missing is fetched, served, and not fetched again', { timeout: 600_000 }, async () => {
  await expect(answerOf('never')).rejects.toThrow(`the model ${ID} is not on this machine`);
  expect(hub.asked).toEqual([]);
  expect(await answerOf('missing')).toContain('Paris');
  const fetched = hub.asked.filter((line) => line.startsWith('GET') && line.endsWith('/model.safetensors'));
  expect(fetched).toHaveLength(1);
  const before = hub.asked.length;
  expect(await answerOf('missing')).toContain('Paris');
  expect(hub.asked).toHaveLength(before);
});
