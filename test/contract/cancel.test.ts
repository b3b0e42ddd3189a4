import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually, isAlive, showing } from './processes.js';
import { newJob, type Running } from './runner.js';
import { troublesome } from './servers/commands.js';

const LONG = { timeout: 60_000 };
const exchanging = (main: Running) => main.until(/\[ *3\/\d+\]/);

describe('a job that is cancelled', LONG, () => {
  test('while it asks: stops its server within the first signal and says why there is no verdict', async () => {
    const job = newJob(troublesome('--delay 100'));
    const main = job.start();
    await exchanging(main);
    const { status, signals } = await main.cancel();
    expect({ status, signals }).toEqual({ status: 3, signals: ['SIGINT'] });
    expect(job.leftOver()).toEqual([]);
    expect(job.outputs().verdict).toBe('unknown');
    expect(job.file('STEP_SUMMARY')).toMatch(/cancelled|stopped/);
    expect(await job.post()).toMatchObject({ status: 0 });
  });

  test('while one exchange takes its time: the same', async () => {
    const job = newJob(troublesome('--delay 60000'));
    const main = job.start();
    await main.until(/is ready after/);
    const { status, signals } = await main.cancel();
    expect({ status, signals }).toEqual({ status: 3, signals: ['SIGINT'] });
    expect(job.leftOver()).toEqual([]);
  });

  test('while the server starts: the same, and its process was known to post before it was ready', async () => {
    const job = newJob(troublesome('--mute'));
    const main = job.start();
    await eventually(() => job.state().server !== undefined);
    expect(job.leftOver()).toContain(serverOf(job.state()));
    const { status, signals, stdout } = await main.cancel();
    expect({ status, signals }).toEqual({ status: 3, signals: ['SIGINT'] });
    expect(stdout).toMatch(/stopped|cancelled/);
    expect(job.leftOver()).toEqual([]);
  });

  test('with a server that does not obey: ends it all the same, within the first signal', async () => {
    const job = newJob(troublesome('--delay 100 --stubborn'));
    const main = job.start();
    await exchanging(main);
    const { status, signals } = await main.cancel();
    expect({ status, signals }).toEqual({ status: 3, signals: ['SIGINT'] });
    expect(job.leftOver()).toEqual([]);
  });
});

describe('where the step was killed', LONG, () => {
  test('the server is gone after post, and post may run again', async () => {
    const job = newJob(troublesome('--delay 100'));
    const main = job.start();
    await exchanging(main);
    await main.kill();
    expect(await job.post()).toMatchObject({ status: 0, stderr: '' });
    expect(job.leftOver()).toEqual([]);
    expect(await job.post()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test('and the watchdog with it, post ends the server and says so', async () => {
    const job = newJob(troublesome('--delay 100 --stubborn'));
    const main = job.start();
    await exchanging(main);
    for (const pid of showing(`mlx-xproto-watchdog ${serverOf(job.state())} `)) process.kill(pid, 'SIGKILL');
    await main.kill();
    expect(job.leftOver()).toContain(serverOf(job.state()));
    const post = await job.post();
    expect(post).toMatchObject({ status: 0, stderr: '' });
    expect(post.stdout).toContain('stopped');
    expect(job.leftOver()).toEqual([]);
    expect(await job.post()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});

describe('post', LONG, () => {
  test('has nothing to do where no server was started', async () => {
    expect(await newJob({}).post()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test('leaves alone a process that only has the number of the server', async () => {
    const other = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    onTestFinished(() => void other.kill());
    const pid = other.pid ?? 0;
    const identity = JSON.stringify({ pid, startTime: 'of another process', token: 'of another process' });
    expect(await newJob({}).post({ server: identity })).toMatchObject({ status: 0, stdout: '' });
    expect(isAlive(pid)).toBe(true);
  });

  test.each(['', 'nonsense', '{}', 'null', '[]', '{"pid":"x"}', '{"pid":0,"startTime":"","token":""}', '{"pid":-1}'])(
    'does not fail on the state %s',
    async (server) => {
      expect(await newJob({}).post({ server })).toMatchObject({ status: 0, stderr: '' });
    },
  );
});

function serverOf({ server = '{}' }: Record<string, string>): number {
  return (JSON.parse(server) as { pid: number }).pid;
}
