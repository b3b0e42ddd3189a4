import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './folders.js';
import { newJob } from './runner.js';
import { troublesome } from './servers/commands.js';

const KEY = 'sk-contract-5f1e9c0a77';
const LOG = join('mlx-xproto-report', 'server.log');

describe('the key is shown to nobody but the runner, to be masked,', { timeout: 60_000 }, () => {
  test.each([
    ['on a server that is right', { server: 'reference' }],
    ['where the server repeats it in replies and errors', troublesome('--echo-key')],
    ['where the server writes it to its log', troublesome('--log-key')],
    ['where the server writes it to its log and dies', troublesome('--log-key --die-after 5')],
  ])('%s', async (_, server) => {
    const job = newJob({ ...server, 'api-key': KEY });
    const main = await job.main();
    expect(main.commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data)).toEqual([KEY]);
    expect(`${main.stdout}${main.stderr}`.replace(`::add-mask::${KEY}\n`, '')).not.toContain(KEY);
    for (const name of ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV'] as const) expect(job.file(name)).not.toContain(KEY);
    const files = filesBelow(job.workspace);
    expect(files.size).toBeGreaterThan(4);
    files.delete(LOG);
    expect([...files].filter(([, text]) => text.includes(KEY)).map(([name]) => name)).toEqual([]);
  });

  // The server writes this file itself, and nobody masks it.
  test('in server.log as well', async () => {
    const job = newJob({ ...troublesome('--log-key --die-after 5'), 'api-key': KEY });
    await job.main();
    expect(filesBelow(job.workspace).get(LOG)).not.toContain(KEY);
  });

  test('a key of our own is masked before the server starts', async () => {
    const main = await newJob({ server: 'reference', cases: 'simple_greeting' }).main();
    expect(main.stdout).toMatch(/^::add-mask::\S{16,}\n/);
  });
});
