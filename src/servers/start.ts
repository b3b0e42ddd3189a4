import { join, resolve } from 'node:path';
import { attach } from './attach.js';
import { type BaseUrls, baseUrls, endpoint } from './base-url.js';
import { cacheFolder } from './cache.js';
import { OFFLINE, serverEnvironment } from './environment.js';
import { ServerFailed, WrongOption } from './errors.js';
import { type Launched, launch } from './launch.js';
import { tailOf } from './log.js';
import { isGolden } from './model.js';
import { type Found, lookFor, place } from './placement.js';
import { freePort, listens } from './port.js';
import type { Ground, Preset } from './preset.js';
import { ATTACH, findPreset, PRESETS } from './presets/index.js';
import { provision } from './provision.js';
import { type Starting, untilLoaded, untilReady } from './readiness.js';
import { makeScratch, type Scratch } from './scratch.js';
import { servedModel } from './served-model.js';
import { withTimeLimit } from './time-limit.js';
import type { RunningServer, ServerWish } from './types.js';

export type { RunningServer, ServerWish } from './types.js';

/** All that is known before anything is started. */
interface Prepared {
  wish: ServerWish;
  preset: Preset;
  urls: BaseUrls | null;
  found: Found;
  /** The folder of the installed program's scripts. */
  scripts: string;
}

/**
 * Starts the server that is wished for, or attaches to one, and waits until it is ready for requests.
 * Throws WrongOption (nothing was started) or ServerFailed; then nothing that was started is left running.
 */
export async function startServer(wish: ServerWish, presets: readonly Preset[] = PRESETS): Promise<RunningServer> {
  if (wish.server === ATTACH.name) return attach(wish);
  const prepared = await prepare(wish, findPreset(wish.server, presets));
  if (wish.signal.aborted) throw new ServerFailed(`${wish.server} was stopped before it was started`);
  const scratch = makeScratch();
  try {
    return await launchIn(scratch, prepared);
  } catch (error) {
    scratch.remove();
    throw error;
  }
}

async function prepare(wish: ServerWish, preset: Preset): Promise<Prepared> {
  const urls = await freeUrls(wish, preset);
  const found = lookFor(preset.placement, wish);
  const shop = { cache: resolve(cacheFolder()), signal: wish.signal, say: wish.say };
  const scripts = preset.program === null ? '' : await provision(preset.program, shop).catch(explain(wish));
  return { wish, preset, urls, found, scripts };
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

async function launchIn(scratch: Scratch, prepared: Prepared): Promise<RunningServer> {
  const { wish, preset, found } = prepared;
  const model = place(found, preset.placement, scratch);
  const ground = await groundFor(prepared, scratch, model);
  const order = {
    argv: preset.argv(ground),
    env: {
      ...serverEnvironment(scratch.home),
      ...(found.kind === 'text' && preset.placement === 'argv' ? {} : OFFLINE),
      ...preset.env(ground),
    },
    cwd: preset.placement === 'argv' ? process.cwd() : scratch.work,
    logFile: resolve(wish.reportDir, 'server.log'),
    scratch: scratch.folder,
  };
  wish.say(`starting ${fullName(preset)}`);
  const started = Date.now();
  const running = await launch(order);
  try {
    wish.onSpawn?.(running.identity);
    const origin = await ready(prepared, ground, running, order.logFile);
    const served = preset.placement === 'own' ? await servedModel(origin, wish) : model;
    wish.say(`${fullName(preset)} is ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return face({ prepared, running, scratch, origin, model: served, logFile: order.logFile });
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function groundFor({ wish, urls, scripts }: Prepared, scratch: Scratch, model: string): Promise<Ground> {
  const { host, port } = urls ? endpoint(urls.openai) : { host: '127.0.0.1', port: await freePort() };
  return { wish, host, port, model, scratch: scratch.folder, script: (name) => join(scripts, name) };
}

async function ready(prepared: Prepared, ground: Ground, running: Launched, logFile: string): Promise<string> {
  const { wish, preset, urls } = prepared;
  const tooLate = `was not ready within ${wish.startupTimeout / 1000} s`;
  const whyEnded = () => (wish.signal.aborted ? 'was stopped before it was ready' : tooLate);
  const at = (origin: string, signal: AbortSignal): Starting => {
    const target = { origin, apiKey: wish.apiKey, logFile, signal };
    return { name: preset.name, target, running, say: wish.say, whyEnded };
  };
  const origins = urls ? Object.values(urls).map((url) => new URL(url).origin) : [`http://127.0.0.1:${ground.port}`];
  return withTimeLimit(wish.signal, wish.startupTimeout, async (signal) => {
    const answering: string[] = [];
    for (const origin of new Set(origins)) answering.push(await untilReady(preset.ready, at(origin, signal)));
    const origin = answering[0] ?? '';
    if (preset.load) await untilLoaded(preset.load(ground.model), at(origin, signal));
    return origin;
  });
}

interface Ready {
  prepared: Prepared;
  running: Launched;
  scratch: Scratch;
  origin: string;
  model: string;
  logFile: string;
}

function face({ prepared: { wish, preset, urls }, running, scratch, origin, model, logFile }: Ready): RunningServer {
  return {
    name: preset.name,
    version: preset.program?.version ?? null,
    model,
    openaiBaseUrl: urls?.openai ?? `${origin}/v1`,
    anthropicBaseUrl: urls?.anthropic ?? origin,
    apiKey: wish.apiKey,
    knownModel: preset.placement === 'own' || isGolden(wish.model),
    logFile,
    exited: running.exited,
    logTail: (lines) => tailOf(logFile, lines),
    stop: async () => {
      await running.stop();
      scratch.remove();
    },
  };
}

function fullName({ name, program }: Preset): string {
  return program === null ? name : `${name} ${program.version}`;
}

/** Whatever went wrong with installing, such as a full disk or the end of the run, there is no server to judge. */
function explain({ server, signal }: ServerWish): (error: unknown) => never {
  return (error) => {
    if (signal.aborted) throw new ServerFailed(`${server} was stopped while it was installed`);
    if (error instanceof ServerFailed) throw error;
    throw new ServerFailed(`${server} could not be installed: ${(error as Error).message}`);
  };
}
