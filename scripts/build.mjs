// Builds dist/ in two steps, tsc to lib/ and then one bundle for each entry, and writes what is generated from tables.
// The same sources give the same bytes. An argument names another folder than dist/, and then nothing else is written.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const run = (program, ...args) => execFileSync(`node_modules/.bin/${program}`, args, { stdio: 'inherit' });
const elsewhere = process.argv[2];
const out = elsewhere ?? 'dist';

rmSync('lib', { recursive: true, force: true });
rmSync(out, { recursive: true, force: true });
run('tsc', '-p', '.');
for (const entry of ['main', 'post', 'cli']) {
  run('ncc', 'build', `lib/src/${entry}.js`, '-o', `${out}/${entry}`, '-C', '-q', '--license', 'licenses.txt');
}
if (elsewhere === undefined) {
  const { actionYml, optionsPage } = await import('../lib/src/options/documents.js');
  writeFileSync('action.yml', actionYml());
  writeFileSync('docs/options.md', optionsPage());
}
