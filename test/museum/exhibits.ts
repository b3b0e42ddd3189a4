import { describe, expect, it } from 'vitest';
import { compare, objections } from '../../src/museum/compare.js';
import { visit } from '../../src/museum/exhibit.js';
import { DEFECTS } from '../../src/reference/defects/index.js';
import { LEGAL } from '../../src/reference/variants/index.js';
import type { Finding } from '../../src/verdict/finding.js';

const TIMEOUT = 120_000;

const brief = (findings: Finding[]) =>
  findings.map(({ id, expected, actual }) => `${id}: expected ${expected}, got ${actual}`);

/** Every second, third … exhibit: the halves of the museum are visited at the same time. */
const every = <T>(all: readonly T[], part: number, of: number) => all.filter((_, k) => k % of === part);

/** One part of the museum as tests. */
export function exhibits(part: number, of: number): void {
  describe.concurrent(`the museum, part ${part + 1} of ${of}`, { timeout: TIMEOUT }, () => {
    it.each(every(LEGAL, part, of))('finds nothing in a legal server: $says ($id)', async ({ change }) => {
      expect(brief(objections(await visit(change)))).toEqual([]);
    });

    it.each(every(DEFECTS, part, of))('catches a defect, and nothing else: $says ($id)', async (defect) => {
      const { missing, strange } = compare(defect, await visit(defect.change));
      expect({ missing, strange: brief(strange) }).toEqual({ missing: [], strange: [] });
    });
  });
}
