import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { placeInHub } from './hub-cache.js';
import { findModel, type LocalModel } from './model.js';
import type { Placement } from './preset.js';
import type { ServerWish } from './types.js';

/** The folders of one launch. */
export interface Ground {
  home: string;
  work: string;
}

/** What was found of the model before the launch: a model, a path to hand on, or a text that only the server knows. */
export type Found =
  | { kind: 'model'; model: LocalModel }
  | { kind: 'path'; path: string }
  | { kind: 'text'; text: string };

/**
 * Looks for the model where the placement wants one on this machine. Throws as `findModel` does. A command that does
 * not mention {model}, and one that is given neither a path nor `owner/name`, gets the option's text as it is.
 */
export function lookFor(placement: Placement, { model, command }: ServerWish): Found {
  if (placement === 'own') return { kind: 'text', text: model };
  if (placement !== 'argv') return { kind: 'model', model: findModel(model) };
  if (!command.some((word) => word.includes('{model}'))) return { kind: 'text', text: model };
  if (model !== 'golden' && existsSync(model)) return { kind: 'path', path: resolve(model) };
  if (model !== 'golden' && !model.includes('/')) return { kind: 'text', text: model };
  return { kind: 'model', model: findModel(model) };
}

/** Puts the model where the server finds it with no network; returns its name in the command line and in requests. */
export function place(found: Found, placement: Placement, { home, work }: Ground): string {
  if (found.kind === 'text') return found.text;
  if (found.kind === 'path') return found.path;
  const { model } = found;
  const hub = join(home, '.cache', 'huggingface', 'hub');
  if (model.repository !== null || placement === 'hub') return placeInHub(hub, model);
  if (placement === 'argv') return model.folder;
  symlinkSync(model.folder, join(work, model.name));
  return model.name;
}
