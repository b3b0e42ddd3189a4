import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerFailed } from '../errors.js';
import { runLogged } from '../process/run-logged.js';
import type { Program } from '../types.js';
import { quickBlas } from './blas.js';
import { buildOnce } from './build-once.js';
import { choosePython } from './choose-python.js';
import { pythonsOnPath } from './python.js';
import { findUv, uvEnvironment, type Workshop } from './uv.js';

export interface Provisioned {
  /** The folder of the environment's scripts. */
  scripts: string;
  /** Variables that the program is started with. */
  env: Record<string, string>;
}

/**
 * The program's virtual environment in the cache, installed on the first use and repaired where it was broken off. Throws ServerFailed where Python or uv is missing or the installation fails.
 */
export async function provision(program: Program, shop: Workshop): Promise<Provisioned> {
  makeCache(shop.cache);
  const found = await pythonsOnPath(program.python, shop.signal);
  const python = await choosePython(program, found, shop);
  const recipe = JSON.stringify(ingredients(program, python.path));
  const digest = createHash('sha256').update(recipe).digest('hex').slice(0, 8);
  const place = `${process.platform}-${process.arch}-py3.${python.minor}`;
  const folder = join(shop.cache, `${program.package}-${program.version}-${place}-${digest}`);
  const proofs = ['python', program.script].map((name) => join('bin', name));
  const build = { folder, recipe, proofs, signal: shop.signal, say: shop.say };
  await buildOnce(build, async () => {
    const uv = await findUv(found, shop);
    shop.say(
      `installing ${program.package} ${program.version} for Python ${python.version} (once, several hundred MB)`,
    );
    await install(program, { uv, python: python.path, folder }, shop);
  });
  return { scripts: join(folder, 'bin'), env: await quickBlas(folder, found, shop) };
}

function requirements(program: Program): string[] {
  return program.requirements(program.version, process.platform);
}

/** All that makes an environment what it is: its recipe, and by its digest its name. */
function ingredients(program: Program, python: string): unknown[] {
  const { constraints, without, script, source } = program;
  return [requirements(program), constraints, without(process.platform), python, script, source];
}

async function install(
  program: Program,
  { uv, python, folder }: { uv: string; python: string; folder: string },
  shop: Workshop,
): Promise<void> {
  const run = async (argv: string[]) => {
    const order = { argv: [uv, ...argv], env: uvEnvironment(shop.cache), cwd: shop.cache, logFile: `${folder}.log` };
    const { status, tail } = await runLogged(order, { ...shop, soFar: () => 'still installing' });
    if (status === 'exited with status 0') return;
    throw new ServerFailed(`${program.package} ${program.version} could not be installed: uv ${status}`, tail);
  };
  await run(['venv', '--quiet', '--no-project', '--python', python, folder]);
  const overrides = join(folder, 'overrides.txt');
  const constraints = join(folder, 'constraints.txt');
  writeFileSync(
    overrides,
    program
      .without(process.platform)
      .map((name) => `${name} ; sys_platform == 'never'\n`)
      .join(''),
  );
  writeFileSync(constraints, program.constraints.map((line) => `${line}\n`).join(''));
  const files = ['--override', overrides, '--constraint', constraints];
  await run(['pip', 'install', '--python', join(folder, 'bin', 'python'), ...files, ...requirements(program)]);
  if (program.source !== undefined) writeScript(folder, program.script, program.source);
}

/** A script of ours beside those of the package, with the environment's interpreter. */
function writeScript(folder: string, name: string, source: string): void {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!${join(folder, 'bin', 'python')}\n${source}`);
  chmodSync(file, 0o755);
}

function makeCache(cache: string): void {
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    throw new ServerFailed(`the cache folder ${cache} cannot be made: ${(error as Error).message}`);
  }
}
