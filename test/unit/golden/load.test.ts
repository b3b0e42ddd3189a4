import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../../src/golden/load.js';
import { WrongOption } from '../../../src/options/wrong-option.js';

const root = mkdtempSync(join(tmpdir(), 'golden-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
/** A golden folder with these files. */
function folder(files: Record<string, string | object>): string {
  const path = join(root, String(folders++));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return path;
}

const HELLO = { id: 'hello', about: 'A greeting', prompt: 'hello.txt' };
const withCase = (content: string | object, prompt = 'Hello!\n') =>
  folder({ 'cases/hello.json': content, 'prompts/hello.txt': prompt });

/** The one error that loading a folder gives. */
function complaint(path: string): string {
  try {
    loadCases(path);
  } catch (error) {
    expect(error).toBeInstanceOf(WrongOption);
    return (error as WrongOption).message;
  }
  return expect.fail('nothing was wrong');
}

describe('a case', () => {
  it('needs an id, a sentence and a prompt; the rest has defaults', () => {
    expect(loadCases(withCase(HELLO))).toMatchObject([
      {
        ...HELLO,
        prompt: 'Hello!',
        system: null,
        tools: [],
        toolResults: {},
        maxTokens: 128,
        variants: [],
        seed: false,
        expect: { textContains: [], resultContains: [], toolCalls: [] },
      },
    ]);
  });

  it.each([
    ['keeps what stands in its file', 'a  b\t你好 🌍', 'a  b\t你好 🌍'],
    ['loses the newline that ends the file', 'a\n', 'a'],
    ['loses that newline in either spelling', 'a\r\n', 'a'],
    ['loses no other one', 'a\n\n b\n\n', 'a\n\n b\n'],
    ['keeps blanks at its borders', ' a \n', ' a '],
  ])('has a prompt that %s', (_, content, prompt) => {
    expect(loadCases(withCase(HELLO, content))[0]?.prompt).toBe(prompt);
  });

  it('stands among others in the order of names; other files are none', () => {
    const path = folder({
      'cases/b.json': { ...HELLO, id: 'b' },
      'cases/a.json': { ...HELLO, id: 'a' },
      'cases/README.md': 'not a case',
      'prompts/hello.txt': 'Hello!',
    });
    expect(loadCases(path).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('a broken case file', () => {
  const TOOL = { name: 'f', description: '', parameters: {} };

  it.each<[string, string | object, string]>([
    ['is not JSON', '{"id": "hello",}', 'is not JSON'],
    ['is empty', '', 'is not JSON'],
    ['is no object', [], 'expected object'],
    ['has no id', { ...HELLO, id: undefined }, 'id'],
    ['has an id in capitals', { ...HELLO, id: 'Hello' }, 'lower-case letters, digits and underscores'],
    ['has another id than its name', { ...HELLO, id: 'bye' }, 'id is "bye", but must be the file\'s name'],
    ['has no sentence', { ...HELLO, about: '' }, 'about'],
    ['has no prompt', { ...HELLO, prompt: undefined }, 'prompt'],
    ['has a prompt outside the folder', { ...HELLO, prompt: '../hello.txt' }, 'prompt'],
    ['has a prompt that is not there', { ...HELLO, prompt: 'bye.txt' }, 'prompt: cannot read'],
    ['has a key that nobody knows', { ...HELLO, promt: 'x' }, 'promt'],
    ['has a system text that is none', { ...HELLO, system: 1 }, 'system'],
    ['has a cap of 0', { ...HELLO, maxTokens: 0 }, 'maxTokens'],
    ['has a broken cap', { ...HELLO, maxTokens: 1.5 }, 'maxTokens'],
    ['has a cap beyond reason', { ...HELLO, maxTokens: 1e6 }, 'maxTokens'],
    ['has a tool without a description', { ...HELLO, tools: [{ name: 'f', parameters: {} }] }, 'tools[0].description'],
    ['has a tool with a blank in its name', { ...HELLO, tools: [{ ...TOOL, name: 'a b' }] }, 'tools[0].name'],
    ['has a tool with another key', { ...HELLO, tools: [{ ...TOOL, strict: true }] }, 'tools[0]'],
    ['has a result that is no text', { ...HELLO, toolResults: { f: 18 } }, 'toolResults.f'],
    ['has variants that are no list', { ...HELLO, variants: 'cap_1' }, 'variants'],
    ['has an expectation that nobody knows', { ...HELLO, expect: { text: 'x' } }, 'text'],
    ['expects an empty text', { ...HELLO, expect: { textContains: [''] } }, 'expect.textContains[0]'],
    ['expects a call without a name', { ...HELLO, expect: { toolCalls: [{}] } }, 'expect.toolCalls[0].name'],
    ['has a seed mark that is no truth value', { ...HELLO, seed: 'yes' }, 'seed'],
  ])('%s: the error names it and the field', (_, content, said) => {
    const message = complaint(withCase(content));
    expect(message).toContain(join('cases', 'hello.json'));
    expect(message).toContain(said);
    expect(message.startsWith('golden: ')).toBe(true);
  });

  it('has an empty prompt: the error names both files', () => {
    const message = complaint(withCase(HELLO, '\n'));
    expect(message).toContain(join('cases', 'hello.json'));
    expect(message).toContain(`${join('prompts', 'hello.txt')} is empty`);
  });

  it('is told of with all that is wrong in it', () => {
    const message = complaint(withCase({ id: 'hello', about: '', prompt: 'x', maxTokens: 0 }));
    for (const field of ['about', 'prompt', 'maxTokens']) expect(message).toContain(field);
  });
});

describe('a broken golden folder', () => {
  it('is one that is not there', () => {
    expect(complaint(join(root, 'nowhere'))).toContain('golden: cannot read the folder');
  });

  it('is one without a case', () => {
    expect(complaint(folder({ 'cases/README.md': 'x' }))).toContain('golden: no case file (*.json) in');
  });
});
