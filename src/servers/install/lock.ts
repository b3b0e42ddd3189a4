import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcess } from '../process/processes.js';

interface Owner {
  host: string;
  pid: number;
  startTime: string;
}

/** An owner on another machine (a shared cache) cannot be looked at: it is given this long, in milliseconds. */
const FOREIGN_LIMIT = 30 * 60_000;

/** How often somebody who waits says so, in milliseconds. */
const SAY_EVERY = 5000;

export interface LockOptions {
  signal: AbortSignal;
  /** Called at once where the lock is held, and then about every five seconds, with who holds it. */
  waiting: (who: string) => void;
  /** How often to look, in milliseconds. */
  every?: number;
}

/**
 * Waits for the folder's lock, does the work, gives the lock back. A lock whose owner is dead is taken over.
 * Rejects when the signal is aborted.
 */
export async function withLock<T>(
  folder: string,
  { signal, waiting, every = 250 }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const lock = `${folder}.lock`;
  for (let round = 0; !take(lock); round++) {
    signal.throwIfAborted();
    breakIfStale(lock);
    const owner = readOwner(lock);
    if (owner !== null && round % Math.ceil(SAY_EVERY / every) === 0) waiting(`process ${owner.pid}`);
    await sleep(every);
  }
  try {
    return await work();
  } finally {
    remove(lock);
  }
}

/** The folder appears with its owner in it in one step, so that there is never a lock without an owner. */
function take(lock: string): boolean {
  mkdirSync(dirname(lock), { recursive: true });
  const mine = mkdtempSync(`${lock}-`);
  const owner: Owner = { host: hostname(), pid: process.pid, startTime: findProcess(process.pid)?.startTime ?? '' };
  writeFileSync(join(mine, 'owner.json'), JSON.stringify(owner));
  try {
    renameSync(mine, lock);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** In one step too: an emptied folder could be taken by another between the removal of its file and its own. */
function remove(lock: string): void {
  const away = `${lock}-${process.pid}.old`;
  renameSync(lock, away);
  rmSync(away, { recursive: true, force: true });
}

/** Two that find the same stale lock must not remove each other's new one: only the holder of a second lock removes. */
function breakIfStale(lock: string): void {
  const breaker = `${lock}.break`;
  if (!isStale(lock)) return;
  try {
    mkdirSync(breaker);
  } catch {
    if (age(breaker) > 10_000) rmSync(breaker, { recursive: true, force: true });
    return;
  }
  if (isStale(lock)) remove(lock);
  rmdirSync(breaker);
}

function isStale(lock: string): boolean {
  const owner = readOwner(lock);
  if (owner === null) return false;
  if (owner.host !== hostname()) return age(lock) > FOREIGN_LIMIT;
  return findProcess(owner.pid)?.startTime !== owner.startTime;
}

function readOwner(lock: string): Owner | null {
  try {
    return JSON.parse(readFileSync(join(lock, 'owner.json'), 'utf8')) as Owner;
  } catch {
    return null;
  }
}

function age(path: string): number {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
