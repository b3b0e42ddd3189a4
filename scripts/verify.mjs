// `npm run verify`: everything that must hold, from nothing: installs, format, lint, types, dist, tests, real servers.
// Node built-ins only. Ends with the plain line "N passed, N failed", and status 1 where anything failed.
// Arguments name single steps: `npm run verify -- unit contract`; what is left out is said.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const bin = join(process.cwd(), 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, FORCE_COLOR: '0' };

/** Node 24 is what the runner uses: on Linux it comes as a package, elsewhere it must be there. */
const steps = [
  ['install', 'npm', ['ci', '--no-audit', '--no-fund']],
  [
    'node 24',
    'node',
    [
      '-e',
      'if (!process.versions.node.startsWith("24.")) throw new Error("Node 24 is needed, this is " + process.version)',
    ],
  ],
  ['format', 'biome', ['format', '.']],
  ['lint', 'biome', ['lint', '--error-on-warnings', '.']],
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.test.json']],
  ['dist is built from these sources', 'node', ['scripts/check-dist.mjs']],
  ['unit', 'vitest', ['run', '--dir', 'test/unit']],
  ['museum', 'vitest', ['run', '--dir', 'test/museum', '--maxConcurrency', '3']],
  ['contract', 'vitest', ['run', '--dir', 'test/contract']],
  ['recipes', 'vitest', ['run', '--dir', 'test/recipes']],
  ['workflows', 'vitest', ['run', '--dir', 'test/workflows', '--maxWorkers', '1']],
  ['real servers', 'vitest', ['run', '--dir', 'test/e2e']],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some(([step]) => step === name));
if (unknown.length > 0)
  throw new Error(`no such step: ${unknown}; there are ${steps.map(([step]) => step).join(', ')}`);
const chosen = steps.filter(([name]) => wanted.length === 0 || wanted.includes(name));

const failed = [];
let passed = 0;
for (const [name, program, args] of chosen) {
  const start = Date.now();
  console.log(`\n── ${name}`);
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env });
  if (error) console.log(error.message);
  if (status === 0) passed++;
  else failed.push(name);
  console.log(`── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  if (name === 'install' && !existsSync(bin)) break;
}
if (chosen.length < steps.length) console.log(`\nleft out: ${steps.length - chosen.length} steps that were not named`);
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
console.log(`\n${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
