import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce } from './build-once.js';
import { choosePython } from './choose-python.js';
import { installerEnvironment } from './environment.js';
import { ServerFailed } from './errors.js';
import { pythonsOnPath } from './python.js';
import type { PythonProgram } from './python-program.js';
import { runLogged } from './run-logged.js';
import { findUv, type Workshop } from './uv.js';

/**
 * The program's virtual environment in the cache, installed on the first use and repaired where it was broken off.
 * Resolves to the folder of its scripts. Throws ServerFailed where Python or uv is missing or the installation fails.
 */
export async function provision(program: PythonProgram, shop: Workshop): Promise<string> {
  makeCache(shop.cache);
  const found = await pythonsOnPath(program.python, shop.signal);
  const python = await choosePython(program, found, shop);
  const recipe = JSON.stringify([requirements(program), program.constraints, program.without, python.path]);
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 8);
  const place = `${process.platform}-${process.arch}-py3.${python.minor}`;
  const folder = join(shop.cache, `${program.package}-${program.version}-${place}-${digest}`);
  const build = { folder, recipe, proof: join('bin', 'python'), signal: shop.signal, say: shop.say };
  await buildOnce(build, async () => {
    const uv = await findUv(found, shop);
    shop.say(
      `installing ${program.package} ${program.version} for Python ${python.version} (once, several hundred MB)`,
    );
    await install(program, { uv, python: python.path, folder }, shop);
  });
  return join(folder, 'bin');
}

function requirements(program: PythonProgram): string[] {
  return program.requirements(process.platform);
}

async function install(
  program: PythonProgram,
  { uv, python, folder }: { uv: string; python: string; folder: string },
  shop: Workshop,
): Promise<void> {
  const run = async (argv: string[]) => {
    const order = { argv: [uv, ...argv], env: uvEnvironment(shop.cache), cwd: shop.cache, logFile: `${folder}.log` };
    const { status, tail } = await runLogged(order, shop);
    if (status === 'exited with status 0') return;
    throw new ServerFailed(`${program.package} ${program.version} could not be installed: uv ${status}`, tail);
  };
  await run(['venv', '--quiet', '--no-project', '--python', python, folder]);
  const overrides = join(folder, 'overrides.txt');
  const constraints = join(folder, 'constraints.txt');
  writeFileSync(overrides, program.without.map((name) => `${name} ; sys_platform == 'never'\n`).join(''));
  writeFileSync(constraints, program.constraints.map((line) => `${line}\n`).join(''));
  const files = ['--override', overrides, '--constraint', constraints];
  await run(['pip', 'install', '--python', join(folder, 'bin', 'python'), ...files, ...requirements(program)]);
}

/** uv's own cache lies beside the environments, where files can be shared by hard links; the user's setting comes first. */
function uvEnvironment(cache: string): Record<string, string> {
  return { UV_CACHE_DIR: join(cache, 'uv-cache'), ...installerEnvironment() };
}

function makeCache(cache: string): void {
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    throw new ServerFailed(`the cache folder ${cache} cannot be made: ${(error as Error).message}`);
  }
}
