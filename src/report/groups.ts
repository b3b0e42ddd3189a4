import type { Finding } from '../verdict/finding.js';

/** How a finding stands in a report, worst first: its verdict, but that what the baseline knows is `known`. */
export const STANDINGS = ['fail', 'known', 'warn', 'unknown', 'pass'] as const;
export type Standing = (typeof STANDINGS)[number];

/** All findings of one rule: a server that breaks it in twenty places has broken one rule. */
export interface RuleGroup {
  rule: string;
  first: Finding;
  findings: Finding[];
}

/** How a finding stands. */
export function standing(finding: Finding): Standing {
  return finding.known === undefined ? finding.verdict : 'known';
}

/** The findings of one standing, by rule, in their order; rules that are errors before rules that are warnings. */
export function groupsOf(findings: Finding[], wanted: Standing): RuleGroup[] {
  const byRule = groupBy(
    findings.filter((finding) => standing(finding) === wanted),
    ({ rule }) => rule,
  );
  const groups = byRule.map(([rule, [first, ...others]]) => ({ rule, first, findings: [first, ...others] }));
  return groups.sort((a, b) => Number(a.first.severity === 'warning') - Number(b.first.severity === 'warning'));
}

/** Findings with no verdict, by the reason for it. */
export function unknownsByReason(findings: Finding[]): [reason: string, Finding[]][] {
  const unknowns = findings.filter(({ verdict }) => verdict === 'unknown');
  return groupBy(unknowns, ({ message }) => message);
}

/**
 * Where findings were made, in one line: `openai-chat plain, stream: capital, count_up; cross: capital`.
 * Cases beyond `limit` in one place are counted, not named.
 */
export function places(findings: Finding[], limit = Number.POSITIVE_INFINITY): string {
  const spots = groupBy(findings, (finding) => finding.case).map(([name, found]) => [name, spotsOf(found)] as const);
  return groupBy(spots, ([, spot]) => spot)
    .map(
      ([spot, cases]) =>
        `${spot}: ${list(
          cases.map(([name]) => name),
          limit,
        )}`,
    )
    .join('; ');
}

/** The distinct values of a key in order of appearance, each with the items that have it: never none. */
export function groupBy<T>(items: T[], key: (item: T) => string): [string, [T, ...T[]]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups];
}

function spotsOf(findings: Finding[]): string {
  return groupBy(findings, ({ protocol }) => protocol)
    .map(([protocol, found]) => {
      const modes = [...new Set(found.map(({ mode }) => mode))].filter((mode) => mode !== 'both');
      return modes.length > 0 ? `${protocol} ${modes.join(', ')}` : protocol;
    })
    .join(' and ');
}

function list(names: string[], limit: number): string {
  const left = names.length - limit;
  return left > 0 ? `${names.slice(0, limit).join(', ')} and ${left} more` : names.join(', ');
}
