import { describe, expect, it } from 'vitest';
import { type Baseline, baselineOf, hold } from '../../../src/verdict/baseline.js';
import type { Finding } from '../../../src/verdict/finding.js';
import { findingOf } from './finding.js';

const fail = findingOf('fail', { rule: 'R-OA-44' });
const warn = findingOf('warn', { rule: 'R-OA-12' });
const pass = findingOf('pass', { rule: 'R-OA-05' });
const undecided = findingOf('unknown', { rule: 'R-X-04', protocol: 'cross' });

const knowing = (known: Record<string, string>): Baseline => ({
  schemaVersion: 1,
  server: 's',
  version: null,
  model: 'm',
  profile: 'standard',
  known,
});
const held = (findings: Finding[], known: Record<string, string>, whole = true) =>
  hold(findings, knowing(known), whole);

describe('a baseline', () => {
  it('marks what it names, with its note, and nothing else', () => {
    const { findings, stale } = held([fail, warn, pass], { [fail.id]: 'issue 12' });
    expect(findings).toEqual([{ ...fail, known: 'issue 12' }, warn, pass]);
    expect(stale).toEqual([]);
  });

  it('may know a warning, too: a strict run fails on it', () => {
    expect(held([warn], { [warn.id]: '' }).findings).toEqual([{ ...warn, known: '' }]);
  });

  it('knows a failure by rule, case, protocol and mode: the same rule elsewhere is new', () => {
    const elsewhere = findingOf('fail', { rule: 'R-OA-44', mode: 'stream' });
    expect(held([fail, elsewhere], { [fail.id]: '' }).findings).toEqual([{ ...fail, known: '' }, elsewhere]);
  });

  it('is stale where what it names passes now, however much was judged', () => {
    for (const whole of [true, false]) {
      expect(held([pass], { [pass.id]: '' }, whole).stale).toEqual([{ id: pass.id, why: 'it passes now' }]);
    }
  });

  it('is stale where what it names was not judged, although everything was', () => {
    const gone = 'R-OA-44 no_such_case openai-chat plain';
    expect(held([pass], { [gone]: '' }).stale).toEqual([{ id: gone, why: 'nothing of this name was judged' }]);
    expect(held([pass], { [gone]: '' }, false).stale).toEqual([]);
  });

  it('is not stale where nobody knows: what it names, or its whole rule, has no verdict', () => {
    expect(held([undecided], { [undecided.id]: '' }).stale).toEqual([]);
    expect(held([undecided], { 'R-X-04 greeting cross plain': '' }).stale).toEqual([]);
    expect(held([undecided], { 'R-X-041 greeting cross plain': '' }).stale.length).toBe(1);
  });
});

describe('a baseline made from a report', () => {
  const report = (findings: Finding[], profile = 'standard') => ({
    server: { name: 's', version: '1.2' },
    model: 'm',
    profile,
    findings,
  });

  it('names every failure, and in a strict run every warning', () => {
    expect(baselineOf(report([fail, warn, pass, undecided]), null)).toEqual({
      ...knowing({ [fail.id]: '' }),
      version: '1.2',
    });
    expect(Object.keys(baselineOf(report([fail, warn], 'strict'), null).known)).toEqual([fail.id, warn.id]);
  });

  it('keeps the notes of an older one, and drops what does not fail any more', () => {
    const older = knowing({ [fail.id]: 'issue 12', [pass.id]: 'issue 7' });
    expect(baselineOf(report([fail, pass]), older).known).toEqual({ [fail.id]: 'issue 12' });
  });

  it('makes the next equal run one without a new failure', () => {
    const findings = [fail, warn, pass, undecided];
    const { findings: again, stale } = hold(findings, baselineOf(report(findings), null), true);
    expect(stale).toEqual([]);
    expect(again.filter(({ verdict, known }) => verdict === 'fail' && known === undefined)).toEqual([]);
  });
});
