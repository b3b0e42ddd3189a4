import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerFailed } from '../errors.js';
import { identify, killGroup, type ProcessIdentity, stillRuns, TOKEN_VARIABLE } from './identity.js';
import { watch } from './watchdog.js';

export interface LaunchOrder {
  argv: string[];
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Takes both outputs; an older file is replaced. */
  logFile: string;
  /** A folder that goes with the process should we die; empty for none. */
  scratch: string;
}

export interface Launched {
  identity: ProcessIdentity;
  /** Null while it runs, then a predicate: `exited with status 1`, `was ended by SIGKILL`. */
  exited(): string | null;
  /** Resolves when it has ended, to what `exited()` then says. */
  ended: Promise<string>;
  /** Ends the whole group and waits for that: SIGTERM, then SIGKILL after `grace` milliseconds. May be called again. */
  stop(grace?: number): Promise<void>;
}

/**
 * Starts a program without a shell, as leader of its own process group, with its output in a file and a watchdog
 * beside it. Throws ServerFailed where the program cannot be started at all.
 */
export async function launch(order: LaunchOrder): Promise<Launched> {
  const token = randomBytes(16).toString('hex');
  const child = spawnToFile(order, { ...order.env, [TOKEN_VARIABLE]: token });
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', (error) => reject(new ServerFailed(`cannot start ${order.argv[0]}: ${reason(error)}`)));
  });
  let sentence: string | null = null;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      sentence = signal ? `was ended by ${signal}` : `exited with status ${code}`;
      resolve(sentence);
    });
  });
  const { pid } = child;
  if (pid === undefined) {
    await started;
    throw new ServerFailed(`cannot start ${order.argv[0]}`);
  }
  const identity = identify(pid, token);
  const dog = watch(pid, order.scratch);
  // Where nothing is left of the group, its number is free for others: the watchdog must forget it at once.
  void ended.then(() => stillRuns(identity) || dog.dismiss());
  await started;
  let stopping: Promise<void> | null = null;
  const stop = async (grace: number) => {
    child.ref();
    await killGroup(identity, grace);
    await Promise.race([ended, sleep(2000, undefined, { ref: false })]);
    dog.dismiss();
  };
  return {
    identity,
    exited: () => sentence,
    ended,
    stop: (grace = 4000) => {
      stopping ??= stop(grace);
      return stopping;
    },
  };
}

function spawnToFile(order: LaunchOrder, env: Record<string, string>): ChildProcess {
  const log = openLog(order.logFile);
  const [program = '', ...args] = order.argv;
  try {
    const child = spawn(program, args, { cwd: order.cwd, env, detached: true, stdio: ['ignore', log, log] });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function openLog(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, 'w');
  } catch (error) {
    throw new ServerFailed(`the log cannot be written: ${(error as Error).message}`);
  }
}

function reason(error: NodeJS.ErrnoException): string {
  const known: Record<string, string> = {
    ENOENT: 'there is no such program (a name without a slash is looked up on PATH)',
    EACCES: 'the file is not executable',
  };
  return known[error.code ?? ''] ?? error.message;
}
