import { markdownCode, markdownText } from '../untrusted.js';
import { ruleMatrix, rulesPassed } from './fleet-matrix.js';
import { standingsIn } from './matrix.js';
import type { Member, Report } from './model.js';
import { plural, SIGNS } from './phrases.js';
import { cellText, legend, tableRow } from './summary-table.js';

/** Several servers side by side: what became of each, and every rule that not all of them keep. */
export function fleetTables(report: Report, members: Member[]): string[] {
  const rows = ruleMatrix(report, members);
  const heads = members.map(({ name }) => markdownText(name, 80));
  const rules = [
    tableRow(['rule', ...heads]),
    tableRow([':--', ...heads.map(() => ':-:')]),
    ...rows.map(({ rule, cells }) => tableRow([markdownCode(rule, 40), ...cells.map(cellText)])),
  ];
  const passed = `${plural(rulesPassed(report), 'rule')} that all of them keep ${rulesPassed(report) === 1 ? 'is' : 'are'} left out`;
  const table = rows.length > 0 ? [rules.join('\n'), legend(standingsIn(rows), passed)] : [];
  return [memberTable(members), ...table];
}

function memberTable(members: Member[]): string {
  const rows = members.map(({ name, verdict, reason, counts }) =>
    tableRow([
      `${SIGNS[verdict].markdown} ${markdownText(name, 80)}`,
      ...[counts.fail, counts.pass, counts.warn, counts.unknown].map(String),
      markdownText(reason, 300),
    ]),
  );
  const head = [
    tableRow(['server', 'mismatches', 'passed', 'warnings', 'unknown', 'verdict']),
    tableRow([':--', '--:', '--:', '--:', '--:', ':--']),
  ];
  return [...head, ...rows].join('\n');
}
