import { execFile } from 'node:child_process';

export interface Answer {
  /** Null where the program could not be started, or took too long. */
  status: number | null;
  output: string;
}

/** Runs a short command without a shell and collects what it prints. Never throws; gives up after `limit` ms. */
export function ask(argv: string[], env: Record<string, string>, signal: AbortSignal, limit = 30_000): Promise<Answer> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    execFile(program, args, { env, signal, timeout: limit, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ status, output: stdout + (status === 0 ? '' : stderr) });
    });
  });
}
