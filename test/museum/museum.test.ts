import { describe, expect, it } from 'vitest';
import { compare, objections, visit } from '../../src/museum/exhibit.js';
import { DEFECTS } from '../../src/reference/defects/index.js';
import { VARIANTS } from '../../src/reference/variants/index.js';

const brief = (findings: ReturnType<typeof objections>) =>
  findings.map(({ id, expected, actual }) => `${id}: expected ${expected}, got ${actual}`);

describe('the museum', () => {
  it('finds nothing in the clean server', async () => {
    expect(brief(objections(await visit({})))).toEqual([]);
  });

  it.each(VARIANTS)('finds nothing in a legal variant: $says ($id)', { timeout: 60_000 }, async ({ change }) => {
    expect(brief(objections(await visit(change)))).toEqual([]);
  });

  it.each(DEFECTS)('catches a defect, and nothing else: $says ($id)', { timeout: 60_000 }, async (defect) => {
    const { missing, strange } = compare(defect, await visit(defect.change));
    expect({ missing, strange: brief(strange) }).toEqual({ missing: [], strange: [] });
  });
});
