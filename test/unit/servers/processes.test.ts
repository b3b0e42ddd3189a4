import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { identify, killGroup, stillRuns, TOKEN_VARIABLE } from '../../../src/servers/process/identity.js';
import { launch } from '../../../src/servers/process/launch.js';
import { findProcess, listProcesses } from '../../../src/servers/process/processes.js';
import { FAKE_SERVER, temporary } from './bed.js';

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

function sleeper(token: string): number {
  const env = { PATH: process.env.PATH, [TOKEN_VARIABLE]: token };
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env });
  children.push(child);
  return child.pid ?? 0;
}

test('the process table has this process', () => {
  const me = listProcesses().find((row) => row.pid === process.pid);
  expect(me).toEqual(findProcess(process.pid));
  expect(me?.startTime).toBeTruthy();
  expect(findProcess(2 ** 22 + 1)).toBeNull();
});

test('ps tells the same of it as /proc', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  const expected = findProcess(process.pid);
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  try {
    const row = listProcesses().find(({ pid }) => pid === process.pid);
    expect(row).toMatchObject({ pid: process.pid, group: expected?.group, zombie: false });
    expect(row?.startTime).toMatch(/^\w{3} \w{3} \d+ \d\d:\d\d:\d\d \d{4}$/);
    expect(findProcess(process.pid)).toEqual(row);
    expect(findProcess(2 ** 22 + 1)).toBeNull();
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
});

describe('an identity', () => {
  test('is ended once, by SIGTERM', async () => {
    const identity = identify(sleeper('one'), 'one');
    expect(stillRuns(identity)).toBe(true);
    expect(await killGroup(identity)).toBe(true);
    expect(stillRuns(identity)).toBe(false);
    expect(await killGroup(identity)).toBe(false);
  });

  test('is another where start time and token differ: nothing is killed', async () => {
    const pid = sleeper('two');
    const stranger = { pid, startTime: 'another', token: 'other' };
    expect(stillRuns(stranger)).toBe(false);
    expect(await killGroup(stranger)).toBe(false);
    expect(findProcess(pid)?.zombie).toBe(false);
    expect(await killGroup({ pid, startTime: '', token: '' })).toBe(false);
    expect(findProcess(pid)?.zombie).toBe(false);
  });

  test.runIf(process.platform === 'linux')('is known by its token where its leader is gone', async () => {
    const script = 'sleep 60 & sleep 60 & exit 0';
    const env = { PATH: process.env.PATH, [TOKEN_VARIABLE]: 'three' };
    const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore', env });
    await new Promise((done) => child.once('exit', done));
    const identity = { pid: child.pid ?? 0, startTime: 'gone', token: 'three' };
    expect(stillRuns(identity)).toBe(true);
    expect(await killGroup(identity)).toBe(true);
    expect(stillRuns(identity)).toBe(false);
  });
});

describe('launched', () => {
  const start = (args: string[], folder = temporary()) =>
    launch({
      argv: [process.execPath, FAKE_SERVER, ...args],
      env: { PATH: process.env.PATH ?? '' },
      cwd: folder,
      logFile: join(folder, 'deep', 'server.log'),
      scratch: '',
    });

  test('a server that ignores SIGTERM is ended by SIGKILL after the grace, with its children', async () => {
    const running = await start(['--stubborn', '--family']);
    await sleep(300);
    const begin = Date.now();
    await running.stop(500);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(500);
    expect(running.exited()).toBe('was ended by SIGKILL');
    expect(stillRuns(running.identity)).toBe(false);
  });

  test('children that a dead server left are ended too', async () => {
    const running = await start(['--family', '--die', '200']);
    expect(await running.ended).toBe('exited with status 1');
    expect(stillRuns(running.identity)).toBe(true);
    await running.stop();
    expect(stillRuns(running.identity)).toBe(false);
  });

  test('no watchdog outlives its server', async () => {
    const dogs = () => execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
    const running = await start([]);
    const mine = (line: string) => new RegExp(`mlx-xproto-watchdog ${running.identity.pid}\\b`).test(line);
    expect(dogs().filter(mine)).toHaveLength(1);
    await running.stop();
    await vi.waitFor(() => expect(dogs().filter(mine)).toEqual([]));
  });
});

describe('when our own process is killed', () => {
  const lib = mkdtempSync(join(tmpdir(), 'launcher-lib-'));
  afterAll(() => rmSync(lib, { recursive: true, force: true }));

  // Compiled by itself, which also shows that it needs nothing but Node.
  beforeAll(() => {
    const root = resolve(import.meta.dirname, '../../..');
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { rootDir: join(root, 'src'), outDir: lib, typeRoots: [join(root, 'node_modules/@types')] },
      include: [],
      files: [join(root, 'src/servers/process/launch.ts')],
    };
    writeFileSync(join(lib, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(lib, 'package.json'), '{"type":"module"}');
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', lib], { stdio: 'pipe' });
  }, 30_000);

  test.each([
    ['SIGKILL', 'a server that obeys', []],
    ['SIGKILL', 'a server that ignores SIGTERM', ['--stubborn']],
    ['SIGINT', 'a server that obeys', []],
  ] as const)(
    'by %s, %s and its children are ended, and its folder is gone',
    async (signal, _, args) => {
      const scratch = temporary();
      const logFile = join(temporary(), 'server.log');
      const order = {
        argv: [process.execPath, FAKE_SERVER, '--family', ...args],
        env: { PATH: process.env.PATH },
        cwd: '/',
        logFile,
        scratch,
      };
      const program = `import { launch } from ${JSON.stringify(join(lib, 'servers/process/launch.js'))};
      const running = await launch(${JSON.stringify(order)});
      console.log(JSON.stringify(running.identity));
      setInterval(() => {}, 1000);`;
      const ours = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(ours);
      const identity = JSON.parse(String(await new Promise((done) => ours.stdout.once('data', done))));
      await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('listening'), 5000);
      expect(stillRuns(identity)).toBe(true);
      ours.kill(signal);
      await vi.waitFor(() => expect(stillRuns(identity)).toBe(false), { timeout: 4500, interval: 100 });
      await vi.waitFor(() => expect(existsSync(scratch)).toBe(false), { timeout: 4500, interval: 100 });
    },
    20_000,
  );
});
