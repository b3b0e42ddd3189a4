// `npm run museum`: visits every defect and every legal variant and prints the numbers; `--write` puts them in the README.
// `-- --runs 20` does so twenty times: what is caught only now and then is not caught, and false findings add up.
// Ends with status 1 where a defect is missed or anything is found that should not be.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const { values: options } = parseArgs({
  options: { write: { type: 'boolean', default: false }, runs: { type: 'string', default: '1' } },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`--runs has "${options.runs}", but must be a whole number from 1`);

execFileSync('node_modules/.bin/tsc', ['-p', '.'], { stdio: 'inherit' });
const { allRules } = await import('../lib/src/checks/catalogue.js');
const { numbers } = await import('../lib/src/museum/tour.js');

/** One part of the exhibits, visited in a thread of its own: the server and the judge of a visit keep a core busy. */
function visitPart(part, of, tell) {
  return new Promise((resolve, reject) => {
    const stops = [];
    const worker = new Worker(new URL('museum-part.mjs', import.meta.url), { workerData: { part, of } });
    worker.on('message', (stop) => {
      stops.push(stop);
      tell(stop);
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(stops));
  });
}

const cores = availableParallelism();

/** All exhibits once. */
async function visitAll(run) {
  const before = runs > 1 ? `run ${run}: ` : '';
  const tell = ({ id, good, requests }) =>
    console.log(`${before}${good ? 'ok    ' : 'WRONG '} ${id} (${requests} requests)`);
  const parts = Array.from({ length: cores }, (_, part) => visitPart(part, cores, tell));
  return (await Promise.all(parts)).flat();
}

const tours = [];
const left = Array.from({ length: runs }, (_, k) => k + 1);
const runThrough = async () => {
  for (let run = left.shift(); run; run = left.shift()) tours.push(await visitAll(run));
};
// Two at a time: each ends with waiting for servers that hang.
await Promise.all([runThrough(), runThrough()]);
const mutated = Object.values(JSON.parse(readFileSync('docs/mutation.json', 'utf8')));
const sum = (key) => mutated.reduce((all, file) => all + file[key], 0);
const text = numbers(tours, allRules.length, { killed: sum('killed'), total: sum('total') });
console.log(`\n${text}`);
if (options.write) {
  const readme = readFileSync('README.md', 'utf8');
  const between = /(<!-- museum -->\n)[\s\S]*(<!-- \/museum -->)/;
  writeFileSync('README.md', readme.replace(between, `$1${text}\n$2`));
}
process.exit(tours.flat().every(({ good }) => good) ? 0 : 1);
