import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../servers/cache.js';
import { pythonsOnPath } from '../servers/install/python.js';
import { findModel } from '../servers/model/model.js';
import { freePort } from '../servers/port.js';
import { ask } from '../servers/process/probe-command.js';
import type { Facts, MacFacts } from './facts.js';

/** Longer than any of the programs takes; `system_profiler` is the slowest. */
const LIMIT = 20_000;

/** Looks at this machine; installs and changes nothing but that it makes the cache's folder. Never throws. */
export async function examine(model: string): Promise<Facts> {
  const folder = cacheFolder();
  const cache = { folder, writable: isWritable(folder) };
  const [pythons, uv, diskFree, port] = await Promise.all([
    pythonsOnPath({ min: 10, max: 14 }, AbortSignal.timeout(LIMIT)),
    said('uv', '--version'),
    freeBelow(folder),
    freePort().then(
      () => null,
      (error: Error) => error.message,
    ),
  ]);
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    ...{ pythons, uv: uv?.trim() ?? null, diskFree, port, cache },
    memory: totalmem(),
    model: lookFor(model),
    startedBy: process.env.XPC_SERVICE_NAME ?? null,
    mac: process.platform === 'darwin' ? await examineMac() : null,
  };
}

async function examineMac(): Promise<MacFacts> {
  const [translated, displays, power, autoLogin, fileVault, services] = await Promise.all([
    said('sysctl', '-in', 'sysctl.proc_translated'),
    said('system_profiler', 'SPDisplaysDataType'),
    said('pmset', '-g'),
    said('defaults', 'read', '/Library/Preferences/com.apple.loginwindow', 'autoLoginUser'),
    said('fdesetup', 'status'),
    said('launchctl', 'list'),
  ]);
  return { translated, displays, power, autoLogin, fileVault, services };
}

/** What a program prints; null where it is not there or fails. */
async function said(...argv: string[]): Promise<string | null> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LC_ALL: 'C' };
  const { status, output } = await ask(argv, env, AbortSignal.timeout(LIMIT));
  return status === 0 ? output : null;
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function freeBelow(folder: string): Promise<number | null> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

function lookFor(name: string): Facts['model'] {
  try {
    const { folder } = findModel(name);
    const weights = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
    const bytes = weights.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    return { name, folder, bytes };
  } catch (error) {
    return { name, flaw: error instanceof Error ? error.message : String(error) };
  }
}
