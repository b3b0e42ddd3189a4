import pc from 'picocolors';
import { plainLine } from '../untrusted.js';
import { groupsOf } from './groups.js';
import { labelled } from './layout.js';
import type { Report } from './model.js';
import { countPhrases, meaning, SIGNS, scope, serverName, verdictPhrase } from './phrases.js';
import { briefSection, mismatchSection, staleSection, unknownSection } from './terminal-findings.js';
import { fleetSections } from './terminal-fleet.js';
import { matrixSection } from './terminal-matrix.js';
import { copied, fact, type Page, paint } from './terminal-page.js';

/** Longer lines are not read more easily, however wide the terminal is. */
const WIDEST = 120;
const NARROWEST = 60;

const NO_BREAK = '\u00a0';

export interface TerminalOptions {
  colour?: boolean;
  width?: number;
  /** Where the files of the report are. */
  reportDir?: string;
}

/** The report for a terminal: did it work, what is wrong, where, and how to see it again. */
export function terminalReport(report: Report, options: TerminalOptions = {}): string {
  const { colour = pc.isColorSupported, width = 80, reportDir = 'mlx-xproto-report' } = options;
  const page: Page = { colours: pc.createColors(colour), width: Math.min(WIDEST, Math.max(NARROWEST, width)) };
  const sections = [
    headline(report, page),
    ...(report.members ? fleetSections(report, report.members, page) : [matrixSection(report, page)]),
    mismatchSection(report, page),
    staleSection(report, page),
    briefSection('Known to the baseline', 'known', report, page),
    briefSection('Warnings', 'warn', report, page),
    unknownSection(report, page),
    footer(report, page, reportDir),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(report: Report, page: Page): string[] {
  const { colours, width } = page;
  const counts = countPhrases(report).map(({ text }) => text);
  const verdict = report.verdict === 'unknown' ? [verdictPhrase(report)] : [];
  const phrases = [plainLine(serverName(report), 60), ...verdict, ...counts];
  return [
    ...labelled(`${SIGNS[report.verdict].terminal} `, unbroken(phrases).join(' · '), width)
      .map((line) => line.replaceAll(NO_BREAK, ' '))
      .map((line) => colours.bold(paint(page, report.verdict)(line))),
    ...labelled('  ', meaning(report), width),
    ...labelled('  ', plainLine(report.reason, 400), width),
    ...labelled('  ', plainLine(`model ${report.model} · profile ${report.profile}${scope(report)}`, 300), width).map(
      colours.dim,
    ),
    ...report.notes.flatMap((note) => labelled('  • ', plainLine(note, 400), width)),
  ];
}

/** Phrases that are wrapped between, never within. */
function unbroken(phrases: string[]): string[] {
  return phrases.map((phrase) => phrase.replaceAll(' ', NO_BREAK));
}

function footer(report: Report, page: Page, reportDir: string): string[] {
  const failed = groupsOf(report.findings, 'fail')[0];
  const evidence = [
    ...copied('raw bytes', plainLine(`${reportDir}/evidence/`, 400), page),
    ...copied('judge again', plainLine(`mlx-xproto replay ${reportDir}/evidence`, 400), page),
  ];
  return [
    ...copied('everything', plainLine(`${reportDir}/report.json`, 400), page),
    ...(report.members ? copied('of each', plainLine(`${reportDir}/members/`, 400), page) : evidence),
    ...(failed ? copied('explain', plainLine(`mlx-xproto explain ${failed.rule}`), page) : []),
    ...(failed
      ? fact('reproduce', "the commands above, with the key in $API_KEY; the address is this run's", page)
      : []),
  ];
}
