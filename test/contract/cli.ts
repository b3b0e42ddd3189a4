import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, onTestFinished } from 'vitest';
import { CLI, temporary } from './folders.js';

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
  /** The lines of standard error that say what is wrong. */
  errors: string[];
  cwd: string;
}

export interface Surroundings {
  cwd?: string;
  env?: Record<string, string>;
  /** Another Node than the one of the tests. */
  node?: string;
}

const started = new Set<ChildProcess>();
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs the committed CLI to its end, in a folder of its own. */
export async function cli(args: string[], surroundings: Surroundings = {}): Promise<Ended> {
  return startCli(args, surroundings).ended;
}

/** Starts the committed CLI. */
export function startCli(args: string[], { cwd = temporary(), env = {}, node = process.execPath }: Surroundings = {}) {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NO_COLOR: '1' };
  const child = spawn(node, [CLI, ...args], { cwd, env: { ...inherited, ...env } });
  started.add(child);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, 'close').then(([status]): Ended => {
    started.delete(child);
    const errors = said.stderr.split('\n').filter((line) => /^error\b/.test(line));
    return { status: status as number | null, ...said, errors, cwd };
  });
  /** Resolves to the first match in what was said so far. */
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(said.stdout) ?? pattern.exec(said.stderr);
      if (match) return match;
      const over = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
      if (over) throw new Error(`ended without ${pattern}: …${(said.stdout + said.stderr).slice(-500)}`);
    }
  };
  return { child, ended, until };
}

/** The reference server, run by the committed CLI until the test is finished. */
export async function referenceServer(...args: string[]): Promise<{ url: string; stop(): void }> {
  const running = startCli(['reference', '--port', '0', ...args]);
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  });
  const [, url = ''] = await running.until(/^listening on (\S+)$/m);
  return { url, stop: () => void running.child.kill('SIGKILL') };
}
