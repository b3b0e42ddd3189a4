import { markdownCode, markdownText } from '../untrusted.js';
import { MODES, PROTOCOLS } from '../wire/exchange.js';
import { fitInto } from './budget.js';
import { COLUMNS, matrix, standingsIn } from './matrix.js';
import type { Report } from './model.js';
import { countPhrases, duration, meaning, SIGNS, scope, serverName, verdictPhrase } from './phrases.js';
import {
  failureDetails,
  failureTables,
  knownBlock,
  staleBlock,
  unknownBlock,
  warningBlock,
} from './summary-findings.js';
import { fleetTables } from './summary-fleet.js';
import { cellText, legend, tableRow } from './summary-table.js';

/** GitHub shows nothing at all of a summary over 1 MiB; other steps' tools may add to the same file. */
export const SUMMARY_BYTES = 900 * 1024;

/** The job summary in GitHub's Markdown: verdict and counts first, then the table, then what is wrong and how to see it again. */
export function summary(report: Report, maxBytes: number = SUMMARY_BYTES): string {
  const start = () => [headline(report), ...notes(report), ...table(report)];
  const failures = () => [...failureTables(report), ...staleBlock(report), ...failureDetails(report)];
  const others = () => [...unknownBlock(report), ...knownBlock(report), ...warningBlock(report)];
  const full = () => [...start(), ...failures(), ...others(), footer(report)];
  const failuresOnly = () => [...start(), ...failures(), SHORTENED];
  return fitInto(maxBytes, [full, failuresOnly], cutNotice);
}

const SHORTENED = '_Only the mismatches are shown here: the rest is in `report.json`._';

function cutNotice(left: number): string {
  return `_${left} parts of this summary were too long to show: all of it is in \`report.json\`._`;
}

function headline(report: Report): string {
  const counts = countPhrases(report).map(({ standing, text }) => `${SIGNS[standing].markdown} **${text}**`);
  return [
    `## ${SIGNS[report.verdict].markdown} ${markdownText(serverName(report), 80)} · ${verdictPhrase(report)}`,
    '',
    counts.join(' · '),
    '',
    `${meaning(report)} ${markdownText(report.reason)}`,
    '',
    `Model ${markdownCode(report.model, 120)}, profile ${markdownCode(report.profile, 40)}${scope(report)}`,
  ].join('\n');
}

function notes(report: Report): string[] {
  if (report.notes.length === 0) return [];
  const lines = report.notes.map((note) => `> - ${markdownText(note)}`);
  return [['> [!NOTE]', '>', ...lines].join('\n')];
}

function table(report: Report): string[] {
  if (report.members) return fleetTables(report, report.members);
  const rows = matrix(report);
  if (rows.length === 0) return [];
  const heads = [...PROTOCOLS.flatMap((protocol) => MODES.map((mode) => `${protocol}<br>${mode}`)), 'cross'];
  const lines = rows.map((row) => tableRow([markdownCode(row.case, 80), ...row.cells.map(cellText)]));
  const head = [tableRow(['case', ...heads]), tableRow([':--', ...COLUMNS.map(() => ':-:')])];
  return [[...head, ...lines].join('\n'), legend(standingsIn(rows))];
}

function footer({ durations, tool }: Report): string {
  const times = `ready after ${duration(durations.startup)}, exchanges ${duration(durations.exchanges)}`;
  const files = '`report.json` has every finding, `evidence/` every byte; the commands read the key from `$API_KEY`';
  return `<sub>${markdownText(`${tool.name} ${tool.version}`, 80)} · ${times} · ${files}</sub>`;
}
