import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newJob } from './runner.js';
import { troublesome } from './servers/commands.js';

const OURS = ['add-mask', 'error', 'warning'];

describe('a server that speaks to the runner is shown and not heard', { timeout: 60_000 }, () => {
  test.each([
    ['in its replies, headers and errors', '--hostile', 1],
    ['in its last words', '--hostile --die-after 3', 3],
    ['before it is ready', '--hostile --mute --die-after 0', 3],
  ])('%s', async (_, flags, status) => {
    const job = newJob(troublesome(flags));
    const main = await job.main();
    const said = main.stdout + main.stderr;
    expect(main.status, said).toBe(status);
    expect(said).toContain('set-output name=verdict');
    expect(main.commands.filter(({ name }) => !OURS.includes(name))).toEqual([]);
    expect(main.commands.filter(({ data }) => data.startsWith('forged'))).toEqual([]);
    expect(main.commands.filter(({ name }) => name === 'add-mask')).toHaveLength(1);
    expect(said).not.toContain('\u001b[5m');
    expect(said).not.toContain('\u0007');
    expect(job.outputs().verdict).toBe(status === 1 ? 'fail' : 'unknown');
    expect(job.file('STEP_SUMMARY')).not.toMatch(/^\s*::|##\[/m);
    expect(job.file('STEP_SUMMARY')).not.toContain('\u001b');
  });
});

test('what stands in the inputs is shown and not heard, too', { timeout: 30_000 }, async () => {
  const job = newJob({ cases: 'x\r::set-output name=verdict::pass\n##[error]forged', model: '::error::forged' });
  const main = await job.main();
  expect(main.status).toBe(2);
  expect(main.commands.map(({ name }) => name)).toEqual(['error']);
  expect(job.outputs()).toEqual({});
});

test('the server gets none of the job’s tokens and inputs', { timeout: 60_000 }, async () => {
  const job = newJob(troublesome('--mute --die-after 0'));
  await job.main();
  const log = readFileSync(join(job.workspace, 'mlx-xproto-report', 'server.log'), 'utf8');
  expect(log).toContain('RUNNER_TRACKING_ID');
  expect(log).not.toMatch(/token-of-the-job|ACTIONS_|INPUT_|GITHUB_/);
});
