import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../contract/folders.js';
import { type Acted, runWorkflow, scratchRepository } from './act.js';
import { hasPip } from './tools.js';

/** act comes by pip, and here for Linux; elsewhere these are left out, and the contract tests run the same steps. */
const onLinux = describe.runIf(process.platform === 'linux' && hasPip);
const LONG = { timeout: 120_000 };

/** The workflow of the README, with a server that every machine has. */
function readmeWorkflow(): string {
  const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n(jobs:\n[\s\S]*?)```/.exec(readme) ?? [];
  const own = yaml
    .replace(/uses: org\/mlx-xproto-action@\S+/, 'uses: ./')
    .replace(/server: .*\n\s+model: .*/, 'server: reference');
  expect(own).toContain('uses: ./\n');
  expect(own).toContain('server: reference');
  return `on: push\n${own}`;
}

const BROKEN = 'node dist/cli/index.js reference --defect oa-role-in-every-delta --port {port}';

const SCRATCH = `on: push
jobs:
  right:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        mode: [plain, stream]
    outputs:
      verdict: \${{ steps.xproto.outputs.verdict }}
    steps:
      - uses: actions/checkout@v7
      - uses: ./
        id: xproto
        with:
          server: reference
          modes: \${{ matrix.mode }}
      - run: test "\${{ steps.xproto.outputs.verdict }}" = pass && test -f "\${{ steps.xproto.outputs.report-dir }}/report.json"
  after:
    needs: right
    runs-on: ubuntu-latest
    steps:
      - run: test "\${{ needs.right.outputs.verdict }}" = pass
  broken:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: ./
        id: xproto
        with:
          server: command
          command: ${BROKEN}
          model: mlx-xproto/qwen3-reference
      - name: left out
        run: echo never
      - name: reached
        if: always()
        run: test "\${{ steps.xproto.outputs.verdict }}" = fail
  mistyped:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: ./
        with:
          sever: reference
`;

onLinux('a workflow with uses: ./', LONG, () => {
  let done: Acted;
  beforeAll(async () => {
    done = await runWorkflow(scratchRepository(SCRATCH), 'scratch.yml');
  }, 300_000);

  test('is green on a server that is right, in every job of the matrix, and a later job reads its output', () => {
    expect(done.succeeded.toSorted(), done.log.slice(-3000)).toEqual([
      expect.stringMatching(/\/after$/),
      expect.stringMatching(/\/right-1$/),
      expect.stringMatching(/\/right-2$/),
    ]);
  });

  test('is red on a server that is broken; the rule stands in the summary and in an annotation', () => {
    expect(done.status).toBe(1);
    expect(done.failed.toSorted()).toEqual([expect.stringMatching(/\/broken$/), expect.stringMatching(/\/mistyped$/)]);
    expect(done.step('broken', './', 'Main')).toBe('failure');
    expect(done.step('broken', 'left out', 'Main')).not.toBe('success');
    expect(done.step('broken', 'reached', 'Main')).toBe('success');
    expect(done.summaries('broken').join('\n')).toContain('R-OA-44');
    expect(done.errors('broken').join('\n')).toContain('reproduce: curl');
    expect(done.output('broken', 'verdict')).toBe('fail');
  });

  test('is red on a mistyped input, which act and GitHub let through', () => {
    expect(done.errors('mistyped').join('\n')).toContain('unknown input "sever"');
  });

  test('runs the post step after success and after failure', () => {
    for (const job of ['right-1', 'right-2', 'broken', 'mistyped']) {
      expect(done.step(job, './', 'Post'), job).toBe('success');
    }
  });

  test('has a summary with a row for each case', () => {
    for (const job of ['right-1', 'right-2']) {
      expect(done.summaries(job).join('\n')).toMatch(/^\| <code>simple&#95;greeting<\/code> \|/m);
    }
  });
});

onLinux('the workflow of the README', LONG, () => {
  test('is green', async () => {
    const done = await runWorkflow(scratchRepository(readmeWorkflow()), 'scratch.yml');
    expect(done.failed, done.log.slice(-3000)).toEqual([]);
    expect(done.succeeded).toHaveLength(1);
  });
});

onLinux('the reusable workflow', LONG, () => {
  test('asks in shards, and has one verdict and one summary', async () => {
    const done = await runWorkflow(scratchRepository(), 'ci.yml', ['-j', 'fleet']);
    expect(done.failed, done.log.slice(-3000)).toEqual([]);
    expect(done.succeeded).toHaveLength(5);
    expect(done.summaries('')).toEqual([expect.stringContaining('Merged from 3 of 3 shards')]);
    expect(done.output('conformance/conformance', 'verdict')).toBe('pass');
  });

  test('is red where the report of a shard did not come, and names it', async () => {
    const lost = { XPROTO_LOST: 'mlx-xproto-report-2' };
    const done = await runWorkflow(scratchRepository(), 'ci.yml', ['-j', 'fleet'], lost);
    expect(done.failed).toEqual([expect.stringMatching(/conformance\/conformance$/)]);
    expect(done.summaries('conformance/conformance').join('\n')).toContain('2 reports are there, and 3 must be');
    expect(done.summaries('conformance/conformance').join('\n')).toMatch(/shard 2&#47;3 of reference/);
  });
});
