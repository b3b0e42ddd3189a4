import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionTypesYml, actionYml, optionsPage, withOptions } from '../../../src/options/documents.js';
import { parseDuration } from '../../../src/options/duration.js';
import { parseOptions, readInputs } from '../../../src/options/parse.js';
import { OPTIONS, type OptionKey } from '../../../src/options/table.js';
import { WrongOption } from '../../../src/options/wrong-option.js';

const ROWS = Object.entries(OPTIONS).map(([key, { name }]) => [key as OptionKey, name] as const);

/** The lines of complaint about some options. */
function complaints(given: Record<string, string>): string[] {
  try {
    parseOptions(given);
  } catch (error) {
    expect(error).toBeInstanceOf(WrongOption);
    return (error as WrongOption).message.split('\n');
  }
  return [];
}

const ATTACH = {
  server: 'attach',
  'openai-base-url': 'http://127.0.0.1:8080/v1',
  'anthropic-base-url': 'http://127.0.0.1:8080',
};

describe('without a word', () => {
  it('every option has its default', () => {
    expect(parseOptions({})).toMatchObject({
      server: 'mlx-manager',
      command: '',
      openaiBaseUrl: null,
      anthropicBaseUrl: null,
      apiKey: null,
      model: 'mlx-community/Qwen3-0.6B-4bit-DWQ',
      protocols: ['openai-chat', 'anthropic-messages'],
      modes: ['plain', 'stream'],
      cases: [],
      checks: [],
      profile: 'standard',
      failOn: 'error',
      shard: null,
      reportDir: 'mlx-xproto-report',
      startupTimeout: 600_000,
      requestTimeout: 120_000,
      timeout: 1_800_000,
      golden: null,
      serverVersion: null,
      serverArgs: '',
      serverEnv: '',
      modelRevision: null,
      download: 'never',
    });
  });

  it.each(ROWS)('%s is the same as with blanks or nothing', (key, name) => {
    const value = parseOptions({})[key];
    for (const nothing of ['', '  ', '\n', undefined]) expect(parseOptions({ [name]: nothing })[key]).toEqual(value);
  });
});

describe('a good value', () => {
  it.each([
    ['server', 'reference', 'server', 'reference'],
    ['openai-base-url', 'http://127.0.0.1:8080/v1', 'openaiBaseUrl', 'http://127.0.0.1:8080/v1'],
    ['openai-base-url', 'http://localhost:1/v1//', 'openaiBaseUrl', 'http://localhost:1/v1'],
    ['anthropic-base-url', 'https://[::1]:8080/', 'anthropicBaseUrl', 'https://[::1]:8080'],
    ['api-key', 'secret', 'apiKey', 'secret'],
    ['model', ' golden ', 'model', 'golden'],
    ['protocols', 'anthropic-messages', 'protocols', ['anthropic-messages']],
    ['protocols', 'anthropic-messages,openai-chat', 'protocols', ['openai-chat', 'anthropic-messages']],
    ['protocols', 'openai-chat openai-chat', 'protocols', ['openai-chat']],
    ['modes', 'stream', 'modes', ['stream']],
    ['modes', 'plain\nstream', 'modes', ['plain', 'stream']],
    ['cases', 'count_up, two_tools\nroll_dice,', 'cases', ['count_up', 'two_tools', 'roll_dice']],
    ['checks', 'R-OA-*,!R-OA-12', 'checks', ['R-OA-*', '!R-OA-12']],
    ['profile', 'seed', 'profile', 'seed'],
    ['profile', 'strict', 'profile', 'strict'],
    ['fail-on', 'never', 'failOn', 'never'],
    ['shard', '2/5', 'shard', { number: 2, of: 5 }],
    ['shard', '1/1', 'shard', { number: 1, of: 1 }],
    ['report-dir', 'out', 'reportDir', 'out'],
    ['startup-timeout', '90s', 'startupTimeout', 90_000],
    ['request-timeout', '500ms', 'requestTimeout', 500],
    ['timeout', '1.5h', 'timeout', 5_400_000],
    ['golden', 'mine', 'golden', 'mine'],
    ['server-version', 'installed', 'serverVersion', 'installed'],
    ['server-version', '0.7.11rc1', 'serverVersion', '0.7.11rc1'],
    ['server-version', '1.0.post2', 'serverVersion', '1.0.post2'],
    ['server-args', '--max-tokens 5', 'serverArgs', '--max-tokens 5'],
    ['server-env', 'A=1\nB=2', 'serverEnv', 'A=1\nB=2'],
    ['model-revision', 'refs/pr/1', 'modelRevision', 'refs/pr/1'],
    ['download', 'missing', 'download', 'missing'],
  ] as const)('of %s is %j', (name, value, key, expected) => {
    expect(parseOptions({ [name]: value })[key]).toEqual(expected);
  });

  it('of command goes with the server of that name', () => {
    const options = parseOptions({ server: 'command', command: 'serve --port {port}' });
    expect(options).toMatchObject({ server: 'command', command: 'serve --port {port}' });
  });

  it('of attach comes with both addresses', () => {
    expect(parseOptions(ATTACH)).toMatchObject({ server: 'attach', openaiBaseUrl: 'http://127.0.0.1:8080/v1' });
  });
});

describe('a wrong value', () => {
  const url = 'must be a URL such as http://127.0.0.1:8080';
  const shard = 'must be K/N such as 2/5, with K from 1 to N';
  const duration = 'must be a duration such as 500ms, 90s, 10m or 1h';

  it.each([
    ['openai-base-url', '127.0.0.1:8080', url],
    ['openai-base-url', 'ftp://127.0.0.1', url],
    ['openai-base-url', 'http://127.0.0.1/v1?key=1', 'without a query'],
    ['anthropic-base-url', 'http://', url],
    ['anthropic-base-url', 'http://127.0.0.1/#x', 'without a query'],
    ['anthropic-base-url', 'http://me:pw@127.0.0.1', 'without a user'],
    ['protocols', 'openai', 'has "openai", but allowed are openai-chat, anthropic-messages'],
    ['protocols', 'openai-chat,openai-responses', 'has "openai-responses", but allowed are openai-chat'],
    ['modes', 'plain streamed', 'has "streamed", but allowed are plain, stream'],
    ['server-version', 'latest', 'must be "installed" or a version such as 0.7.10'],
    ['server-version', '>=0.7', 'must be "installed" or a version'],
    ['model-revision', '../main', 'must be a branch, a tag or a commit'],
    ['model-revision', 'a b', 'must be a branch, a tag or a commit'],
    ['download', 'always', 'expected one of "never"|"missing"'],
    ['profile', 'Strict', 'expected one of "seed"|"standard"|"strict"'],
    ['fail-on', 'warning', 'expected one of "error"|"warn"|"never"'],
    ['shard', '0/5', shard],
    ['shard', '6/5', shard],
    ['shard', '2', shard],
    ['shard', '1/0', shard],
    ['startup-timeout', '90', duration],
    ['request-timeout', '0s', duration],
    ['request-timeout', '-1s', duration],
    ['timeout', '10 m', duration],
    ['timeout', 'ten minutes', duration],
    ['timeout', '600h', 'at most 24 days'],
  ])('of %s is %j, and the complaint says so', (name, value, allowed) => {
    const [line = '', ...others] = complaints({ [name]: value });
    expect(others).toEqual([]);
    expect(line.startsWith(`${name}: `)).toBe(true);
    expect(line).toContain(allowed);
    expect(line.endsWith(`(got "${value}")`)).toBe(true);
  });

  it('is not the only one that is named', () => {
    const lines = complaints({ protocols: 'x', profile: 'y', timeout: 'z', model: 'golden' });
    expect(lines.map((line) => line.split(':')[0])).toEqual(['protocols', 'profile', 'timeout']);
  });

  it.each([
    [{ server: 'command' }, 'command: must be given'],
    [{ command: 'serve' }, 'command: goes with server: command, not with mlx-manager'],
    [{ ...ATTACH, command: 'serve' }, 'command: goes with server: command, not with attach'],
    [{ ...ATTACH, 'openai-base-url': '' }, 'server: attach needs openai-base-url and anthropic-base-url'],
    [{ ...ATTACH, 'anthropic-base-url': '' }, 'server: attach needs openai-base-url and anthropic-base-url'],
    [
      { ...ATTACH, 'server-version': '1.0' },
      'server-version: does not go with server: attach, as nothing is launched (got "1.0")',
    ],
    [
      { ...ATTACH, download: 'missing' },
      'download: does not go with server: attach, as nothing is launched (got "missing")',
    ],
    [{ ...ATTACH, 'model-revision': 'main' }, 'model-revision: does not go with server: attach'],
    [{ server: 'reference', 'server-args': '--x' }, 'server-args: does not go with server: reference'],
    [{ server: 'command', command: 'x', 'server-args': '--x' }, 'server-args: does not go with server: command'],
  ])('is one that does not go with another: %j', (given, said) => {
    expect(complaints(given)).toEqual([expect.stringContaining(said)]);
  });
});

it('what goes into an environment is not repeated, as it may be secret', () => {
  const [line = ''] = complaints({ ...ATTACH, 'server-env': 'TOKEN=secret' });
  expect(line).toMatch(/^server-env: does not go with server: attach/);
  expect(line).not.toContain('secret');
});

describe('the Action’s inputs', () => {
  it('come from the runner’s variables; others are none of them', () => {
    const env = { INPUT_MODEL: 'golden', 'INPUT_REQUEST-TIMEOUT': '5s', INPUT_CASES: '', PATH: '/bin', MODEL: 'x' };
    expect(readInputs(env)).toMatchObject({ model: 'golden', requestTimeout: 5000, cases: [] });
  });

  it('are complained of where no option has their name, with the names that there are', () => {
    const complaint = () => readInputs({ INPUT_MODELS: 'x', 'INPUT_BASE-URL': 'y', INPUT_TIMEOUT: 'z' });
    expect(complaint).toThrow(WrongOption);
    expect(complaint).toThrow(
      /^unknown input "models"; allowed are server, .*golden\nunknown input "base-url"; .*\ntimeout: .*\(got "z"\)$/,
    );
  });

  it('stand in action.yml, each with what it means and its default', () => {
    const file = readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8');
    expect(file).toBe(actionYml());
    for (const { name, about, default: fallback } of Object.values(OPTIONS)) {
      const quoted = (text: string) => text.replaceAll("'", "''");
      expect(file).toContain(
        `  ${name}:\n    description: '${quoted(about)}'\n    required: false\n    default: '${quoted(fallback)}'\n`,
      );
      expect(optionsPage()).toContain(`| \`${name}\` | ${about} |`);
    }
  });

  it('stand in README.md, each once, and what is around the table is left as it was', () => {
    const marks = ['# Before\n<!-- options -->\n', '<!-- /options -->\nAfter\n'] as const;
    const readme = withOptions(marks.join('old\n'));
    const names = Array.from(readme.matchAll(/^\| `(\S+)` \| .+ \| (?:`(.+)`)? ?\|$/gm), ([, name, fallback = '']) => [
      name,
      fallback,
    ]);
    expect(names).toEqual(Object.values(OPTIONS).map(({ name, default: fallback }) => [name, fallback]));
    expect([readme.startsWith(marks[0]), readme.endsWith(marks[1])]).toEqual([true, true]);
    expect(withOptions(readme)).toBe(readme);
    expect(() => withOptions('no marks')).toThrow('must have <!-- options -->');
  });
});

describe('the Marketplace', () => {
  const file = actionYml();

  it('has a description that it takes, an author and a sign', () => {
    const [, description = ''] = /^description: '(.+)'$/m.exec(file) ?? [];
    expect(description.length).toBeGreaterThan(40);
    expect(description.length).toBeLessThanOrEqual(125);
    expect(file).toMatch(/^name: \S+$/m);
    expect(file).toMatch(
      /^branding:\n {2}icon: [a-z-]+\n {2}color: (white|black|yellow|blue|green|orange|red|purple|gray-dark)$/m,
    );
  });

  it('has a type for every input and output of action.yml, and the words that an input takes', () => {
    const types = readFileSync(new URL('../../../action-types.yml', import.meta.url), 'utf8');
    expect(types).toBe(actionTypesYml());
    const named = (text: string) => [...text.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
    expect(named(types)).toEqual(named(file.slice(file.indexOf('inputs:'), file.indexOf('runs:'))));
    for (const { schema, shape } of Object.values(OPTIONS)) {
      const words = shape === undefined ? null : 'one' in shape ? shape.one : shape.list;
      for (const word of words ?? []) expect(schema.safeParse(word).success).toBe(true);
      if (words !== null) expect(schema.safeParse('nothing-of-the-kind').success).toBe(false);
    }
  });
});

describe('an option', () => {
  it('has a name of its own, in lower case with hyphens, and a sentence', () => {
    const names = ROWS.map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const { about } of Object.values(OPTIONS)) expect(about).toMatch(/^[^|\n]+\.$/);
  });

  it('takes its own default', () => {
    for (const { schema, default: fallback } of Object.values(OPTIONS)) {
      expect(schema.safeParse(fallback).success).toBe(true);
    }
  });
});

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['0.5s', 500],
    [' 2s ', 2000],
    ['0s', 0],
    ['1.5ms', 2],
  ])('is %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '5 s', '5S', '5sec', '-5s', '.5s', '1e3s', '1m30s', 'NaNs', '5d', '５s'])(
    'is not %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
