import type { Standing } from './groups.js';
import type { MatrixCell } from './matrix.js';
import { SIGNS } from './phrases.js';

/** One row of a table in Markdown; the cells must be Markdown already. */
export function tableRow(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The worst standing of a place and how often it was found. */
export function cellText(cell: MatrixCell | null): string {
  return cell === null ? '·' : `${SIGNS[cell.standing].markdown} ${cell.count}`;
}

/** What the signs of a table mean. */
export function legend(standings: Standing[], ...more: string[]): string {
  const signs = standings.map((standing) => `${SIGNS[standing].markdown} ${SIGNS[standing].means}`);
  return `<sub>${[signs.join(' · '), 'the number is how many checks ended so', ...more].join('; ')}</sub>`;
}
