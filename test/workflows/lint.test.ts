import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fill, REPOSITORY, temporary } from '../contract/folders.js';
import { actionlint, githubParser, hasGo, hasPip, zizmor } from './tools.js';

const LONG = { timeout: 300_000 };
const folder = join(REPOSITORY, '.github/workflows');
const workflows = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
const WRONG = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n';

const run = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: REPOSITORY, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

describe('every workflow is right', LONG, () => {
  test('for GitHub’s own parser', async () => {
    const { parseWorkflow, NoOperationTraceWriter } = await githubParser();
    const errors = (name: string, content: string) =>
      parseWorkflow({ name, content }, new NoOperationTraceWriter()).context.errors.getErrors().map(String);
    expect(errors('wrong.yml', WRONG)).toEqual([expect.stringContaining("'stepz'")]);
    for (const [name, content] of workflows) expect(errors(name, content)).toEqual([]);
    // Nobody else here knows this key.
    const queue = (value: string) =>
      `concurrency: { group: a, queue: ${value} }\n${WRONG.replace('stepz: []', 'steps: []')}`;
    expect(errors('wrong.yml', queue('max'))).toEqual([]);
    expect(errors('wrong.yml', queue('maxx'))).toEqual([expect.stringContaining("'maxx'")]);
  });

  test.runIf(hasGo)('for actionlint (left out where there is no Go)', () => {
    const wrong = join(fill(temporary(), { 'wrong.yml': WRONG }), 'wrong.yml');
    expect(run(actionlint(), wrong).status).toBe(1);
    expect(run(actionlint(), '-color=false')).toEqual({ status: 0, said: '' });
  });

  test.runIf(hasPip)('for zizmor: permissions, pins, injections (left out where Python has no pip)', () => {
    const args = ['--offline', '--no-progress', '--persona=pedantic', '--color=never'];
    const wrong = fill(temporary(), {
      '.github/workflows/wrong.yml': `${WRONG.replace('stepz: []', 'steps: [{uses: a/b@v1}]')}`,
    });
    expect(run(zizmor(), ...args, wrong).said).toContain('unpinned-uses');
    const right = run(zizmor(), ...args, '.github', 'action.yml', 'merge');
    expect(right.status, right.said).toBe(0);
  });
});

describe('every workflow', () => {
  test.each(workflows)('%s pins what it uses to a full commit, with its version beside it', (_, text) => {
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, what = '']) => what);
    const foreign = uses.filter((what) => !what.startsWith('./'));
    for (const what of foreign) expect(what).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(workflows)(
    '%s grants nothing to all jobs, and every job has a time limit or calls one that has',
    (_, text) => {
      expect(text).toMatch(/^permissions: \{\}$/m);
      const jobs = text
        .slice(text.indexOf('\njobs:'))
        .split(/^ {2}(?=[\w-]+:$)/m)
        .slice(1);
      expect(jobs.length).toBeGreaterThan(0);
      for (const job of jobs) expect(job).toMatch(/^ {4}(timeout-minutes: \d+|uses: \.\/)/m);
    },
  );

  test.each(workflows)(
    '%s: a group in which nothing is cancelled queues, so that no third one throws out the second',
    (_, text) => {
      const kept = [...text.matchAll(/^ *cancel-in-progress: false\n(?: *#.*\n)*(.*)$/gm)];
      for (const [, next = ''] of kept) expect(next).toMatch(/^ *queue: max\b/);
      // GitHub refuses the two together, and its parser does not see it.
      if (kept.length === 0) expect(text).not.toContain('queue: max');
    },
  );

  test('of a push is asked for by one status check', () => {
    const text = workflows.find(([name]) => name === 'ci.yml')?.[1] ?? '';
    const jobs = Array.from(text.slice(text.indexOf('\njobs:')).matchAll(/^ {2}([\w-]+):$/gm), ([, name = '']) => name);
    const [, needs = ''] = /^ {2}ci:\n[\s\S]*?needs: \[(.*)\]/m.exec(text) ?? [];
    expect(needs.split(', ')).toEqual(jobs.filter((name) => name !== 'ci'));
    expect(text).toContain(
      `test "$RESULTS" = '${needs
        .split(', ')
        .map(() => 'success')
        .join(' ')}'`,
    );
  });

  test('has one pin for each action', () => {
    const pins = workflows.flatMap(([, text]) => [...text.matchAll(/uses: ([\w/-]+)@(\S+)/g)]);
    const versions = new Map<string, Set<string>>();
    for (const [, name = '', pin = ''] of pins) versions.set(name, (versions.get(name) ?? new Set()).add(pin));
    for (const [name, all] of versions) expect([name, all.size]).toEqual([name, 1]);
  });
});
