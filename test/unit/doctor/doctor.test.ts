import { describe, expect, it } from 'vitest';
import { type Diagnosis, diagnose } from '../../../src/doctor/diagnose.js';
import { examine } from '../../../src/doctor/examine.js';
import type { Facts, MacFacts } from '../../../src/doctor/facts.js';
import {
  autoLoginOf,
  isFileVaultOn,
  isService,
  isTranslated,
  metalOf,
  powerOf,
  runnersOf,
} from '../../../src/doctor/parse.js';
import { DISPLAYS_M5, DISPLAYS_NONE, LAUNCHCTL, PMSET_AWAKE, PMSET_FORBIDDEN, PMSET_SLEEPY } from './recorded.js';

describe('of what macOS prints', () => {
  it('the power settings are read', () => {
    expect(powerOf(PMSET_SLEEPY)).toEqual({ sleep: 1, sleepDisabled: false, lowPower: false });
    expect(powerOf(PMSET_AWAKE)).toEqual({ sleep: 0, sleepDisabled: false, lowPower: false });
    expect(powerOf(PMSET_FORBIDDEN)).toEqual({ sleep: 1, sleepDisabled: true, lowPower: true });
    expect(powerOf(null)).toEqual({ sleep: null, sleepDisabled: false, lowPower: false });
  });

  it('the version of Metal is read, where there is a GPU', () => {
    expect(metalOf(DISPLAYS_M5)).toBe('Metal 4');
    expect(metalOf(DISPLAYS_NONE)).toBeNull();
    expect(metalOf(null)).toBeNull();
  });

  it('the runners of launchd are read, and whether they run', () => {
    expect(runnersOf(LAUNCHCTL)).toEqual([
      { label: 'actions.runner.someone-something.mac-mini', running: true },
      { label: 'actions.runner.someone-other.mac-mini', running: false },
    ]);
    expect(runnersOf('PID\tStatus\tLabel\n')).toEqual([]);
  });

  it('a service is told from a terminal', () => {
    expect(isService('actions.runner.someone-something.mac-mini')).toBe(true);
    for (const other of [null, '', '0', 'application.com.apple.Terminal.1152921500311885217']) {
      expect(isService(other)).toBe(false);
    }
  });

  it('small answers are read', () => {
    expect([isTranslated('1\n'), isTranslated('0\n'), isTranslated(null)]).toEqual([true, false, false]);
    expect([isFileVaultOn('FileVault is On.\n'), isFileVaultOn('FileVault is Off.\n')]).toEqual([true, false]);
    expect([autoLoginOf('runner\n'), autoLoginOf(null), autoLoginOf('')]).toEqual(['runner', null, null]);
    expect(autoLoginOf('The domain/default pair of (…, autoLoginUser) does not exist\n')).toBeNull();
  });
});

const GB = 1024 ** 3;
const MAC: MacFacts = {
  translated: '0\n',
  displays: DISPLAYS_M5,
  power: PMSET_AWAKE,
  autoLogin: 'runner\n',
  fileVault: 'FileVault is Off.\n',
  services: 'PID\tStatus\tLabel\n1184\t0\tactions.runner.someone-something.mac-mini\n',
};
const FIT: Facts = {
  platform: 'darwin',
  arch: 'arm64',
  node: '24.19.0',
  pythons: [{ path: '/opt/homebrew/bin/python3.12', version: '3.12.11', minor: 12 }],
  uv: 'uv 0.13.9',
  cache: { folder: '/Users/runner/Library/Caches/mlx-xproto', writable: true },
  diskFree: 200 * GB,
  memory: 16 * GB,
  model: { name: 'some/model', folder: '/models/some', bytes: GB },
  port: null,
  startedBy: '0',
  mac: MAC,
};
const of = (over: Partial<Facts>): Diagnosis[] => diagnose({ ...FIT, ...over }).filter(({ state }) => state !== 'good');
const onMac = (over: Partial<MacFacts>) => of({ mac: { ...MAC, ...over } });

describe('a doctor', () => {
  it('has nothing to object to in a machine that is fit', () => {
    expect(of({})).toEqual([]);
  });

  it.each<[string, Partial<Facts>, Diagnosis['state'], string]>([
    ['an old Node', { node: '18.20.0' }, 'bad', 'install Node 20'],
    ['no Python and no uv', { pythons: [], uv: null }, 'bad', 'install Python 3.12'],
    ['a Python that is too new', { pythons: [{ path: 'p', version: '3.14.0', minor: 14 }] }, 'doubtful', 'uv fetch it'],
    ['a cache that cannot be written', { cache: { folder: '/x', writable: false } }, 'bad', 'MLX_XPROTO_CACHE'],
    ['a full disk', { diskFree: GB }, 'bad', 'make room'],
    ['a disk that is nearly full', { diskFree: 5 * GB }, 'doubtful', 'make room'],
    ['a model that is too large', { model: { name: 'm', folder: 'f', bytes: 15 * GB } }, 'bad', 'a smaller model'],
    ['a model that is not there', { model: { name: 'm', flaw: 'it is not here' } }, 'doubtful', '--model golden'],
    ['no port', { port: 'EPERM' }, 'bad', 'listening'],
    ['a service that started it', { startedBy: 'actions.runner.a.b' }, 'doubtful', 'docs/self-hosted-runner.md'],
    ['an Intel Mac', { arch: 'x64' }, 'bad', 'Apple silicon'],
  ])('says what to do about %s', (_, over, state, todo) => {
    expect(of(over)[0]).toMatchObject({ state, todo: expect.stringContaining(todo) });
  });

  it.each<[string, Partial<MacFacts>, Diagnosis['state'], string]>([
    ['Rosetta', { translated: '1\n' }, 'bad', 'arm64'],
    ['a Mac without a GPU', { displays: DISPLAYS_NONE }, 'bad', 'on the Mac itself'],
    ['a Mac that falls asleep', { power: PMSET_SLEEPY }, 'doubtful', 'pmset -a sleep 0'],
    ['low power mode', { power: PMSET_FORBIDDEN }, 'doubtful', 'lowpowermode 0'],
    ['nobody who logs in', { autoLogin: null }, 'doubtful', 'log in automatically'],
    ['FileVault', { fileVault: 'FileVault is On.\n' }, 'doubtful', 'FileVault off'],
    ['a runner that is none', { services: 'PID\tStatus\tLabel\n' }, 'doubtful', 'svc.sh install'],
    ['a runner that does not run', { services: LAUNCHCTL }, 'bad', 'svc.sh start'],
    ['two runners', { services: `${MAC.services}22\t0\tactions.runner.a.b\n` }, 'doubtful', 'one GPU'],
  ])('says what to do about %s', (_, over, state, todo) => {
    expect(onMac(over)).toEqual([expect.objectContaining({ state, todo: expect.stringContaining(todo) })]);
  });

  it('looks at the machine that it is on', { timeout: 60_000 }, async () => {
    const facts = await examine('golden');
    expect(facts).toMatchObject({ node: process.versions.node, port: null, cache: { writable: true } });
    expect(facts.mac === null).toBe(process.platform !== 'darwin');
    expect('folder' in facts.model && facts.model.bytes).toBeGreaterThan(1_000_000);
    expect(facts.diskFree).toBeGreaterThan(0);
  });
});
