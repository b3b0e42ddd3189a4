import type { Report } from './model.js';

/** The Action's outputs, by name. */
export interface Outputs {
  verdict: Report['verdict'];
  passed: string;
  failed: string;
  unknown: string;
  'report-dir': string;
}

/** What later steps of a workflow can read of a run. */
export function outputs(report: Report, reportDir: string): Outputs {
  const { verdict, counts } = report;
  return {
    verdict,
    passed: String(counts.pass),
    failed: String(counts.fail),
    unknown: String(counts.unknown),
    'report-dir': reportDir,
  };
}
