import { judge } from '../checks/judge.js';
import { viewOf } from '../checks/view.js';
import { loadCases, OWN_GOLDEN } from '../golden/load.js';
import { parseOptions } from '../options/parse.js';
import { WrongOption } from '../options/wrong-option.js';
import { select } from '../plan/select.js';
import { buildReport } from '../report/build.js';
import { loadEvidence } from '../report/evidence.js';
import { writeReport } from '../report/write.js';
import { conclude } from '../verdict/lattice.js';
import { VERSION } from '../version.js';
import { show } from './check.js';

interface Flags {
  reportDir: string;
  profile: string;
  checks: string;
}

/** `replay`: the same judges on saved exchanges. No server, no network. */
export async function replay(folder: string, flags: Flags): Promise<void> {
  const options = parseOptions({ 'report-dir': flags.reportDir, profile: flags.profile, checks: flags.checks });
  const evidence = await loadEvidence(folder).catch((error: Error) => {
    throw new WrongOption(`replay: ${error.message}`);
  });
  const { findings, crashes } = judge(viewOf(evidence, loadCases(OWN_GOLDEN)), select(options).rules);
  const broken = crashes.length > 0 ? `a check of this tool failed: ${crashes[0]}` : null;
  const report = buildReport({
    ...conclude(findings, { strict: options.profile === 'strict', broken }),
    server: { name: 'replay', version: null, openaiBaseUrl: '', anthropicBaseUrl: '' },
    model: evidence.model,
    profile: options.profile,
    startedAt: evidence.exchanges[0]?.timings.startedAt ?? new Date().toISOString(),
    durations: { total: 0, startup: 0, exchanges: 0 },
    notes: [`judged again from ${folder}`],
    findings,
    exchanges: evidence.exchanges,
    version: VERSION,
    secrets: [],
  });
  await writeReport(options.reportDir, report, evidence, []);
  show(report, options.reportDir);
  process.exit(report.exitCode);
}
