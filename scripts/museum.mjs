// `npm run museum`: visits every defect and every legal variant and prints the numbers; `--write` puts them in the README.
// `-- --runs 20` does so twenty times: what is caught only now and then is not caught, and false findings add up.
// Ends with status 1 where a defect is missed or anything is found that should not be.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { write: { type: 'boolean', default: false }, runs: { type: 'string', default: '1' } },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new Error(`--runs has "${options.runs}", but must be a whole number from 1`);

execFileSync('node_modules/.bin/tsc', ['-p', '.'], { stdio: 'inherit' });
const { DEFECTS } = await import('../lib/src/reference/defects/index.js');
const { VARIANTS } = await import('../lib/src/reference/variants/index.js');
const { allRules } = await import('../lib/src/checks/catalogue.js');
const { numbers, tour } = await import('../lib/src/museum/tour.js');

const tours = [];
for (let run = 1; run <= runs; run++) {
  const before = runs > 1 ? `run ${run}: ` : '';
  const tell = ({ id, good, requests }) =>
    console.log(`${before}${good ? 'ok    ' : 'WRONG '} ${id} (${requests} requests)`);
  tours.push(await tour(DEFECTS, VARIANTS, tell));
}
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
