import { execFile } from 'node:child_process';
import { withTimeLimit } from './time-limit.js';

export interface Answer {
  /** Null where the program could not be started, or took too long. */
  status: number | null;
  output: string;
}

/** Runs a short command without a shell and collects what it prints. Never throws; gives up after `limit` ms. */
export function ask(argv: string[], env: Record<string, string>, outer: AbortSignal, limit = 30_000): Promise<Answer> {
  const [program = '', ...args] = argv;
  // A signal for each command: execFile does not take its listener back where there is no such program.
  const run = (signal: AbortSignal) =>
    new Promise<Answer>((resolve) => {
      execFile(program, args, { env, signal, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ status, output: stdout + (status === 0 ? '' : stderr) });
      });
    });
  return withTimeLimit(outer, limit, run);
}
