import { join } from 'node:path';
import { installerEnvironment } from '../environment.js';
import { ServerFailed } from '../errors.js';
import { finish } from '../process/finish-command.js';
import { ask } from '../process/probe-command.js';
import type { Program } from '../types.js';
import { inspect, inWords, type Python, suits } from './python.js';
import { findUv, type Workshop } from './uv.js';

/**
 * A Python that the program can run on: one of those on PATH, else one that uv knows of, else one that uv fetches into
 * our cache. Throws ServerFailed, with what was found instead, where there is none.
 */
export async function choosePython(program: Program, found: Python[], shop: Workshop): Promise<Python> {
  const suitable = found.find((python) => suits(python, program.python));
  if (suitable) return suitable;
  const uv = await findUv(found, shop);
  const env = { UV_PYTHON_INSTALL_DIR: join(shop.cache, 'python'), ...installerEnvironment() };
  const known = await askUv([uv, 'python', 'find', '--no-project', request(program)], env, shop);
  if (known) return known;
  shop.say(`fetching Python 3.${program.python.max} with uv`);
  await finish([uv, 'python', 'install', '--no-bin', `3.${program.python.max}`], env, shop.signal, 300_000);
  shop.signal.throwIfAborted();
  const fetched = await askUv([uv, 'python', 'find', '--no-project', '--managed-python', request(program)], env, shop);
  if (fetched) return fetched;
  throw new ServerFailed(missing(program, found));
}

function request({ python }: Program): string {
  return `>=3.${python.min},<3.${python.max + 1}`;
}

async function askUv(argv: string[], env: Record<string, string>, shop: Workshop): Promise<Python | null> {
  const { status, output } = await ask(argv, env, shop.signal);
  return status === 0 ? inspect(output.trim(), shop.signal) : null;
}

function missing(program: Program, found: Python[]): string {
  const there = found.map((python) => `${python.version} (${python.path})`).join(', ') || 'none';
  const needs = `${program.package} ${program.version} needs ${inWords(program.python)}`;
  return `${needs}; found on PATH: ${there}; uv could not fetch one. Install python3.${program.python.max} and put it on PATH`;
}
