import type { Finding, Verdict } from './finding.js';

/** From worst to best. */
const ORDER: Verdict[] = ['fail', 'unknown', 'warn', 'pass'];

/** The verdict of several together: a failure is a fact, whatever else is unknown. */
export function worst(verdicts: Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'unknown';
}

export interface Counts {
  pass: number;
  fail: number;
  warn: number;
  unknown: number;
  /** Failures that a baseline knows: not among `fail`. */
  known: number;
}

/** How many findings have each verdict. */
export function countVerdicts(findings: Finding[]): Counts {
  const counts: Counts = { pass: 0, fail: 0, warn: 0, unknown: 0, known: 0 };
  for (const { verdict, known } of findings) counts[known === undefined ? verdict : 'known']++;
  return counts;
}

export interface Conclusion {
  verdict: 'pass' | 'fail' | 'unknown';
  exitCode: 0 | 1 | 3;
  reason: string;
}

export interface Circumstances {
  strict: boolean;
  /** What gives exit status 1: an error unless given. */
  failOn?: 'error' | 'warn' | 'never';
  /** Why no verdict can be trusted: the server died, a protocol never answered, a check of ours crashed. */
  broken: string | null;
  /** Entries of the baseline that name nothing any more: none unless given. */
  stale?: number;
}

/** More unstable or undecided cases than this share of all, and the run has no verdict (design 4). */
const UNDECIDED_SHARE = 1 / 3;

/** The verdict of a run and its exit status (design 4). */
export function conclude(findings: Finding[], circumstances: Circumstances): Conclusion {
  const conclusion = strictly(findings, circumstances);
  // A gate that could not judge must not open: only what was judged is forgiven.
  return conclusion.exitCode === 1 && circumstances.failOn === 'never' ? { ...conclusion, exitCode: 0 } : conclusion;
}

function strictly(findings: Finding[], { strict, failOn, broken, stale = 0 }: Circumstances): Conclusion {
  const counts = countVerdicts(findings);
  const undecided = undecidedShare(findings);
  if (broken !== null) return { verdict: 'unknown', exitCode: 3, reason: broken };
  if (findings.length === 0) return { verdict: 'unknown', exitCode: 3, reason: 'no check was made' };
  if (counts.unknown === findings.length) {
    return { verdict: 'unknown', exitCode: 3, reason: 'no check reached a verdict' };
  }
  if (counts.fail > 0) {
    return { verdict: 'fail', exitCode: 1, reason: `${counts.fail} checks found a mismatch` };
  }
  if (stale > 0) {
    const entries = stale === 1 ? 'an entry' : `${stale} entries`;
    return { verdict: 'fail', exitCode: 1, reason: `${entries} of the baseline must be deleted: nothing fails there` };
  }
  if ((strict || failOn === 'warn') && counts.warn > 0) {
    return { verdict: 'fail', exitCode: 1, reason: `${strict ? 'strict' : 'fail-on: warn'}: ${counts.warn} warnings` };
  }
  if (undecided > UNDECIDED_SHARE) {
    const share = Math.round(undecided * 100);
    return { verdict: 'unknown', exitCode: 3, reason: `${share} % of the cases have no verdict` };
  }
  if (strict && counts.unknown > 0) {
    return { verdict: 'unknown', exitCode: 3, reason: `strict: ${counts.unknown} checks without a verdict` };
  }
  return { verdict: 'pass', exitCode: 0, reason: `${counts.pass} checks passed` };
}

/** The share of cases in which a relation between answers is unknown, or nothing is known at all. */
function undecidedShare(findings: Finding[]): number {
  const byCase = grouped(findings);
  byCase.delete('run');
  const undecided = [...byCase.values()].filter(
    (group) =>
      group.every(({ verdict }) => verdict === 'unknown') ||
      group.some(({ verdict, protocol }) => verdict === 'unknown' && protocol === 'cross'),
  );
  return byCase.size === 0 ? 0 : undecided.length / byCase.size;
}

function grouped(findings: Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.case, [...(groups.get(finding.case) ?? []), finding]);
  return groups;
}
