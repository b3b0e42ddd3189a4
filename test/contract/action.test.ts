import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLI } from './folders.js';
import { newJob, type Job, type Step } from './runner.js';
import { closedPort } from './ports.js';
import { troublesome } from './servers/troublesome.js';
import type { Command } from './workflow-commands.js';

const SLOW = { timeout: 60_000 };

const errors = ({ commands }: Step) => commands.filter(({ name }) => name === 'error');
const namesOf = ({ commands }: Step) => new Set(commands.map(({ name }) => name));
const reference = (...args: string[]) => `"${process.execPath}" "${CLI}" reference --port {port} ${args.join(' ')}`;

async function mainOf(inputs: Record<string, string>): Promise<{ job: Job; main: Step }> {
  const job = newJob(inputs);
  return { job, main: await job.main() };
}

describe('on a server that is right, the step', SLOW, () => {
  let job: Job;
  let main: Step;
  beforeAll(async () => {
    ({ job, main } = await mainOf({ server: 'reference' }));
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
    expect(errors(main)).toEqual([]);
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

  test('leaves nothing running, and post has nothing to do', async () => {
    expect(job.leftOver()).toEqual([]);
    expect(await job.post()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});

describe('on a server that is wrong, the step', SLOW, () => {
  let job: Job;
  let main: Step;
  beforeAll(async () => {
    ({ job, main } = await mainOf({ server: 'command', command: reference('--defect oa-role-in-every-delta') }));
  }, 60_000);

  test('fails', () => {
    expect(main.status, main.stdout + main.stderr).toBe(1);
    expect(job.outputs().verdict).toBe('fail');
    expect(Number(job.outputs().failed)).toBeGreaterThan(0);
  });

  test('names the broken rule in an annotation and in the summary', () => {
    expect(errors(main).map(({ properties }) => properties)).toContainEqual(expect.stringContaining('R-OA-44'));
    expect(job.file('STEP_SUMMARY')).toContain('R-OA-44');
  });
});

/** The runner shows ten errors of a step. */
test('a server that is wrong in every way gets at most ten errors, and all but the last have a title', SLOW, async () => {
  const { main, job } = await mainOf(troublesome());
  expect(main.status, main.stdout + main.stderr).toBe(1);
  expect(job.outputs().failed).toMatch(/^\d{3,}$/);
  const shown = errors(main);
  expect(shown.length).toBeLessThanOrEqual(10);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.slice(0, -1).filter(({ properties }) => !properties.includes('title='))).toEqual([]);
  for (const { data } of shown) expect(data.length).toBeLessThan(4096);
});

describe('wrong inputs end with status 2 and one error:', SLOW, () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['an input that nobody knows', { 'servre-name': 'x' }, ['servre-name', 'server', 'report-dir']],
    ['a server that nobody knows', { server: 'mlx-vlmm' }, ['server', 'mlx-vlmm', 'mlx-vlm']],
    ['a protocol', { protocols: 'openai-chat,gemini' }, ['protocols', 'gemini', 'anthropic-messages']],
    ['a mode', { modes: 'slow' }, ['modes', 'slow', 'plain', 'stream']],
    ['a case', { cases: 'no_such_case' }, ['cases', 'no_such_case', 'simple_greeting']],
    ['a rule', { checks: 'R-ZZ-*' }, ['checks', 'R-ZZ-*', 'list rules']],
    ['a profile', { profile: 'lenient' }, ['profile', 'lenient', 'standard', 'strict']],
    ['a duration', { 'request-timeout': 'soon' }, ['request-timeout', 'soon', '90s']],
    ['no duration at all', { timeout: '0s' }, ['timeout', '0s']],
    ['a URL', { server: 'attach', 'openai-base-url': 'localhost', 'anthropic-base-url': 'http://x' }, ['openai-base-url', 'localhost', 'http://']],
    ['attach without URLs', { server: 'attach' }, ['attach', 'openai-base-url', 'anthropic-base-url']],
    ['a command for another server', { server: 'mlx-vlm', command: 'x' }, ['command', 'mlx-vlm']],
    ['no command', { server: 'command' }, ['command']],
    ['an open quote', { server: 'command', command: 'run "it' }, ['command', 'quote']],
    ['a model folder that is not there', { server: 'mlx-vlm', model: '/no/such/model' }, ['model', '/no/such/model']],
    ['a golden folder that is not there', { golden: '/no/such/golden' }, ['golden', '/no/such/golden']],
  ])('%s', async (_, inputs, words) => {
    const { main, job } = await mainOf({ server: 'reference', ...inputs });
    expect(main.status, main.stdout + main.stderr).toBe(2);
    expect(errors(main)).toHaveLength(1);
    for (const word of words) expect(errors(main)[0]?.data).toContain(word);
    expect(job.state()).toEqual({});
  });

  test('two of them are named together', async () => {
    const { main } = await mainOf({ profile: 'lenient', modes: 'slow' });
    expect(errors(main)).toHaveLength(1);
    expect(errors(main)[0]?.data).toMatch(/modes: .*profile: |profile: .*modes: /s);
  });
});

describe('without a server there is no verdict, and the step ends with status 3:', SLOW, () => {
  test('nobody listens where the server should be', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { main, job } = await mainOf({
      server: 'attach',
      'openai-base-url': `${url}/v1`,
      'anthropic-base-url': url,
    });
    expect(main.status).toBe(3);
    expect(errors(main).map(({ data }) => data)).toEqual([expect.stringContaining(url)]);
    expect(job.outputs().verdict).toBe('unknown');
    expect(job.file('STEP_SUMMARY')).toContain('no verdict');
  });

  test('the program is not there', async () => {
    const { main } = await mainOf({ server: 'command', command: '/no/such/program --port {port}' });
    expect(main.status).toBe(3);
    expect(errors(main).map(({ data }) => data)).toEqual([expect.stringContaining('/no/such/program')]);
  });

  test('it is not ready in time', async () => {
    const { main, job } = await mainOf({ ...troublesome('--mute'), 'startup-timeout': '500ms' });
    expect(main.status).toBe(3);
    expect(errors(main).map(({ data }) => data)).toEqual([expect.stringContaining('not ready within 0.5 s')]);
    expect(job.leftOver()).toEqual([]);
  });

  test('it ends in the middle of the run: its last words are shown, and nothing is left of it', async () => {
    const { main, job } = await mainOf(troublesome('--die-after 20'));
    expect(main.status).toBe(3);
    expect(errors(main).at(-1)?.data).toContain('exited with status 7');
    expect(main.stdout).toContain('the model fell over');
    expect(job.file('STEP_SUMMARY')).toContain('the model fell over');
    expect(job.outputs().verdict).toBe('unknown');
    expect(job.leftOver()).toEqual([]);
  });

  test('the run takes too long', async () => {
    const { main, job } = await mainOf({ ...troublesome('--delay 100'), timeout: '2s' });
    expect(main.status).toBe(3);
    expect(errors(main).at(-1)?.data).toContain('too long');
    expect(job.leftOver()).toEqual([]);
  });
});

describe('a server that speaks to the runner is not heard:', SLOW, () => {
  test.each([
    ['in its replies, headers and errors', '--hostile', 1],
    ['in its last words', '--hostile --die-after 3', 3],
    ['before it is ready', '--hostile --mute', 3],
  ])('%s', async (_, flags, status) => {
    const { main, job } = await mainOf({ ...troublesome(flags), 'startup-timeout': '3s' });
    expect(main.status, main.stdout + main.stderr).toBe(status);
    expect([...namesOf(main)].sort().filter((name) => !['add-mask', 'error', 'warning'].includes(name))).toEqual([]);
    expect(main.commands.filter(isForged)).toEqual([]);
    expect(main.commands.filter(({ name }) => name === 'add-mask')).toHaveLength(1);
    expect(main.stdout + main.stderr).not.toContain('\u001b[5m');
    expect(main.stdout + main.stderr).not.toContain('\u0007');
    expect(job.outputs().verdict).toBe(status === 1 ? 'fail' : 'unknown');
    expect(job.file('STEP_SUMMARY')).not.toMatch(/^\s*::|\u001b|##\[/m);
  });
});

const isForged = ({ data }: Command) => data.startsWith('forged');

test('the server’s environment has none of the job’s tokens and inputs', SLOW, async () => {
  const { job } = await mainOf(troublesome('--die-after 1'));
  const said = job.file('STEP_SUMMARY') + (await import('node:fs')).readFileSync(join(job.workspace, 'mlx-xproto-report/server.log'), 'utf8');
  expect(said).toContain('RUNNER_TRACKING_ID');
  expect(said).not.toMatch(/token-of-the-job|ACTIONS_RUNTIME_TOKEN|INPUT_|GITHUB_/);
  expect(existsSync(job.workspace)).toBe(true);
});
