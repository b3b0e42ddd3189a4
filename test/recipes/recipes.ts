import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY, temporary } from '../contract/folders.js';

const CONTRIBUTING = readFileSync(join(REPOSITORY, 'CONTRIBUTING.md'), 'utf8');

/** A recipe of CONTRIBUTING.md: its text, from its headline to the next. */
export function recipe(headline: string): string {
  const [, text] = CONTRIBUTING.split(`\n## ${headline}\n`);
  if (text === undefined) throw new Error(`CONTRIBUTING.md has no recipe "${headline}"`);
  return text.split('\n## ')[0] ?? '';
}

/** A copy of what the CLI is built from. */
export function copyOfSources(): string {
  const folder = join(temporary(), 'copy');
  mkdirSync(folder);
  for (const name of ['src', 'golden', 'dist', 'package.json', 'tsconfig.json']) {
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const NEW_FILE = /^New file `([^`]+)`:\n\n```\w*\n([\s\S]*?)```$/gm;
const ABOVE = /^In `([^`]+)`, above `([^`]+)`:\n\n```\w*\n([\s\S]*?)```$/gm;
const BECOMES = /^In `([^`]+)`, `([^`]+)` becomes `([^`]+)`\.$/gm;

/** Does what a recipe says, and nothing else. Returns how many steps it had. */
export function follow(text: string, folder: string): number {
  const files = [...text.matchAll(NEW_FILE)];
  for (const [, path = '', content = ''] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { flag: 'wx' });
  }
  const lines = [...text.matchAll(ABOVE)];
  for (const [, path = '', anchor = '', added = ''] of lines) {
    change(join(folder, path), anchor, (old) => {
      const start = old.lastIndexOf('\n', old.indexOf(anchor)) + 1;
      return old.slice(0, start) + added + old.slice(start);
    });
  }
  const words = [...text.matchAll(BECOMES)];
  for (const [, path = '', from = '', to = ''] of words) {
    change(join(folder, path), from, (old) => old.replace(from, to));
  }
  return files.length + lines.length + words.length;
}

function change(file: string, anchor: string, how: (old: string) => string): void {
  const old = readFileSync(file, 'utf8');
  if (!old.includes(anchor)) throw new Error(`${file} has no "${anchor}"`);
  writeFileSync(file, how(old));
}

/** Compiles a copy. */
export function compile(folder: string): { status: number | null; said: string } {
  const tsc = join(REPOSITORY, 'node_modules/.bin/tsc');
  const { status, stdout, stderr } = spawnSync(tsc, ['-p', '.', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Runs a copy's CLI. */
export function cliOf(folder: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'lib/src/cli.js'), ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, said: stdout + stderr };
}
