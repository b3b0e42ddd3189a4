import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  askMac,
  freePercentIn,
  keepAwake,
  launchdJobIn,
  memoryIn,
  metalIn,
  type PlatformFacts,
  platformNotes,
  rosettaIn,
  warningsOf,
} from '../../../src/servers/platform.js';
import { temporary } from './bed.js';

afterEach(() => vi.unstubAllEnvs());

/** As Macs printed it: see the folder's README. */
const recorded = (name: string) => readFileSync(join('test/fixtures/macos', `${name}.txt`), 'utf8');
const DISPLAYS = recorded('displays-apple-m5');
const PRESSURE = recorded('memory-pressure-mac-mini');

describe('what macOS says', () => {
  test.each([
    [{}, null],
    [{ XPC_SERVICE_NAME: '' }, null],
    [{ XPC_SERVICE_NAME: '0' }, null],
    [{ XPC_SERVICE_NAME: 'application.com.apple.Terminal.1152921500311884801.1152921500311884806' }, null],
    [{ XPC_SERVICE_NAME: 'actions.runner.diagnal.Aravind-Mac-Mini' }, 'actions.runner.diagnal.Aravind-Mac-Mini'],
  ])('of launchd in %j: %j', (env, job) => expect(launchdJobIn(env)).toBe(job));

  test.each([
    ['1\n', true],
    ['0\n', false],
    ["sysctl: unknown oid 'sysctl.proc_translated'\n", null],
    ['', null],
  ])('of Rosetta by %j: %j', (output, answer) => expect(rosettaIn(output)).toBe(answer));

  test.each([
    [DISPLAYS, 'Metal 4'],
    [recorded('displays-imac-pro-2017'), 'Supported, feature set macOS GPUFamily2 v1'],
    ['      Metal Family: Supported, Metal GPUFamily Apple 7\n', 'Supported, Metal GPUFamily Apple 7'],
    ['      Metal Support: Not Supported\n', null],
    ['Graphics/Displays:\n', null],
    ['', null],
  ])('of Metal', (output, answer) => expect(metalIn(output)).toBe(answer));

  test('of memory', () => {
    expect([memoryIn('68719476736\n'), memoryIn('')]).toEqual([68719476736, null]);
    expect([freePercentIn(PRESSURE), freePercentIn('')]).toEqual([88, null]);
  });
});

describe('the notes of a run', () => {
  const fine: PlatformFacts = {
    launchdJob: null,
    rosetta: false,
    metal: 'Metal 4',
    memory: { total: 68719476736, freePercent: 61 },
  };

  test('are none where all is well, or where nothing is known', () => {
    expect(warningsOf(fine)).toEqual([]);
    expect(warningsOf({ ...fine, rosetta: null, memory: { total: null, freePercent: null } })).toEqual([]);
  });

  test.each<[Partial<PlatformFacts>, RegExp]>([
    [{ launchdJob: 'actions.runner.x' }, /child of the launchd job actions\.runner\.x/],
    [{ rosetta: true }, /Rosetta/],
    [{ metal: null }, /no device with Metal/],
    [{ memory: { total: 8e9, freePercent: 4 } }, /Only 4 % of the memory is free/],
  ])('%j', (change, sentence) => expect(warningsOf({ ...fine, ...change })).toEqual([expect.stringMatching(sentence)]));

  test('are none on another system', async () => {
    vi.stubEnv('XPC_SERVICE_NAME', 'actions.runner.x');
    expect(await platformNotes(new AbortController().signal, 'linux')).toEqual([]);
  });
});

/** A PATH with programs by the names of macOS’s own. */
function macWith(programs: Record<string, string>): string {
  const folder = temporary();
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  return folder;
}

test('macOS is asked by its own programs, and one that is not there is no answer', async () => {
  macWith({
    sysctl: '[ "$2" = hw.memsize ] && echo 68719476736 || { [ "$2" = sysctl.proc_translated ] && echo 0; }',
    system_profiler: `[ "$1" = SPDisplaysDataType ] && cat <<'X'\n${DISPLAYS}X`,
    memory_pressure: 'exit 1',
  });
  const facts = await askMac(new AbortController().signal, { XPC_SERVICE_NAME: '0' });
  expect(facts).toEqual({
    launchdJob: null,
    rosetta: false,
    metal: 'Metal 4',
    memory: { total: 68719476736, freePercent: null },
  });
});

describe('a Mac', () => {
  const told = (folder: string) => join(folder, 'told');

  test('is kept awake as long as the server lives', async () => {
    const folder = macWith({
      caffeinate: 'echo "$@" > "$(dirname "$0")/told.new"; mv "$(dirname "$0")/told.new" "$(dirname "$0")/told"',
    });
    keepAwake(4711, 'darwin');
    await vi.waitFor(() => expect(existsSync(told(folder))).toBe(true), 5000);
    expect(readFileSync(told(folder), 'utf8')).toBe('-i -w 4711\n');
  });

  test('that has no such program runs on', () => {
    vi.stubEnv('PATH', temporary());
    expect(() => keepAwake(4711, 'darwin')).not.toThrow();
  });
});
