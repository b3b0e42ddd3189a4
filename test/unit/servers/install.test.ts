import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cacheFolder } from '../../../src/servers/cache.js';
import { installerEnvironment } from '../../../src/servers/environment.js';
import { ServerFailed } from '../../../src/servers/errors.js';
import { buildOnce } from '../../../src/servers/install/build-once.js';
import { withLock } from '../../../src/servers/install/lock.js';
import { provision } from '../../../src/servers/install/provision.js';
import { mlxManager } from '../../../src/servers/presets/mlx-manager.js';
import { mlxVlm } from '../../../src/servers/presets/mlx-vlm.js';
import { startServer } from '../../../src/servers/start.js';
import type { Program } from '../../../src/servers/types.js';
import { failureOf, fakeWish, fill, temporary } from './bed.js';

afterEach(() => vi.unstubAllEnvs());
const signal = new AbortController().signal;

test.each([
  [{ MLX_XPROTO_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, 'linux', '/a'],
  [{ XDG_CACHE_HOME: '/b', HOME: '/c' }, 'darwin', '/b/mlx-xproto'],
  [{ HOME: '/c' }, 'linux', '/c/.cache/mlx-xproto'],
  [{ HOME: '/c' }, 'darwin', '/c/Library/Caches/mlx-xproto'],
] as const)('the cache of %j on %s', (env, platform, folder) => expect(cacheFolder(env, platform)).toBe(folder));

test('the installer is told of pip’s index under uv’s name', () => {
  const env = { PIP_INDEX_URL: 'https://example.org/simple', UV_INDEX: 'x', GITHUB_TOKEN: 'secret', HOME: '/h' };
  expect(installerEnvironment(env)).toEqual({
    PIP_INDEX_URL: 'https://example.org/simple',
    UV_DEFAULT_INDEX: 'https://example.org/simple',
    UV_INDEX: 'x',
    HOME: '/h',
  });
});

describe('a folder of the cache', () => {
  const build = (folder: string, recipe = 'r1') => ({ folder, recipe, proofs: ['proof'], signal, say: () => {} });
  const make = (folder: string) => async () => {
    mkdirSync(folder);
    await sleep(100);
    writeFileSync(join(folder, 'proof'), 'x');
    made.push(folder);
  };
  const made: string[] = [];
  afterEach(() => made.splice(0));

  test('is built once, though five want it at the same time', async () => {
    const folder = join(temporary(), 'deep', 'one');
    await Promise.all(Array.from({ length: 5 }, () => buildOnce(build(folder), make(folder))));
    await buildOnce(build(folder), make(folder));
    expect(made).toHaveLength(1);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  test('is built anew where it was broken off, is damaged, or is made of something else', async () => {
    const folder = join(temporary(), 'two');
    await expect(
      buildOnce(build(folder), async () => {
        mkdirSync(folder);
        throw new Error('broken off');
      }),
    ).rejects.toThrow('broken off');
    await buildOnce(build(folder), make(folder));
    rmSync(join(folder, 'proof'));
    await buildOnce(build(folder), make(folder));
    await buildOnce(build(folder, 'r2'), make(folder));
    expect(made).toHaveLength(3);
  });
});

describe('a lock', () => {
  const owned = (lock: string, owner: object) => fill(lock, { 'owner.json': JSON.stringify(owner) });

  test('of a dead owner is taken over', async () => {
    const folder = join(temporary(), 'x');
    owned(`${folder}.lock`, { host: hostname(), pid: 2 ** 22 + 1, startTime: '1' });
    const work = () => Promise.resolve('done');
    expect(await withLock(folder, { signal, waiting: () => {} }, work)).toBe('done');
  });

  test('of a living owner is waited for until the run is aborted', async () => {
    const folder = join(temporary(), 'x');
    owned(`${folder}.lock`, { host: 'elsewhere', pid: 1, startTime: '1' });
    const waiting = withLock(folder, { signal: AbortSignal.timeout(700), waiting: () => {} }, async () => {});
    await expect(waiting).rejects.toThrow();
    expect(existsSync(`${folder}.lock`)).toBe(true);
  });
});

describe('Python', () => {
  /** A PATH with nothing but the given scripts on it. */
  function pathWith(scripts: Record<string, string>): string {
    const folder = fill(
      temporary(),
      Object.fromEntries(Object.entries(scripts).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`])),
    );
    for (const name of Object.keys(scripts)) chmodSync(join(folder, name), 0o755);
    return folder;
  }
  const python = (version: string) => `[ "$1" = -c ] || exit 1; echo /fake/python-${version}; echo ${version}`;
  const shop = () => ({ cache: temporary(), signal, say: () => {} });
  const program = (preset: { program: Program | null }) => preset.program as Program;

  test('and uv missing', async () => {
    vi.stubEnv('PATH', pathWith({}));
    vi.stubEnv('MLX_XPROTO_CACHE', temporary());
    const failure = (await failureOf(
      startServer(fakeWish([], { server: 'mlx-vlm', model: 'golden' })),
    )) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toMatch(/^neither uv nor Python 3 is on PATH: install uv/);
  });

  test('too old, and uv cannot fetch another', async () => {
    vi.stubEnv(
      'PATH',
      pathWith({ python3: python('3.10.13'), 'python3.12': 'exit 127', uv: '[ "$1" = --version ] && echo "uv 0.9.0"' }),
    );
    const failure = (await failureOf(provision(program(mlxManager), shop()))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe(
      'mlx-manager 1.2.12 needs Python 3.11 or 3.12; found on PATH: 3.10.13 (/fake/python-3.10.13); uv could not fetch one. Install python3.12 and put it on PATH',
    );
  });

  test('there, but neither pip nor venv to get uv with', async () => {
    vi.stubEnv('PATH', pathWith({ python3: python('3.11.2') }));
    const failure = (await failureOf(provision(program(mlxVlm), shop()))) as ServerFailed;
    expect(failure.message).toMatch(/^uv is not on PATH, and Python 3\.11\.2 could not install it .* python3-venv$/);
  });

  test('there, and an installation that fails is told of with its output and thrown away', async () => {
    const uv =
      'case "$1" in --version) echo "uv 0.9.0";; venv) mkdir "$6";; *) echo "no such package" >&2; exit 2;; esac';
    vi.stubEnv('PATH', `${pathWith({ 'python3.11': python('3.11.2'), uv })}:/usr/bin:/bin`);
    const said: string[] = [];
    const bench = { ...shop(), say: (line: string) => said.push(line) };
    const failure = (await failureOf(provision(program(mlxManager), bench))) as ServerFailed;
    expect(failure.message).toBe('mlx-manager 1.2.12 could not be installed: uv exited with status 2');
    expect(failure.logTail).toEqual(['no such package']);
    expect(said.join()).toContain('installing mlx-manager 1.2.12 for Python 3.11.2');
  });

  test('there, and uv is given pins, overrides and the interpreter', async () => {
    const log = join(temporary(), 'calls');
    const uv = `echo "$@" >> ${log}; case "$1" in --version) echo "uv 1.0.0";; venv) mkdir -p "$6/bin"; touch "$6/bin/python" "$6/bin/mlx-manager";; pip) cat "$6" >> ${log};; esac`;
    vi.stubEnv('PATH', `${pathWith({ 'python3.11': python('3.11.2'), uv })}:/usr/bin:/bin`);
    const { scripts } = await provision(program(mlxManager), shop());
    const calls = readFileSync(log, 'utf8');
    expect(scripts).toMatch(/mlx-manager-1\.2\.12-\w+-\w+-py3\.11-[0-9a-f]{8}\/bin$/);
    expect(calls).toContain('venv --quiet --no-project --python /fake/python-3.11.2');
    expect(calls).toMatch(/pip install --python .* --override .* --constraint .* mlx-manager==1\.2\.12/);
    expect(calls).toContain("torch ; sys_platform == 'never'\ntorchvision ; sys_platform == 'never'");
  });
});

test.each([
  [mlxVlm, 'linux', ['mlx-vlm[cpu]==0.7.10']],
  [mlxVlm, 'darwin', ['mlx-vlm==0.7.10']],
  [mlxManager, 'linux', ['mlx-manager==1.2.12', 'mlx[cpu]']],
  [mlxManager, 'darwin', ['mlx-manager==1.2.12']],
] as const)('requirements of $name on %s', (preset, platform, requirements) =>
  expect(preset.program?.requirements(preset.program.version, platform)).toEqual(requirements),
);
