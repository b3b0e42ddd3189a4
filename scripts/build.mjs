// Builds dist/ in two steps: tsc to lib/, then one bundle for each entry. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const run = (program, ...args) => execFileSync(`node_modules/.bin/${program}`, args, { stdio: 'inherit' });
const out = process.argv[2] ?? 'dist';

rmSync('lib', { recursive: true, force: true });
rmSync(out, { recursive: true, force: true });
run('tsc', '-p', '.');
for (const entry of ['main', 'post', 'cli']) {
  run('ncc', 'build', `lib/src/${entry}.js`, '-o', `${out}/${entry}`, '-C', '-q', '--license', 'licenses.txt');
}
