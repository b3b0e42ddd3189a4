import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WrongOption } from '../errors.js';
import type { Placement } from '../preset.js';
import type { ServerWish } from '../types.js';
import { findGguf, type GgufModel } from './gguf.js';
import { placeInHub } from './hub-cache.js';
import { findModel, type LocalModel } from './model.js';

/** The folders of one launch. */
export interface Ground {
  home: string;
  work: string;
}

/** What was found of the model before the launch: a model, a path to hand on, or a text that only the server knows. */
export type Found =
  | { kind: 'model'; model: LocalModel }
  | { kind: 'gguf'; model: GgufModel }
  | { kind: 'path'; path: string }
  | { kind: 'text'; text: string };

/**
 * Looks for the model where the placement wants one on this machine. Throws as `findModel` does. A command that does
 * not mention {model}, and one that is given neither a path nor `owner/name`, gets the option's text as it is.
 */
export function lookFor(placement: Placement, { model, revision, command }: ServerWish): Found {
  if (placement === 'own') return { kind: 'text', text: model };
  if (placement === 'gguf') return { kind: 'gguf', model: findGguf(model, { revision }) };
  const isOurs = placement !== 'argv' || model === 'golden' || revision !== null;
  const isMentioned = placement !== 'argv' || command.some((word) => word.includes('{model}'));
  if (!isMentioned && revision === null) return { kind: 'text', text: model };
  if (!isOurs && existsSync(model)) return { kind: 'path', path: resolve(model) };
  if (!isOurs && !model.includes('/')) return { kind: 'text', text: model };
  if (!isMentioned) throw new WrongOption(`model-revision: the command does not mention {model} (got "${revision}")`);
  return { kind: 'model', model: findModel(model, { revision }) };
}

/** The model as the server is told of it and as requests name it, and its folder or file; empty where nobody knows. */
export interface Placed {
  name: string;
  path: string;
}

/** Puts the model where the server finds it with no network. */
export function place(found: Found, placement: Placement, { home, work }: Ground): Placed {
  if (found.kind === 'text') return { name: found.text, path: '' };
  if (found.kind === 'path') return { name: found.path, path: found.path };
  if (found.kind === 'gguf') return found.model;
  const { model } = found;
  const hub = join(home, '.cache', 'huggingface', 'hub');
  // Empty or not, it must be there: mlx-lm does not list its models without it.
  mkdirSync(hub, { recursive: true });
  if (model.repository !== null || placement === 'hub') return { name: placeInHub(hub, model), path: model.folder };
  if (placement === 'argv') return { name: model.folder, path: model.folder };
  symlinkSync(model.folder, join(work, model.name));
  return { name: model.name, path: model.folder };
}
