import { WrongOption } from '../options/wrong-option.js';
import { groupBy } from '../report/groups.js';
import type { LoadedReport } from '../report/load.js';
import type { Report } from '../report/model.js';
import { VERSION } from '../version.js';

/** The reports of one server with one model: a whole run, or the shards of one. */
export interface ReportSet {
  /** As a person calls it: `mlx-vlm with golden`. */
  name: string;
  reports: LoadedReport[];
  /** Null for a whole run. */
  shards: { of: number; missing: number[] } | null;
}

/**
 * Sorts reports by server and model, and each set by shard.
 * @throws WrongOption where reports do not go together: the message names them.
 */
export function setsOf(reports: LoadedReport[]): ReportSet[] {
  const names = [...new Set(reports.map(({ report }) => nameOf(report)))];
  return names.map((name) =>
    setOf(
      name,
      reports.filter(({ report }) => nameOf(report) === name),
    ),
  );
}

function nameOf({ plan, server, model }: Report): string {
  return plan ? `${plan.server} with ${plan.model}` : `${server.name} with ${model}`;
}

const shardOf = ({ report }: LoadedReport) => report.plan?.shard ?? { number: 1, of: 1 };

function setOf(name: string, reports: LoadedReport[]): ReportSet {
  mustAgree(name, reports, 'version of this tool', ({ tool }) => tool.version);
  mustAgree(name, reports, 'profile', ({ profile }) => profile);
  mustAgree(name, reports, 'number of shards', ({ plan }) => plan?.shard?.of ?? 'none');
  mustAgree(name, reports, 'plan', ({ plan }) => plan?.fingerprint ?? 'none');
  const inOrder = reports.toSorted((a, b) => shardOf(a).number - shardOf(b).number);
  mustBeOnce(name, inOrder);
  const shard = reports[0]?.report.plan?.shard;
  if (!shard) return { name, reports: inOrder, shards: null };
  const all = Array.from({ length: shard.of }, (_, k) => k + 1);
  const missing = all.filter((number) => !inOrder.some((one) => shardOf(one).number === number));
  return { name, reports: inOrder, shards: { of: shard.of, missing } };
}

function mustBeOnce(name: string, reports: LoadedReport[]): void {
  for (const [, same] of groupBy(reports, (one) => String(shardOf(one).number))) {
    const { number, of } = shardOf(same[0]);
    const what = of === 1 ? name : `shard ${number}/${of} of ${name}`;
    if (same.length === 1) continue;
    throw new WrongOption(`merge: ${what} is there more than once: ${same.map(({ path }) => path).join(', ')}`);
  }
}

function mustAgree(name: string, reports: LoadedReport[], what: string, of: (report: Report) => unknown): void {
  const [first] = reports;
  const other = reports.find(({ report }) => first && of(report) !== of(first.report));
  if (!first || !other) return;
  const [a, b] = [first, other].map(({ path, report }) => `${path} has ${of(report)}`);
  throw new WrongOption(`merge: the reports of ${name} differ in their ${what}: ${a}, ${b}`);
}

/**
 * Shards are judged again, by the rules that they were planned for.
 * @throws WrongOption where another version made them.
 */
export function mustBeOurs({ name, reports }: ReportSet): void {
  const other = reports.find(({ report }) => report.tool.version !== VERSION);
  if (!other) return;
  throw new WrongOption(
    `merge: ${other.path} (${name}) is of version ${other.report.tool.version}, and this is ${VERSION}: merge shards with the version that made them`,
  );
}
