import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding, Verdict } from '../../../src/verdict/finding.js';
import { Finding as FindingSchema } from '../../../src/verdict/finding.js';
import { conclude, countVerdicts, worst } from '../../../src/verdict/lattice.js';
import { findingOf } from './finding.js';

const SEED = 20_261_123;
const VERDICTS: Verdict[] = ['fail', 'unknown', 'warn', 'pass'];
const pass = findingOf('pass');
const relation = (verdict: Verdict, name: string) =>
  findingOf(verdict, { case: name, protocol: 'cross', rule: 'R-X-04' });

const conclusion = (findings: Finding[], strict = false, broken: string | null = null) => {
  const { verdict, exitCode } = conclude(findings, { strict, broken, stale: 0 });
  return [verdict, exitCode];
};
const reason = (findings: Finding[], strict = false, broken: string | null = null) =>
  conclude(findings, { strict, broken, stale: 0 }).reason;

describe('the worst of several verdicts', () => {
  it('is a failure before an unknown, an unknown before a warning, a warning before a pass', () => {
    for (const [k, one] of VERDICTS.entries()) {
      for (const [n, other] of VERDICTS.entries()) expect(worst([one, other])).toBe(VERDICTS[Math.min(k, n)]);
    }
  });

  it('of none is unknown, never a pass', () => {
    expect(worst([])).toBe('unknown');
  });

  it('hangs neither on their order nor on their grouping', () => {
    const some = fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(worst([...a, ...b])).toBe(worst([...b, ...a]));
        expect(worst([...a, ...b])).toBe(worst([worst(a), worst(b)]));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe('the counts', () => {
  it('say how many findings have each verdict', () => {
    const all = [pass, pass, findingOf('fail'), findingOf('warn'), findingOf('unknown')];
    expect(countVerdicts(all)).toEqual({ pass: 2, fail: 1, warn: 1, unknown: 1, known: 0 });
    expect(countVerdicts([])).toEqual({ pass: 0, fail: 0, warn: 0, unknown: 0, known: 0 });
  });

  it('keep what a baseline knows apart', () => {
    const known = findingOf('fail', { known: 'accepted' });
    expect(countVerdicts([pass, known])).toEqual({ pass: 1, fail: 0, warn: 0, unknown: 0, known: 1 });
  });
});

describe('a run', () => {
  it('passes where all that was judged is right', () => {
    expect(conclusion([pass, pass])).toEqual(['pass', 0]);
    expect(reason([pass, pass])).toBe('2 checks passed');
  });

  it('fails where one check does', () => {
    expect(conclusion([pass, pass, findingOf('fail')])).toEqual(['fail', 1]);
    expect(reason([pass, findingOf('fail')])).toContain('1 check');
  });

  it('fails where one check does, whatever else is unknown', () => {
    const unknown = ['a', 'b', 'c'].map((name) => relation('unknown', name));
    expect(conclusion([...unknown, findingOf('fail')])).toEqual(['fail', 1]);
  });

  it('has no verdict where nothing was judged', () => {
    expect(conclusion([])).toEqual(['unknown', 3]);
    expect(conclusion([], true)).toEqual(['unknown', 3]);
    expect(reason([])).toBe('no check was made');
  });

  it('has no verdict where no check reached one', () => {
    const notExercised = findingOf('unknown', { case: 'run', protocol: 'cross', mode: 'both' });
    expect(conclusion([notExercised])).toEqual(['unknown', 3]);
    expect(conclusion([notExercised, pass])).toEqual(['pass', 0]);
  });

  it('has no verdict where it broke, whatever was found before', () => {
    expect(conclusion([pass, findingOf('fail')], false, 'the server died')).toEqual(['unknown', 3]);
    expect(reason([pass], false, 'the server died')).toBe('the server died');
  });

  it('is not turned red by a warning or by a single unknown', () => {
    expect(conclusion([pass, findingOf('warn'), findingOf('unknown')])).toEqual(['pass', 0]);
  });

  it('is not turned red by what a baseline knows', () => {
    expect(conclusion([pass, findingOf('fail', { known: 'accepted' })])).toEqual(['pass', 0]);
    expect(conclusion([findingOf('fail', { known: 'accepted' })], true)).toEqual(['pass', 0]);
  });
});

describe('a strict run', () => {
  it('passes where there is nothing but passes', () => {
    expect(conclusion([pass], true)).toEqual(['pass', 0]);
  });

  it('fails by a warning', () => {
    expect(conclusion([pass, findingOf('warn')], true)).toEqual(['fail', 1]);
    expect(reason([pass, findingOf('warn')], true)).toContain('strict');
  });

  it('has no verdict where one check has none', () => {
    expect(conclusion([pass, findingOf('unknown')], true)).toEqual(['unknown', 3]);
  });

  it('fails by a warning, whatever is unknown', () => {
    expect(conclusion([findingOf('warn'), findingOf('unknown')], true)).toEqual(['fail', 1]);
  });

  it('is not turned red by a known warning', () => {
    expect(conclusion([pass, findingOf('warn', { known: 'accepted' })], true)).toEqual(['pass', 0]);
  });
});

describe('a run whose cases are undecided', () => {
  /** Cases with a relation each, the first of them undecided. */
  const cases = (undecided: number, total: number) =>
    Array.from({ length: total }, (_, k) => `case_${k}`).flatMap((name, k) => [
      findingOf('pass', { case: name }),
      relation(k < undecided ? 'unknown' : 'pass', name),
    ]);

  it.each([
    [0, 3, 'pass', 0],
    [1, 3, 'pass', 0],
    [2, 6, 'pass', 0],
    [3, 6, 'unknown', 3],
    [2, 3, 'unknown', 3],
    [34, 100, 'unknown', 3],
    [33, 100, 'pass', 0],
  ] as const)('(%i of %i) is %s', (undecided, total, verdict, exitCode) => {
    expect(conclusion(cases(undecided, total))).toEqual([verdict, exitCode]);
  });

  it('says the share', () => {
    expect(reason(cases(1, 2))).toBe('50 % of the cases have no verdict');
  });

  it('counts cases of which nothing at all is known', () => {
    const nothing = findingOf('unknown', { case: 'a' });
    expect(conclusion([nothing, findingOf('pass', { case: 'b' })])).toEqual(['unknown', 3]);
  });

  it('does not count a case in which one rule of one reply is unknown', () => {
    const partly = ['a', 'b', 'c'].flatMap((name) => [
      findingOf('unknown', { case: name }),
      findingOf('pass', { case: name, rule: 'R-OA-05' }),
    ]);
    expect(conclusion(partly)).toEqual(['pass', 0]);
  });

  it('does not count rules that nothing exercised', () => {
    const idle = Array.from({ length: 9 }, (_, k) =>
      findingOf('unknown', { case: 'run', protocol: 'cross', mode: 'both', rule: `R-OA-${10 + k}` }),
    );
    expect(conclusion([...idle, pass])).toEqual(['pass', 0]);
  });

  it('fails all the same where something failed', () => {
    expect(conclusion([...cases(3, 3), findingOf('fail')])).toEqual(['fail', 1]);
  });
});

describe('the exit status', () => {
  it('goes with the verdict, for any findings', () => {
    const finding = fc
      .record({
        verdict: fc.constantFrom(...VERDICTS),
        name: fc.constantFrom('run', 'a', 'b', 'c'),
        protocol: fc.constantFrom('cross' as const, 'openai-chat' as const),
        known: fc.boolean(),
      })
      .map(({ verdict, name, protocol, known }) =>
        findingOf(verdict, { case: name, protocol, ...(known && verdict === 'fail' && { known: 'yes' }) }),
      );
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 12 }), fc.boolean(), (findings, strict) => {
        const { verdict, exitCode } = conclude(findings, { strict, broken: null, stale: 0 });
        expect(exitCode).toBe({ pass: 0, fail: 1, unknown: 3 }[verdict]);
        const { fail, warn, unknown } = countVerdicts(findings);
        expect(verdict === 'fail').toBe(fail > 0 || (strict && warn > 0 && unknown < findings.length));
        if (verdict === 'pass' && strict) expect(warn + unknown).toBe(0);
        if (verdict === 'pass') expect(findings.some((one) => one.verdict !== 'unknown')).toBe(true);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });
});

describe('a stale entry of the baseline', () => {
  const stale = { strict: false, broken: null, stale: 1 };

  it('fails a run in which nothing else does, and is named as the reason', () => {
    expect(conclude([pass], stale)).toMatchObject({
      verdict: 'fail',
      exitCode: 1,
      reason: expect.stringMatching(/^an entry of the baseline/),
    });
    expect(conclude([pass], { ...stale, stale: 3 }).reason).toContain('3 entries of the baseline');
  });

  it('comes after a mismatch, and never before a run that broke', () => {
    expect(conclude([findingOf('fail')], stale).reason).toContain('mismatch');
    expect(conclude([pass], { ...stale, broken: 'it died' })).toMatchObject({ exitCode: 3, reason: 'it died' });
  });
});

describe('what turns a run red', () => {
  const [warn, fail] = [findingOf('warn'), findingOf('fail')];
  const red = (findings: Finding[], failOn: 'error' | 'warn' | 'never', broken: string | null = null) => {
    const { verdict, exitCode } = conclude(findings, { strict: false, failOn, broken });
    return [verdict, exitCode];
  };

  it('is a mismatch, and with fail-on: warn a warning, too', () => {
    expect(red([pass, warn], 'error')).toEqual(['pass', 0]);
    expect(red([pass, warn], 'warn')).toEqual(['fail', 1]);
    expect(red([pass, fail], 'warn')).toEqual(['fail', 1]);
  });

  it('is nothing that was judged with fail-on: never, and the verdict stays what it is', () => {
    expect(red([pass, fail], 'never')).toEqual(['fail', 0]);
    expect(red([pass], 'never')).toEqual(['pass', 0]);
  });

  it('is, whatever fails, a run without a verdict', () => {
    for (const failOn of ['error', 'warn', 'never'] as const) {
      expect(red([pass], failOn, 'the server died')).toEqual(['unknown', 3]);
      expect(red([], failOn)).toEqual(['unknown', 3]);
    }
  });
});

describe('a finding', () => {
  it('has the form that the report promises', () => {
    expect(FindingSchema.safeParse(pass).success).toBe(true);
    expect(FindingSchema.safeParse({ ...pass, verdict: 'skipped' }).success).toBe(false);
    expect(FindingSchema.safeParse({ ...pass, protocol: 'both' }).success).toBe(false);
  });
});
