import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ServerFailed, WrongOption } from '../../../src/servers/errors.js';
import { lookOrFetch } from '../../../src/servers/model/download.js';
import type { ServerWish } from '../../../src/servers/types.js';
import { failureOf, fakeWish, fill, temporary } from './bed.js';

afterEach(() => vi.unstubAllEnvs());

const COMMIT = 'a'.repeat(40);

/** A uv whose `hf download` does what is said; the hub itself is not asked. */
function machine(hf: string) {
  const hub = temporary();
  const calls = join(temporary(), 'calls');
  const uv = `case "$1" in --version) echo "uv 1.0.0";;
tool) echo "$@" >> ${calls}; env >> ${calls}; repo="$HF_HUB_CACHE/models--some--model"; ${hf};; esac`;
  const folder = fill(temporary(), { uv: `#!/bin/sh\n${uv}\n` });
  chmodSync(join(folder, 'uv'), 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  vi.stubEnv('HOME', temporary());
  vi.stubEnv('HF_HOME', '');
  vi.stubEnv('HF_HUB_CACHE', hub);
  vi.stubEnv('HF_TOKEN', 'token-of-the-hub');
  vi.stubEnv('GITHUB_TOKEN', 'token-of-the-job');
  const shop = { cache: temporary(), signal: new AbortController().signal };
  const fetch = (changes: Partial<ServerWish> = {}, placement: 'folder' | 'gguf' = 'folder') => {
    const wish = fakeWish([], { model: 'some/model', download: 'missing', ...changes });
    return { said: wish.said, found: lookOrFetch(placement, wish, { ...shop, say: wish.say }) };
  };
  return { hub, fetch, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : '') };
}

const FETCHED = `mkdir -p "$repo/refs" "$repo/blobs" "$repo/snapshots/${COMMIT}"
printf ${COMMIT} > "$repo/refs/main"
for name in config.json tokenizer.json model.safetensors; do echo '{}' > "$repo/snapshots/${COMMIT}/$name"; done`;

describe('a model that is missing', () => {
  test('is fetched by the hub’s client, and then found', async () => {
    const { fetch, calls, hub } = machine(FETCHED);
    const { found, said } = fetch();
    expect(await found).toMatchObject({
      kind: 'model',
      model: { name: 'some/model', repository: join(hub, 'models--some--model') },
    });
    expect(calls()).toMatch(/^tool run --from huggingface-hub==[\d.]+ hf download some\/model$/m);
    expect(said).toEqual(['fetching the model some/model from the hub']);
  });

  test('is fetched once', async () => {
    const { fetch, calls } = machine(FETCHED);
    await fetch().found;
    await fetch().found;
    expect(calls().match(/hf download/g)).toHaveLength(1);
  });

  test('is asked for by its revision, with the hub’s token and no other', async () => {
    const { fetch, calls } = machine(`${FETCHED}; cp "$repo/refs/main" "$repo/refs/v1"`);
    await fetch({ revision: 'v1' }).found;
    expect(calls()).toContain('hf download some/model --revision v1\n');
    expect(calls()).toContain('token-of-the-hub');
    expect(calls()).not.toContain('token-of-the-job');
  });

  test('is not fetched unasked', async () => {
    const { fetch, calls } = machine(FETCHED);
    expect(await failureOf(fetch({ download: 'never' }).found)).toBeInstanceOf(ServerFailed);
    expect(calls()).toBe('');
  });

  test.each([
    [
      'fails',
      'echo "401 Client Error" >&2; exit 1',
      /^the model some\/model could not be fetched: hf exited with status 1$/,
    ],
    [
      'leaves it incomplete',
      `${FETCHED}; rm "$repo/snapshots/${COMMIT}/config.json"`,
      /not complete .* lacks config\.json/,
    ],
    ['fetches nothing', 'true', /is not on this machine/],
  ])('is a failure where the client %s', async (_, hf, sentence) => {
    const failure = (await failureOf(machine(hf).fetch().found)) as ServerFailed;
    expect(failure).toBeInstanceOf(ServerFailed);
    expect(failure.message).toMatch(sentence);
  });

  test('is not fetched as GGUF, as a repository holds many', async () => {
    const { fetch, calls } = machine(FETCHED);
    const failure = (await failureOf(fetch({}, 'gguf').found)) as WrongOption;
    expect(failure).toBeInstanceOf(WrongOption);
    expect(failure.message).toMatch(/^download: .*hf download some\/model FILE\.gguf.*\(got "missing"\)$/);
    expect(calls()).toBe('');
  });
});

test.each(['golden', '/nowhere/model'])('%s is never fetched', async (model) => {
  const { fetch, calls } = machine(FETCHED);
  await fetch({ model }).found.catch(() => undefined);
  expect(calls()).toBe('');
});
