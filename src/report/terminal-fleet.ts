import { plainLine } from '../untrusted.js';
import { ruleMatrix } from './fleet-matrix.js';
import { labelled } from './layout.js';
import { standingsIn } from './matrix.js';
import type { Member, Report } from './model.js';
import { SIGNS } from './phrases.js';
import { borderless, cellText } from './terminal-matrix.js';
import { type Page, paint } from './terminal-page.js';

/** Several servers side by side: what became of each, and the rules that not all of them keep. Columns are numbered. */
export function fleetSections(report: Report, members: Member[], page: Page): string[][] {
  const lines = members.flatMap(({ name, verdict, reason }, k) =>
    labelled(`${SIGNS[verdict].terminal} ${k + 1} `, plainLine(`${name}: ${reason}`, 400), page.width).map(
      paint(page, verdict),
    ),
  );
  return [lines, ruleSection(report, members, page)];
}

function ruleSection(report: Report, members: Member[], page: Page): string[] {
  const rows = ruleMatrix(report, members);
  if (rows.length === 0) return [];
  const { bold, dim } = page.colours;
  const grid = borderless();
  grid.push(
    [bold('rule'), ...members.map((_, k) => bold(String(k + 1)))],
    ...rows.map(({ rule, cells }) => [plainLine(rule, 40), ...cells.map((cell) => cellText(cell, page))]),
  );
  const legend = standingsIn(rows).map((standing) => `${SIGNS[standing].terminal} ${SIGNS[standing].means}`);
  return [
    ...grid
      .toString()
      .split('\n')
      .map((line) => line.trimEnd()),
    dim(legend.join('  ')),
  ];
}
