// `npm run compatibility`: checks every server that runs on this machine with the golden model, and writes
// docs/compatibility.md, docs/compatibility.json and baselines/SERVER.json. Arguments name single servers: only their
// baselines are written then. A server without a verdict ends it with status 3; nothing is written.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVERS = ['mlx-manager', 'mlx-vlm', 'vllm-mlx', 'rapid-mlx', 'llama-server', 'mlx-lm'];
const CLI = 'dist/cli/index.js';

execFileSync('node_modules/.bin/tsc', ['-p', '.'], { stdio: 'inherit' });
const { compatibilityOf } = await import('../lib/src/docs/compatibility.js');
const { compatibilityPage } = await import('../lib/src/docs/compatibility-page.js');

const named = process.argv.slice(2);
const unknown = named.find((name) => !SERVERS.includes(name));
if (unknown !== undefined) throw new Error(`no such server: ${unknown}; there are ${SERVERS.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'compatibility-'));
const reports = (named.length > 0 ? named : SERVERS).map(check);
mkdirSync('baselines', { recursive: true });
for (const { dir, report } of reports)
  cli('baseline', 'update', dir, '--baseline', `baselines/${report.server.name}.json`);
if (named.length === 0) {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${platform()} ${arch()}${platform() === 'linux' ? ' with the CPU backend of MLX' : ''}`;
  const all = compatibilityOf(
    reports.map(({ report }) => report),
    date,
    machine,
  );
  write('docs/compatibility.json', `${JSON.stringify(all, null, 1)}\n`);
  write('docs/compatibility.md', compatibilityPage(all));
}

/** Servers name the model by its path, which is nobody else's. */
function write(file, text) {
  writeFileSync(
    file,
    text.replaceAll(process.cwd(), '/repository').replaceAll(process.cwd().replaceAll('/', '&#47;'), '&#47;repository'),
  );
}

function check(server) {
  console.log(`── ${server}`);
  const dir = join(folder, server);
  const { status } = cli('check', '--server', server, '--model', 'golden', '--report-dir', dir);
  if (status !== 0 && status !== 1) {
    console.error(`${server} has no verdict (status ${status}): see ${dir}`);
    process.exit(3);
  }
  return { dir, report: JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) };
}

function cli(...args) {
  return spawnSync(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}
