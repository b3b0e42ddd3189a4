import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ServerFailed, WrongOption } from '../../../src/servers/errors.js';
import { freePort } from '../../../src/servers/port.js';
import { type Preset, USUAL_PATHS } from '../../../src/servers/preset.js';
import { referencePreset } from '../../../src/servers/presets/reference.js';
import { healthJson } from '../../../src/servers/probes.js';
import { startServer } from '../../../src/servers/start.js';
import { FAKE_SERVER, failureOf, fakeWish, fill, MODEL_FILES, temporary } from './bed.js';

const WITH_PORT = ['--port', '{port}'];
afterEach(() => vi.unstubAllEnvs());

describe('command', () => {
  test('starts, answers, tells of its log, stops with its children, and once more', async () => {
    const wish = fakeWish([...WITH_PORT, '--family']);
    const server = await startServer(wish);
    expect(server).toMatchObject({
      name: 'command',
      version: null,
      model: 'some-model',
      apiKey: 'unit-key',
      knownModel: false,
    });
    expect(server.openaiBaseUrl).toBe(`${server.anthropicBaseUrl}/v1`);
    expect((await fetch(`${server.openaiBaseUrl}/models`)).status).toBe(200);
    expect(server.exited()).toBeNull();
    expect(server.logFile).toBe(join(wish.reportDir, 'server.log'));
    expect(server.logTail(1).join()).toMatch(/^POST /);
    expect(wish.spawned).toHaveLength(1);
    const child = Number(/child (\d+)/.exec(server.logTail(10).join('\n'))?.[1]);
    expect(() => process.kill(child, 0)).not.toThrow();
    await Promise.all([server.stop(), server.stop()]);
    expect(wish.leftRunning()).toEqual([]);
    expect(server.exited()).toBe('was ended by SIGTERM');
    await server.stop();
  });

  test('gets only what is on the list of its environment, and a HOME of its own that goes away', async () => {
    vi.stubEnv('ACTIONS_RUNTIME_TOKEN', 'secret');
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    vi.stubEnv('HF_TOKEN', 'secret');
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    vi.stubEnv('PIP_INDEX_URL', 'https://user:secret@example.org');
    vi.stubEnv('RUNNER_TRACKING_ID', 'github_1');
    vi.stubEnv('LC_TIME', 'C');
    const server = await startServer(fakeWish(WITH_PORT));
    const log = readFileSync(server.logFile ?? '', 'utf8');
    await server.stop();
    const environment = JSON.parse(/^environment (.*)$/m.exec(log)?.[1] ?? '');
    expect(JSON.stringify(environment)).not.toContain('secret');
    expect(environment).toMatchObject({ RUNNER_TRACKING_ID: 'github_1', LC_TIME: 'C', PATH: process.env.PATH });
    expect(Object.keys(environment)).not.toContain('NODE_OPTIONS');
    expect(environment.HOME).toMatch(/mlx-xproto-\w+\/home$/);
    expect(existsSync(environment.HOME)).toBe(false);
    expect(log).toContain(`cwd ${process.cwd()}`);
  });

  test('is waited for while it answers 503', async () => {
    const server = await startServer(fakeWish([...WITH_PORT, '--busy', '3']));
    await server.stop();
  });

  test.each([
    ['a folder', (folder: string) => folder],
    ['a file', (folder: string) => join(folder, 'model.safetensors')],
    ['a name that only the server knows', () => 'qwen3:0.6b'],
  ])('is given %s as {model}', async (_, model) => {
    const wish = fakeWish([...WITH_PORT, '--model', '{model}'], { model: model(fill(temporary(), MODEL_FILES)) });
    const server = await startServer(wish);
    await server.stop();
    expect(server.model).toBe(wish.model);
  });

  test('with a hub id as {model} finds it offline in its own HOME', async () => {
    const hub = temporary();
    const repository = fill(join(hub, 'models--some--model'), { 'refs/main': 'c0ffee' });
    fill(join(repository, 'snapshots/c0ffee'), MODEL_FILES);
    vi.stubEnv('HF_HUB_CACHE', hub);
    const server = await startServer(fakeWish([...WITH_PORT, '--model', '{model}'], { model: 'some/model' }));
    const environment = JSON.parse(/^environment (.*)$/m.exec(server.logTail(20).join('\n'))?.[1] ?? '');
    const config = join(environment.HOME, '.cache/huggingface/hub/models--some--model/snapshots/c0ffee/config.json');
    expect(existsSync(config)).toBe(true);
    expect(environment).toMatchObject({ HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' });
    await server.stop();
    expect(existsSync(repository)).toBe(true);
  });

  test('tells when it died', async () => {
    const server = await startServer(fakeWish([...WITH_PORT, '--die', '700', '--status', '7']));
    await vi.waitFor(() => expect(server.exited()).toBe('exited with status 7'), 5000);
    await server.stop();
  });

  test('listens at the base URLs that the user gave', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const wish = fakeWish(WITH_PORT, { openaiBaseUrl: `${url}/v1/`, anthropicBaseUrl: url });
    const server = await startServer(wish);
    expect(server).toMatchObject({ openaiBaseUrl: `${url}/v1`, anthropicBaseUrl: url });
    await server.stop();
  });
});

describe('a start that fails leaves nothing running', () => {
  test('too slow', async () => {
    const wish = fakeWish([...WITH_PORT, '--delay', '60000', '--family'], { startupTimeout: 600 });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('command was not ready within 0.6 s');
    expect(failure.logTail.join('\n')).toContain('cwd ');
    expect(wish.leftRunning()).toEqual([]);
  }, 15_000);

  test('listens, but never answers', async () => {
    const wish = fakeWish([...WITH_PORT, '--deaf'], { startupTimeout: 1500 });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('command was not ready within 1.5 s');
    expect(failure.logTail.join('\n')).toContain('POST /v1/chat/completions');
    expect(wish.leftRunning()).toEqual([]);
  });

  test('died', async () => {
    const wish = fakeWish([...WITH_PORT, '--delay', '60000', '--die', '100', '--status', '3', '--family']);
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure.message).toBe('command exited with status 3 before it was ready');
    expect(failure.logTail).not.toEqual([]);
    expect(wish.leftRunning()).toEqual([]);
  });

  test('aborted', async () => {
    const abort = new AbortController();
    const wish = fakeWish([...WITH_PORT, '--delay', '60000'], { signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('command was stopped before it was ready');
    expect(wish.leftRunning()).toEqual([]);
  });

  test('aborted before it began', async () => {
    const wish = fakeWish(WITH_PORT, { signal: AbortSignal.abort() });
    expect(await failureOf(startServer(wish))).toBeInstanceOf(ServerFailed);
    expect(wish.spawned).toEqual([]);
  });

  test('its log cannot be written', async () => {
    const wish = fakeWish(WITH_PORT, { reportDir: '/dev/null/report' });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toMatch(/^the log cannot be written/);
  });

  test('whoever is told of the process throws', async () => {
    const wish = fakeWish(WITH_PORT);
    const onSpawn: typeof wish.onSpawn = (identity) => {
      wish.spawned.push(identity);
      throw new Error('not now');
    };
    await expect(startServer({ ...wish, onSpawn })).rejects.toThrow('not now');
    expect(wish.spawned).toHaveLength(1);
    expect(wish.leftRunning()).toEqual([]);
  });

  test('no such program', async () => {
    const wish = fakeWish([], { command: ['no-such-program', '{port}'] });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toContain('cannot start no-such-program: there is no such program');
  });

  test('its fixed port is taken', async () => {
    const other = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as { port: number }).port);
    const fixed = fakeWish(['--port', port], { openaiBaseUrl: `http://127.0.0.1:${port}/v1` });
    const before = (await failureOf(startServer(fixed))) as ServerFailed;
    expect(before).toBeInstanceOf(ServerFailed);
    expect(before.message).toBe(`port ${port} on 127.0.0.1 is in use`);
    const elsewhere = fakeWish(['--port', port], { openaiBaseUrl: `http://127.0.0.1:${await freePort()}/v1` });
    const after = (await failureOf(startServer(elsewhere))) as ServerFailed;
    expect(after.message).toMatch(/^command exited with status 1 before it was ready: its port is in use$/);
    expect(after.logTail.join('\n')).toContain('EADDRINUSE');
    other.close();
  });
});

describe('wrong options', () => {
  test.each([
    ['an empty command', fakeWish([], { command: [] }), /needs the option command/],
    ['a port that cannot be known', fakeWish(['--port', '8080']), /say \{port\}/],
    ['no URL', fakeWish(WITH_PORT, { openaiBaseUrl: 'localhost:8080' }), /no URL/],
    [
      'an unknown server',
      fakeWish([], { server: 'mlx-vml' }),
      /no "mlx-vml"; known are .*attach; did you mean "mlx-vlm"\?$/,
    ],
    [
      'a preset with base URLs',
      fakeWish([], { server: 'mlx-vlm', openaiBaseUrl: 'http://127.0.0.1:1/v1' }),
      /base URLs are for/,
    ],
    ['a folder that is no model', fakeWish([], { server: 'mlx-vlm', model: '/usr' }), /no model folder/],
    ['attach without URLs', fakeWish([], { server: 'attach' }), /needs openai-base-url/],
  ])('%s', async (_, wish, sentence) => {
    const failure = (await failureOf(startServer(wish))) as WrongOption;
    expect(failure).toBeInstanceOf(WrongOption);
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toMatch(sentence);
    expect(wish.spawned).toEqual([]);
  });
});

describe('attach', () => {
  test('takes what listens and leaves it alone', async () => {
    const other = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as { port: number }).port}`;
    const server = await startServer(fakeWish([], { server: 'attach', openaiBaseUrl: `${url}/v1` }));
    expect(server).toMatchObject({ name: 'attach', openaiBaseUrl: `${url}/v1`, anthropicBaseUrl: url, logFile: null });
    expect([server.exited(), server.logTail(5)]).toEqual([null, []]);
    await server.stop();
    expect(other.listening).toBe(true);
    other.close();
  });

  test('fails where nothing listens', async () => {
    const wish = fakeWish([], {
      server: 'attach',
      openaiBaseUrl: 'http://127.0.0.1:9/v1',
      anthropicBaseUrl: 'http://127.0.0.1:9',
    });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toBe('nothing listens at http://127.0.0.1:9/v1');
  });
});

describe('presets', () => {
  const healthy: Preset = {
    name: 'fake',
    about: '',
    program: null,
    only: null,
    placement: 'folder',
    paths: USUAL_PATHS,
    argv: ({ port }) => [process.execPath, FAKE_SERVER, '--port', String(port)],
    env: ({ wish }) => ({ FAKE_KEY: wish.apiKey }),
    ready: healthJson('/health', (health) => health.key === 'Bearer unit-key'),
    load: null,
  };

  function modelFolder(): string {
    return fill(join(temporary(), 'a-model'), MODEL_FILES);
  }

  test('a folder is linked into the working directory, under its name', async () => {
    const server = await startServer(fakeWish([], { server: 'fake', model: modelFolder() }), [healthy]);
    expect(server.model).toBe('a-model');
    const cwd = /^cwd (.*)$/m.exec(server.logTail(20).join('\n'))?.[1] ?? '';
    expect(existsSync(join(cwd, 'a-model', 'config.json'))).toBe(true);
    await server.stop();
    expect(existsSync(cwd)).toBe(false);
  });

  test('the model is loaded where a preset says so', async () => {
    const loads = { ...healthy, placement: 'hub' as const, load: () => '/load/good' };
    const wish = fakeWish([], { server: 'fake', model: modelFolder() });
    const server = await startServer(wish, [loads]);
    expect(server.model).toBe('mlx-xproto/a-model');
    expect(await (await fetch(`${server.anthropicBaseUrl}/health`)).json()).toMatchObject({ loaded: 'good' });
    await server.stop();
  });

  test('a load that is refused is a failure', async () => {
    const refuses = { ...healthy, load: () => '/load/bad' };
    const wish = fakeWish([], { server: 'fake', model: modelFolder() });
    const failure = (await failureOf(startServer(wish, [refuses]))) as ServerFailed;
    expect(failure.message).toBe('fake could not load the model (HTTP 500)');
    expect(wish.leftRunning()).toEqual([]);
  });

  test('each API that will be asked must have answered once, wherever the server has it', async () => {
    const wish = fakeWish([], { server: 'fake', model: modelFolder() });
    const elsewhere = { ...healthy, paths: { openai: '/v1', anthropic: '/anthropic' } };
    const server = await startServer(wish, [elsewhere]);
    const asked = server.logTail(20).filter((line) => line.startsWith('POST'));
    await server.stop();
    expect(asked).toEqual(['POST /v1/chat/completions Bearer unit-key', 'POST /anthropic/v1/messages Bearer unit-key']);
    expect(server.anthropicBaseUrl).toBe(server.openaiBaseUrl.replace('/v1', '/anthropic'));
  });

  test('an API that is not asked need not answer', async () => {
    const wish = fakeWish([], { server: 'fake', model: modelFolder(), protocols: ['openai-chat'] });
    const server = await startServer(wish, [healthy]);
    const asked = server.logTail(20).filter((line) => line.startsWith('POST'));
    await server.stop();
    expect(asked).toEqual(['POST /v1/chat/completions Bearer unit-key']);
  });

  test('the user’s arguments come last, and what the user adds to the environment is there', async () => {
    vi.stubEnv('LANG', 'C');
    const additions = { serverArgs: ['--more', 'a b'], serverEnv: { MORE: 'c d', LANG: 'en' } };
    const wish = fakeWish([], { server: 'fake', model: modelFolder(), ...additions });
    const server = await startServer(wish, [healthy]);
    const log = server.logTail(20).join('\n');
    await server.stop();
    expect(log).toMatch(/^arguments \["--port","\d+","--more","a b"\]$/m);
    expect(JSON.parse(/^environment (.*)$/m.exec(log)?.[1] ?? '')).toMatchObject({ MORE: 'c d', LANG: 'en' });
  });

  test.each(['HOME', 'HF_HUB_OFFLINE', 'FAKE_KEY'])('%s is not the user’s to set', async (name) => {
    const wish = fakeWish([], { server: 'fake', model: modelFolder(), serverEnv: { [name]: 'secret' } });
    const failure = (await failureOf(startServer(wish, [healthy]))) as WrongOption;
    expect(failure).toBeInstanceOf(WrongOption);
    expect(failure.message).toMatch(new RegExp(`^server-env: ${name} is set by this tool`));
    expect(failure.message).not.toContain('secret');
    expect(wish.spawned).toEqual([]);
  });

  test('a server of another platform is refused, with the reason', async () => {
    const other = process.platform === 'darwin' ? 'linux' : 'darwin';
    const stranger = { ...healthy, only: { platform: other, why: 'it needs the other one' } as const };
    const wish = fakeWish([], { server: 'fake', model: modelFolder() });
    const failure = (await failureOf(startServer(wish, [stranger]))) as WrongOption;
    expect(failure).toBeInstanceOf(WrongOption);
    expect(failure.message).toMatch(/^server: "fake" runs on (macOS|Linux) only, as it needs the other one; this is /);
    expect(wish.spawned).toEqual([]);
  });

  test('a missing model starts nothing', async () => {
    vi.stubEnv('HF_HUB_CACHE', temporary());
    vi.stubEnv('HOME', temporary());
    vi.stubEnv('HF_HOME', '');
    const wish = fakeWish([], { server: 'mlx-manager', model: 'mlx-community/Qwen3-0.6B-4bit-DWQ' });
    const failure = (await failureOf(startServer(wish))) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toContain('mlx-community/Qwen3-0.6B-4bit-DWQ is not on this machine');
    expect(wish.spawned).toEqual([]);
  });

  test('the reference server is told its arguments and asked for its model', async () => {
    const folder = temporary();
    mkdirSync(join(folder, 'cli'));
    const script = join(folder, 'cli', 'index.mjs');
    symlinkSync(FAKE_SERVER, script);
    const preset = referencePreset(() => script);
    const argv = preset.argv({ wish: fakeWish([], { referenceArgs: ['--defect', 'X'] }) } as never);
    expect(argv).toEqual([process.execPath, script, 'reference', '--port', '0', '--defect', 'X']);
    const runs = { ...preset, argv: () => [process.execPath, script, '--port', '0'] };
    const server = await startServer(fakeWish([], { server: 'reference' }), [runs]);
    expect(server).toMatchObject({ name: 'reference', model: 'the-own-model', knownModel: true });
    expect(server.openaiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    await server.stop();
  });

  test('the reference server that is not built is a failure', async () => {
    const failure = await failureOf(startServer(fakeWish([], { server: 'reference' }), [referencePreset(() => null)]));
    expect(failure).toBeInstanceOf(ServerFailed);
  });
});
