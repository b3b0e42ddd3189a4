import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalModel } from './model.js';

/** The owner in the ids that we give to models that have none. */
const OWNER = 'mlx-xproto';
/** Of a larger file only so many bytes at its begin are hashed, besides its size. */
const HASHED = 16 * 1024 * 1024;

/**
 * Makes the model findable by a hub id in the hub cache `hub`, which is this launch's own: a model of a cache by a link
 * to its repository, a folder by a layout of links. Returns the id.
 */
export function placeInHub(hub: string, model: LocalModel): string {
  mkdirSync(hub, { recursive: true });
  if (model.repository !== null) {
    symlinkSync(model.repository, join(hub, `models--${model.name.replace('/', '--')}`));
    return model.name;
  }
  const repository = join(hub, `models--${OWNER}--${model.name}`);
  const names = readdirSync(model.folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const commit = commitOf(model.folder, names);
  const snapshot = join(repository, 'snapshots', commit);
  for (const folder of ['blobs', 'refs', join('snapshots', commit)]) {
    mkdirSync(join(repository, folder), { recursive: true });
  }
  writeFileSync(join(repository, 'refs', 'main'), commit);
  for (const name of names) symlinkSync(join(model.folder, name), join(snapshot, name));
  return `${OWNER}/${model.name}`;
}

/** Forty hex digits from the names and the content of the files. */
function commitOf(folder: string, names: string[]): string {
  const hash = createHash('sha1');
  for (const name of names) addFile(hash, folder, name);
  return hash.digest('hex');
}

function addFile(hash: Hash, folder: string, name: string): void {
  const file = openSync(join(folder, name), 'r');
  try {
    const { size } = fstatSync(file);
    const begin = Buffer.alloc(Math.min(size, HASHED));
    readSync(file, begin, 0, begin.length, 0);
    hash.update(`${name}\0${size}\0`).update(begin);
  } finally {
    closeSync(file);
  }
}
