import { contrast } from '../report/contrast.js';
import { markdownCode, markdownText } from '../untrusted.js';
import type { Compatibility, CompatibilityCell, CompatibilityRow, Standing } from './compatibility.js';

const SIGNS: Record<Standing, string> = { fail: '❌', warn: '⚠️', pass: '✅', unknown: '❔', none: '·' };

/** `docs/compatibility.md`: the rules that some server breaks as a table, then each finding, then what all keep. */
export function compatibilityPage(all: Compatibility): string {
  const broken = all.rules.filter((row) => Object.values(row.cells).some(isBroken));
  const kept = all.rules.filter((row) => !broken.includes(row));
  return [
    '# Compatibility',
    '',
    `Measured on ${all.date} with version ${all.tool}, profile \`standard\`, model \`${all.model}\`, on ${all.machine}.`,
    'Made by `npm run compatibility`; the same as data: [compatibility.json](compatibility.json).',
    'What a server does on a Mac with another model may differ: the findings of your own run count.',
    '',
    `${SIGNS.fail} breaks the rule in so many places · ${SIGNS.warn} breaks a rule that clients tolerate · ${SIGNS.pass} keeps it ·`,
    `${SIGNS.unknown} could not be judged · ${SIGNS.none} offers nothing that the rule is about`,
    '',
    ...totals(all),
    '',
    `## Rules that some server breaks (${broken.length} of ${all.rules.length})`,
    '',
    ...matrix(all, broken),
    '',
    ...all.servers.flatMap(({ name }) => findingsOf(name, broken)),
    `## Rules that no server was seen to break (${kept.length})`,
    '',
    '<details><summary>The table</summary>',
    '',
    ...matrix(all, kept),
    '',
    '</details>',
    '',
  ].join('\n');
}

const isBroken = ({ standing }: CompatibilityCell) => standing === 'fail' || standing === 'warn';

function totals({ servers }: Compatibility): string[] {
  return [
    '| server | exchanges | passed | mismatches | warnings | no verdict |',
    '| :-- | --: | --: | --: | --: | --: |',
    ...servers.map(({ name, exchanges, counts: { pass, fail, known, warn, unknown } }) =>
      line([markdownText(name), ...[exchanges, pass, fail + known, warn, unknown].map(String)]),
    ),
  ];
}

function matrix({ servers }: Compatibility, rows: CompatibilityRow[]): string[] {
  const names = servers.map(({ name }) => name);
  return [
    line(['rule', ...names.map((name) => markdownText(name))]),
    line([':--', ...names.map(() => ':-:')]),
    ...rows.map((row) => line([ruleCell(row), ...names.map((name) => signOf(name, row))])),
  ];
}

function ruleCell({ rule, sentence }: CompatibilityRow): string {
  return `[${rule}](rules.md#${rule.toLowerCase()}) ${markdownText(sentence, 160)}`;
}

function signOf(name: string, { rule, cells }: CompatibilityRow): string {
  const cell = cells[name];
  if (!cell) return SIGNS.none;
  return isBroken(cell) ? `[${SIGNS[cell.standing]}&nbsp;${cell.count}](#${anchor(name, rule)})` : SIGNS[cell.standing];
}

const anchor = (name: string, rule: string) => `${name} ${rule}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function findingsOf(name: string, rows: CompatibilityRow[]): string[] {
  const own = rows.flatMap((row) => {
    const cell = row.cells[name];
    return cell && isBroken(cell) ? [{ row, cell }] : [];
  });
  if (own.length === 0) return [`## ${name}`, '', 'Keeps every rule that could be judged.', ''];
  return [
    `## ${name}`,
    '',
    line(['rule', 'places', 'expected', 'actual', 'where']),
    line([':--', ':--', ':--', ':--', ':--']),
    ...own.map(({ row, cell }) => findingLine(name, row, cell)),
    '',
  ];
}

function findingLine(name: string, { rule }: CompatibilityRow, cell: CompatibilityCell): string {
  const [expected, actual] = contrast(cell.expected, cell.actual);
  return line([
    `<a id="${anchor(name, rule)}"></a>${SIGNS[cell.standing]} [${rule}](rules.md#${rule.toLowerCase()})`,
    `${cell.count} of ${cell.of}: ${markdownText(cell.places, 200)}`,
    markdownCode(expected, 120),
    markdownCode(actual, 120),
    cell.at === '' ? '' : markdownCode(cell.at, 80),
  ]);
}

const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
