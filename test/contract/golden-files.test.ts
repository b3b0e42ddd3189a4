import { describe, expect, test } from 'vitest';
import { cli } from './cli.js';
import { fill, temporary } from './folders.js';

const GOOD = { id: 'mine', about: 'a case of the user', prompt: 'mine.txt', expect: { textContains: ['Paris'] } };

/** A folder with one golden case, and `check` on it. */
async function checkWith(file: unknown, files: Record<string, string> = {}) {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  const folder = fill(temporary(), {
    'prompts/mine.txt': 'What is the capital of France? Answer in one word.\n',
    'cases/mine.json': text,
    ...files,
  });
  return cli(['check', '--server', 'reference', '--golden', folder, '--cases', 'mine']);
}

describe('a golden file of the user', { timeout: 30_000 }, () => {
  test('is asked and judged like ours', async () => {
    const { status, stdout } = await checkWith(GOOD);
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^mine +✓/m);
  });

  test('is judged by what it expects', async () => {
    const { status, stdout } = await checkWith({ ...GOOD, expect: { textContains: ['Rome'] } });
    expect(status, stdout).toBe(1);
    expect(stdout).toContain('a text with "Rome"');
  });

  test.each<[string, unknown, string]>([
    ['that is no JSON', '{', 'mine.json'],
    ['without a field', { ...GOOD, about: undefined }, 'about'],
    ['with a field that nobody knows', { ...GOOD, temperature: 1 }, 'temperature'],
    ['with a value of the wrong kind', { ...GOOD, maxTokens: 'many' }, 'maxTokens'],
    ['with a value out of range', { ...GOOD, maxTokens: 0 }, 'maxTokens'],
    ['with another id than its name', { ...GOOD, id: 'yours' }, 'yours'],
    ['with a prompt that is not there', { ...GOOD, prompt: 'yours.txt' }, 'yours.txt'],
    ['with a prompt outside of its folder', { ...GOOD, prompt: '../../secret.txt' }, 'prompt'],
    ['with a flaw deep inside', { ...GOOD, expect: { toolCalls: [{ nome: 'x' }] } }, 'expect.toolCalls[0]'],
  ])('%s ends the run with status 2, naming file and field', async (_, file, field) => {
    const { status, stderr, stdout } = await checkWith(file);
    expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('golden');
    expect(stderr).toMatch(/mine\.json|yours\.txt/);
    expect(stderr).toContain(field);
  });

  // A variant that is not there is not asked, and nobody says so.
  test('with a variant that nobody knows ends the run with status 2', async () => {
    const { status, stderr } = await checkWith({ ...GOOD, variants: ['backwards'] });
    expect(status).toBe(2);
    expect(stderr).toContain('backwards');
  });

  test('is looked for in a folder that must have some', async () => {
    const { status, stderr } = await cli([
      'check',
      '--server',
      'reference',
      '--golden',
      fill(temporary(), { 'cases/x.txt': '' }),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('golden: no case file');
  });
});
