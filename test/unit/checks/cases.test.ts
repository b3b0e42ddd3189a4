import { describe, expect, it } from 'vitest';
import { allRules } from '../../../src/checks/catalogue.js';
import { aloneOf, CASES, complaintOf, evidenceOf } from './cases/index.js';
import { judged } from './run.js';

describe('a rule, held against what was written by hand', () => {
  it.each(CASES.map((one) => [one.rule, one.says, one] as const))('%s: %s', (id, _, one) => {
    const rules = allRules.filter((rule) => rule.id === id);
    expect(rules.length).toBe(1);
    expect(complaintOf(one, judged(evidenceOf(one), rules))).toBeNull();
    // Selected alone, it says the same: it uses all that it judges.
    for (const rule of rules) expect(complaintOf(one, judged(evidenceOf(aloneOf(one, rule)), rules))).toBeNull();
  });
});
