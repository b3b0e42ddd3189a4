import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A row of the process table. `startTime` is an opaque text, stable for the life of the process. */
export interface ProcessRow {
  pid: number;
  group: number;
  startTime: string;
  /** Ended, and only waiting for its parent to notice. */
  zombie: boolean;
}

/** Every process that can be seen, from /proc on Linux and from `ps` elsewhere. */
export function listProcesses(): ProcessRow[] {
  if (process.platform !== 'linux') return fromPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => fromProc(Number(name)) ?? []);
}

/** The row of one process; null where there is no such process. */
export function findProcess(pid: number): ProcessRow | null {
  if (process.platform === 'linux') return fromProc(pid);
  return fromPs(pid)[0] ?? null;
}

/** True where the process was started with `NAME=value` in its environment, as far as that can be read. */
export function hasInEnvironment(pid: number, assignment: string): boolean {
  if (process.platform === 'linux') return readText(`/proc/${pid}/environ`).split('\0').includes(assignment);
  return ps(['-E', '-ww', '-o', 'command=', '-p', String(pid)])
    .split(/\s+/)
    .includes(assignment);
}

function fromProc(pid: number): ProcessRow | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, and may itself hold blanks and brackets.
  const [state, , group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = rest[16];
  if (!state || !startTime) return null;
  return { pid, group: Number(group), startTime, zombie: state === 'Z' || state === 'X' };
}

function fromPs(pid?: number): ProcessRow[] {
  const which = pid === undefined ? ['-A'] : ['-p', String(pid)];
  return ps([...which, '-o', 'pid=,pgid=,stat=,lstart='])
    .split('\n')
    .flatMap((line) => {
      const [id, group, state, ...started] = line.trim().split(/\s+/);
      if (!id || !state) return [];
      return { pid: Number(id), group: Number(group), startTime: started.join(' '), zombie: state.startsWith('Z') };
    });
}

function ps(args: string[]): string {
  try {
    // The format of lstart follows the locale.
    return execFileSync('ps', args, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
