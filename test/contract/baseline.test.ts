import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, type Ended } from './cli.js';
import { temporary } from './folders.js';
import { errorsOf, newJob } from './runner.js';

const CHECK = ['check', '--server', 'reference'];
const STOP_IGNORED = [...CHECK, '--defect', 'oa-stop-ignored'];
const FILE = 'known.json';

interface Known {
  known: Record<string, string>;
}

/** A baseline made from a run on a server that ignores stop strings in the OpenAI API. */
let baseline: string;
let made: Ended;
beforeAll(async () => {
  const cwd = temporary();
  await cli(STOP_IGNORED, { cwd });
  made = await cli(['baseline', 'update', 'mlx-xproto-report', '--baseline', FILE], { cwd });
  baseline = join(cwd, FILE);
}, 60_000);

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Known;

/** A copy of the baseline, with other entries. */
function changed(change: (known: Known['known']) => Known['known']): string {
  const path = join(temporary(), FILE);
  const whole = read(baseline);
  writeFileSync(path, JSON.stringify({ ...whole, known: change(whole.known) }, null, 2));
  return path;
}

describe('baseline update', { timeout: 60_000 }, () => {
  test('writes every failure of the report, and says which are new', () => {
    const ids = Object.keys(read(baseline).known);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout.split('\n')).toEqual([
      ...ids.map((id) => `+ ${id}`),
      `${FILE}: ${ids.length} known failures`,
      '',
    ]);
    expect(ids).toContain('R-OA-31 count_up+stop_inside openai-chat plain');
  });

  test('keeps notes, and drops what does not fail any more', async () => {
    const path = changed(({ ...known }) => ({ ...known, 'R-OA-01 gone openai-chat plain': 'note' }));
    const [first = ''] = Object.keys(read(path).known);
    writeFileSync(path, JSON.stringify({ ...read(path), known: { ...read(path).known, [first]: 'issue 12' } }));
    const { stdout } = await cli(['baseline', 'update', join(baseline, '..', 'mlx-xproto-report'), '--baseline', path]);
    expect(stdout).toContain('- R-OA-01 gone openai-chat plain\n');
    expect(read(path).known).toEqual({ ...read(baseline).known, [first]: 'issue 12' });
  });

  test('refuses what is no report', async () => {
    const { status, errors } = await cli(['baseline', 'update', 'nowhere', '--baseline', FILE]);
    expect(status).toBe(2);
    expect(errors).toEqual([expect.stringContaining('nowhere/report.json cannot be read')]);
  });
});

describe('a run that is held against a baseline', { timeout: 60_000 }, () => {
  test('is green where only known failures are found, and shows them', async () => {
    const { status, stdout } = await cli([...STOP_IGNORED, '--baseline', baseline]);
    expect(status, stdout).toBe(0);
    expect(stdout).toContain(`${Object.keys(read(baseline).known).length} known`);
    expect(stdout).toContain('Known to the baseline');
  });

  test('is red where one more failure is found, and only that one is a mismatch', async () => {
    const path = changed(({ ...known }) => {
      delete known['R-OA-31 count_up+stop_inside openai-chat plain'];
      return known;
    });
    const { status, stdout } = await cli([...STOP_IGNORED, '--baseline', path]);
    expect(status).toBe(1);
    expect(stdout).toContain('1 mismatch in 1 rule');
  });

  test('is red where a known failure is gone, and names the line to delete', async () => {
    const { status, stdout } = await cli([...CHECK, '--baseline', baseline]);
    const line =
      readFileSync(baseline, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('R-OA-31 count_up+stop_inside openai-chat plain')) + 1;
    expect(status).toBe(1);
    expect(stdout).toContain('Stale in the baseline');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `known.json:${line} R-OA-31 count_up+stop_inside openai-chat plain it passes now: delete this line`,
    );
  });

  test('does not call stale what it did not judge', async () => {
    expect((await cli([...STOP_IGNORED, '--baseline', baseline, '--modes', 'plain'])).status).toBe(0);
  });

  test('is refused where the baseline is another server’s, is none, or is not there', async () => {
    const other = join(temporary(), FILE);
    writeFileSync(other, readFileSync(baseline, 'utf8').replace('"server": "reference"', '"server": "mlx-vlm"'));
    const none = join(temporary(), FILE);
    writeFileSync(none, '{"known": []}');
    for (const [path, says] of [
      [other, 'was made for the server "mlx-vlm", and this run is on "reference"'],
      [none, 'is no baseline'],
      ['nowhere.json', 'cannot read nowhere.json'],
    ] as const) {
      const { status, stderr } = await cli([...CHECK, '--baseline', path]);
      expect(status).toBe(2);
      expect(stderr).toContain(says);
    }
  });
});

test('the Action points to the line of the baseline that must be deleted', { timeout: 60_000 }, async () => {
  const step = await newJob({ server: 'reference', baseline }).main();
  const lines = readFileSync(baseline, 'utf8').split('\n');
  const first = lines.findIndex((line) => line.startsWith('    "')) + 1;
  expect(step.status).toBe(1);
  expect(step.stdout).toMatch(
    new RegExp(`^::error title=Delete in the baseline,file=[^,]*known.json,line=${first}::`, 'm'),
  );
  expect(errorsOf(step).length).toBe(2);
});
