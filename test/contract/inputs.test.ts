import { describe, expect, test } from 'vitest';
import { closedPort } from './ports.js';
import { declaredInputs, errorsOf, newJob } from './runner.js';

test('every input of action.yml can be read from it', () => {
  expect(Object.keys(declaredInputs()).length).toBeGreaterThan(10);
  expect(declaredInputs()).toMatchObject({ server: 'mlx-manager', profile: 'standard', command: '' });
});

describe('wrong inputs end the step with status 2 and one error that names', { timeout: 30_000 }, () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['an input that nobody knows', { 'servre-name': 'x' }, ['servre-name', 'server', 'report-dir']],
    ['a server that nobody knows', { server: 'mlx-vlmm' }, ['server', 'mlx-vlmm', 'mlx-vlm']],
    ['a protocol', { protocols: 'openai-chat,gemini' }, ['protocols', 'gemini', 'anthropic-messages']],
    ['a mode', { modes: 'slow' }, ['modes', 'slow', 'plain', 'stream']],
    ['a case', { cases: 'no_such_case' }, ['cases', 'no_such_case', 'simple_greeting']],
    ['a rule', { checks: 'R-ZZ-*' }, ['checks', 'R-ZZ-*', 'list rules']],
    ['a selection that leaves nothing', { checks: '!*' }, ['checks']],
    ['a profile', { profile: 'lenient' }, ['profile', 'lenient', 'standard', 'strict']],
    ['a duration', { 'request-timeout': 'soon' }, ['request-timeout', 'soon', '90s']],
    ['no duration at all', { timeout: '0s' }, ['timeout', '0s']],
    [
      'a URL',
      { server: 'attach', 'openai-base-url': 'localhost', 'anthropic-base-url': 'http://localhost' },
      ['openai-base-url', 'localhost', 'http://127.0.0.1:8080'],
    ],
    ['attach without URLs', { server: 'attach' }, ['attach', 'openai-base-url', 'anthropic-base-url']],
    ['a command for another server', { server: 'mlx-vlm', command: 'x' }, ['command', 'mlx-vlm']],
    ['a missing command', { server: 'command' }, ['command']],
    ['a quote that is open', { server: 'command', command: 'run "it' }, ['command', 'quote']],
    ['a model folder that is not there', { server: 'mlx-vlm', model: '/no/such/model' }, ['model', '/no/such/model']],
    ['a golden folder that is not there', { golden: '/no/such/golden' }, ['golden', '/no/such/golden']],
  ])('%s', async (_, inputs, words) => {
    const job = newJob({ server: 'reference', ...inputs });
    const main = await job.main();
    expect(main.status, main.stdout + main.stderr).toBe(2);
    expect(errorsOf(main)).toHaveLength(1);
    for (const word of words) expect(errorsOf(main)[0]?.data).toContain(word);
    expect(job.state()).toEqual({});
  });

  test('all of several', async () => {
    const main = await newJob({ profile: 'lenient', modes: 'slow' }).main();
    expect(errorsOf(main)).toHaveLength(1);
    expect(errorsOf(main)[0]?.data).toMatch(/modes: .*profile: /);
  });
});

test('inputs with blanks around them and words on lines of their own are understood', { timeout: 30_000 }, async () => {
  const url = `http://127.0.0.1:${await closedPort()}`;
  const main = await newJob({
    server: ' attach\n',
    'openai-base-url': `${url}/v1/ `,
    'anthropic-base-url': `${url}/`,
    modes: '\n  plain\n  stream\n',
    checks: 'R-OA-*\n!R-OA-44\n',
  }).main();
  expect(main.status, main.stdout + main.stderr).toBe(3);
});
