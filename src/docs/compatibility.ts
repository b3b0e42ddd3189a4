import { groupBy, places, standing } from '../report/groups.js';
import type { Report } from '../report/model.js';
import { serverName } from '../report/phrases.js';
import type { Finding } from '../verdict/finding.js';

/** How a rule stands on a server: `none` where the server offers nothing that it is about. */
export type Standing = 'fail' | 'warn' | 'pass' | 'unknown' | 'none';

/** One rule on one server, with the first of its worst findings. */
export interface CompatibilityCell {
  standing: Standing;
  /** In how many places, of all that were judged. */
  count: number;
  of: number;
  places: string;
  expected: string;
  actual: string;
  at: string;
}

export interface CompatibilityRow {
  rule: string;
  severity: Finding['severity'];
  sentence: string;
  /** By the server's name with its version. */
  cells: Record<string, CompatibilityCell>;
}

/** `docs/compatibility.json`: every rule on every server. */
export interface Compatibility {
  date: string;
  tool: string;
  model: string;
  machine: string;
  servers: { name: string; exchanges: number; counts: Report['counts'] }[];
  rules: CompatibilityRow[];
}

/** What several reports of one profile say, rule by rule. */
export function compatibilityOf(reports: Report[], date: string, machine: string): Compatibility {
  const columns = reports.map((report) => ({ name: serverName(report), report }));
  const all = groupBy(
    reports.flatMap(({ findings }) => findings),
    ({ rule }) => rule,
  );
  return {
    date,
    machine,
    tool: reports[0]?.tool.version ?? '',
    model: [...new Set(reports.map(({ model }) => model.replace(/^.*\//, '')))].join(', '),
    servers: columns.map(({ name, report }) => ({ name, exchanges: report.exchanges.length, counts: report.counts })),
    rules: all
      .map(([rule, [first]]) => ({
        rule,
        severity: first.severity,
        sentence: first.spec.sentence,
        cells: Object.fromEntries(columns.map(({ name, report }) => [name, cellOf(report.findings, rule)])),
      }))
      .toSorted((a, b) => natural.compare(a.rule, b.rule)),
  };
}

const natural = new Intl.Collator('en', { numeric: true });

const ORDER: Standing[] = ['fail', 'warn', 'pass', 'unknown', 'none'];

function cellOf(findings: Finding[], rule: string): CompatibilityCell {
  const own = findings.filter((finding) => finding.rule === rule);
  const stand = ORDER.find((one) => own.some((finding) => standingOf(finding) === one)) ?? 'none';
  const worst = own.filter((finding) => standingOf(finding) === stand);
  const [first] = worst;
  const shown = first !== undefined && (stand === 'fail' || stand === 'warn' || stand === 'unknown') ? first : null;
  return {
    standing: stand,
    count: worst.length,
    of: own.filter(({ verdict }) => verdict !== 'unknown').length,
    places: shown ? places(worst) : '',
    expected: shown?.expected ?? '',
    actual: shown?.actual ?? '',
    at: shown?.at ?? '',
  };
}

/** What no exchange had is not the server's fault, nor its merit. */
function standingOf(finding: Finding): Standing {
  const stand = standing(finding);
  if (stand === 'known') return 'fail';
  return stand === 'unknown' && finding.case === 'run' ? 'none' : stand;
}
