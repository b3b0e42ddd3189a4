import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The processes that have this in their environment, as far as `ps` shows it: children inherit it. */
export function carrying(assignment: string): number[] {
  return ps()
    .filter(({ command }) => command.split(' ').includes(assignment))
    .map(({ pid }) => pid);
}

/** The processes whose command line (or environment) holds a text. */
export function showing(text: string): number[] {
  return ps()
    .filter(({ command }) => command.includes(text))
    .map(({ pid }) => pid);
}

export function isAlive(pid: number): boolean {
  return ps().some((row) => row.pid === pid);
}

/** Waits until it holds; a test that waits in vain ends by its own time limit. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50);
}

/** All processes but zombies, with the environment behind the command line. */
function ps(): { pid: number; command: string }[] {
  const table = execFileSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const rows = Array.from(table.matchAll(/^ *(\d+) +(\S+) +(.*)$/gm), ([, pid, stat = '', command = '']) => ({
    pid: Number(pid),
    stat,
    command,
  }));
  return rows.filter(({ stat }) => !stat.startsWith('Z'));
}
