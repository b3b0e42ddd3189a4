import type { AnyRule } from '../../../../src/checks/catalogue.js';
import { isExercised, type Judgement } from '../../../../src/checks/judge.js';
import { variantOf } from '../../../../src/checks/scope.js';
import { NEEDS } from '../../../../src/plan/variants.js';
import { Finding } from '../../../../src/verdict/finding.js';
import type { Evidence, Exchange } from '../../../../src/wire/exchange.js';
import { PLANNED } from '../planned.js';

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

/** Whether a finding names a case of the run, or the run as a whole, and the exchanges that it tells of. */
function pointsAt({ case: name, exchanges: ids }: Finding, exchanges: Exchange[]): boolean {
  const own = exchanges.filter(({ id }) => ids.includes(id));
  return (
    (name === 'run' || exchanges.some((one) => one.case === name)) &&
    ids.length > 0 &&
    ids.every((id) => own.some((one) => one.id === id))
  );
}

/** What a rule said instead of what it must say; null where it is right. */
export function complaintOf({ verdicts, exchanges }: Case, { findings, crashes }: Judgement): string | null {
  const broken = findings.find((one) => !Finding.safeParse(one).success || (isObjection(one) && one.expected === ''));
  if (broken) return `${broken.id} is no whole finding`;
  const exercised = findings.filter(isExercised);
  const lost = exercised.find((one) => !pointsAt(one, exchanges));
  if (lost) return `${lost.id} points at what was not asked: ${lost.exchanges}`;
  const said = exercised.map(({ verdict }) => verdict);
  return crashes.length === 0 && String(said) === String(verdicts) ? null : `${said} ${crashes}`;
}

const withNeeds = (names: string[]): string[] => names.flatMap((name) => [name, ...withNeeds(NEEDS[name] ?? [])]);

/** The run as it is where its rule is selected alone: without the variants and bad requests that the rule does not use. */
export function aloneOf(one: Case, rule: AnyRule): Case {
  // For a rule about replies, everything is asked.
  if (!('uses' in rule)) return one;
  const used = withNeeds(rule.uses);
  const isAsked = ({ case: name }: Exchange) => !PLANNED.has(variantOf(name)) || used.includes(variantOf(name));
  return { ...one, exchanges: one.exchanges.filter(isAsked) };
}
