import { join } from 'node:path';
import { WrongOption } from '../options/wrong-option.js';
import { evidenceOf, type LoadedReport, loadReport } from '../report/load.js';
import type { Report } from '../report/model.js';
import { writeReport } from '../report/write.js';
import { conclude } from '../verdict/lattice.js';
import { fleetReport, memberFolder } from './fleet.js';
import { type ReportSet, setsOf } from './sets.js';
import { type Merged, type MergeWish, mergeShards } from './shards.js';

/**
 * Joins reports to one, and writes it: shards of a run become that run; several servers or models stand side by side.
 * @throws WrongOption where they are no reports, or do not go together.
 */
export async function merge(paths: string[], wish: MergeWish): Promise<Report> {
  const loaded = await Promise.all(paths.map(loadReport));
  const merged = await Promise.all(setsOf(loaded).map((set) => mergeSet(set, wish)));
  const [only] = merged;
  if (!only) throw new WrongOption('merge: no report was given');
  const { report, evidence } = merged.length === 1 ? only : { report: fleetReport(reportsOf(merged)), evidence: null };
  const whole = withAll(report, loaded, wish.expected);
  if (merged.length > 1) await writeMembers(merged, wish.reportDir);
  await writeReport(wish.reportDir, whole, evidence, []);
  return whole;
}

const reportsOf = (merged: Merged[]) => merged.map(({ report }) => report);

/** A whole run keeps its findings; what they add up to is asked anew, as `fail-on` may be another. */
async function mergeSet(set: ReportSet, wish: MergeWish): Promise<Merged> {
  if (set.shards !== null) return mergeShards(set, wish);
  const [only] = set.reports as [LoadedReport];
  const { report } = only;
  const broken = report.exitCode === 3 ? report.reason : null;
  const stale = report.baseline?.stale.length ?? 0;
  const conclusion = conclude(report.findings, {
    strict: report.profile === 'strict',
    failOn: wish.failOn,
    broken,
    stale,
  });
  return { report: { ...report, ...conclusion }, evidence: await evidenceOf(only).catch(() => null) };
}

/** A job that never came to its report must not be forgotten. */
function withAll(report: Report, loaded: LoadedReport[], expected: number | null): Report {
  if (expected === null || loaded.length === expected) return report;
  const missing = `${loaded.length} reports are there, and ${expected} must be: ${loaded.map(({ path }) => path).join(', ')}`;
  const reason = report.exitCode === 0 ? missing : `${report.reason}; ${missing}`;
  return { ...report, verdict: report.exitCode === 1 ? 'fail' : 'unknown', exitCode: report.exitCode || 3, reason };
}

async function writeMembers(merged: Merged[], reportDir: string): Promise<void> {
  for (const [k, { report, evidence }] of merged.entries()) {
    await writeReport(join(reportDir, memberFolder(report, k)), report, evidence, []);
  }
}
