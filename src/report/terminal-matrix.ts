import Table from 'cli-table3';
import { plainLine } from '../untrusted.js';
import { MODES, PROTOCOLS } from '../wire/exchange.js';
import { type MatrixCell, matrix, standingsIn } from './matrix.js';
import type { Report } from './model.js';
import { SIGNS } from './phrases.js';
import { type Page, paint } from './terminal-page.js';

/** What the columns other than the case's name take. */
const COLUMNS_WIDTH = 48;

/** Cases against the places where they are judged: the worst that was found in each, and how often. */
export function matrixSection(report: Report, page: Page): string[] {
  const rows = matrix(report);
  if (rows.length === 0) return [];
  const { bold, dim } = page.colours;
  const grid = borderless();
  grid.push(
    ['', ...PROTOCOLS.map((protocol) => ({ content: bold(protocol), colSpan: MODES.length })), ''],
    [bold('case'), ...PROTOCOLS.flatMap(() => MODES.map((mode) => dim(mode))), bold('cross')],
    ...rows.map(({ case: name, cells }) => [
      plainLine(name, page.width - COLUMNS_WIDTH),
      ...cells.map((cell) => cellText(cell, page)),
    ]),
  );
  const legend = standingsIn(rows).map((standing) => `${SIGNS[standing].terminal} ${SIGNS[standing].means}`);
  const lines = grid.toString().split('\n');
  return [...lines.map((line) => line.trimEnd()), dim(legend.join('  '))];
}

/** The worst standing of a place and how often it was found. */
export function cellText(cell: MatrixCell | null, page: Page): string {
  if (cell === null) return page.colours.dim('·');
  return paint(page, cell.standing)(`${SIGNS[cell.standing].terminal} ${cell.count}`);
}

/** A table without lines. */
export function borderless(): Table.Table {
  return new Table({ chars: BORDERLESS, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 } });
}

const BORDERLESS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((place) => [place, '']),
);
