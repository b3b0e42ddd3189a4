import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/report/difference.js';
import type { Finding } from '../../../src/verdict/finding.js';
import { finding, sampleReport } from './sample.js';

const of = (verdict: Finding['verdict'], name = 'capital', over: Partial<Finding> = {}) =>
  finding({ verdict, case: name, ...over });
const held = (before: Finding[], after: Finding[]) => {
  const found = difference(sampleReport({ findings: before }), sampleReport({ findings: after }));
  return {
    fresh: found.fresh.length,
    fixed: found.fixed.length,
    still: found.still.length,
    unjudged: found.unjudged.length,
  };
};
const nothing = { fresh: 0, fixed: 0, still: 0, unjudged: 0 };

describe('between two runs', () => {
  it('a failure is new where there was none', () => {
    for (const before of [[of('pass')], [of('warn')], [of('unknown')], [], [of('fail', 'weather')]]) {
      expect(held(before, [...before.filter((one) => one.case === 'weather'), of('fail')]).fresh).toBe(1);
    }
  });

  it('a failure that a baseline knows is not new', () => {
    expect(held([], [of('fail', 'capital', { known: 'accepted' })])).toEqual(nothing);
  });

  it('a failure is fixed where the same place passes, or only warns', () => {
    for (const verdict of ['pass', 'warn'] as const) {
      expect(held([of('fail')], [of(verdict)])).toEqual({ ...nothing, fixed: 1 });
    }
  });

  it('a failure is not fixed where nothing is said of it any more', () => {
    for (const after of [[], [of('unknown')], [of('pass', 'weather')]]) {
      expect(held([of('fail')], after)).toEqual({ ...nothing, unjudged: 1 });
    }
  });

  it('a failure in the same place still fails, whatever came', () => {
    expect(held([of('fail', 'capital', { actual: '1' })], [of('fail', 'capital', { actual: '2' })])).toEqual({
      ...nothing,
      still: 1,
    });
  });
});
