import type { Finding } from '../verdict/finding.js';
import { MODES, PROTOCOLS } from '../wire/exchange.js';
import { groupBy, STANDINGS, type Standing, standing } from './groups.js';
import type { Report } from './model.js';

/** The places where a case is judged: each protocol in each mode, and the replies against each other. */
export const COLUMNS = [...PROTOCOLS.flatMap((protocol) => MODES.map((mode) => `${protocol} ${mode}`)), 'cross'];

/** The worst standing found in one place, and how many findings have it. */
export interface MatrixCell {
  standing: Standing;
  count: number;
}

export interface MatrixRow {
  case: string;
  /** One for each column; null where nothing was judged. */
  cells: (MatrixCell | null)[];
}

/** Cases against places, in the order in which the cases were asked; variants of a case share its row. */
export function matrix(report: Report): MatrixRow[] {
  const asked = report.exchanges.map((exchange) => baseCase(exchange.case));
  const byCase = new Map(groupBy(report.findings, (finding) => baseCase(finding.case)));
  const names = new Set([...asked.filter((name) => byCase.has(name)), ...byCase.keys()]);
  return [...names].map((name) => {
    const findings = byCase.get(name) ?? [];
    return {
      case: name,
      cells: COLUMNS.map((column) => worstOf(findings.filter((each) => columnOf(each) === column))),
    };
  });
}

/** The standings that occur in a matrix, worst first: what its legend must explain. */
export function standingsIn(rows: Pick<MatrixRow, 'cells'>[]): Standing[] {
  const found = new Set(rows.flatMap(({ cells }) => cells.map((cell) => cell?.standing)));
  return STANDINGS.filter((each) => found.has(each));
}

function baseCase(name: string): string {
  return name.split('+')[0] ?? name;
}

function columnOf(finding: Finding): string {
  const one = finding.protocol !== 'cross' && finding.mode !== 'both';
  return one ? `${finding.protocol} ${finding.mode}` : 'cross';
}

/** The worst standing among findings and how many have it; null where there are none. */
export function worstOf(findings: Finding[]): MatrixCell | null {
  const standings = findings.map(standing);
  const found = STANDINGS.find((each) => standings.includes(each));
  return found ? { standing: found, count: standings.filter((each) => each === found).length } : null;
}
