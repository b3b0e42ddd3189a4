import type { Defect, Expected } from '../reference/defects/defect.js';
import type { Finding } from '../verdict/finding.js';
import { MODES } from '../wire/exchange.js';

/** What a visitor objects to: failures and warnings. */
export function objections({ findings }: { findings: Finding[] }): Finding[] {
  return findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
}

export interface Comparison {
  /** Expected findings that are not there. */
  missing: Expected[];
  /** Findings that nobody expected, nor named as neighbours. */
  strange: Finding[];
}

/** Holds what a visit found against what the defect says of itself. */
export function compare(
  { expects, neighbours = [] }: Pick<Defect, 'expects' | 'neighbours'>,
  seen: { findings: Finding[] },
): Comparison {
  const found = objections(seen);
  const wanted = expects.flatMap((one) => (one.mode === 'both' ? MODES.map((mode) => ({ ...one, mode })) : [one]));
  return {
    missing: wanted.filter((one) => !found.some((finding) => fits(finding, one))),
    strange: found.filter((finding) => ![...wanted, ...neighbours].some((one) => fits(finding, one))),
  };
}

/** A place that leaves something out means any of it. */
function fits(finding: Finding, place: Partial<Expected>): boolean {
  return (
    (place.rule === undefined || place.rule === finding.rule) &&
    (place.protocol === undefined || place.protocol === finding.protocol) &&
    (place.mode === undefined || place.mode === 'both' || place.mode === finding.mode) &&
    (place.case === undefined || place.case === finding.case || place.case === finding.case.split('+')[0])
  );
}
