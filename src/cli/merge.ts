import { merge as mergeReports } from '../merge/merge.js';
import { parseOptions } from '../options/parse.js';
import { WrongOption } from '../options/wrong-option.js';
import { loadBaseline } from '../report/baseline-file.js';
import { show } from './check.js';

interface Flags {
  reportDir: string;
  failOn: string;
  golden: string;
  expect?: string;
  baseline: string[];
}

/** `merge`: several reports become one. Ends with the status that the whole run would have had. */
export async function merge(paths: string[], flags: Flags): Promise<void> {
  const { reportDir, failOn } = parseOptions({ 'report-dir': flags.reportDir, 'fail-on': flags.failOn });
  if (flags.expect !== undefined && !/^[1-9]\d{0,3}$/.test(flags.expect)) {
    throw new WrongOption(`expect: must be a number of reports (got "${flags.expect}")`);
  }
  const expected = flags.expect === undefined ? null : Number(flags.expect);
  const baselines = await Promise.all(flags.baseline.map(loadBaseline));
  const report = await mergeReports(paths, { reportDir, failOn, golden: flags.golden, expected, baselines });
  show(report, reportDir);
  process.exit(report.exitCode);
}
