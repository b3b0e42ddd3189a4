import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, type Job, newJob, type Step } from './runner.js';
import { defective, troublesome } from './servers/commands.js';

describe('on a server that is right, the step', () => {
  let job: Job;
  let main: Step;
  beforeAll(async () => {
    job = newJob({ server: 'reference' });
    main = await job.main();
  }, 60_000);

  test('succeeds', () => {
    expect(main.status, main.stdout + main.stderr).toBe(0);
  });

  test('sets every output', () => {
    const outputs = job.outputs();
    expect(Object.keys(outputs).sort()).toEqual(['failed', 'passed', 'report-dir', 'unknown', 'verdict']);
    expect(outputs).toMatchObject({ verdict: 'pass', failed: '0', 'report-dir': 'mlx-xproto-report' });
    expect(Number(outputs.passed)).toBeGreaterThan(100);
    expect(outputs.unknown).toMatch(/^\d+$/);
  });

  test('leaves the report where the output says', () => {
    const report = readdirSync(join(job.workspace, job.outputs()['report-dir'] ?? ''));
    expect(report).toEqual(expect.arrayContaining(['evidence', 'report.json', 'server.log', 'summary.md']));
  });

  test('writes a job summary with a row for each case', () => {
    expect(job.file('STEP_SUMMARY')).toMatch(/^\| case \|/m);
    expect(job.file('STEP_SUMMARY')).toMatch(/^\| <code>simple&#95;greeting<\/code> \|/m);
  });

  test('shows no error', () => {
    expect(errorsOf(main)).toEqual([]);
  });

  test('says nothing on standard error', () => {
    expect(main.stderr).toBe('');
  });

  test('changes nothing for later steps', () => {
    expect(job.file('ENV')).toBe('');
    expect(job.file('PATH')).toBe('');
  });

  test('touches nothing in the workspace but its report', () => {
    expect(readdirSync(job.workspace)).toEqual(['mlx-xproto-report']);
  });

  test('leaves nothing running, and post has nothing to do', { timeout: 10_000 }, async () => {
    expect(job.leftOver()).toEqual([]);
    expect(await job.post()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});

describe('on a server that is wrong, the step', () => {
  let job: Job;
  let main: Step;
  beforeAll(async () => {
    job = newJob(defective('oa-role-in-every-delta'));
    main = await job.main();
  }, 60_000);

  test('fails', () => {
    expect(main.status, main.stdout + main.stderr).toBe(1);
    expect(job.outputs().verdict).toBe('fail');
    expect(Number(job.outputs().failed)).toBeGreaterThan(0);
  });

  test('names the broken rule in an annotation and in the summary', () => {
    expect(errorsOf(main)[0]?.properties).toContain('R-OA-44');
    expect(job.file('STEP_SUMMARY')).toContain('R-OA-44');
  });

  test('leaves nothing running', () => {
    expect(job.leftOver()).toEqual([]);
  });
});

test('a shard has a report and outputs; its summary and annotations are the merge’s', { timeout: 60_000 }, async () => {
  const job = newJob({ ...defective('oa-role-in-every-delta'), shard: '1/3' });
  const main = await job.main();
  expect(main.status, main.stdout + main.stderr).toBe(1);
  expect(job.outputs()).toMatchObject({ verdict: 'fail', 'report-dir': 'mlx-xproto-report' });
  expect(job.file('STEP_SUMMARY')).toBe('');
  expect(errorsOf(main)).toHaveLength(1);
});

/** The runner shows ten errors of a step, cuts them at 4096 characters, and drops the rest without a word. */
test('a server that is wrong in every way gets at most ten errors, each with a title', {
  timeout: 60_000,
}, async () => {
  const job = newJob(troublesome());
  const main = await job.main();
  expect(main.status, main.stdout + main.stderr).toBe(1);
  expect(job.outputs().failed).toMatch(/^\d{3,}$/);
  const errors = errorsOf(main);
  expect(errors.length).toBeGreaterThan(5);
  expect(errors.length).toBeLessThanOrEqual(10);
  for (const { properties, data } of errors) {
    expect(properties).toMatch(/^title=./);
    expect(data.length).toBeLessThan(4096);
  }
});
