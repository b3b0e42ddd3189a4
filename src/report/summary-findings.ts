import { markdownCode, markdownText } from '../untrusted.js';
import { contrast } from './contrast.js';
import { groupsOf, places, type RuleGroup, type Standing, unknownsByReason } from './groups.js';
import type { Report } from './model.js';
import { commands, evidenceLines, plural, SIGNS } from './phrases.js';

/** So many rules to a table: a table that is too long for the budget is left out as a whole. */
const RULES_PER_TABLE = 25;
const CELL = 160;
const LONG = 600;

/** Each broken rule as a row: what was expected, what came, where. */
export function failureTables(report: Report): string[] {
  const groups = groupsOf(report.findings, 'fail');
  const tables = chunks(groups, RULES_PER_TABLE).map((chunk) =>
    ['| rule | places | expected | actual | where |', '| :-- | --: | :-- | :-- | :-- |', ...chunk.map(failureRow)].join(
      '\n',
    ),
  );
  return tables.length > 0 ? [`### ${plural(groups.length, 'rule')} broken`, ...tables] : [];
}

/** Each broken rule in full, folded away: the sentence, its source, every place, and the command that reproduces the first. */
export function failureDetails(report: Report): string[] {
  return groupsOf(report.findings, 'fail').map((group) => failureDetail(report, group));
}

/** What could not be judged, by reason. */
export function unknownBlock(report: Report): string[] {
  const lines = unknownsByReason(report.findings).map(
    ([reason, findings]) =>
      `- ${markdownText(reason)} (${findings.length}: ${markdownText(places(findings, 12), LONG)})`,
  );
  return folded('unknown', `${report.counts.unknown} not judged`, lines);
}

/** The lines of the baseline that must be deleted: they are as red as a mismatch. */
export function staleBlock({ baseline }: Report): string[] {
  if (baseline === null || baseline.stale.length === 0) return [];
  const lines = baseline.stale.map(
    ({ id, line, why }) => `- line ${line}: ${markdownCode(id, CELL)}: ${markdownText(why)}`,
  );
  return [`### ${SIGNS.fail.markdown} Delete in ${markdownCode(baseline.file, 120)}`, lines.join('\n')];
}

/** Failures that the baseline accepts. */
export function knownBlock(report: Report): string[] {
  const groups = groupsOf(report.findings, 'known');
  const lines = groups.map((group) => `${groupLine(group)} ${markdownText(group.first.known ?? '')}`);
  return folded('known', `${report.counts.known} known to the baseline`, lines);
}

/** Rules that should be kept and were not. */
export function warningBlock(report: Report): string[] {
  const groups = groupsOf(report.findings, 'warn');
  const lines = groups.map((group) => `${groupLine(group)} got ${cell(group.first.actual)}`);
  return folded('warn', plural(report.counts.warn, 'warning'), lines);
}

function failureRow({ rule, first, findings }: RuleGroup): string {
  const [expected, actual] = contrast(first.expected, first.actual);
  const where = [first.at, first.exchanges.join(' ')].filter((part) => part !== '').map(cell);
  const cells = [
    `${markdownCode(rule, 40)}<br>${markdownText(first.spec.sentence, CELL)}`,
    String(findings.length),
    cell(expected),
    cell(actual),
    where.join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function cell(text: string): string {
  return text === '' ? '–' : markdownCode(text, CELL);
}

function failureDetail(report: Report, group: RuleGroup): string {
  const { first, findings, rule } = group;
  const facts = evidenceLines(report, first).map(([label, text]) => `- ${label}: ${markdownCode(text, LONG)}`);
  return [
    `<details><summary>${SIGNS.fail.markdown} ${markdownCode(rule, 40)} ${markdownText(first.spec.sentence)}</summary>`,
    '',
    ...facts,
    `- ${plural(findings.length, 'place')}: ${markdownText(places(findings), 10 * LONG)}`,
    `- rule: ${link(first.spec.link)}`,
    '',
    ...commands(report, first).flatMap(fence),
    '</details>',
  ].join('\n');
}

function groupLine({ rule, first, findings }: RuleGroup): string {
  const sentence = `${markdownCode(rule, 40)} ${markdownText(first.spec.sentence)}`;
  return `- ${sentence} (${findings.length}: ${markdownText(places(findings, 12), LONG)})`;
}

function folded(standing: Standing, title: string, lines: string[]): string[] {
  if (lines.length === 0) return [];
  const summary = `<details><summary>${SIGNS[standing].markdown} ${title}</summary>`;
  return [[summary, '', ...lines, '', '</details>'].join('\n')];
}

/** A fence longer than any run of backticks in the code. */
function fence(code: string): string[] {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return [`${ticks}sh`, code, ticks, ''];
}

function link(target: string): string {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return markdownText(target);
  const href = url.href.replace(/[()'\\`|*_[\]<>"\s]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `[${markdownText(target, 120)}](${href})`;
}

function chunks<T>(items: T[], size: number): T[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
}
