import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from './cli.js';
import { REPOSITORY, temporary } from './folders.js';

const text = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(REPOSITORY, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

/** The commands of this project in a page's shell blocks, in order. */
function commands(path: string): string[][] {
  const blocks = text(path).matchAll(/```sh\n([\s\S]*?)```/g);
  const lines = Array.from(blocks, ([, block = '']) => block.split('\n')).flat();
  return lines.filter((line) => line.startsWith('node dist/cli/index.js ')).map((line) => line.split(' ').slice(2));
}

describe('what the documentation says can be done', { timeout: 120_000 }, () => {
  test('docs/fleet.md: every command works, one after the other', async () => {
    const cwd = temporary();
    const all = commands('docs/fleet.md');
    expect(all.length).toBeGreaterThan(4);
    for (const args of all) expect(await cli(args, { cwd }), args.join(' ')).toMatchObject({ status: 0, errors: [] });
  });

  test('docs/baselines.md: the first run is red, the one with the baseline is green', async () => {
    const cwd = temporary();
    const statuses = [];
    for (const args of commands('docs/baselines.md')) statuses.push((await cli(args, { cwd })).status);
    expect(statuses).toEqual([1, 0, 0]);
  });

  test('docs/self-hosted-runner.md: the doctor looks at this machine, and says what to do where something is wrong', async () => {
    const [args = []] = commands('docs/self-hosted-runner.md');
    expect(args).toEqual(['doctor']);
    const { status, stdout, stderr } = await cli([...args, '--model', 'golden']);
    expect(status, stdout + stderr).toBe(0);
    for (const about of ['Node', 'Python', 'uv', 'cache', 'disk', 'memory', 'model', 'port']) {
      expect(stdout).toMatch(new RegExp(`^. ${about} +\\S`, 'm'));
    }
    const missing = await cli(['doctor', '--model', 'nobody/has-this']);
    expect(missing.stdout).toMatch(/^! model .*nobody\/has-this.*\n +→ /m);
  });

  test.each(pages)('%s links to files that are there', (page) => {
    const links = Array.from(text(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(REPOSITORY, dirname(page), link)))).toEqual([]);
  });

  test('the change log has the version', () => {
    const { version } = JSON.parse(text('package.json')) as { version: string };
    expect(text('CHANGELOG.md')).toContain(`\n## ${version}\n`);
  });
});
