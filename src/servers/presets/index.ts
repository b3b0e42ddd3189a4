import { WrongOption } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Preset } from '../preset.js';
import { command } from './command.js';
import { llamaServer } from './llama-server.js';
import { mlxLm } from './mlx-lm.js';
import { mlxManager } from './mlx-manager.js';
import { mlxOmniServer } from './mlx-omni-server.js';
import { mlxVlm } from './mlx-vlm.js';
import { rapidMlx } from './rapid-mlx.js';
import { reference } from './reference.js';
import { vllmMlx } from './vllm-mlx.js';

/** Every server that can be launched. To add one: a file like its neighbours, and its name here. */
export const PRESETS: readonly Preset[] = [
  mlxManager,
  mlxVlm,
  vllmMlx,
  rapidMlx,
  mlxLm,
  mlxOmniServer,
  llamaServer,
  reference,
  command,
];

/** A server that somebody else runs: nothing is launched. */
export const ATTACH = { name: 'attach', about: 'a server that runs already, at the base URLs that you give' };

/** Name and description of everything that the option `server` takes. */
export const SERVERS: readonly { name: string; about: string }[] = [...PRESETS, ATTACH];

/** The preset of that name. Throws WrongOption, with all names and the nearest one, where there is none. */
export function findPreset(name: string, presets: readonly Preset[] = PRESETS): Preset {
  const preset = presets.find((candidate) => candidate.name === name);
  if (preset) return preset;
  const names = [...presets.map((candidate) => candidate.name), ATTACH.name];
  const guess = nearest(name, names);
  const hint = guess === null ? '' : `; did you mean "${guess}"?`;
  throw new WrongOption(`server: there is no "${name}"; known are ${names.join(', ')}${hint}`);
}
