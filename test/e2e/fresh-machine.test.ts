import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Report } from '../../src/report/model.js';
import { REPOSITORY, temporary } from '../contract/folders.js';

/**
 * A machine that has never seen this project: a clone of HEAD, an empty HOME, no cache, and of the programs on PATH only
 * the folders in which node, npm, git and python3 are. Network settings are kept.
 *
 * The README's commands are run as they are written there, with one difference: `npm run verify` would run this very test
 * again, so it is given the steps that do not need what the tests around this one prove already.
 */
const STEPS = ['install', 'node 24', 'format', 'lint', 'types', 'dist is built from these sources'];

const folder = temporary();
const clone = join(folder, 'clone');
const home = join(folder, 'home');

beforeAll(() => {
  mkdirSync(home);
  const { status, stderr } = spawnSync('git', ['clone', '--quiet', REPOSITORY, clone], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}, 60_000);

/** The commands of the README's shell blocks, in order. */
function readmeCommands(): string[] {
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  const blocks = Array.from(readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n').filter((line) => line !== ''));
}

function run(command: string) {
  return spawnSync('/bin/sh', ['-c', command], {
    cwd: clone,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

function environment(): Record<string, string> {
  const network = /_proxy$|^(PIP|UV)_|^SSL_CERT|^REQUESTS_CA|^NODE_EXTRA_CA|^npm_config_registry$|^TMPDIR$/i;
  const kept = Object.entries(process.env).filter(([name]) => network.test(name) && !name.endsWith('_CACHE_DIR'));
  return { ...(Object.fromEntries(kept) as Record<string, string>), HOME: home, PATH: minimalPath() };
}

/** As on a machine where nothing of this project is installed: no node_modules, no shims that need another HOME. */
function minimalPath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((one) => !/node_modules|shims/.test(one));
  const needed = ['node', 'npm', 'git', 'python3'].map((name) => folders.find((one) => existsSync(join(one, name))));
  return [...new Set([...needed.filter((one) => one !== undefined), '/usr/bin', '/bin'])].join(delimiter);
}

describe('on a machine that has never seen this project, of the README', () => {
  test('the first command checks a real server and finds its faults', { timeout: 600_000 }, () => {
    const [first = ''] = readmeCommands();
    expect(first).toMatch(/^node dist\/cli\/index\.js check --server \S+ --model golden$/);
    expect(existsSync(join(clone, 'node_modules'))).toBe(false);
    const { status, stdout, stderr } = run(first);
    expect(status, stdout + stderr).toBe(1);
    const report = Report.parse(JSON.parse(readFileSync(join(clone, 'mlx-xproto-report', 'report.json'), 'utf8')));
    expect(report).toMatchObject({ verdict: 'fail', server: { name: expect.stringMatching(/^mlx-/) } });
    expect(report.counts.pass).toBeGreaterThan(1000);
    expect(stdout).toContain('R-OA-44');
  });

  test('the second command installs what it needs and proves the sources', { timeout: 600_000 }, () => {
    const second = readmeCommands()[1] ?? '';
    expect(second).toBe('npm run verify');
    const { status, stdout, stderr } = run(`${second} -- ${STEPS.map((step) => `'${step}'`).join(' ')}`);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${STEPS.length} passed, 0 failed$`, 'm'));
  });

  test('the others work as well, and none leaves anything but its report and what npm installs', {
    timeout: 120_000,
  }, () => {
    const others = readmeCommands().slice(2);
    expect(others.length).toBeGreaterThan(2);
    for (const command of others) {
      const { status, stderr } = run(command);
      expect(status === 0 || (status === 1 && command.includes('replay')), `${command}: ${stderr}`).toBe(true);
    }
    expect(run('git status --short').stdout).toBe('');
    expect(readdirSync(home).filter((name) => !/^\.(cache|npm|local)$|^Library$/.test(name))).toEqual([]);
  });
});
