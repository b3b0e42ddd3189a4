import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installerEnvironment } from '../environment.js';
import { ServerFailed } from '../errors.js';
import { finish } from '../process/finish-command.js';
import { ask } from '../process/probe-command.js';
import { buildOnce } from './build-once.js';
import type { Python } from './python.js';

/** The release that is installed where there is no uv. */
const VERSION = '0.13.9';

const ADVICE = 'install uv (for example "brew install uv" or "pipx install uv") and see that it is on PATH';

/** What installing needs from its caller. */
export interface Workshop {
  cache: string;
  signal: AbortSignal;
  say: (line: string) => void;
}

/**
 * The uv to install with: the one on PATH where it is not too old, else our own, installed once into the cache with any Python's pip.
 * Throws ServerFailed where there is neither uv nor a Python that could install it.
 */
export async function findUv(pythons: Python[], shop: Workshop): Promise<string> {
  const onPath = await ask(['uv', '--version'], installerEnvironment(), shop.signal);
  if (onPath.status === 0 && isRecent(onPath.output)) return 'uv';
  if (pythons.length === 0) throw new ServerFailed(`neither uv nor Python 3 is on PATH: ${ADVICE}`);
  const folder = join(shop.cache, `uv-${VERSION}-${process.platform}-${process.arch}`);
  const proof = join('bin', 'uv');
  const uv = join(folder, proof);
  const build = { folder, recipe: `uv==${VERSION}`, proofs: [proof], signal: shop.signal, say: shop.say };
  await buildOnce(build, async () => {
    shop.say(`installing uv ${VERSION} into the cache`);
    await installUv(pythons, folder, uv, shop.signal);
  });
  return uv;
}

/** uv's own cache lies beside the environments, where files can be shared by hard links; the user's setting comes first. */
export function uvEnvironment(cache: string): Record<string, string> {
  return { UV_CACHE_DIR: join(cache, 'uv-cache'), ...installerEnvironment() };
}

/** Older ones lack options that we use. */
function isRecent(about: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)\./.exec(about) ?? [];
  return Number(major) > 0 || Number(minor) >= 5;
}

/** Every Python is tried with its pip, then with a virtual environment: Debian's may have one, the other, or neither. */
async function installUv(pythons: Python[], folder: string, uv: string, signal: AbortSignal): Promise<void> {
  const env = installerEnvironment();
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', `uv==${VERSION}`];
  const ways = (python: string) => [
    [[python, '-m', 'pip', 'install', '--target', folder, ...quiet]],
    [
      [python, '-m', 'venv', folder],
      [join(folder, 'bin', 'python'), '-m', 'pip', 'install', ...quiet],
    ],
  ];
  const said: string[] = [];
  for (const way of pythons.flatMap((python) => ways(python.path))) {
    for (const argv of way) {
      const { status, output } = await finish(argv, env, signal, 180_000);
      signal.throwIfAborted();
      said.push(...output.trim().split('\n'));
      if (status !== 0) break;
    }
    if (existsSync(uv)) return;
  }
  throw new ServerFailed(whyNot(pythons), said);
}

function whyNot(pythons: Python[]): string {
  const tried = pythons.map((python) => `Python ${python.version}`).join(', ');
  return `uv is not on PATH, and ${tried} could not install it with pip or venv: ${ADVICE}, or install python3-venv`;
}
