import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type LocalModel, repositoryName } from './model.js';

/** The owner in the ids that we give to models that have none. */
const OWNER = 'mlx-xproto';
/** Of a larger file only so many bytes at its begin are hashed, besides its size. */
const HASHED = 16 * 1024 * 1024;

/**
 * Makes the model findable by a hub id in the hub cache `hub`, which is this launch's own, as the one and only revision
 * `main`: a model of a cache by links into its repository, a folder by a layout of links. Returns the id.
 */
export function placeInHub(hub: string, model: LocalModel): string {
  const id = model.repository === null ? `${OWNER}/${model.name}` : model.name;
  const repository = join(hub, repositoryName(id));
  mkdirSync(join(repository, 'refs'), { recursive: true });
  const commit = model.repository === null ? linkFiles(repository, model.folder) : linkFolders(repository, model);
  writeFileSync(join(repository, 'refs', 'main'), commit);
  return id;
}

/** The files of a folder as a snapshot. Returns its commit. */
function linkFiles(repository: string, folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const commit = commitOf(folder, names);
  const snapshot = join(repository, 'snapshots', commit);
  for (const made of [join(repository, 'blobs'), snapshot]) mkdirSync(made, { recursive: true });
  for (const name of names) symlinkSync(join(folder, name), join(snapshot, name));
  return commit;
}

/** The snapshots and blobs of another cache's repository. Returns the commit that was chosen there. */
function linkFolders(repository: string, model: LocalModel): string {
  for (const name of ['blobs', 'snapshots'])
    symlinkSync(join(dirname(dirname(model.folder)), name), join(repository, name));
  return basename(model.folder);
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
