import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { fill, REPOSITORY, temporary } from './folders.js';
import { carrying } from './processes.js';
import { type Command, commandsIn } from './workflow-commands.js';

/** What GitHub's runner does to an action, and what it takes from it: only what `action.yml` and the files say. */

/** Milliseconds between the signals of a cancellation. */
const LADDER = { SIGINT: 7500, SIGTERM: 2500 } as const;
const TOKENS = { ACTIONS_RUNTIME_TOKEN: 'token-of-the-job', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token-of-the-job' };
const FILES = ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'] as const;

export interface Step {
  /** Null where a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
  /** Of both outputs. */
  commands: Command[];
  /** The signals that it took to end it. */
  signals: NodeJS.Signals[];
}

export interface Running {
  pid: number;
  ended: Promise<Step>;
  /** Resolves as soon as the outputs so far match; rejects where it ends without. */
  until(pattern: RegExp): Promise<void>;
  /** Cancels as the runner does: SIGINT, SIGTERM, SIGKILL, to this one process. */
  cancel(): Promise<Step>;
  kill(): Promise<Step>;
}

export interface Job {
  workspace: string;
  start(): Running;
  main(): Promise<Step>;
  post(state?: Record<string, string>): Promise<Step>;
  /** The text of a file that a step writes for the runner. */
  file(name: (typeof FILES)[number]): string;
  outputs(): Record<string, string>;
  state(): Record<string, string>;
  /** Processes that the runner would find left over, by its own variable. */
  leftOver(): number[];
}

/** The errors that the runner would show. */
export function errorsOf({ commands }: Step): Command[] {
  return commands.filter(({ name }) => name === 'error');
}

const started = new Set<ChildProcess>();
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** A job with this action as its only step, in an empty workspace. `more` is what else stands in the environment. */
export function newJob(inputs: Record<string, string>, more: Record<string, string> = {}): Job {
  const folder = fill(temporary(), Object.fromEntries(FILES.map((name) => [`files/${name}`, ''])));
  const workspace = join(folder, 'workspace');
  for (const name of ['workspace', 'temp', 'home']) mkdirSync(join(folder, name));
  const trackingId = `github_${randomUUID()}`;
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'someone/something',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: join(folder, 'temp'),
    RUNNER_TRACKING_ID: trackingId,
    ...TOKENS,
    ...Object.fromEntries(FILES.map((name) => [`GITHUB_${name}`, join(folder, 'files', name)])),
    ...inputVariables(inputs),
    ...more,
  };
  const file = (name: (typeof FILES)[number]) => readFileSync(join(folder, 'files', name), 'utf8');
  const state = () => keyValues(file('STATE'));
  const begin = (script: string, saved: Record<string, string> = {}) =>
    run(spawn(process.execPath, [join(REPOSITORY, script)], { cwd: workspace, env: { ...env, ...saved } }));
  return {
    workspace,
    start: () => begin('dist/main/index.js'),
    main: () => begin('dist/main/index.js').ended,
    post: (saved = state()) =>
      begin(
        'dist/post/index.js',
        rename(saved, (name) => `STATE_${name}`),
      ).ended,
    file,
    outputs: () => keyValues(file('OUTPUT')),
    state,
    leftOver: () => carrying(`RUNNER_TRACKING_ID=${trackingId}`),
  };
}

/** The inputs of `action.yml`, by name, with their defaults. */
export function declaredInputs(): Record<string, string> {
  const [, inputs = ''] = readFileSync(join(REPOSITORY, 'action.yml'), 'utf8').split(/^(?:inputs|outputs):$/m);
  const declared = inputs.matchAll(/^ {2}(\S+):\n(?: {4}(?!default).*\n)*? {4}default: '(.*)'$/gm);
  return Object.fromEntries(Array.from(declared, ([, name = '', text = '']) => [name, text.replaceAll("''", "'")]));
}

function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return rename({ ...declaredInputs(), ...inputs }, (name) => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`);
}

function rename(values: Record<string, string>, to: (name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [to(name), value]));
}

/** `name<<delimiter`, lines, `delimiter`. */
function keyValues(text: string): Record<string, string> {
  const blocks = text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?^\2$/gm);
  return Object.fromEntries(Array.from(blocks, ([, name = '', , value = '']) => [name, value]));
}

function run(child: ChildProcess): Running {
  started.add(child);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const signals: NodeJS.Signals[] = [];
  const ended = new Promise<Step>((resolve) => {
    child.once('close', (status) => {
      started.delete(child);
      resolve({ status, ...said, commands: commandsIn(`${said.stdout}\n${said.stderr}`), signals });
    });
  });
  const send = (signal: NodeJS.Signals) => {
    signals.push(signal);
    child.kill(signal);
  };
  const over = (within: number) => Promise.race([ended, sleep(within, null, { ref: false })]);
  return {
    pid: child.pid ?? 0,
    ended,
    until: async (pattern) => {
      while (!pattern.test(said.stdout) && !pattern.test(said.stderr)) {
        if (await over(20)) throw new Error(`ended without ${pattern}: …${(said.stdout + said.stderr).slice(-500)}`);
      }
    },
    cancel: async () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        send(signal);
        if (await over(LADDER[signal])) return ended;
      }
      send('SIGKILL');
      return ended;
    },
    kill: () => {
      send('SIGKILL');
      return ended;
    },
  };
}
