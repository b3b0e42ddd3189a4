import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fromRepository } from '../../repository.js';
import { ServerFailed, WrongOption } from '../errors.js';
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

/** Where and how to look for a model. */
export interface Search {
  /** A branch, a tag or a commit of the hub; null for `main`. */
  revision?: string | null;
  env?: NodeJS.ProcessEnv;
  /** What a folder lacks to be a model, in words. */
  lacks?: (folder: string) => string[];
}

/**
 * Finds the model that the option names: `golden`, a folder, or a hub id in a hub cache. Nothing is downloaded.
 * Throws WrongOption for a folder that is none or holds no model, ServerFailed for a hub id that is not (wholly) here.
 */
export function findModel(model: string, search: Search = {}): LocalModel {
  const { revision = null, env = process.env, lacks = missingFiles } = search;
  if (revision !== null && (model === 'golden' || isFolder(model))) {
    throw new WrongOption(`model-revision: goes with a hub id, not with the model "${model}" (got "${revision}")`);
  }
  if (model === 'golden') return goldenModel();
  if (isFolder(model)) return folderModel(resolve(model), lacks);
  if (/^[.~/]|\\|\/.*\//.test(model)) throw new WrongOption(`model: there is no folder ${model}`);
  if (!isHubId(model)) throw new WrongOption(`model: "${model}" is no hub id and no folder`);
  return hubModel(model, hubFolders(env), revision, lacks);
}

/** True for `owner/name` and for a bare name, as the hub has them; a folder of that name comes first, where there is one. */
export function isHubId(model: string): boolean {
  return model !== 'golden' && !model.startsWith('.') && /^[\w.-]+(\/[\w.-]+)?$/.test(model);
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

function folderModel(folder: string, lacks: (folder: string) => string[]): LocalModel {
  const missing = lacks(folder);
  if (missing.length > 0) throw new WrongOption(`model: ${folder} is no model folder: it lacks ${missing.join(', ')}`);
  return { name: plainName(basename(folder)), folder, repository: null };
}

/** A name that can stand in a path, in a hub id and in a command line. */
export function plainName(name: string): string {
  return name.replace(/[^\w.-]/g, '-');
}

function hubModel(
  id: string,
  folders: string[],
  revision: string | null,
  lacks: (folder: string) => string[],
): LocalModel {
  const flaws: string[] = [];
  for (const hub of folders) {
    const repository = join(hub, repositoryName(id));
    if (!existsSync(repository)) continue;
    const found = inRepository(repository, revision ?? 'main', lacks);
    if ('folder' in found) return { name: id, folder: found.folder, repository };
    flaws.push(`${repository}: ${found.flaw}`);
  }
  const which = revision === null ? id : `${id} at ${revision}`;
  const flags = revision === null ? '' : ` --revision ${revision}`;
  const fetchIt = `fetch it first, for example with "hf download ${id}${flags}", or set download: missing`;
  if (flaws.length > 0) throw new ServerFailed(`the model ${which} is not complete (${flaws.join('; ')}): ${fetchIt}`);
  throw new ServerFailed(`the model ${which} is not on this machine (looked in ${folders.join(', ')}): ${fetchIt}`);
}

/** The folder of a hub cache that a model's repository lies in. */
export function repositoryName(id: string): string {
  return `models--${id.replace('/', '--')}`;
}

function inRepository(
  repository: string,
  revision: string,
  lacks: (folder: string) => string[],
): { folder: string } | { flaw: string } {
  const commit = commitOf(repository, revision);
  if (commit === null) return { flaw: `refs/${revision} is missing` };
  const folder = join(repository, 'snapshots', commit);
  if (!isFolder(folder)) return { flaw: `the snapshot of ${revision} is missing` };
  const unfinished = unfinishedDownloads(repository);
  if (unfinished.length > 0) return { flaw: `a download was not finished: blobs/${unfinished[0]}` };
  const missing = lacks(folder);
  return missing.length > 0 ? { flaw: `it lacks ${missing.join(', ')}` } : { folder };
}

/** A commit is its own name; a branch or a tag is a file with the commit in it. */
function commitOf(repository: string, revision: string): string | null {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision;
  const ref = join(repository, 'refs', revision);
  return existsSync(ref) ? readFileSync(ref, 'utf8').trim() : null;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
