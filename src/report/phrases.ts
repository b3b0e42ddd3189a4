import { plainLine } from '../untrusted.js';
import type { Finding } from '../verdict/finding.js';
import { contrast } from './contrast.js';
import { groupsOf, type Standing } from './groups.js';
import type { Report, ReportedExchange } from './model.js';

/** The sign of each standing, in a terminal and in Markdown. */
export const SIGNS: Record<Standing, { terminal: string; markdown: string; means: string }> = {
  fail: { terminal: '✗', markdown: '❌', means: 'mismatch' },
  known: { terminal: '~', markdown: '🔕', means: 'known to the baseline' },
  warn: { terminal: '!', markdown: '⚠️', means: 'warning' },
  unknown: { terminal: '?', markdown: '❔', means: 'no verdict' },
  pass: { terminal: '✓', markdown: '✅', means: 'passed' },
};

/** No request of a golden case comes near this; half of a command would be a wrong command. */
const LONGEST_COMMAND = 1_000_000;

/** What a reader should make of the run as a whole. */
const MEANING: Record<Report['verdict'], (run: string) => string> = {
  pass: (run) => `The run worked: ${run}. Nothing that it checked failed.`,
  fail: (run) => `The run worked: ${run}. What it found is the server's.`,
  unknown: (run) => `No verdict could be reached: ${run}. This says nothing for or against the server.`,
};

/** The server's name and version. */
export function serverName({ server }: Report): string {
  return server.version === null ? server.name : `${server.name} ${server.version}`;
}

/** The counts of a report, each with its standing; zeros are left out, but for what passed. */
export function countPhrases(report: Report): { standing: Standing; text: string }[] {
  const { counts, findings } = report;
  const rules = groupsOf(findings, 'fail').length;
  const all: { standing: Standing; text: string }[] = [
    { standing: 'fail', text: `${plural(counts.fail, 'mismatch', 'mismatches')} in ${plural(rules, 'rule')}` },
    { standing: 'pass', text: `${plural(counts.pass, 'check')} passed` },
    { standing: 'warn', text: plural(counts.warn, 'warning') },
    { standing: 'unknown', text: `${counts.unknown} unknown` },
    { standing: 'known', text: `${counts.known} known` },
  ];
  return all.filter(({ standing }) => standing === 'pass' || counts[standing] > 0);
}

/** The verdict in a few words: what a headline says behind the server's name. */
export function verdictPhrase(report: Report): string {
  if (report.verdict === 'unknown') return 'no verdict';
  const passed = report.verdict === 'pass';
  return countPhrases(report).find(({ standing }) => (standing === 'pass') === passed)?.text ?? 'failed';
}

/** One sentence on what the verdict means, with the size of the run. */
export function meaning(report: Report): string {
  const { durations, exchanges, verdict } = report;
  return MEANING[verdict](`${plural(exchanges.length, 'exchange')} in ${duration(durations.total)}`);
}

/** Which part of the plan was asked, where it is not the whole; it begins with a comma. */
export function scope({ plan }: Report): string {
  const { number, of } = plan?.shard ?? {};
  return number === undefined ? '' : `, shard ${number}/${of}: what it did not exercise is judged by the merge`;
}

/** `1 check`, `2 checks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Milliseconds for people: `84 ms`, `4.2 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The exchanges that show a finding, in its order: two where two replies are compared. */
function shownBy(report: Report, finding: Finding): ReportedExchange[] {
  const found = finding.exchanges.map((id) => report.exchanges.find((exchange) => exchange.id === id));
  return found.filter((exchange) => exchange !== undefined).slice(0, 2);
}

/** The commands that show a finding. A report may come from elsewhere: each is plain, and one line. */
export function commands(report: Report, finding: Finding): string[] {
  return shownBy(report, finding).map(({ curl }) => plainLine(curl, LONGEST_COMMAND));
}

/** The lines that explain a finding, as label and untrusted text; empty ones are left out. */
export function evidenceLines(report: Report, finding: Finding): [label: string, text: string][] {
  const [expected, actual] = contrast(finding.expected, finding.actual);
  const files = shownBy(report, finding).map(({ file }) => file);
  const where = [finding.at, files.join(' and ')].filter((part) => part !== '').join(' in ');
  const lines: [string, string][] = [
    ['server', finding.member ?? ''],
    ['message', finding.message === finding.spec.sentence ? '' : finding.message],
    ['expected', expected],
    ['actual', actual],
    ['where', where],
    ['why', finding.spec.why],
  ];
  return lines.filter(([, text]) => text !== '');
}
