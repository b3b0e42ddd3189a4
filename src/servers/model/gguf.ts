import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fromRepository } from '../../repository.js';
import { ServerFailed, WrongOption } from '../errors.js';
import { findModel, GOLDEN_NAME, plainName, type Search } from './model.js';
import { ggufFiles, missingGguf } from './model-files.js';

/** A model in one GGUF file. */
export interface GgufModel {
  /** For requests: the hub id, the folder's or the file's name. */
  name: string;
  /** Absolute path of the file. */
  path: string;
}

/**
 * Finds the GGUF file that the option `model` names: `golden`, a file, a folder or a hub id with one such file in it.
 * Throws as `findModel` does, and WrongOption for a file that is none.
 */
export function findGguf(model: string, search: Search = {}): GgufModel {
  if (model === 'golden' && !search.revision) return goldenGguf();
  if (model.endsWith('.gguf')) return ggufFile(resolve(model), search.revision ?? null);
  const { name, folder } = findModel(model, { ...search, lacks: missingGguf });
  const [file = ''] = ggufFiles(folder);
  return { name, path: join(folder, file) };
}

function ggufFile(path: string, revision: string | null): GgufModel {
  if (revision !== null)
    throw new WrongOption(`model-revision: goes with a hub id, not with a file (got "${revision}")`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new WrongOption(`model: there is no file ${path}`);
  return { name: plainName(basename(path, '.gguf')), path };
}

function goldenGguf(): GgufModel {
  const path = fromRepository('golden/gguf/golden.gguf');
  if (path !== null) return { name: GOLDEN_NAME, path };
  throw new ServerFailed('the golden model (golden/gguf) is not part of this copy of the project');
}
