import { plainLine } from '../untrusted.js';
import { groupsOf, places, type RuleGroup, type Standing, unknownsByReason } from './groups.js';
import { labelled } from './layout.js';
import type { Report } from './model.js';
import { commands, evidenceLines, plural, SIGNS } from './phrases.js';
import { copied, fact, type Page, paint } from './terminal-page.js';

const LONGEST_TEXT = 300;
const CASES_SHOWN = 6;

/** Each broken rule once: what it says, what came instead, where, and the command that shows it. */
export function mismatchSection(report: Report, page: Page): string[] {
  const entries = groupsOf(report.findings, 'fail').map((group) => mismatch(report, group, page));
  return section('Mismatches', 'rule', page, entries.flatMap(spaced), entries.length);
}

/** Failures that the baseline accepts for now, and the warnings: no more than a rule, its places and a word. */
export function briefSection(title: string, standing: Standing, report: Report, page: Page): string[] {
  const groups = groupsOf(report.findings, standing);
  const entries = groups.flatMap((group) => brief(group, standing, page));
  return section(title, 'rule', page, entries, groups.length);
}

/** What could not be judged, by reason. */
export function unknownSection(report: Report, page: Page): string[] {
  const reasons = unknownsByReason(report.findings);
  const entries = reasons.flatMap(([reason, findings]) => [
    ...signed('unknown', plainLine(reason, LONGEST_TEXT), page),
    ...aside(`${findings.length}: ${plainLine(places(findings, CASES_SHOWN), LONGEST_TEXT)}`, page),
  ]);
  return section('Not judged', 'reason', page, entries, reasons.length);
}

/** The lines of the baseline that must be deleted: they are as red as a mismatch. */
export function staleSection({ baseline }: Report, page: Page): string[] {
  const stale = baseline?.stale ?? [];
  const lines = stale.flatMap(({ id, line, why }) => [
    ...signed('fail', plainLine(`${baseline?.file}:${line} ${id}`, LONGEST_TEXT), page),
    ...aside(plainLine(`${why}: delete this line`, LONGEST_TEXT), page),
  ]);
  return section('Stale in the baseline', 'line', page, lines, stale.length);
}

function mismatch(report: Report, { first, findings, rule }: RuleGroup, page: Page): string[] {
  const should = first.severity === 'warning' ? ' (a SHOULD)' : '';
  const sentence = `${plainLine(first.spec.sentence, LONGEST_TEXT)}${should}`;
  const title = labelled(`${SIGNS.fail.terminal} ${plainLine(rule, 40)} `, sentence, page.width);
  return [
    ...title.map((line) => page.colours.bold(paint(page, 'fail')(line))),
    ...evidenceLines(report, first).flatMap(([label, text]) => fact(label, text, page)),
    ...fact(plural(findings.length, 'place'), places(findings, CASES_SHOWN), page),
    ...copied('rule', plainLine(first.spec.link), page),
    ...commands(report, first).flatMap((command) => copied('reproduce', command, page)),
  ];
}

function brief({ rule, first, findings }: RuleGroup, standing: Standing, page: Page): string[] {
  const word = first.known ?? (first.actual === '' ? '' : `got ${first.actual}`);
  const where = `${findings.length}: ${plainLine(places(findings, CASES_SHOWN), LONGEST_TEXT)}`;
  return [
    ...signed(standing, `${plainLine(rule, 40)} ${plainLine(first.spec.sentence, LONGEST_TEXT)}`, page),
    ...aside([where, plainLine(word, 120)].filter((part) => part !== '').join(' · '), page),
  ];
}

function signed(standing: Standing, text: string, page: Page): string[] {
  const sign = SIGNS[standing].terminal;
  const [line = '', ...rest] = labelled(`${sign} `, text, page.width);
  return [line.replace(sign, paint(page, standing)(sign)), ...rest];
}

function aside(text: string, page: Page): string[] {
  return labelled('  ', text, page.width).map(page.colours.dim);
}

function spaced(lines: string[], index: number): string[] {
  return index === 0 ? lines : ['', ...lines];
}

function section(title: string, unit: string, page: Page, lines: string[], count: number): string[] {
  return count === 0 ? [] : [page.colours.bold(`${title} (${plural(count, unit)})`), ...lines];
}
