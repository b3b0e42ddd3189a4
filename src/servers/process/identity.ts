import { setTimeout as sleep } from 'node:timers/promises';
import { findProcess, hasInEnvironment, listProcesses, type ProcessRow } from './processes.js';

/** The variable in the server's environment that holds the run's token. */
export const TOKEN_VARIABLE = 'MLX_XPROTO_RUN';

/** What tells our process from a later one with the same number. It is the leader of its own process group. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; empty where it could not be read. */
  startTime: string;
  /** Random, and in the environment of the process and of all its children. */
  token: string;
}

/** The identity of a process that was just started, as leader of its own group, with the token in its environment. */
export function identify(pid: number, token: string): ProcessIdentity {
  return { pid, startTime: findProcess(pid)?.startTime ?? '', token };
}

/** True while the process, or any process that it left behind, is alive. Zombies are not. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return remains(identity).length > 0;
}

/**
 * Ends the process with its group and whatever else carries its token: SIGTERM, then SIGKILL to what is left after
 * `grace` milliseconds. Touches nothing that is not proven to be ours. Resolves to false where nothing was running.
 */
export async function killGroup(identity: ProcessIdentity, grace = 3000): Promise<boolean> {
  if (!stillRuns(identity)) return false;
  signalAll(identity, 'SIGTERM');
  if (await gone(identity, grace)) return true;
  signalAll(identity, 'SIGKILL');
  await gone(identity, 2000);
  return true;
}

/** The living processes of this identity: the leader, the members of its group, and those that left the group. */
function remains(identity: ProcessIdentity): ProcessRow[] {
  const living = listProcesses().filter((row) => !row.zombie && row.pid !== process.pid);
  const token = `${TOKEN_VARIABLE}=${identity.token}`;
  const marked = (row: ProcessRow) => identity.token !== '' && hasInEnvironment(row.pid, token);
  const leader = findProcess(identity.pid);
  const groupIsOurs = leader !== null && identity.startTime !== '' && leader.startTime === identity.startTime;
  const inGroup = (row: ProcessRow) => row.group === identity.pid && (groupIsOurs || marked(row));
  // Elsewhere than on Linux every look at an environment is a process of its own: only the group is looked at.
  const strayed = (row: ProcessRow) => process.platform === 'linux' && marked(row);
  return living.filter((row) => inGroup(row) || strayed(row));
}

function signalAll(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  const targets = remains(identity).map((row) => (row.group === identity.pid ? -identity.pid : row.pid));
  for (const target of new Set(targets)) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended in the meantime.
    }
  }
}

async function gone(identity: ProcessIdentity, limit: number): Promise<boolean> {
  const end = Date.now() + limit;
  while (stillRuns(identity)) {
    if (Date.now() > end) return false;
    await sleep(100);
  }
  return true;
}
