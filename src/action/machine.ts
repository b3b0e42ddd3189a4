import { hostname } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../servers/cache.js';
import { withLock } from '../servers/install/lock.js';

/**
 * Does the work once no other job of this user on this machine is in its own. Two runners on one machine take two jobs at
 * a time, and GitHub's concurrency groups know neither machines nor other repositories: each run would measure the other.
 * A hosted runner has its machine for itself. Rejects when the signal is aborted.
 */
export async function aloneOnMachine<T>(
  around: { signal: AbortSignal; say(line: string): void },
  work: () => Promise<T>,
): Promise<T> {
  if (process.env.RUNNER_ENVIRONMENT !== 'self-hosted') return work();
  // The cache may be shared by several machines.
  const machine = join(cacheFolder(), `machine-${hostname()}`);
  // Seldom, as each look is work for the machine that somebody measures on.
  return withLock(machine, { signal: around.signal, waiting: once(around.say), every: 1000 }, work);
}

/** Says whom it waits for, and again only where that is another one: a run takes minutes. */
function once(say: (line: string) => void): (who: string) => void {
  let told = '';
  return (who) => {
    if (who !== told) say(`waiting for another run on this machine, ${who}: one measures at a time`);
    told = who;
  };
}
