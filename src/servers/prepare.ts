import { resolve } from 'node:path';
import { type BaseUrls, baseUrls, endpoint } from './base-url.js';
import { cacheFolder } from './cache.js';
import { ServerFailed, WrongOption } from './errors.js';
import { type FoundProgram, findProgram } from './install/program.js';
import { lookOrFetch } from './model/download.js';
import type { Found } from './model/placement.js';
import { listens } from './port.js';
import type { Preset } from './preset.js';
import type { ServerWish } from './types.js';

/** All that is known before anything is started. */
export interface Prepared {
  wish: ServerWish;
  preset: Preset;
  /** The base URLs that the user gave for a command; null where we choose the port. */
  urls: BaseUrls | null;
  found: Found;
  /** Null where the preset has no program of its own. */
  program: FoundProgram | null;
}

/** Finds the model and the program; installs and fetches what may be. Throws WrongOption or ServerFailed. */
export async function prepare(wish: ServerWish, preset: Preset): Promise<Prepared> {
  refuseElsewhere(preset);
  const urls = await freeUrls(wish, preset);
  const shop = { cache: resolve(cacheFolder()), signal: wish.signal, say: wish.say };
  const found = await lookOrFetch(preset.placement, wish, shop).catch(explain(wish, 'the model could not be fetched'));
  const installed = explain(wish, `${wish.server} could not be installed`);
  const program =
    preset.program === null ? null : await findProgram(preset.program, wish.serverVersion, shop).catch(installed);
  return { wish, preset, urls, found, program };
}

function refuseElsewhere({ name, only }: Preset): void {
  if (only === null || only.platform === process.platform) return;
  const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', linux: 'Linux' };
  const [needed, here] = [only.platform, process.platform].map((platform) => names[platform] ?? platform);
  throw new WrongOption(`server: "${name}" runs on ${needed} only, as ${only.why}; this is ${here}`);
}

/** The base URLs that the user gave for a command; nobody may be there yet. */
async function freeUrls(wish: ServerWish, preset: Preset): Promise<BaseUrls | null> {
  const urls = baseUrls(wish.openaiBaseUrl, wish.anthropicBaseUrl);
  if (urls === null) return null;
  if (preset.placement !== 'argv') {
    throw new WrongOption(`base URLs are for the servers "attach" and "command"; "${preset.name}" gets a port of ours`);
  }
  for (const url of Object.values(urls)) {
    const { host, port } = endpoint(url);
    if (await listens(host, port)) throw new ServerFailed(`port ${port} on ${host} is in use`);
  }
  return urls;
}

/** Whatever went wrong, such as a full disk or the end of the run: without a model or a program there is no server to judge. */
function explain({ server, signal }: ServerWish, what: string): (error: unknown) => never {
  return (error) => {
    if (signal.aborted) throw new ServerFailed(`${server} was stopped before it was started`);
    if (error instanceof ServerFailed || error instanceof WrongOption) throw error;
    throw new ServerFailed(`${what}: ${(error as Error).message}`);
  };
}
