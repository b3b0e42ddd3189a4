import { assess } from '../assess.js';
import { parseOptions } from '../options/parse.js';
import { WrongOption } from '../options/wrong-option.js';
import { select } from '../plan/select.js';
import { loadBaseline } from '../report/baseline-file.js';
import { buildReport } from '../report/build.js';
import { loadEvidence } from '../report/evidence.js';
import { writeReport } from '../report/write.js';
import { VERSION } from '../version.js';
import { show } from './check.js';

interface Flags {
  reportDir: string;
  profile: string;
  checks: string;
  golden: string;
  baseline?: string;
}

/** `replay`: the same judges on saved exchanges. No server, no network. */
export async function replay(folder: string, flags: Flags): Promise<void> {
  const { reportDir, profile, checks, golden: further } = flags;
  const options = parseOptions({ 'report-dir': reportDir, profile, checks, golden: further });
  const selection = select(options);
  const baselineFile = flags.baseline === undefined ? null : await loadBaseline(flags.baseline);
  const evidence = await loadEvidence(folder).catch((error: Error) => {
    throw new WrongOption(`replay: ${error.message}`);
  });
  const { conclusion, ...assessed } = assess(evidence, selection, { ...options, baselineFile });
  const report = buildReport({
    ...conclusion,
    ...assessed,
    server: { name: 'replay', version: null, openaiBaseUrl: '', anthropicBaseUrl: '' },
    model: evidence.model,
    profile: options.profile,
    startedAt: evidence.exchanges[0]?.timings.startedAt ?? new Date().toISOString(),
    durations: { total: 0, startup: 0, exchanges: 0 },
    notes: [`judged again from ${folder}`],
    exchanges: evidence.exchanges,
    version: VERSION,
    secrets: [],
  });
  await writeReport(options.reportDir, report, evidence, []);
  show(report, options.reportDir);
  process.exit(report.exitCode);
}
