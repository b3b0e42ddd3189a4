import * as z from 'zod';
import type { Finding } from './finding.js';

/** Failures that a project knows and accepts for now, by the finding's id, each with a note on why. */
export const Baseline = z.strictObject({
  schemaVersion: z.literal(1),
  /** What the failures were found on; another server's baseline would hide nothing and mislead. */
  server: z.string(),
  version: z.string().nullable(),
  model: z.string(),
  profile: z.string(),
  known: z.record(z.string(), z.string()),
});
export type Baseline = z.infer<typeof Baseline>;

/** An entry that names nothing any more: it must be deleted, or it would hide the fault's return. */
export interface Stale {
  id: string;
  why: string;
}

export interface Held {
  findings: Finding[];
  stale: Stale[];
}

/**
 * Holds findings against a baseline: what it names is marked as known, what it names in vain is stale.
 * `whole`: everything that the baseline was made from was judged now, so that what is absent is gone, too.
 */
export function hold(findings: Finding[], { known }: Baseline, whole: boolean): Held {
  return {
    findings: findings.map((finding) => {
      const note = isObjection(finding) ? known[finding.id] : undefined;
      return note === undefined ? finding : { ...finding, known: note };
    }),
    stale: Object.keys(known).flatMap((id) => {
      const why = whyStale(id, findings, whole);
      return why === null ? [] : [{ id, why }];
    }),
  };
}

const isObjection = ({ verdict }: Finding) => verdict === 'fail' || verdict === 'warn';

function whyStale(id: string, findings: Finding[], whole: boolean): string | null {
  const finding = findings.find((one) => one.id === id);
  if (finding) return finding.verdict === 'pass' ? 'it passes now' : null;
  // Where a rule could not be judged at all, nobody knows whether the failure is gone.
  const undecided = findings.some(({ rule, verdict }) => verdict === 'unknown' && id.startsWith(`${rule} `));
  return whole && !undecided ? 'nothing of this name was judged' : null;
}

/** The baseline that knows all failures of a run; where warnings fail, those too. Notes of an older one are kept. */
export function baselineOf(run: BaselineSource, older: Baseline | null): Baseline {
  const wanted = run.findings.filter(
    ({ verdict }) => verdict === 'fail' || (verdict === 'warn' && run.profile === 'strict'),
  );
  const known = wanted.map(({ id }) => [id, older?.known[id] ?? ''] as const);
  const { server, model, profile } = run;
  return {
    schemaVersion: 1,
    server: server.name,
    version: server.version,
    model,
    profile,
    known: Object.fromEntries(known),
  };
}

/** What of a report a baseline is made from. */
export interface BaselineSource {
  server: { name: string; version: string | null };
  model: string;
  profile: string;
  findings: Finding[];
}
