import { getExecOutput } from '@actions/exec';
import { withTimeLimit } from '../time-limit.js';

export interface Answer {
  /** Null where the program could not be started, or took too long. */
  status: number | null;
  /** What it was asked for; where it failed, what it says of that as well. */
  output: string;
  errors: string;
}

const NOTHING: Answer = { status: null, output: '', errors: '' };

/** Runs a short command without a shell and collects what it prints. Never throws; gives up after `limit` ms. */
export function ask(argv: string[], env: Record<string, string>, outer: AbortSignal, limit = 30_000): Promise<Answer> {
  const [program = '', ...args] = argv;
  // Silent, always: what a program prints may hold commands to the runner.
  const run = getExecOutput(program, args, { env, silent: true, ignoreReturnCode: true }).then(
    ({ exitCode, stdout, stderr }) => ({
      status: exitCode,
      output: stdout + (exitCode === 0 ? '' : stderr),
      errors: stderr,
    }),
    () => NOTHING,
  );
  return withTimeLimit(outer, limit, (signal) => Promise.race([run, whenAborted(signal)]));
}

function whenAborted(signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(NOTHING);
    signal.addEventListener('abort', () => resolve(NOTHING), { once: true });
  });
}
