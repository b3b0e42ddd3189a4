import { assess } from '../assess.js';
import { parseOptions } from '../options/parse.js';
import type { Options } from '../options/table.js';
import { WrongOption } from '../options/wrong-option.js';
import type { Plan } from '../plan/plan.js';
import { select } from '../plan/select.js';
import type { BaselineFile } from '../report/baseline-file.js';
import { buildReport } from '../report/build.js';
import { evidenceOf } from '../report/load.js';
import type { Report } from '../report/model.js';
import { VERSION } from '../version.js';
import type { Evidence } from '../wire/exchange.js';
import { joinShards } from './join.js';
import { mustBeOurs, type ReportSet } from './sets.js';

export interface MergeWish {
  reportDir: string;
  failOn: Options['failOn'];
  /** The folder of further golden cases, where it is not the one that the shards were given; or empty. */
  golden: string;
  /** How many reports there must be; null where nobody knows. */
  expected: number | null;
  /** Known failures, of one server each. */
  baselines: BaselineFile[];
}

/** The baseline of a server among those that were given. */
export function baselineFor(server: string, { baselines }: MergeWish): BaselineFile | null {
  return baselines.find(({ baseline }) => baseline.server === server) ?? null;
}

export interface Merged {
  report: Report;
  /** Null where the report had none beside it. */
  evidence: Evidence | null;
}

/**
 * Judges the exchanges of all shards of a run together, as the whole run would have been judged: what one shard did not
 * exercise another one did, and equality holds by construction. A missing shard leaves the run without a verdict.
 * @throws WrongOption where the shards asked something else than this version would.
 */
export async function mergeShards(set: ReportSet, wish: MergeWish): Promise<Merged> {
  const { failOn, golden } = wish;
  mustBeOurs(set);
  const first = set.reports[0]?.report;
  if (!first?.plan) throw new WrongOption(`merge: ${set.name} has no shards`);
  const selection = selectionOf(set.name, first, golden);
  const shards = await Promise.all(
    set.reports.map(async (one, k) => ({
      number: one.report.plan?.shard?.number ?? k + 1,
      evidence: await evidenceOf(one),
    })),
  );
  const evidence = joinShards(shards, orderOf(selection.plan));
  const baselineFile = baselineFor(first.server.name, wish);
  const how = { profile: selection.profile, failOn, shard: null, baselineFile, broken: missingShards(set) };
  const { conclusion, ...assessed } = assess(evidence, selection, how);
  const reports = set.reports.map(({ report }) => report);
  const report = buildReport({
    ...conclusion,
    ...assessed,
    server: reports.map(({ server }) => server).find(({ version }) => version !== null) ?? first.server,
    model: evidence.model,
    profile: first.profile,
    plan: { ...first.plan, shard: undefined },
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    durations: longest(reports),
    notes: [`Merged from ${reports.length} of ${set.shards?.of} shards.`, ...notesOf(reports)],
    exchanges: evidence.exchanges,
    version: VERSION,
    secrets: [],
  });
  return { report, evidence };
}

function selectionOf(name: string, { plan: asked, profile }: Report, golden: string) {
  const options = parseOptions({
    profile,
    golden: golden || asked?.golden,
    cases: asked?.cases.join(','),
    checks: asked?.checks.join(','),
    protocols: asked?.protocols.join(','),
    modes: asked?.modes.join(','),
  });
  const selection = select(options);
  if (selection.fingerprint === asked?.fingerprint) return { ...selection, profile: options.profile };
  throw new WrongOption(
    `merge: the shards of ${name} did not ask what is planned here: the golden cases are others. Give their folder with --golden`,
  );
}

/** Every case that a run may ask, in order. */
export function orderOf({ calibration, recalibration, answers, together, refusals, recovery }: Plan): string[] {
  const all = [...calibration, ...recalibration, ...answers, ...together, ...refusals, ...recovery];
  return [...new Set(all.map((step) => step.case))];
}

function missingShards({ name, shards }: ReportSet): string | null {
  if (!shards || shards.missing.length === 0) return null;
  const parts = shards.missing.map((number) => `${number}/${shards.of}`);
  return `shard ${parts.join(', ')} of ${name} is missing`;
}

/** Shards run side by side: the slowest one counts. */
function longest(reports: Report[]): Report['durations'] {
  const of = (key: keyof Report['durations']) => Math.max(...reports.map(({ durations }) => durations[key]));
  return { total: of('total'), startup: of('startup'), exchanges: of('exchanges') };
}

function notesOf(reports: Report[]): string[] {
  return [...new Set(reports.flatMap(({ notes }) => notes))];
}
