import { plainLine } from '../untrusted.js';
import { groupsOf, places, type RuleGroup, unknownsByReason } from './groups.js';
import type { Report } from './model.js';
import { commands, evidenceLines, plural } from './phrases.js';

/** The runner shows ten errors of a step and drops the rest without a word; its own last one, setFailed, is the tenth. */
const MOST_ERRORS = 8;
const MOST_WARNINGS = 5;

/** The runner cuts messages at 4096 characters; an escaped line end counts for more than one. */
const LONGEST_MESSAGE = 3800;

export interface Annotation {
  level: 'error' | 'warning';
  title: string;
  message: string;
  /** Where in the repository it belongs, if anywhere. */
  place?: { file: string; startLine: number };
}

/** The broken rules as annotations of the run: at most nine errors, so that one is left for setFailed. */
export function annotations(report: Report): Annotation[] {
  const failures = groupsOf(report.findings, 'fail');
  const warnings = groupsOf(report.findings, 'warn');
  const gone = stale(report);
  return [
    ...gone,
    ...capped(failures, MOST_ERRORS - gone.length, 'error', report),
    ...capped(warnings, MOST_WARNINGS, 'warning', report),
    ...unknowns(report),
  ];
}

function capped(groups: RuleGroup[], most: number, level: Annotation['level'], report: Report): Annotation[] {
  const left = groups.slice(most);
  const shown = groups.slice(0, most).map((group) => annotation(group, level, report));
  if (left.length === 0) return shown;
  const rules = plainLine(left.map(({ rule }) => rule).join(', '), 1000);
  const more = { level, title: `and ${left.length} more`, message: `${rules}\nThe job summary has them all.` };
  return [...shown, more];
}

function annotation(group: RuleGroup, level: Annotation['level'], report: Report): Annotation {
  const { first, findings, rule } = group;
  const facts = evidenceLines(report, first).map(([label, text]) => `${label}: ${plainLine(text, 400)}`);
  const lines = [
    plainLine(first.spec.sentence, 300),
    ...facts,
    `${plural(findings.length, 'place')}: ${plainLine(places(findings, 4), 400)}`,
    plainLine(first.spec.link, 300),
    ...commands(report, first).map((command) => `reproduce: ${command}`),
  ];
  return { level, title: plainLine(`${rule} in ${plural(findings.length, 'place')}`, 120), message: fitting(lines) };
}

/** One annotation at the first line of the baseline that must be deleted. */
function stale({ baseline }: Report): Annotation[] {
  const [first] = baseline?.stale ?? [];
  if (baseline === null || first === undefined) return [];
  const lines = baseline.stale.map(
    ({ id, line, why }) => `line ${line}: ${plainLine(id, 200)}: ${plainLine(why, 200)}`,
  );
  const place = { file: baseline.file, startLine: first.line };
  return [{ level: 'error', title: 'Delete in the baseline', message: fitting(lines), place }];
}

function unknowns(report: Report): Annotation[] {
  const reasons = unknownsByReason(report.findings);
  if (reasons.length === 0) return [];
  const lines = reasons.map(([reason, findings]) => `${findings.length}: ${plainLine(reason, 300)}`);
  return [{ level: 'warning', title: `${report.counts.unknown} not judged`, message: fitting(lines) }];
}

/** Whole lines only: half of a command would be a wrong command. */
function fitting(lines: string[]): string {
  return lines.reduce((text, line) => (text.length + line.length < LONGEST_MESSAGE ? `${text}\n${line}` : text));
}
