import { beforeAll, describe, expect, it } from 'vitest';
import { relations } from '../../../src/checks/catalogue.js';
import type { Judgement } from '../../../src/checks/judge.js';
import type { Gathered } from '../../../src/plan/gather.js';
import { steps } from '../../../src/plan/plan.js';
import { REFUSALS } from '../../../src/plan/refusals.js';
import { VARIANTS } from '../../../src/plan/variants.js';
import { DEFECTS } from '../../../src/reference/defects/index.js';
import type { Finding } from '../../../src/verdict/finding.js';
import { conclude } from '../../../src/verdict/lattice.js';
import { gatherAgain, gatherFromReference, judged, selection } from './run.js';

/** What a standard run asks at the most: a reader waits for it. */
const MOST = 152;
const objections = ({ findings }: Judgement) =>
  findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
const said = ({ id, actual }: Finding) => `${id}: ${actual}`;

const chosen = selection();
let gathered: Gathered;
let judgement: Judgement;
beforeAll(async () => {
  gathered = await gatherFromReference(chosen);
  judgement = judged(gathered.evidence, chosen.rules);
});

describe('the clean server', () => {
  it('is asked so much that nobody waits too long', () => {
    expect(gathered.evidence.exchanges.length).toBeLessThanOrEqual(MOST);
  });

  it('is asked what was planned, each question once', () => {
    const asked = gathered.evidence.exchanges.map((one) => `${one.case} ${one.protocol} ${one.mode} ${one.take}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBe(steps(chosen.plan).length);
    expect(gathered).toMatchObject({ notAsked: [], evidence: { interrupted: null }, temperature: 0 });
  });

  it('breaks no rule', () => {
    expect(objections(judgement).map(said)).toEqual([]);
    expect(judgement.crashes).toEqual([]);
  });

  it('passes', () => {
    expect(conclude(judgement.findings, { strict: false, broken: null, stale: 0 })).toMatchObject({
      verdict: 'pass',
      exitCode: 0,
    });
  });

  it('is judged by every rule of a standard run', () => {
    expect(judgement.findings.filter(({ verdict }) => verdict === 'unknown').map(said)).toEqual([]);
    const passed = new Set(judgement.findings.filter(({ verdict }) => verdict === 'pass').map(({ rule }) => rule));
    expect(passed.size).toBe(chosen.rules.length);
  });

  it('has one finding for each rule and place', () => {
    const ids = judgement.findings.map(({ id }) => id);
    expect(ids.filter((id, k) => ids.indexOf(id) !== k)).toEqual([]);
  });

  it('has findings that point at exchanges which were made', () => {
    const made = new Set(gathered.evidence.exchanges.map(({ id }) => id));
    for (const { exchanges, case: name } of judgement.findings) {
      for (const id of exchanges) expect(made).toContain(id);
      if (name !== 'run') expect(exchanges.length).toBeGreaterThan(0);
    }
  });

  it('is judged the same from the same evidence', () => {
    expect(judged(gathered.evidence, chosen.rules)).toEqual(judgement);
  });
});

describe('a rule that is selected alone', () => {
  /** A relation that only what takes long can exercise has its turn in a strict run. */
  const light = new Set([...VARIANTS, ...REFUSALS].filter((one) => !one.heavy).map(({ name }) => name));
  const standard = relations.filter(({ id, uses }) => !id.startsWith('SEED-') && uses.some((name) => light.has(name)));

  it.each(standard.map(({ id }) => id))('%s asks all that it needs', async (id) => {
    const chosen = selection({ checks: id });
    const { evidence, notAsked } = await gatherAgain(chosen, gathered.evidence);
    const { findings, crashes } = judged(evidence, chosen.rules);
    expect([notAsked, crashes, findings.filter(({ verdict }) => verdict !== 'pass').map(said)]).toEqual([[], [], []]);
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set([id]));
  });
});

describe('a defective server', () => {
  it.each(['oa-role-in-every-delta', 'an-plain-json-as-text', 'an-cap-is-end-turn'])(
    'with %s is found out',
    async (id) => {
      const { change, expects } = DEFECTS.find((one) => one.id === id) ?? expect.fail(`there is no defect ${id}`);
      const few = selection({ cases: 'simple_greeting,count_up' });
      const { evidence } = await gatherFromReference(few, change);
      const judgement = judged(evidence, few.rules);
      for (const { rule, protocol, mode } of expects) {
        const found = objections(judgement).filter(
          (one) => one.rule === rule && one.protocol === protocol && one.mode === mode,
        );
        expect(found.length).toBeGreaterThan(0);
        for (const { expected, actual, exchanges } of found) {
          expect([expected, actual, exchanges]).not.toContain('');
          expect(exchanges).not.toEqual([]);
        }
      }
      expect(judgement.crashes).toEqual([]);
      expect(conclude(judgement.findings, { strict: false, broken: null, stale: 0 })).toMatchObject({
        verdict: 'fail',
        exitCode: 1,
      });
    },
  );
});
