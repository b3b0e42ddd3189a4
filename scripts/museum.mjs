// `npm run museum`: visits every defect and every legal variant and prints the numbers; `--write` puts them in the README.
// Ends with status 1 where a defect is missed or anything is found that should not be.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

execFileSync('node_modules/.bin/tsc', ['-p', '.'], { stdio: 'inherit' });
const { DEFECTS } = await import('../lib/src/reference/defects/index.js');
const { VARIANTS } = await import('../lib/src/reference/variants/index.js');
const { allRules } = await import('../lib/src/checks/catalogue.js');
const { numbers, tour } = await import('../lib/src/museum/tour.js');

const stops = await tour(DEFECTS, VARIANTS, ({ id, good, requests }) => {
  console.log(`${good ? 'ok    ' : 'WRONG '} ${id} (${requests} requests)`);
});
const files = Object.values(JSON.parse(readFileSync('docs/mutation.json', 'utf8')).parts).flatMap((part) =>
  Object.values(part.files),
);
const sum = (key) => files.reduce((all, file) => all + file[key], 0);
const text = numbers(stops, allRules.length, { killed: sum('killed'), total: sum('total') });
console.log(`\n${text}`);
if (process.argv.includes('--write')) {
  const readme = readFileSync('README.md', 'utf8');
  const between = /(<!-- museum -->\n)[\s\S]*(<!-- \/museum -->)/;
  writeFileSync('README.md', readme.replace(between, `$1${text}\n$2`));
}
process.exit(stops.every(({ good }) => good) ? 0 : 1);
