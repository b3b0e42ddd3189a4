import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installerEnvironment } from '../environment.js';
import { ServerFailed, WrongOption } from '../errors.js';
import { pythonsOnPath } from '../install/python.js';
import { findUv, type Workshop } from '../install/uv.js';
import type { Placement } from '../preset.js';
import { runLogged } from '../process/run-logged.js';
import type { ServerWish } from '../types.js';
import { hubFolders, isHubId, plainName, repositoryName } from './model.js';
import { type Found, lookFor } from './placement.js';

/** The hub's own client, which uv runs from its cache. */
const CLIENT = { package: 'huggingface-hub==2.4.0', command: 'hf', python: { min: 10, max: 13 } };
/** Where the hub is, where its files go, and who asks: the server itself is told nothing of it. */
const HUB_VARIABLES = /^(HF_(HOME|HUB_CACHE|TOKEN|TOKEN_PATH|ENDPOINT)|HUGGINGFACE_HUB_CACHE)$/;

/**
 * Looks for the model, and has it fetched where it is missing and the option says so.
 * Throws as `lookFor` does, and ServerFailed where it cannot be fetched.
 */
export async function lookOrFetch(placement: Placement, wish: ServerWish, shop: Workshop): Promise<Found> {
  try {
    return lookFor(placement, wish);
  } catch (error) {
    const missing = error instanceof ServerFailed && isHubId(wish.model);
    if (!missing || wish.download === 'never') throw error;
  }
  if (placement === 'gguf') throw new WrongOption(`download: a repository of GGUF files holds many; ${oneFile(wish)}`);
  await fetchModel(wish, shop);
  return lookFor(placement, wish);
}

function oneFile({ model }: ServerWish): string {
  return `fetch one with "hf download ${model} FILE.gguf" and give its path as model (got "missing")`;
}

async function fetchModel({ model, revision }: ServerWish, shop: Workshop): Promise<void> {
  const uv = await findUv(await pythonsOnPath(CLIENT.python, shop.signal), shop);
  const which = revision === null ? model : `${model} at ${revision}`;
  shop.say(`fetching the model ${which} from the hub`);
  const blobs = join(hubFolders(process.env)[0] ?? '', repositoryName(model), 'blobs');
  const client = ['tool', 'run', '--from', CLIENT.package, CLIENT.command, 'download', model];
  const order = {
    argv: [uv, ...client, ...(revision === null ? [] : ['--revision', revision])],
    env: { UV_CACHE_DIR: join(shop.cache, 'uv-cache'), ...installerEnvironment(), ...hubEnvironment(process.env) },
    cwd: shop.cache,
    logFile: join(shop.cache, `download-${plainName(model)}.log`),
  };
  const soFar = () => `still fetching: ${Math.round(bytesIn(blobs) / 1e6)} MB so far`;
  const { status, tail } = await runLogged(order, { ...shop, soFar });
  if (status === 'exited with status 0') return;
  throw new ServerFailed(`the model ${which} could not be fetched: hf ${status}`, tail);
}

function hubEnvironment(inherited: NodeJS.ProcessEnv): Record<string, string> {
  const chosen = Object.entries(inherited).filter(([name]) => HUB_VARIABLES.test(name));
  return { HF_HUB_DISABLE_TELEMETRY: '1', ...Object.fromEntries(chosen.map(([name, value]) => [name, value ?? ''])) };
}

/** 0 where there is no such folder yet. */
function bytesIn(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + lstatSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}
