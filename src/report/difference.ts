import type { Finding } from '../verdict/finding.js';
import type { Report } from './model.js';

/** What became of the failures between two runs. */
export interface Difference {
  /** Failures that were none before, and that no baseline knows. */
  fresh: Finding[];
  /** Failures of before that are right now. */
  fixed: Finding[];
  still: Finding[];
  /** Failures of before that nothing was said of now: not fixed, as far as anybody knows. */
  unjudged: Finding[];
  /** Whether both runs asked and judged the same. */
  samePlan: boolean;
}

const fails = ({ verdict }: Finding) => verdict === 'fail';

/** Holds two reports against each other, finding by finding. */
export function difference(before: Report, after: Report): Difference {
  const failing = new Set(before.findings.filter(fails).map(({ id }) => id));
  const now = new Map(after.findings.map((one) => [one.id, one]));
  const old = before.findings.filter(fails);
  const judged = ({ id }: Finding) => now.has(id) && now.get(id)?.verdict !== 'unknown';
  return {
    fresh: after.findings.filter((one) => fails(one) && one.known === undefined && !failing.has(one.id)),
    fixed: old.filter((one) => judged(one) && now.get(one.id)?.verdict !== 'fail'),
    still: after.findings.filter((one) => fails(one) && failing.has(one.id)),
    unjudged: old.filter((one) => !judged(one)),
    samePlan: before.plan?.fingerprint === after.plan?.fingerprint,
  };
}
