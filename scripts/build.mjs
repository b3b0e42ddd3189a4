// Builds dist/ in two steps, tsc to lib/ and then one bundle for each entry, and writes what is generated from tables.
// The same sources give the same bytes. An argument names another folder than dist/, and then nothing else is written.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const bin = (program) => resolve('node_modules/.bin', program);
const elsewhere = process.argv[2];
const out = resolve(elsewhere ?? 'dist');

rmSync('lib', { recursive: true, force: true });
rmSync(out, { recursive: true, force: true });
execFileSync(bin('tsc'), ['-p', '.'], { stdio: 'inherit' });
for (const entry of ['main', 'post', 'cli']) {
  // From lib/: in a folder with a report, ncc would take the server.log of `resolve(dir, 'server.log')` for an asset.
  const args = ['build', `src/${entry}.js`, '-o', `${out}/${entry}`, '-C', '-q', '--license', 'licenses.txt'];
  execFileSync(bin('ncc'), args, { stdio: 'inherit', cwd: 'lib' });
}
if (elsewhere === undefined) {
  const { actionTypesYml, actionYml, optionsPage, withOptions } = await import('../lib/src/options/documents.js');
  writeFileSync('action.yml', actionYml());
  writeFileSync('action-types.yml', actionTypesYml());
  writeFileSync('docs/options.md', optionsPage());
  writeFileSync('README.md', withOptions(readFileSync('README.md', 'utf8')));
  const { rulesPage } = await import('../lib/src/docs/rules-page.js');
  const { allRules } = await import('../lib/src/checks/catalogue.js');
  const { DEFECTS } = await import('../lib/src/reference/defects/index.js');
  writeFileSync('docs/rules.md', rulesPage(allRules, DEFECTS));
}
