import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actionTypesYml, actionYml, optionsPage, withOptions } from '../../src/options/documents.js';
import { cli } from './cli.js';
import { REPOSITORY, temporary } from './folders.js';

const file = (path: string) => join(REPOSITORY, path);

describe('what is generated is what the table of options gives:', () => {
  test('action.yml', () => {
    expect(readFileSync(file('action.yml'), 'utf8')).toBe(actionYml());
  });

  test('action-types.yml', () => {
    expect(readFileSync(file('action-types.yml'), 'utf8')).toBe(actionTypesYml());
  });

  test('docs/options.md', () => {
    expect(readFileSync(file('docs/options.md'), 'utf8')).toBe(optionsPage());
  });

  test('the table in README.md', () => {
    const readme = readFileSync(file('README.md'), 'utf8');
    expect(readme).toBe(withOptions(readme));
  });
});

describe('dist', () => {
  const sizeOf = (entry: string) => statSync(file(`dist/${entry}/index.js`)).size;

  test.each([
    ['main', 3_000_000],
    ['cli', 3_000_000],
    ['post', 20_000],
  ])('%s is small', (entry, most) => {
    expect(sizeOf(entry)).toBeLessThan(most);
  });

  test('is code and licences, and nothing that lay about when it was built', () => {
    const files = readdirSync(file('dist'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const allowed = ['index.js', 'licenses.txt', 'package.json'];
    expect(files.map(({ name }) => name).filter((name) => !allowed.includes(name))).toEqual([]);
    for (const entry of ['main', 'cli'])
      expect(readFileSync(file(`dist/${entry}/licenses.txt`), 'utf8')).toContain('MIT');
  });

  test('has the licence of everything in it', () => {
    const { dependencies } = JSON.parse(readFileSync(file('package.json'), 'utf8')) as { dependencies: object };
    const licences = ['main', 'cli']
      .map((entry) => readFileSync(file(`dist/${entry}/licenses.txt`), 'utf8'))
      .join('\n');
    const bundled = ['main', 'cli'].map((entry) => readFileSync(file(`dist/${entry}/index.js`), 'utf8')).join('\n');
    const missing = Object.keys(dependencies).filter(
      (name) => bundled.includes(`node_modules/${name}/`) && !licences.includes(name),
    );
    expect(missing).toEqual([]);
  });

  test('has no path of the machine that built it', () => {
    for (const entry of ['main', 'post', 'cli']) {
      expect(readFileSync(file(`dist/${entry}/index.js`), 'utf8')).not.toContain(REPOSITORY);
    }
  });
});

/** The Node of the machine, where it is not the one that the tests run on. */
const otherNode = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((node) => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v20.'));

describe.skipIf(otherNode === undefined)('under Node 20', { timeout: 60_000 }, () => {
  const node = otherNode ?? '';

  test('the CLI checks the reference server', async () => {
    const { status, stdout, stderr } = await cli(['check', '--server', 'reference'], { node });
    expect({ status, errors: stderr.match(/^(error|\(node:\d+\)).*/gm) }, stdout).toEqual({ status: 0, errors: null });
  });

  test('the entries of the Action load', () => {
    const env = { PATH: process.env.PATH, 'INPUT_NO-SUCH': 'x' };
    const main = spawnSync(node, [file('dist/main/index.js')], { env, cwd: temporary(), encoding: 'utf8' });
    expect(main.status, main.stderr).toBe(2);
    expect(main.stdout).toContain('unknown input');
    expect(execFileSync(node, [file('dist/post/index.js')], { env, encoding: 'utf8' })).toBe('');
  });
});
