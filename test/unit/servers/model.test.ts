import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServerFailed, WrongOption } from '../../../src/servers/errors.js';
import { contextSize } from '../../../src/servers/model/context-size.js';
import { findGguf } from '../../../src/servers/model/gguf.js';
import { placeInHub } from '../../../src/servers/model/hub-cache.js';
import { findModel, hubFolders, isGolden } from '../../../src/servers/model/model.js';
import { fill, MODEL_FILES, temporary } from './bed.js';

const COMMIT = 'a'.repeat(40);
const INDEX = { weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' } };

function hubWith(files: Record<string, string>) {
  const hub = temporary();
  const repository = join(hub, 'models--some--model');
  const snapshot = join(repository, 'snapshots', COMMIT);
  fill(repository, { 'refs/main': COMMIT, 'blobs/x': 'x' });
  fill(snapshot, files);
  return {
    hub,
    repository,
    snapshot,
    find: () => findModel('some/model', { env: { HF_HUB_CACHE: hub, HOME: temporary() } }),
  };
}

test('golden is a folder of this repository', () => {
  expect(findModel('golden')).toMatchObject({ name: 'qwen3-golden', repository: null });
  expect(findModel('golden').folder).toMatch(/golden\/model$/);
});

test.each([
  ['golden', true],
  ['mlx-xproto/qwen3-golden', true],
  ['qwen3-golden', true],
  ['mlx-community/Qwen3-0.6B-4bit-DWQ', false],
])('isGolden(%s)', (model, answer) => expect(isGolden(model)).toBe(answer));

describe('a folder', () => {
  test('is taken where it is whole, whatever its name', () => {
    const folder = fill(join(temporary(), 'my model'), MODEL_FILES);
    expect(findModel(folder)).toEqual({ name: 'my-model', folder, repository: null });
  });

  test.each(Object.keys(MODEL_FILES))('without %s is no model', (name) => {
    const folder = fill(temporary(), MODEL_FILES);
    rmSync(join(folder, name));
    expect(() => findModel(folder)).toThrow(WrongOption);
    expect(() => findModel(folder)).toThrow(/no model folder: it lacks/);
  });

  test.each(['/nowhere/model', './nowhere', '../x', '~/x', 'a/b/c', 'a\\b', 'a b', ''])('%j is none', (path) =>
    expect(() => findModel(path, { env: { HOME: '/nonexistent' } })).toThrow(WrongOption),
  );
});

describe('a hub id', () => {
  test('is found in the cache', () => {
    const { find, snapshot, repository } = hubWith(MODEL_FILES);
    expect(find()).toEqual({ name: 'some/model', folder: snapshot, repository });
  });

  test('that is not there is missing, with the folders and the command', () => {
    const hub = temporary();
    const find = () => findModel('some/model', { env: { HF_HUB_CACHE: hub, HOME: '/nonexistent' } });
    expect(find).toThrow(ServerFailed);
    expect(find).toThrow(
      `the model some/model is not on this machine (looked in ${hub}, /nonexistent/.cache/huggingface/hub): fetch it first, for example with "hf download some/model", or set download: missing`,
    );
  });

  test.each<[string, (bed: ReturnType<typeof hubWith>) => void, RegExp]>([
    ['a shard of the index', (b) => rmSync(join(b.snapshot, 'model-00002-of-00002.safetensors')), /lacks model-00002/],
    [
      'a shard, and the index',
      (b) =>
        ['model-00002-of-00002.safetensors', 'model.safetensors.index.json'].map((name) =>
          rmSync(join(b.snapshot, name)),
        ),
      /lacks model-00002/,
    ],
    ['the tokenizer', (b) => rmSync(join(b.snapshot, 'tokenizer.json')), /lacks tokenizer.json/],
    ['the ref', (b) => rmSync(join(b.repository, 'refs/main')), /refs\/main is missing/],
    [
      'the snapshot',
      (b) => writeFileSync(join(b.repository, 'refs/main'), 'b'.repeat(40)),
      /the snapshot of main is missing/,
    ],
    ['the end of a download', (b) => writeFileSync(join(b.repository, 'blobs/y.incomplete'), ''), /y\.incomplete/],
    [
      'what a link points to',
      (b) => {
        rmSync(join(b.snapshot, 'config.json'));
        symlinkSync('../../blobs/gone', join(b.snapshot, 'config.json'));
      },
      /lacks config.json/,
    ],
    ['the content of a file', (b) => writeFileSync(join(b.snapshot, 'config.json'), ''), /lacks config.json/],
  ])('that lacks %s is not complete', (_, damage, sentence) => {
    const shards = Object.fromEntries(Object.values(INDEX.weight_map).map((name) => [name, 'weights']));
    const { 'model.safetensors': _single, ...files } = MODEL_FILES;
    const bed = hubWith({ ...files, ...shards, 'model.safetensors.index.json': JSON.stringify(INDEX) });
    expect(bed.find().name).toBe('some/model');
    damage(bed);
    expect(bed.find).toThrow(ServerFailed);
    expect(bed.find).toThrow(sentence);
  });
});

describe('a revision', () => {
  const OTHER = 'b'.repeat(40);

  function hubWithTwo() {
    const { hub, repository } = hubWith({ ...MODEL_FILES, 'config.json': '{"of":"main"}' });
    fill(join(repository, 'snapshots', OTHER), { ...MODEL_FILES, 'config.json': '{"of":"other"}' });
    fill(repository, { 'refs/v1': OTHER });
    const find = (revision: string) => findModel('some/model', { revision, env: { HF_HUB_CACHE: hub, HOME: '/none' } });
    return { hub, repository, find };
  }

  test.each(['v1', OTHER])('%s is found by its name or its commit', (revision) => {
    const { find, repository } = hubWithTwo();
    expect(find(revision).folder).toBe(join(repository, 'snapshots', OTHER));
  });

  test('is the one and only that the server sees, as main', () => {
    const { find } = hubWithTwo();
    const hub = temporary();
    expect(placeInHub(hub, find('v1'))).toBe('some/model');
    const seen = findModel('some/model', { env: { HF_HUB_CACHE: hub } });
    expect(readFileSync(join(seen.folder, 'config.json'), 'utf8')).toBe('{"of":"other"}');
  });

  test.each([
    ['v2', /refs\/v2 is missing.*hf download some\/model --revision v2/],
    ['c'.repeat(40), /the snapshot of c{40} is missing/],
  ])('%s that is not there is missing', (revision, sentence) => {
    const { find } = hubWithTwo();
    expect(() => find(revision)).toThrow(ServerFailed);
    expect(() => find(revision)).toThrow(sentence);
  });

  test.each([
    ['golden', () => 'golden'],
    ['a folder', () => fill(temporary(), MODEL_FILES)],
  ])('goes with a hub id only, not with %s', (_, named) => {
    const model = named();
    expect(() => findModel(model, { revision: 'main' })).toThrow(WrongOption);
    expect(() => findModel(model, { revision: 'main' })).toThrow(/^model-revision: .*\(got "main"\)$/);
  });
});

describe('a GGUF file', () => {
  test('of the golden model is part of this repository', () => {
    expect(findGguf('golden')).toMatchObject({ name: 'qwen3-golden', path: expect.stringMatching(/golden\.gguf$/) });
  });

  test('is taken by its path, and named without it', () => {
    const folder = fill(temporary(), { 'My model.Q4.gguf': 'x' });
    const path = join(folder, 'My model.Q4.gguf');
    expect(findGguf(path)).toEqual({ name: 'My-model.Q4', path });
    expect(() => findGguf(join(folder, 'none.gguf'))).toThrow(/^model: there is no file .*none\.gguf$/);
    expect(() => findGguf(path, { revision: 'main' })).toThrow(/^model-revision: /);
  });

  test('is found in a folder and by a hub id where it is the only one for text', () => {
    const { hub, snapshot } = hubWith({ 'a.gguf': 'x', 'mmproj-a.gguf': 'x' });
    const env = { HF_HUB_CACHE: hub, HOME: '/none' };
    expect(findGguf(snapshot, { env }).path).toBe(join(snapshot, 'a.gguf'));
    expect(findGguf('some/model', { env })).toEqual({ name: 'some/model', path: join(snapshot, 'a.gguf') });
    fill(snapshot, { 'b.gguf': 'x' });
    expect(() => findGguf('some/model', { env })).toThrow(/a choice: give the path of one of a\.gguf, b\.gguf/);
    rmSync(join(snapshot, 'a.gguf'));
    rmSync(join(snapshot, 'b.gguf'));
    expect(() => findGguf('some/model', { env })).toThrow(/lacks a GGUF file/);
  });
});

test('the hub caches are looked through in the library’s order', () => {
  const env = { HF_HUB_CACHE: '/a', HF_HOME: '/b', XDG_CACHE_HOME: '/c', HOME: '/d' };
  expect(hubFolders(env)).toEqual(['/a', '/b/hub', '/c/huggingface/hub', '/d/.cache/huggingface/hub']);
  expect(hubFolders({ HF_HOME: '/b', HOME: '/d', HF_HUB_CACHE: '' })).toEqual(['/b/hub', '/d/.cache/huggingface/hub']);
});

describe('placed in a hub cache of ours', () => {
  test('a folder becomes a whole repository, the same for the same content', () => {
    const folder = fill(join(temporary(), 'mine'), MODEL_FILES);
    const [first, second] = [temporary(), temporary()];
    expect(placeInHub(first, findModel(folder))).toBe('mlx-xproto/mine');
    placeInHub(second, findModel(folder));
    const found = [first, second].map((hub) =>
      findModel('mlx-xproto/mine', { env: { HF_HUB_CACHE: hub } }).folder.slice(hub.length),
    );
    expect(found[0]).toMatch(/snapshots\/[0-9a-f]{40}$/);
    expect(found[1]).toBe(found[0]);
    writeFileSync(join(folder, 'config.json'), '{"changed":true}');
    const third = temporary();
    placeInHub(third, findModel(folder));
    expect(findModel('mlx-xproto/mine', { env: { HF_HUB_CACHE: third } }).folder.slice(third.length)).not.toBe(
      found[0],
    );
  });

  test('a model of a cache keeps its id, and the cache is only linked to', () => {
    const { find } = hubWith(MODEL_FILES);
    const hub = temporary();
    expect(placeInHub(hub, find())).toBe('some/model');
    expect(findModel('some/model', { env: { HF_HUB_CACHE: hub } }).repository).toBe(join(hub, 'models--some--model'));
    rmSync(hub, { recursive: true });
    expect(find().name).toBe('some/model');
  });
});

describe('the context of a model', () => {
  const sizeIn = (config: string) =>
    contextSize({ kind: 'path', path: fill(temporary(), { ...MODEL_FILES, 'config.json': config }) });

  test.each([
    ['{"max_position_embeddings": 40960}', 40_960],
    ['{"text_config": {"max_position_embeddings": 262144}}', 262_144],
    ['{"max_position_embeddings": null, "text_config": {"max_position_embeddings": 8}}', 8],
    ['{"max_position_embeddings": 100, "rope_scaling": {"rope_type": "yarn", "factor": 4}}', 400],
    [
      '{"max_position_embeddings": 400, "rope_parameters": {"factor": 4, "original_max_position_embeddings": 100}}',
      400,
    ],
    ['{"max_position_embeddings": 100, "rope_scaling": {"factor": 0.5}}', 100],
    ['{"max_position_embeddings": 100, "rope_parameters": {"rope_type": "default"}}', 100],
    ['{"max_position_embeddings": "many"}', null],
    ['{"max_position_embeddings": -1}', null],
    ['{"text_config": 5}', null],
    ['{}', null],
    ['[', null],
  ])('with a config.json of %s is %s', (config, size) => expect(sizeIn(config)).toBe(size));

  test('is known of a model that was found, and of none that has no config.json', () => {
    expect(contextSize({ kind: 'model', model: findModel('golden') })).toBe(8192);
    expect(contextSize({ kind: 'text', text: 'golden' })).toBe(8192);
    expect(contextSize({ kind: 'gguf', model: findGguf('golden') })).toBe(8192);
    expect(contextSize({ kind: 'gguf', model: { name: 'x', path: '/x.gguf' } })).toBeNull();
    expect(contextSize({ kind: 'path', path: temporary() })).toBeNull();
    expect(contextSize({ kind: 'text', text: 'some-model' })).toBeNull();
  });
});
