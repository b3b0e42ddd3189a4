import { describe, expect, test } from 'vitest';
import { cli, referenceServer, startCli } from './cli.js';
import { temporary } from './folders.js';
import { closedPort, takenPort } from './ports.js';
import { carrying } from './processes.js';
import { declaredInputs } from './runner.js';
import { defective, startTroublesome, troublesome } from './servers/commands.js';

const LONG = { timeout: 60_000 };
const QUICK = ['--cases', 'simple_greeting', '--checks', 'R-*'];

/** Options as the flags of `check`. */
function flags(options: Record<string, string>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

describe('check ends with', LONG, () => {
  test('0 where nothing failed', async () => {
    expect(await cli(['check', '--server', 'reference', ...QUICK])).toMatchObject({ status: 0, errors: [] });
  });

  test('0 for a server that is right about everything that the strict profile asks', async () => {
    const { status, stdout } = await cli(['check', '--server', 'reference', '--profile', 'strict']);
    expect(status, stdout).toBe(0);
  });

  test('1 where a mismatch was found, and names its rule', async () => {
    const { status, stdout } = await cli(['check', ...flags(defective('oa-role-in-every-delta')), ...QUICK]);
    expect(status).toBe(1);
    expect(stdout).toContain('R-OA-44');
  });

  test('1 for a defect of the reference server', async () => {
    const { status, stdout } = await cli(['check', '--server', 'reference', '--defect', 'errors-as-detail']);
    expect(status).toBe(1);
    expect(stdout).toContain('R-OA-67');
  });

  test('2 where an option is wrong', async () => {
    expect(await cli(['check', '--timeout', 'soon'])).toMatchObject({ status: 2 });
  });

  test('3 where the server does not run', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const urls = ['--openai-base-url', `${url}/v1`, '--anthropic-base-url', url];
    expect(await cli(['check', '--server', 'attach', ...urls])).toMatchObject({ status: 3 });
  });

  test('3 where more than a third of the cases have no verdict', async () => {
    const few = { cases: 'simple_greeting', modes: 'plain', checks: 'R-X-01' };
    const { status, stdout } = await cli(['check', ...flags({ server: 'reference', ...few })]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringContaining('no verdict') });
  });

  test('3 where the model is not on this machine, before anything is installed', async () => {
    const { status, stdout, stderr } = await cli(['check', '--server', 'mlx-vlm', '--model', 'nobody/no-such-model'], {
      env: { HOME: temporary() },
    });
    expect(status).toBe(3);
    expect(stdout).toContain('nobody/no-such-model is not on this machine');
    expect(stderr).not.toContain('installing');
  });

  test('3 where the port of the command is in use', async () => {
    const port = await takenPort();
    const url = `http://127.0.0.1:${port}`;
    const { status, stdout } = await cli(['check', ...flags(troublesome()), '--openai-base-url', `${url}/v1`]);
    expect(status).toBe(3);
    expect(stdout).toContain(`port ${port} on 127.0.0.1 is in use`);
  });

  test('3 where the server is killed in the middle', async () => {
    const id = `check-${process.hrtime.bigint()}`;
    const check = startCli(['check', ...flags(troublesome('--delay 100'))], { env: { RUNNER_TRACKING_ID: id } });
    await check.until(/\[ *3\/\d+\]/);
    const server = carrying(`RUNNER_TRACKING_ID=${id}`).filter((pid) => pid !== check.child.pid);
    for (const pid of server) process.kill(pid, 'SIGKILL');
    const { status, stdout } = await check.ended;
    expect(status).toBe(3);
    expect(stdout).toContain('was ended by SIGKILL in the middle of the run');
    expect(carrying(`RUNNER_TRACKING_ID=${id}`)).toEqual([]);
  });

  // The run does not see that it is gone: every further request is a mismatch of its own.
  test('3 where a server that it did not start goes away in the middle', async () => {
    const { url, kill } = await startTroublesome('--delay', '100');
    const urls = { 'openai-base-url': `${url}/v1`, 'anthropic-base-url': url };
    const check = startCli(['check', ...flags({ server: 'attach', ...urls })]);
    await check.until(/\[ *3\/\d+\]/);
    kill();
    const { status, stdout } = await check.ended;
    expect(status).toBe(3);
    expect(stdout).toContain(url);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('3 at %s, with the server gone', async (signal) => {
    const id = `check-${process.hrtime.bigint()}`;
    const check = startCli(['check', ...flags(troublesome('--delay 100'))], { env: { RUNNER_TRACKING_ID: id } });
    await check.until(/\[ *3\/\d+\]/);
    check.child.kill(signal);
    const { status, stdout } = await check.ended;
    expect(status).toBe(3);
    expect(stdout).toContain('stopped');
    expect(carrying(`RUNNER_TRACKING_ID=${id}`)).toEqual([]);
  });
});

describe('what is wrong is said in one line, with status 2:', { timeout: 30_000 }, () => {
  test.each<[string, string[], string[]]>([
    ['a flag', ['check', '--no-such-option', '1'], ['--no-such-option']],
    ['a command', ['chekc'], ['chekc', 'check']],
    ['an argument too many', ['check', 'this'], ['argument']],
    ['a flag without its value', ['check', '--server'], ['--server']],
    ['a flag twice', ['check', '--server-env', 'A=1', '--server-env', 'B=2'], ['--server-env', 'twice', 'B=2']],
    ['a server', ['check', '--server', 'mlxvlm'], ['server', 'mlxvlm', 'mlx-vlm']],
    ['a case', ['check', '--cases', 'no_such_case'], ['cases', 'no_such_case', 'simple_greeting']],
    ['a pattern of rules', ['check', '--checks', 'R-ZZ-*'], ['checks', 'R-ZZ-*', 'list rules']],
    ['a duration', ['check', '--request-timeout', '90'], ['request-timeout', '"90"', '90s']],
    ['a URL', ['check', '--openai-base-url', 'ftp://x'], ['openai-base-url', 'ftp://x', 'http://127.0.0.1']],
    ['a protocol', ['check', '--protocols', 'openai'], ['protocols', 'openai', 'openai-chat', 'anthropic-messages']],
    ['a mode', ['check', '--modes', 'streaming'], ['modes', 'streaming', 'plain', 'stream']],
    ['a profile', ['check', '--profile', 'strikt'], ['profile', 'strikt', 'seed', 'standard', 'strict']],
    ['a defect', ['reference', '--defect', 'oa-stop-ignore'], ['oa-stop-ignore', 'oa-stop-ignored']],
    ['a defect of another server', ['check', '--defect', 'oa-stop-ignored'], ['defect', 'reference', 'mlx-manager']],
    ['a variant', ['reference', '--variant', 'nothing'], ['variant', 'nothing']],
    ['a port', ['reference', '--port', 'http'], ['port', 'http', '65535']],
    ['a port that is no port', ['reference', '--port', '70000'], ['port', '70000', '65535']],
    ['a rule to explain', ['explain', 'R-OA-4'], ['R-OA-4', 'R-OA-4']],
    ['a list', ['list', 'rulez'], ['rulez', 'rules', 'servers', 'cases', 'defects']],
    ['evidence that is not there', ['replay', '/no/such/evidence'], ['replay', '/no/such/evidence']],
  ])('%s', async (_, args, words) => {
    const { status, errors, stdout, stderr } = await cli(args);
    expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: '' });
    expect(errors).toHaveLength(1);
    for (const word of words) expect(stderr).toContain(word);
  });

  // It is found out when the log is opened, and taken for a server that failed.
  test('a report directory that cannot be one', async () => {
    const { status, stderr } = await cli(['check', '--server', 'reference', '--report-dir', '/dev/null/x']);
    expect(status).toBe(2);
    expect(stderr).toContain('report-dir');
  });

  test('each of several', async () => {
    const { status, errors } = await cli(['check', '--modes', 'x', '--profile', 'y', '--timeout', 'z']);
    expect(status).toBe(2);
    expect(errors.map((line) => line.split(' ')[1])).toEqual(['modes:', 'profile:', 'timeout:']);
  });

  test('a wrong rule gets the name of the nearest one', async () => {
    const { errors } = await cli(['explain', 'R-OA-444']);
    expect(errors[0]).toMatch(/did you mean R-OA-4\d?\?/);
  });
});

describe('the reference server', { timeout: 30_000 }, () => {
  test('says where it listens and stops on SIGTERM with status 0', async () => {
    const running = startCli(['reference', '--port', '0']);
    const [, url] = await running.until(/^listening on (http:\/\/127\.0\.0\.1:\d+)$/m);
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 0, stderr: '' });
  });

  test('says that its port is in use, with status 3', async () => {
    const port = await takenPort();
    const { status, errors } = await cli(['reference', '--port', String(port)]);
    expect(status).toBe(3);
    expect(errors).toEqual([expect.stringMatching(new RegExp(`${port}.*in use|EADDRINUSE.*${port}`))]);
  });

  test('lets nobody in without its key', async () => {
    const { url } = await referenceServer('--api-key', 'sesame-open');
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    expect((await fetch(`${url}/v1/models`, { headers: { 'x-api-key': 'sesame-open' } })).status).toBe(200);
  });
});

describe('what there is', { timeout: 30_000 }, () => {
  test.each([
    ['rules', 'R-OA-44', 100],
    ['servers', 'mlx-vlm', 5],
    ['cases', 'simple_greeting', 5],
    ['defects', 'oa-stop-ignored', 10],
  ])('%s are listed, a line for each, or as JSON', async (what, one, least) => {
    const [text, json] = await Promise.all([cli(['list', what]), cli(['list', what, '--json'])]);
    expect([text.status, json.status, text.stderr, json.stderr]).toEqual([0, 0, '', '']);
    const items = JSON.parse(json.stdout) as Record<string, string>[];
    expect(items.length).toBeGreaterThanOrEqual(least);
    const lines = text.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(items.map(({ id, name }) => id ?? name));
    for (const line of lines) expect(line).toMatch(/^\S+ +\S.*$/);
    expect(lines.find((line) => line.startsWith(`${one} `))).toBeDefined();
  });

  test('a rule is explained, whatever the case of its letters', async () => {
    const { status, stdout } = await cli(['explain', 'r-oa-44']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/R-OA-44.*\n.*role/);
    expect(stdout).toMatch(/^Source: .*https:\/\/platform\.openai\.com\//m);
    expect(stdout).toMatch(/^ {2}oa-role-in-every-delta \(/m);
  });

  test('a rule that is not judged has its reason', async () => {
    const { status, stdout } = await cli(['explain', 'R-AN-63']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/not judged.*\n.*is legal/) });
  });

  test('help names every option of action.yml', async () => {
    const { status, stdout } = await cli(['check', '--help']);
    expect(status).toBe(0);
    for (const name of Object.keys(declaredInputs())) expect(stdout).toContain(`--${name} `);
  });
});
