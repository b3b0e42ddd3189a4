import { execFile } from 'node:child_process';
import { withTimeLimit } from '../time-limit.js';
import type { Answer } from './probe-command.js';

/** Runs a longer command without a shell to its end. Never throws; on abort and after `limit` ms it is killed. */
export function finish(
  argv: string[],
  env: Record<string, string>,
  outer: AbortSignal,
  limit: number,
): Promise<Answer> {
  const [program = '', ...args] = argv;
  // A signal for each command: execFile does not take its listener back where there is no such program.
  const run = (signal: AbortSignal) =>
    new Promise<Answer>((resolve) => {
      execFile(program, args, { env, signal, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ status, output: stdout + (status === 0 ? '' : stderr), errors: stderr });
      });
    });
  return withTimeLimit(outer, limit, run);
}
