import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installerEnvironment } from '../environment.js';
import { ServerFailed } from '../errors.js';
import { ask } from '../process/probe-command.js';
import type { Program } from '../types.js';
import { provision } from './provision.js';
import type { Workshop } from './uv.js';

/** The option `server-version`: null for the preset's own, `installed` for what is on PATH, or a version. */
export type WantedVersion = string | null;
export const INSTALLED = 'installed';

export interface FoundProgram {
  /** Absolute path of the script. */
  path: string;
  /** Null where an installed one does not tell. */
  version: string | null;
  /** Variables that it is started with. */
  env: Record<string, string>;
}

/**
 * The program as it is wished for: the one on PATH, or one that is installed into the cache on the first use.
 * Throws ServerFailed where it is not there and cannot be installed.
 */
export async function findProgram(program: Program, wanted: WantedVersion, shop: Workshop): Promise<FoundProgram> {
  const { script, installed, preferPath = false } = program;
  if (wanted === INSTALLED || (wanted === null && preferPath)) {
    const path = onPath(script);
    if (path !== null) return { path, version: await versionOf(path, shop.signal), env: {} };
    if (wanted === INSTALLED) throw new ServerFailed(`server-version: installed, but there is no ${script} on PATH`);
  }
  if (installed && !installed.on.includes(process.platform)) {
    throw new ServerFailed(`there is no ${script} on PATH: ${installed.otherwise}`);
  }
  const chosen = ofVersion(program, wanted ?? program.version);
  const { scripts, env } = await provision(chosen, shop);
  return { path: join(scripts, script), version: chosen.version, env };
}

/** Our constraints were tried with our version: another one is installed with what it asks for itself. */
function ofVersion(program: Program, version: string): Program {
  return version === program.version ? program : { ...program, version, constraints: [] };
}

/** Absolute path of a program by its name; null where no folder on PATH has it. */
export function onPath(name: string, path: string = process.env.PATH ?? ''): string | null {
  const candidates = path.split(delimiter).filter((folder) => folder.startsWith('/'));
  return candidates.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** What the program says to `--version`: llama.cpp's build number, with its commit in brackets, or a number with dots. */
async function versionOf(path: string, signal: AbortSignal): Promise<string | null> {
  const { status, output, errors } = await ask([path, '--version'], installerEnvironment(), signal);
  if (status !== 0) return null;
  // llama.cpp answers on the error stream.
  const [, build] = /version: (\d+) \(/.exec(output + errors) ?? [];
  return build === undefined ? (/\d+(\.\d+)+\S*/.exec(output)?.[0] ?? null) : `b${build}`;
}
