import type { Judgement } from '../../../../src/checks/judge.js';
import { Finding } from '../../../../src/verdict/finding.js';
import type { Evidence, Exchange } from '../../../../src/wire/exchange.js';

/** A run written by hand, and what one rule must say of it. */
export interface Case {
  rule: string;
  says: string;
  exchanges: Exchange[];
  /** Verdicts in order, one for each place that the rule judges; none where it has nothing to judge. */
  verdicts: string[];
  knownModel?: boolean;
}

export function evidenceOf({ exchanges, knownModel = true }: Case): Evidence {
  return { exchanges, knownModel, model: 'm', interrupted: null };
}

const isObjection = ({ verdict }: Finding) => verdict === 'fail' || verdict === 'warn';

/** What a rule said instead of what it must say; null where it is right. */
export function complaintOf({ verdicts }: Case, { findings, crashes }: Judgement): string | null {
  const broken = findings.find((one) => !Finding.safeParse(one).success || (isObjection(one) && one.expected === ''));
  if (broken) return `${broken.id} is no whole finding`;
  const said = findings.filter(({ case: name }) => name !== 'run').map(({ verdict }) => verdict);
  return crashes.length === 0 && String(said) === String(verdicts) ? null : `${said} ${crashes}`;
}
