import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BY_THE_CLOCK } from '../unit/merge/split.js';
import { cli } from './cli.js';
import { CLI, filesBelow, fill, temporary } from './folders.js';

interface Written {
  exitCode: number;
  reason: string;
  findings: Record<string, string>[];
  members?: { name: string }[];
}

const LONG = { timeout: 60_000 };
const reportIn = (folder: string): Written => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
const findingsIn = (folder: string) =>
  reportIn(folder)
    .findings.filter(({ rule = '' }) => !BY_THE_CLOCK.includes(rule))
    .map((one) => [one.rule, one.case, one.protocol, one.mode, one.verdict].join(' '))
    .sort();

let home = '';
const at = (name: string) => join(home, name);
const check = (name: string, ...args: string[]) =>
  cli(['check', '--server', 'reference', '--report-dir', at(name), ...args]);
const merge = (name: string, reports: string[], ...args: string[]) =>
  cli(['merge', ...reports.map(at), '--report-dir', at(name), ...args]);

beforeAll(async () => {
  home = temporary();
  for (const shard of ['1/3', '2/3', '3/3']) await check(shard.replace('/', '-of-'), '--shard', shard);
  await check('whole');
  await check('bad', '--defect', 'oa-role-in-every-delta');
}, 120_000);

/** The reference server, but for the second time. */
const SERVES_ONCE = `import { existsSync, writeFileSync } from 'node:fs';
const flag = import.meta.filename + '.served';
if (existsSync(flag)) process.exit(2);
writeFileSync(flag, '');
const [node, , port] = process.argv;
process.argv = [node, ${JSON.stringify(CLI)}, 'reference', '--port', port];
await import(${JSON.stringify(CLI)});
`;

const SHARDS = ['1-of-3', '2-of-3', '3-of-3'];

describe('the shards of a run', LONG, () => {
  test('become that run, in any order', async () => {
    expect(await merge('merged', SHARDS.toReversed())).toMatchObject({ status: 0, errors: [] });
    expect(findingsIn(at('merged'))).toEqual(findingsIn(at('whole')));
    expect(filesBelow(at('merged/evidence')).size).toBe(filesBelow(at('whole/evidence')).size);
  });

  test('can be judged again once they are merged', async () => {
    await merge('merged-once', SHARDS);
    expect((await cli(['replay', at('merged-once/evidence'), '--report-dir', at('replayed')])).status).toBe(0);
    expect(findingsIn(at('replayed'))).toEqual(findingsIn(at('whole')));
  });

  test('give no verdict while one is missing, and the report names it', async () => {
    const { status, stdout } = await merge('gap', ['1-of-3', '3-of-3']);
    expect(status).toBe(3);
    expect(stdout).toContain('shard 2/3 of reference with');
    expect(reportIn(at('gap')).exitCode).toBe(3);
  });

  test('give no verdict where the server of one did not start, and the report says why', async () => {
    fill(home, { 'serve.mjs': SERVES_ONCE });
    const command = `"${process.execPath}" "${at('serve.mjs')}" {port}`;
    const part = (k: number) => {
      const options = ['--server', 'command', '--command', command, '--model', 'mlx-xproto/qwen3-reference'];
      return cli(['check', ...options, '--shard', `${k}/2`, '--report-dir', at(`part-${k}`)]);
    };
    expect((await part(1)).status).toBe(0);
    expect((await part(2)).status).toBe(3);
    const { status, stdout } = await merge('half', ['part-2', 'part-1']);
    expect(status).toBe(3);
    expect(stdout).toMatch(/shard 2: .*exited with status 2/);
    expect(stdout).toContain('mlx-xproto/qwen3-reference');
  });

  test.each<[string, string[], string]>([
    ['one of them twice', ['1-of-3', '2-of-3', '3-of-3', '2-of-3'], 'shard 2/3'],
    ['the whole run beside them', ['1-of-3', '2-of-3', '3-of-3', 'whole'], 'number of shards'],
    ['what is no report', ['1-of-3', 'nothing-here'], 'nothing-here'],
  ])('are refused with status 2 with %s', async (_, reports, word) => {
    const { status, errors } = await merge('refused', reports);
    expect(status).toBe(2);
    expect(errors).toEqual([expect.stringContaining(word)]);
  });

  test('are refused where a saved byte was changed', async () => {
    cpSync(at('1-of-3'), at('touched'), { recursive: true });
    const [body = ''] = [...filesBelow(at('touched')).keys()].filter((file) => file.endsWith('.body'));
    appendFileSync(join(at('touched'), body), ' ');
    const { status, errors } = await merge('refused', ['touched', '2-of-3', '3-of-3']);
    expect(status).toBe(2);
    expect(errors).toEqual([expect.stringContaining(body)]);
  });
});

describe('the reports of several servers', LONG, () => {
  test('stand side by side, and the worst one counts', async () => {
    const command = `${process.execPath} ${join(import.meta.dirname, '../../dist/cli/index.js')} reference --port {port}`;
    await cli(['check', '--server', 'command', '--command', command, '--cases', 'ping', '--report-dir', at('other')]);
    expect((await merge('fleet', ['bad', 'other'])).status).toBe(1);
    const { members, findings } = reportIn(at('fleet'));
    expect(members?.map(({ name }) => name.split(',')[0])).toEqual(['reference', 'command']);
    expect(new Set(findings.map(({ member }) => member)).size).toBe(2);
    expect(readFileSync(at('fleet/summary.md'), 'utf8')).toMatch(/\| <code>R-OA-44<\/code> \| ❌ \d+ \|/);
    const folders = [...filesBelow(at('fleet/members')).keys()].filter((file) => file.endsWith('report.json'));
    expect(folders).toHaveLength(2);
  });

  test('are not all there: no verdict', async () => {
    const { status, stdout } = await merge('few', ['whole'], '--expect', '2');
    expect(status).toBe(3);
    expect(stdout).toContain('1 reports are there, and 2 must be');
  });
});

describe('what gives status 1', LONG, () => {
  test('is asked anew by a merge', async () => {
    expect((await merge('red', ['bad'])).status).toBe(1);
    expect((await merge('green', ['bad'], '--fail-on', 'never')).status).toBe(0);
  });

  test('is nothing that was found with --fail-on never', async () => {
    const { status, stdout } = await check('forgiven', '--defect', 'oa-role-in-every-delta', '--fail-on', 'never');
    expect(status).toBe(0);
    expect(stdout).toContain('R-OA-44');
  });
});

describe('two reports compared', LONG, () => {
  test.each([
    ['whole', 'bad', 1, /✗ new: \d+ in \d+ rules?\n {2}R-OA-44/],
    ['bad', 'whole', 0, /✓ fixed: \d+ in \d+ rules?\n {2}R-OA-44/],
    ['bad', 'bad', 0, /✗ still failing: \d+ in \d+ rules?\n {2}R-OA-44/],
    ['whole', 'whole', 0, /✗ new: nothing\n✓ fixed: nothing\n✗ still failing: nothing/],
  ] as const)('%s and %s', async (before, after, status, said) => {
    const ended = await cli(['compare', at(before), at(after)]);
    expect(ended).toMatchObject({ status, errors: [] });
    expect(ended.stdout).toMatch(said);
  });

  test('without a verdict in the later one is status 3', async () => {
    await merge('later', ['1-of-3', '3-of-3']);
    expect((await cli(['compare', at('whole'), at('later')])).status).toBe(3);
  });
});
