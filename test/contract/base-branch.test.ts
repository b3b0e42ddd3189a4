import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli } from './cli.js';
import { fill, REPOSITORY, temporary } from './folders.js';

/** The step of docs/baselines.md that holds a pull request against its base branch, run as it stands there. */

const page = readFileSync(join(REPOSITORY, 'docs/baselines.md'), 'utf8');
const snippets = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml = '']) => yaml);
const snippet = snippets.find((yaml) => yaml.includes('github.base_ref')) ?? '';
const field = (name: string) => new RegExp(`^ +${name}: (.+)$`, 'm').exec(snippet)?.[1] ?? '';
const script = /run: \|\n((?: {10}.*\n)+)/.exec(snippet)?.[1] ?? '';
const FILE = field('FILE');

/** Both break one rule in the same place, and each of them others. */
const OF_BASE = 'oa-stop-ignored';
const OF_PULL_REQUEST = 'an-stop-string-kept';

interface Baseline {
  known: Record<string, string>;
}

interface Report {
  baseline: { stale: { id: string }[] };
  findings: { id: string; known?: string }[];
}

const ENV = {
  ...{ PATH: process.env.PATH, HOME: temporary(), GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' },
};

function shell(text: string, cwd: string, env: Record<string, string> = {}): void {
  // As the runner does it.
  const { status, stderr } = spawnSync('bash', ['-e', '-c', text], { cwd, env: { ...ENV, ...env }, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

/** What a server with this defect is known for. */
async function knownOf(defect: string): Promise<Baseline> {
  const cwd = temporary();
  await cli(['check', '--server', 'reference', '--defect', defect], { cwd });
  expect((await cli(['baseline', 'update', 'mlx-xproto-report', '--baseline', 'known.json'], { cwd })).status).toBe(0);
  return JSON.parse(readFileSync(join(cwd, 'known.json'), 'utf8')) as Baseline;
}

let base: Baseline;
let fresh: Baseline;
let both: string[];
const without = (some: Baseline, ids: string[]) => Object.keys(some.known).filter((id) => !ids.includes(id));

beforeAll(async () => {
  [base, fresh] = await Promise.all([knownOf(OF_BASE), knownOf(OF_PULL_REQUEST)]);
  both = Object.keys(base.known).filter((id) => id in fresh.known);
}, 60_000);

/** A pull request whose branch has this file, checked out as the runner does it, and judged as the page says. */
async function judged(file: Baseline, defect: string | null) {
  const origin = temporary();
  const json = (baseline: Baseline) => `${JSON.stringify(baseline, null, 2)}\n`;
  shell('git init -q -b main', fill(origin, { [FILE]: json(base) }));
  shell('git add . && git commit -qm base && git checkout -qb change', origin);
  shell('git add . && git commit -qm change --allow-empty', fill(origin, { [FILE]: json(file) }));
  const cwd = join(temporary(), 'checkout');
  shell(`git clone -q --depth 1 --branch change "file://${origin}" "${cwd}"`, origin);
  shell(script, cwd, { BASE: 'main', FILE });
  const args = ['check', '--server', 'reference', '--baseline', field('baseline')];
  const ended = await cli(defect === null ? args : [...args, '--defect', defect], { cwd });
  const { baseline, findings } = JSON.parse(readFileSync(join(cwd, 'mlx-xproto-report/report.json'), 'utf8')) as Report;
  const known = findings.filter((one) => one.known !== undefined).map(({ id }) => id);
  return { ...ended, known, stale: baseline.stale.map(({ id }) => id).toSorted() };
}

describe('a pull request that is held against its base branch', { timeout: 60_000 }, () => {
  test('is green where it changes nothing', async () => {
    const { status, stdout } = await judged(base, OF_BASE);
    expect(status, stdout).toBe(0);
    expect(stdout).toContain(`${Object.keys(base.known).length} known`);
  });

  test('cannot excuse its own faults; what is new, fixed and known comes in this order', async () => {
    expect([both.length, without(base, both).length, without(fresh, both).length].every((some) => some > 0)).toBe(true);
    const everything = { ...base, known: { ...base.known, ...fresh.known } };
    const { status, stdout, known, stale } = await judged(everything, OF_PULL_REQUEST);
    expect({ status, known, stale }).toEqual({ status: 1, known: both, stale: without(base, both).toSorted() });
    expect(stdout).toContain(`${without(fresh, both).length} mismatches in`);
    const sections = ['Mismatches', 'Stale in the baseline', 'Known to the baseline'];
    const places = sections.map((title) => stdout.search(new RegExp(`^${title} `, 'm')));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    for (const id of without(base, both)) expect(stdout.replace(/\s+/g, ' ')).toContain(`${id} it passes now: delete`);
  });

  test('that fixes everything is red until it deletes the lines', async () => {
    const before = await judged(base, null);
    expect(before).toMatchObject({ status: 1, known: [], stale: Object.keys(base.known).toSorted() });
    const { status, stdout } = await judged({ ...base, known: {} }, null);
    expect(status, stdout).toBe(0);
  });
});
