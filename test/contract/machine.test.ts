import { describe, expect, test } from 'vitest';
import { temporary } from './folders.js';
import { errorsOf, newJob, type Running } from './runner.js';
import { troublesome } from './servers/commands.js';

/** What each of two jobs sees of the machine: its user's cache is the same. */
const machine = (environment: string) => ({ RUNNER_ENVIRONMENT: environment, MLX_XPROTO_CACHE: temporary() });
const exchanging = (main: Running) => main.until(/\[ *3\/\d+\]/);
const WAITING = /waiting for another run on this machine, process (\d+)/;

describe('two runners on one machine of our own', { timeout: 60_000 }, () => {
  test('measure one after the other: the second says whom it waits for, once, and then runs', async () => {
    const ours = machine('self-hosted');
    const first = newJob(troublesome('--delay 100'), ours).start();
    await exchanging(first);
    const second = newJob({ server: 'reference' }, ours).start();
    await second.until(WAITING);
    await first.cancel();
    const { status, stdout } = await second.ended;
    expect(status, stdout).toBe(0);
    expect(Array.from(stdout.matchAll(new RegExp(WAITING, 'g')), ([, pid]) => Number(pid))).toEqual([first.pid]);
  });

  test('do not wait for a run that was killed', async () => {
    const ours = machine('self-hosted');
    const first = newJob(troublesome('--delay 100'), ours);
    const main = first.start();
    await exchanging(main);
    await main.kill();
    await first.post();
    const { status, stdout } = await newJob({ server: 'reference' }, ours).main();
    expect(status, stdout).toBe(0);
    expect(stdout).not.toMatch(WAITING);
  });

  test('one that is cancelled while it waits ends at once, and leaves the other alone', async () => {
    const ours = machine('self-hosted');
    const first = newJob(troublesome('--delay 100'), ours).start();
    await exchanging(first);
    const second = newJob({ server: 'reference' }, ours).start();
    await second.until(WAITING);
    const cancelled = await second.cancel();
    expect(cancelled).toMatchObject({ status: 3, signals: ['SIGINT'] });
    expect(errorsOf(cancelled).map(({ data }) => data)).toEqual(['the job was cancelled (SIGINT)']);
    const third = newJob({ server: 'reference' }, ours).start();
    await third.until(WAITING);
    await Promise.all([first.cancel(), third.kill()]);
  });

  test('a wrong input does not wait', async () => {
    const ours = machine('self-hosted');
    const first = newJob(troublesome('--delay 100'), ours).start();
    await exchanging(first);
    const { status, stdout } = await newJob({ server: 'reference', cases: 'no-such' }, ours).main();
    expect(status, stdout).toBe(2);
    await first.cancel();
  });
});

test('on a hosted runner nobody waits', { timeout: 60_000 }, async () => {
  const theirs = machine('github-hosted');
  const first = newJob(troublesome('--delay 100'), theirs).start();
  await exchanging(first);
  const { status, stdout } = await newJob({ server: 'reference' }, theirs).main();
  expect(status, stdout).toBe(0);
  await first.cancel();
});
