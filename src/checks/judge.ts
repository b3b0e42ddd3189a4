import type { AnyReading } from '../protocols/index.js';
import type { Breach } from '../protocols/protocol.js';
import type { Finding, Verdict } from '../verdict/finding.js';
import { type AnyRule, linkOf } from './catalogue.js';
import type { Outcome, Relation, ReplyRule } from './rule.js';
import type { RunView } from './view.js';

export interface Judgement {
  findings: Finding[];
  /** Checks of ours that threw: their verdict is unknown, and the run's, too. */
  crashes: string[];
}

/** Judges a run by a selection of rules: one finding per rule and place. Pure, and never throws. */
export function judge(run: RunView, rules: AnyRule[]): Judgement {
  const crashes: string[] = [];
  const findings = rules.flatMap((rule) => {
    try {
      const found = 'needs' in rule ? byReply(rule, run) : byRelation(rule, run);
      return found.length > 0 ? found : [notExercised(rule)];
    } catch (error) {
      crashes.push(`${rule.id}: ${error instanceof Error ? error.message : String(error)}`);
      return [finding(rule, nowhere('the check itself failed', String(error)))];
    }
  });
  return { findings, crashes };
}

function byReply(rule: ReplyRule, run: RunView): Finding[] {
  return run.readings
    .filter(({ exchange }) => rule.protocols.includes(exchange.protocol))
    .flatMap((reading) => {
      const breaches = rule.judge(reading);
      return breaches === null ? [] : [finding(rule, outcomeOf(reading, breaches))];
    });
}

function byRelation(rule: Relation, run: RunView): Finding[] {
  return rule.judge(run).map((outcome) => finding(rule, outcome));
}

/** Breaches of one rule in one reply are one finding: the first is shown, the others are counted. */
function outcomeOf({ exchange }: AnyReading, breaches: Breach[]): Outcome {
  const [first] = breaches;
  const more = breaches.length > 1 ? ` (and ${breaches.length - 1} more)` : '';
  return {
    case: exchange.case,
    protocol: exchange.protocol,
    mode: exchange.mode,
    verdict: first ? 'fail' : 'pass',
    expected: first?.expected ?? '',
    actual: first ? first.actual + more : '',
    at: first?.at ?? '',
    tolerated: breaches.length > 0 && breaches.every(({ tolerated }) => tolerated),
    exchanges: [exchange.id],
  };
}

/** A rule that no reply gave anything to judge is unknown, never passed. */
function notExercised(rule: AnyRule): Finding {
  const needs = 'needs' in rule ? rule.needs : 'the answers that it compares';
  return finding(rule, nowhere(needs, `not exercised: no exchange had ${needs}`));
}

function nowhere(expected: string, actual: string): Outcome {
  return { case: 'run', protocol: 'cross', mode: 'both', verdict: 'unknown', expected, actual, exchanges: [] };
}

/** Whether a finding tells of some exchange: a shard leaves the others to the merge of all shards. */
export function isExercised({ case: name, exchanges }: Finding): boolean {
  return name !== 'run' || exchanges.length > 0;
}

function finding(rule: AnyRule, outcome: Outcome): Finding {
  const severity = outcome.tolerated ? 'warning' : rule.severity;
  const verdict: Verdict = outcome.verdict === 'fail' && severity === 'warning' ? 'warn' : outcome.verdict;
  return {
    id: [rule.id, outcome.case, outcome.protocol, outcome.mode].join(' '),
    rule: rule.id,
    case: outcome.case,
    protocol: outcome.protocol,
    mode: outcome.mode,
    verdict,
    severity,
    message: verdict === 'unknown' ? outcome.actual : rule.sentence,
    expected: outcome.expected,
    actual: outcome.actual,
    at: outcome.at ?? '',
    spec: { sentence: rule.sentence, why: rule.why, link: linkOf(rule.id) },
    exchanges: outcome.exchanges,
  };
}
