import { describe, expect, test } from 'vitest';
import { closedPort } from './ports.js';
import { errorsOf, newJob } from './runner.js';
import { troublesome } from './servers/commands.js';

describe('without a server there is no verdict, and the step ends with status 3:', { timeout: 60_000 }, () => {
  test('nobody listens where the server should be', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const job = newJob({ server: 'attach', 'openai-base-url': `${url}/v1`, 'anthropic-base-url': url });
    const main = await job.main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).map(({ data }) => data)).toEqual([expect.stringContaining(url)]);
    expect(job.outputs().verdict).toBe('unknown');
    expect(job.file('STEP_SUMMARY')).toContain('no verdict');
  });

  test('the program is not there', async () => {
    const main = await newJob({ server: 'command', command: '/no/such/program --port {port}' }).main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).map(({ data }) => data)).toEqual([expect.stringContaining('/no/such/program')]);
  });

  test('it is not ready in time', async () => {
    const job = newJob({ ...troublesome('--mute'), 'startup-timeout': '500ms' });
    const main = await job.main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).map(({ data }) => data)).toEqual([expect.stringContaining('not ready within 0.5 s')]);
    expect(job.leftOver()).toEqual([]);
  });

  test('it ends before it is ready', async () => {
    const job = newJob(troublesome('--mute --die-after 0'));
    const main = await job.main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).map(({ data }) => data)).toEqual([expect.stringContaining('exited with status 7')]);
    expect(main.stdout).toContain('the model fell over');
    expect(job.leftOver()).toEqual([]);
  });

  test('it ends in the middle of the run: its last words are shown, and nothing is left of it', async () => {
    const job = newJob(troublesome('--die-after 20'));
    const main = await job.main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).at(-1)?.data).toContain('exited with status 7');
    expect(main.stdout).toContain('the model fell over');
    expect(job.file('STEP_SUMMARY')).toContain('the model fell over');
    expect(job.outputs().verdict).toBe('unknown');
    expect(job.leftOver()).toEqual([]);
  });

  test('the run takes too long', async () => {
    const job = newJob({ ...troublesome('--delay 100'), timeout: '2s' });
    const main = await job.main();
    expect(main.status).toBe(3);
    expect(errorsOf(main).at(-1)?.data).toContain('took longer than');
    expect(job.leftOver()).toEqual([]);
  });
});
