import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerFailed } from '../errors.js';
import { finish } from '../process/finish-command.js';
import { buildOnce } from './build-once.js';
import type { Python } from './python.js';
import { findUv, uvEnvironment, type Workshop } from './uv.js';

/**
 * The last scipy whose wheel has OpenBLAS under BLAS's own names: any Python's wheel will do, none of it is imported.
 * The older OpenBLAS of numpy's wheels is a third slower where one token at a time is computed.
 */
const BEARER = { wheel: 'scipy==1.13.1', python: '3.11', libraries: 'scipy.libs', rest: 'scipy', megabytes: 38 };
/** Milliseconds for the download. */
const PATIENCE = 180_000;

/**
 * The environment variables that give MLX a quick BLAS where it has none. MLX's wheel for Linux brings the reference
 * BLAS, with which a prompt takes six times as long (3 GFLOPS against 90). Empty for a program without MLX and on
 * macOS; also where the library cannot be had, after a line that says so: then the server is slow, and right.
 */
export async function quickBlas(program: string, pythons: Python[], shop: Workshop): Promise<Record<string, string>> {
  if (!hasReferenceBlas(program)) return {};
  const folder = join(shop.cache, `openblas-${process.platform}-${process.arch}`);
  const build = { folder, recipe: BEARER.wheel, proofs: [BEARER.libraries], signal: shop.signal, say: shop.say };
  try {
    await buildOnce(build, () => fetchInto(folder, pythons, shop));
  } catch (error) {
    if (shop.signal.aborted || !(error instanceof ServerFailed)) throw error;
    shop.say(`OpenBLAS could not be installed, MLX computes without, and slowly: ${error.message}`);
    return {};
  }
  const libraries = join(folder, BEARER.libraries);
  return {
    // By its bare name, as a blank or a colon in a path would end it.
    LD_LIBRARY_PATH: libraries,
    LD_PRELOAD: nameIn(libraries),
    // A sum that is shared out between threads differs in the last digits.
    OPENBLAS_NUM_THREADS: '1',
  };
}

/** Only MLX's wheel for a CPU on Linux has this folder, with libblas in it. */
function hasReferenceBlas(program: string): boolean {
  const versions = join(program, 'lib');
  if (!existsSync(versions)) return false;
  return readdirSync(versions).some((python) => existsSync(join(versions, python, 'site-packages', 'mlx_cpu.libs')));
}

async function fetchInto(folder: string, pythons: Python[], shop: Workshop): Promise<void> {
  const uv = await findUv(pythons, shop);
  shop.say(`installing OpenBLAS, as ${BEARER.wheel} brings it (once, ${BEARER.megabytes} MB)`);
  const which = ['--no-deps', '--only-binary', ':all:', '--python-version', BEARER.python, BEARER.wheel];
  const argv = [uv, 'pip', 'install', '--quiet', '--target', folder, ...which];
  const { status, output } = await finish(argv, uvEnvironment(shop.cache), shop.signal, PATIENCE);
  if (status !== 0) throw new ServerFailed(`uv: ${output.trim().split('\n').at(-1)}`);
  await rm(join(folder, BEARER.rest), { recursive: true, force: true });
}

/** Its name holds a digest that differs from platform to platform. */
function nameIn(folder: string): string {
  return readdirSync(folder).find((file) => file.startsWith('libopenblas')) ?? 'libopenblas.so';
}
