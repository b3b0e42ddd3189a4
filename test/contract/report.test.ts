import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Report } from '../../src/report/model.js';
import { cli, type Ended, referenceServer } from './cli.js';
import { fill, REPOSITORY, temporary } from './folders.js';
import { troublesome } from './servers/commands.js';

const LONG = { timeout: 60_000 };
const KEY = 'key-of-the-report-test';

function reportIn(folder: string): Report {
  return Report.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
}

const judged = ({ findings }: Report) =>
  findings.map(({ id, verdict, expected, actual }) => ({ id, verdict, expected, actual }));

describe('report.json of a run with mismatches', LONG, () => {
  let run: Ended;
  let folder: string;
  let report: Report;
  beforeAll(async () => {
    run = await cli(['check', '--server', 'reference', '--defect', 'an-cap-is-end-turn']);
    folder = join(run.cwd, 'mlx-xproto-report');
    report = reportIn(folder);
  }, 60_000);

  test('keeps to the schema that is published', () => {
    const schema = JSON.parse(
      readFileSync(join(REPOSITORY, 'docs/report.schema.json'), 'utf8'),
    ) as z.core.JSONSchema.JSONSchema;
    const published = z.fromJSONSchema(schema);
    expect(published.safeParse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).error).toBeUndefined();
    expect(published.safeParse({ ...report, verdict: 'maybe' }).success).toBe(false);
  });

  test('says of each finding what was judged, where, and how it ended', () => {
    expect(report.findings.length).toBeGreaterThan(1000);
    for (const { id, rule, case: name, protocol, mode, verdict, message } of report.findings) {
      expect({ rule, name, message, verdict }).toEqual({
        rule: expect.stringMatching(/^(R|G|SEED)-/),
        name: expect.stringMatching(/./),
        message: expect.stringMatching(/./),
        verdict: expect.stringMatching(/^(pass|fail|warn|unknown)$/),
      });
      expect(id).toBe(`${rule} ${name} ${protocol} ${mode}`);
    }
  });

  test('says each thing once', () => {
    const ids = report.findings.map(({ id }) => id);
    expect(ids.filter((id, k) => ids.indexOf(id) !== k)).toEqual([]);
    const exchanges = report.exchanges.map(({ id }) => id);
    expect(new Set(exchanges).size).toBe(exchanges.length);
  });

  test('counts its findings, and its verdict follows from them', () => {
    const count = (verdict: string) => report.findings.filter((one) => one.verdict === verdict).length;
    const counted = { pass: count('pass'), fail: count('fail'), warn: count('warn'), unknown: count('unknown') };
    expect(report.counts).toMatchObject(counted);
    expect(report).toMatchObject({ verdict: 'fail', exitCode: run.status });
  });

  test('names no exchange that it does not have, and no file that is not there', () => {
    const exchanges = new Set(report.exchanges.map(({ id }) => id));
    expect(report.findings.flatMap((one) => one.exchanges).filter((id) => !exchanges.has(id))).toEqual([]);
    expect(report.exchanges.filter(({ file }) => !existsSync(join(folder, file)))).toEqual([]);
  });

  test('is judged again, offline, with the same findings and the same status', async () => {
    const again = await cli(['replay', join(folder, 'evidence')]);
    const replayed = reportIn(join(again.cwd, 'mlx-xproto-report'));
    expect(judged(replayed)).toEqual(judged(report));
    expect(replayed).toMatchObject({ verdict: report.verdict, counts: report.counts });
    expect(again.status).toBe(run.status);
  });

  test('can be judged again in its own place', async () => {
    const again = await cli(['replay', folder, '--report-dir', folder]);
    expect(again.status).toBe(run.status);
    expect(judged(reportIn(folder))).toEqual(judged(report));
  });
});

// The evidence does not say that it is not all.
test('a run that was broken off has no verdict when it is judged again', LONG, async () => {
  const { server, command, model } = troublesome('--die-after 20');
  const run = await cli(['check', '--server', server, '--command', command, '--model', model]);
  const again = await cli(['replay', join(run.cwd, 'mlx-xproto-report')]);
  expect([run.status, again.status]).toEqual([3, 3]);
});

test('a run with golden files of the user is judged again by them', LONG, async () => {
  const golden = fill(temporary(), {
    'prompts/mine.txt': 'What is the capital of France? Answer in one word.\n',
    'cases/mine.json': JSON.stringify({
      id: 'mine',
      about: 'mine',
      prompt: 'mine.txt',
      expect: { textContains: ['Rome'] },
    }),
  });
  const run = await cli(['check', '--server', 'reference', '--golden', golden, '--cases', 'mine']);
  const again = await cli(['replay', join(run.cwd, 'mlx-xproto-report'), '--golden', golden]);
  expect([run.status, again.status], again.stderr).toEqual([1, 1]);
  const folder = 'mlx-xproto-report';
  expect(judged(reportIn(join(again.cwd, folder)))).toEqual(judged(reportIn(join(run.cwd, folder))));
});

test('the seed’s profile is judged again with its own tests', LONG, async () => {
  const run = await cli(['check', '--server', 'reference', '--profile', 'seed']);
  const again = await cli(['replay', join(run.cwd, 'mlx-xproto-report'), '--profile', 'seed']);
  const folder = 'mlx-xproto-report';
  expect(judged(reportIn(join(again.cwd, folder)))).toEqual(judged(reportIn(join(run.cwd, folder))));
});

test('the command of an exchange makes it again', LONG, async () => {
  const { url } = await referenceServer('--api-key', KEY);
  const urls = ['--openai-base-url', `${url}/v1`, '--anthropic-base-url', url];
  const model = ['--model', 'mlx-xproto/qwen3-reference', '--api-key', KEY];
  const run = await cli(['check', '--server', 'attach', ...urls, ...model]);
  expect(run.status, run.stdout).toBe(0);
  const { exchanges } = reportIn(join(run.cwd, 'mlx-xproto-report'));
  const kind = ({ protocol, mode, status }: (typeof exchanges)[number]) => `${protocol} ${mode} ${status}`;
  const one = exchanges.filter((each, k) => exchanges.findIndex((other) => kind(other) === kind(each)) === k);
  expect(one.length).toBeGreaterThan(7);
  const again = await Promise.all(one.map(({ curl }) => statusOf(curl)));
  expect(again).toEqual(one.map(({ status }) => status));
});

async function statusOf(command: string): Promise<number> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command], {
    env: { PATH: process.env.PATH, API_KEY: KEY },
  });
  return Number(/^HTTP\/\S+ (\d+)/.exec(stdout)?.[1]);
}
