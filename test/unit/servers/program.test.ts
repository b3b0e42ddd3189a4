import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ServerFailed } from '../../../src/servers/errors.js';
import { findProgram, INSTALLED, onPath } from '../../../src/servers/install/program.js';
import type { Preset } from '../../../src/servers/preset.js';
import { llamaServer } from '../../../src/servers/presets/llama-server.js';
import { rapidMlx } from '../../../src/servers/presets/rapid-mlx.js';
import { vllmMlx } from '../../../src/servers/presets/vllm-mlx.js';
import type { Program } from '../../../src/servers/types.js';
import { failureOf, fill, temporary } from './bed.js';

afterEach(() => vi.unstubAllEnvs());

/** As llama.cpp says its version, on the error stream. */
const LLAMA = 'echo "version: 6123 (abcdef0)\nbuilt with cc (Debian 12.2.0-14) 12.2.0" >&2';
const PYTHON = '[ "$1" = -c ] || exit 1; echo /fake/python-3.11.2; echo 3.11.2';

/** A PATH with some scripts on it, and a uv that "installs" every program that is asked for and writes down how. */
function machine(scripts: Record<string, string> = {}) {
  const calls = join(temporary(), 'calls');
  const uv = `case "$1" in --version) echo "uv 1.0.0";;
venv) echo "$@" >> ${calls}; mkdir -p "$6/bin"; touch "$6/bin/python";;
pip) echo "$@" >> ${calls}; cat "$6" "$8" >> ${calls}; cd "$(dirname "$4")"; touch vllm-mlx rapid-mlx;; esac`;
  const all = { uv, 'python3.11': PYTHON, ...scripts };
  const folder = fill(
    temporary(),
    Object.fromEntries(Object.entries(all).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`])),
  );
  for (const name of Object.keys(all)) chmodSync(join(folder, name), 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  const said: string[] = [];
  const shop = { cache: temporary(), signal: new AbortController().signal, say: (line: string) => said.push(line) };
  return { folder, shop, said, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : '') };
}

const program = (preset: Preset) => preset.program as Program;

test('a program is looked for in the folders of PATH, the first one first', () => {
  const [a, b] = [fill(temporary(), { x: '' }), fill(temporary(), { x: '', y: '' })];
  const path = [a, b, 'relative', ''].join(':');
  expect([onPath('x', path), onPath('y', path), onPath('z', path)]).toEqual([join(a, 'x'), join(b, 'y'), null]);
});

describe('without a version', () => {
  test('ours is installed, with the versions that were tried with it', async () => {
    const { shop, calls } = machine({ 'vllm-mlx': 'echo vllm-mlx 9.9.9' });
    const found = await findProgram(program(vllmMlx), null, shop);
    const path = expect.stringMatching(/vllm-mlx-0\.6\.0-.*\/bin\/vllm-mlx$/);
    expect(found).toEqual({ path, version: '0.6.0', env: {} });
    expect(calls()).toContain('vllm-mlx==0.6.0');
    expect(calls()).toContain('transformers==5.23.0\n');
    expect(calls()).toContain("torch ; sys_platform == 'never'\n");
  });

  test('the one on PATH is taken where the server is usually there', async () => {
    const { shop, folder, calls } = machine({ 'llama-server': LLAMA });
    const found = await findProgram(program(llamaServer), null, shop);
    expect(found).toEqual({ path: join(folder, 'llama-server'), version: 'b6123', env: {} });
    expect(calls()).toBe('');
  });

  test.runIf(process.platform === 'linux')('the wheel’s server is a script of ours where there is none', async () => {
    const { shop } = machine();
    const { path, version } = await findProgram(program(llamaServer), null, shop);
    expect(version).toBe('2026.10.11549');
    expect(readFileSync(path, 'utf8')).toMatch(/^#!.*\/bin\/python\nimport argparse, os, signal, xllamacpp\n/);
  });

  test('what cannot be installed here is said, with what to do', async () => {
    const { shop } = machine();
    const nowhere = { ...program(llamaServer), installed: { on: [], otherwise: 'install it with "brew install x"' } };
    const failure = (await failureOf(findProgram(nowhere, null, shop))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('there is no llama-server on PATH: install it with "brew install x"');
  });
});

describe('server-version', () => {
  test.each([
    ['echo "vllm-mlx 0.7.0rc1"', '0.7.0rc1'],
    ['echo "vllm-mlx version: 0.7.1"', '0.7.1'],
    [LLAMA, 'b6123'],
    ['echo usage; exit 2', null],
  ])('installed takes the one on PATH, whatever it says of itself: %s', async (body, version) => {
    const { shop, folder, calls } = machine({ 'vllm-mlx': body });
    expect(await findProgram(program(vllmMlx), INSTALLED, shop)).toEqual({
      path: join(folder, 'vllm-mlx'),
      version,
      env: {},
    });
    expect(calls()).toBe('');
  });

  test('installed, and nothing is there', async () => {
    const { shop } = machine();
    const failure = (await failureOf(findProgram(program(vllmMlx), INSTALLED, shop))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('server-version: installed, but there is no vllm-mlx on PATH');
  });

  test('another one is installed with what it asks for itself, but still without torch', async () => {
    const { shop, calls } = machine();
    const { path, version } = await findProgram(program(vllmMlx), '0.5.1', shop);
    expect([path, version]).toEqual([expect.stringMatching(/vllm-mlx-0\.5\.1-/), '0.5.1']);
    expect(calls()).toContain('vllm-mlx==0.5.1');
    expect(calls()).not.toContain('transformers==');
    expect(calls()).toContain("torch ; sys_platform == 'never'\n");
  });

  test('has a folder of its own for each', async () => {
    const { shop } = machine();
    const versions = [null, '0.5.1', '0.5.2', null];
    const paths = [];
    for (const version of versions) paths.push((await findProgram(program(vllmMlx), version, shop)).path);
    expect(new Set(paths).size).toBe(3);
    expect(paths[3]).toBe(paths[0]);
  });
});

describe('an environment', () => {
  test.each(['python', 'vllm-mlx'])('whose %s is gone is made anew', async (name) => {
    const { shop, said } = machine();
    const { path } = await findProgram(program(vllmMlx), null, shop);
    rmSync(join(path, '..', name));
    await findProgram(program(vllmMlx), null, shop);
    expect(existsSync(join(path, '..', name))).toBe(true);
    expect(said.filter((line) => line.startsWith('installing vllm-mlx'))).toHaveLength(2);
  });

  test('has what decides its content in its name', async () => {
    const { shop } = machine();
    const ours = program(rapidMlx);
    const changes: Partial<Program>[] = [
      {},
      { constraints: [] },
      { without: () => [] },
      { requirements: () => ['rapid-mlx==0.16.10', 'more'] },
      { source: 'print()' },
    ];
    const paths = [];
    for (const change of changes) paths.push((await findProgram({ ...ours, ...change }, null, shop)).path);
    expect(new Set(paths).size).toBe(changes.length);
  });
});

test.each([
  ['linux', true],
  ['darwin', false],
] as const)('rapid-mlx is without llguidance on %s: %j', (platform, without) => {
  expect(program(rapidMlx).without(platform).includes('llguidance')).toBe(without);
});
