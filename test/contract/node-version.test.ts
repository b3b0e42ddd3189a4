import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'index.js');

/** Runs the CLI in a Node that says it is another one. */
function runAs(version: string) {
  const script = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    await import(${JSON.stringify(CLI)});`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', 'list', 'servers'], {
    encoding: 'utf8',
  });
}

test('an older Node is told which one is needed, and ends with status 2', () => {
  const { status, stderr } = runAs('18.20.8');
  expect([status, stderr]).toEqual([2, 'error: Node 20.18 or later is needed, this is 18.20.8\n']);
});

test('Node 20.18 is not', () => expect(runAs('20.18.0').stderr).not.toContain('is needed'));
