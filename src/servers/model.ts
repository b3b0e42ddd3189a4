import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fromRepository } from '../repository.js';
import { ServerFailed, WrongOption } from './errors.js';
import { missingFiles, unfinishedDownloads } from './model-files.js';

/** A model that is whole and on this machine. */
export interface LocalModel {
  /** For people and for requests: the hub id, or a folder's name. */
  name: string;
  /** The folder with config.json. */
  folder: string;
  /** The hub cache's `models--…` folder that it lies in; null for a folder of its own. */
  repository: string | null;
}

/** The name that the golden model goes by wherever we choose one. Its family must be seen from it. */
export const GOLDEN_NAME = 'qwen3-golden';

/** True where the option, or the id of a server that runs already, means the golden model. */
export function isGolden(model: string): boolean {
  return model === 'golden' || basename(model) === GOLDEN_NAME;
}

/**
 * Finds the model that the option names: `golden`, a folder, or a hub id in a hub cache. Nothing is downloaded.
 * Throws WrongOption for a folder that is none or holds no model, ServerFailed for a hub id that is not (wholly) here.
 */
export function findModel(model: string, env: NodeJS.ProcessEnv = process.env): LocalModel {
  if (model === 'golden') return goldenModel();
  if (isFolder(model)) return folderModel(resolve(model));
  if (/^[.~/]|\\|\/.*\//.test(model)) throw new WrongOption(`model: there is no folder ${model}`);
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(model)) throw new WrongOption(`model: "${model}" is no hub id and no folder`);
  return hubModel(model, hubFolders(env));
}

/** The hub caches of this user, in the order in which the hub's library looks for them. */
export function hubFolders(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME || homedir();
  const folders = [
    env.HF_HUB_CACHE,
    env.HUGGINGFACE_HUB_CACHE,
    env.HF_HOME && join(env.HF_HOME, 'hub'),
    env.XDG_CACHE_HOME && join(env.XDG_CACHE_HOME, 'huggingface', 'hub'),
    join(home, '.cache', 'huggingface', 'hub'),
  ];
  return [...new Set(folders.filter((folder): folder is string => Boolean(folder)))];
}

function goldenModel(): LocalModel {
  const folder = fromRepository('golden/model');
  if (folder === null)
    throw new ServerFailed('the golden model (golden/model) is not part of this copy of the project');
  const missing = missingFiles(folder);
  if (missing.length > 0) throw new ServerFailed(`the golden model in ${folder} lacks ${missing.join(', ')}`);
  return { name: GOLDEN_NAME, folder, repository: null };
}

function folderModel(folder: string): LocalModel {
  const missing = missingFiles(folder);
  if (missing.length > 0) throw new WrongOption(`model: ${folder} is no model folder: it lacks ${missing.join(', ')}`);
  return { name: basename(folder).replace(/[^\w.-]/g, '-'), folder, repository: null };
}

function hubModel(id: string, folders: string[]): LocalModel {
  const flaws: string[] = [];
  for (const hub of folders) {
    const repository = join(hub, `models--${id.replace('/', '--')}`);
    if (!existsSync(repository)) continue;
    const found = inRepository(repository);
    if ('folder' in found) return { name: id, folder: found.folder, repository };
    flaws.push(`${repository}: ${found.flaw}`);
  }
  const fetchIt = `fetch it first, for example with "hf download ${id}"`;
  if (flaws.length > 0) throw new ServerFailed(`the model ${id} is not complete (${flaws.join('; ')}): ${fetchIt}`);
  throw new ServerFailed(`the model ${id} is not on this machine (looked in ${folders.join(', ')}): ${fetchIt}`);
}

function inRepository(repository: string): { folder: string } | { flaw: string } {
  const ref = join(repository, 'refs', 'main');
  if (!existsSync(ref)) return { flaw: 'refs/main is missing' };
  const folder = join(repository, 'snapshots', readFileSync(ref, 'utf8').trim());
  if (!isFolder(folder)) return { flaw: 'the snapshot that refs/main names is missing' };
  const unfinished = unfinishedDownloads(repository);
  if (unfinished.length > 0) return { flaw: `a download was not finished: blobs/${unfinished[0]}` };
  const missing = missingFiles(folder);
  return missing.length > 0 ? { flaw: `it lacks ${missing.join(', ')}` } : { folder };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
