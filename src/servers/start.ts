import { resolve } from 'node:path';
import { attach } from './attach.js';
import { type BaseUrls, endpoint } from './base-url.js';
import { inheritedEnvironment, isolation, OFFLINE } from './environment.js';
import { ServerFailed } from './errors.js';
import { firstRequest } from './first-answer.js';
import { contextSize } from './model/context-size.js';
import { isGolden } from './model/model.js';
import { type Placed, place } from './model/placement.js';
import { keepAwake, platformNotes } from './platform.js';
import { freePort } from './port.js';
import { type Prepared, prepare } from './prepare.js';
import type { Ground, Preset } from './preset.js';
import { ATTACH, findPreset, PRESETS } from './presets/index.js';
import { type Launched, launch } from './process/launch.js';
import { tailOf } from './process/log.js';
import { makeScratch, type Scratch } from './process/scratch.js';
import { type Starting, untilAnswered, untilLoaded, untilReady } from './readiness.js';
import { servedModel } from './served-model.js';
import { forbidOurs } from './server-env.js';
import { withTimeLimit } from './time-limit.js';
import type { RunningServer, ServerWish } from './types.js';

export type { RunningServer, ServerWish } from './types.js';

/**
 * Starts the server that is wished for, or attaches to one, and waits until it is ready for requests.
 * Throws WrongOption (nothing was started) or ServerFailed; then nothing that was started is left running.
 */
export async function startServer(wish: ServerWish, presets: readonly Preset[] = PRESETS): Promise<RunningServer> {
  if (wish.server === ATTACH.name) return attach(wish);
  const prepared = await prepare(wish, findPreset(wish.server, presets));
  if (wish.signal.aborted) throw new ServerFailed(`${wish.server} was stopped before it was started`);
  const notes = await platformNotes(wish.signal);
  for (const note of notes) wish.say(note);
  const scratch = makeScratch();
  try {
    return await launchIn(scratch, prepared, notes);
  } catch (error) {
    scratch.remove();
    throw error;
  }
}

async function launchIn(scratch: Scratch, prepared: Prepared, notes: string[]): Promise<RunningServer> {
  const { wish, preset, found } = prepared;
  const placed = place(found, preset.placement, scratch);
  const ground = await groundFor(prepared, scratch, placed);
  const order = {
    argv: [...preset.argv(ground), ...wish.serverArgs],
    env: environmentOf(prepared, ground, scratch),
    cwd: preset.placement === 'argv' ? process.cwd() : scratch.work,
    logFile: resolve(wish.reportDir, 'server.log'),
    scratch: scratch.folder,
  };
  wish.say(`starting ${fullName(prepared)}`);
  const started = Date.now();
  const running = await launch(order);
  try {
    wish.onSpawn?.(running.identity);
    keepAwake(running.identity.pid);
    const { urls, model } = await ready(prepared, ground, running, order.logFile);
    wish.say(`${fullName(prepared)} is ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return face({ prepared, running, scratch, urls, model, notes, logFile: order.logFile });
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function groundFor({ wish, urls, program }: Prepared, scratch: Scratch, placed: Placed): Promise<Ground> {
  const { host, port } = urls ? endpoint(urls.openai) : { host: '127.0.0.1', port: await freePort() };
  const { name: model, path: modelPath } = placed;
  return { wish, host, port, model, modelPath, program: program?.path ?? '', scratch: scratch.folder };
}

/** What the user adds may replace what is inherited, and nothing else. */
function environmentOf(
  { wish, preset, found, program }: Prepared,
  ground: Ground,
  scratch: Scratch,
): Record<string, string> {
  const offline = found.kind === 'text' && preset.placement === 'argv' ? {} : OFFLINE;
  const ours = { ...isolation(scratch.home), ...offline, ...preset.env(ground) };
  forbidOurs(wish.serverEnv, ours);
  return { ...inheritedEnvironment(), ...program?.env, ...wish.serverEnv, ...ours };
}

/** Waits for the server, for its model, and for a first answer of each API that will be asked. */
async function ready(
  prepared: Prepared,
  ground: Ground,
  running: Launched,
  logFile: string,
): Promise<{ urls: BaseUrls; model: string }> {
  const { wish, preset } = prepared;
  const tooLate = `was not ready within ${wish.startupTimeout / 1000} s`;
  const whyEnded = () => (wish.signal.aborted ? 'was stopped before it was ready' : tooLate);
  const at = (origin: string, signal: AbortSignal): Starting => {
    const target = { origin, apiKey: wish.apiKey, logFile, signal };
    return { name: preset.name, target, running, say: wish.say, whyEnded };
  };
  const given = prepared.urls && Object.values(prepared.urls).map((url) => new URL(url).origin);
  const origins = given ?? [`http://127.0.0.1:${ground.port}`];
  return withTimeLimit(wish.signal, wish.startupTimeout, async (signal) => {
    const answering: string[] = [];
    for (const origin of new Set(origins)) answering.push(await untilReady(preset.ready, at(origin, signal)));
    const starting = at(answering[0] ?? '', signal);
    const { origin } = starting.target;
    if (preset.load) await untilLoaded(preset.load(ground.model), starting);
    const urls = prepared.urls ?? { openai: origin + preset.paths.openai, anthropic: origin + preset.paths.anthropic };
    const model = preset.placement === 'own' ? await servedModel(origin, wish) : ground.model;
    for (const protocol of wish.protocols) {
      await untilAnswered(firstRequest(protocol, urls, model, wish.apiKey), starting);
    }
    return { urls, model };
  });
}

interface Ready {
  prepared: Prepared;
  running: Launched;
  scratch: Scratch;
  urls: BaseUrls;
  model: string;
  notes: string[];
  logFile: string;
}

function face({ prepared, running, scratch, urls, model, notes, logFile }: Ready): RunningServer {
  const { wish, preset, program } = prepared;
  return {
    name: preset.name,
    version: program?.version ?? null,
    model,
    openaiBaseUrl: urls.openai,
    anthropicBaseUrl: urls.anthropic,
    apiKey: wish.apiKey,
    knownModel: preset.placement === 'own' || isGolden(wish.model),
    contextSize: preset.contextSize ?? contextSize(prepared.found),
    notes,
    logFile,
    exited: running.exited,
    logTail: (lines) => tailOf(logFile, lines),
    stop: async () => {
      await running.stop();
      scratch.remove();
    },
  };
}

function fullName({ preset, program }: Prepared): string {
  return [preset.name, program?.version].filter(Boolean).join(' ');
}
