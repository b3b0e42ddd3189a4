import { groupBy, STANDINGS, standing } from './groups.js';
import { type MatrixCell, worstOf } from './matrix.js';
import type { Member, Report } from './model.js';

export interface RuleRow {
  rule: string;
  /** One for each member; null where it was not judged. */
  cells: (MatrixCell | null)[];
}

/** Rules against servers: each rule that not all members passed, the worst first. */
export function ruleMatrix(report: Report, members: Member[]): RuleRow[] {
  const rows = groupBy(report.findings, ({ rule }) => rule).map(([rule, findings]) => ({
    rule,
    cells: members.map(({ name }) => worstOf(findings.filter(({ member }) => member === name))),
  }));
  const rank = ({ cells }: RuleRow) => Math.min(...cells.map((cell) => (cell ? STANDINGS.indexOf(cell.standing) : 9)));
  return rows
    .filter(({ cells }) => cells.some((cell) => cell && cell.standing !== 'pass'))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** How many rules all members passed: those that the matrix leaves out. */
export function rulesPassed(report: Report): number {
  return groupBy(report.findings, ({ rule }) => rule).filter(([, all]) => all.every((one) => standing(one) === 'pass'))
    .length;
}
