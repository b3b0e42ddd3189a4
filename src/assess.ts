import { isExercised, judge } from './checks/judge.js';
import { viewOf } from './checks/view.js';
import type { Options } from './options/table.js';
import type { Selection } from './plan/select.js';
import { against, type BaselineFile } from './report/baseline-file.js';
import type { Report } from './report/model.js';
import { brokenBy } from './verdict/broken.js';
import type { Finding } from './verdict/finding.js';
import { type Conclusion, conclude } from './verdict/lattice.js';
import type { Evidence } from './wire/exchange.js';

export interface Assessment {
  findings: Finding[];
  baseline: Report['baseline'];
  conclusion: Conclusion;
}

export interface Standard extends Pick<Options, 'profile' | 'failOn' | 'shard'> {
  baselineFile: BaselineFile | null;
  /** Why no verdict can be trusted, where that cannot be seen from the exchanges. */
  broken?: string | null;
}

/** From exchanges to the verdict, the same for a run, for saved evidence and for merged shards. */
export function assess(
  evidence: Evidence,
  { golden, rules, whole }: Pick<Selection, 'golden' | 'rules' | 'whole'>,
  { profile, failOn, shard, baselineFile, broken = null }: Standard,
): Assessment {
  const judgement = judge(viewOf(evidence, golden), rules);
  const found = shard === null ? judgement.findings : judgement.findings.filter(isExercised);
  const { findings, baseline } = against(baselineFile, found, { whole: whole && shard === null, profile });
  const conclusion = conclude(findings, {
    strict: profile === 'strict',
    failOn,
    broken: broken ?? brokenBy(evidence, judgement.crashes),
    stale: baseline?.stale.length ?? 0,
  });
  return { findings, baseline, conclusion };
}
