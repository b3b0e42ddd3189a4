import { judge } from '../checks/judge.js';
import { viewOf } from '../checks/view.js';
import { parseOptions } from '../options/parse.js';
import { WrongOption } from '../options/wrong-option.js';
import { select } from '../plan/select.js';
import { buildReport } from '../report/build.js';
import { loadEvidence } from '../report/evidence.js';
import { writeReport } from '../report/write.js';
import { brokenBy } from '../verdict/broken.js';
import { conclude } from '../verdict/lattice.js';
import { VERSION } from '../version.js';
import { show } from './check.js';

interface Flags {
  reportDir: string;
  profile: string;
  checks: string;
  golden: string;
}

/** `replay`: the same judges on saved exchanges. No server, no network. */
export async function replay(folder: string, flags: Flags): Promise<void> {
  const { reportDir, profile, checks, golden: further } = flags;
  const options = parseOptions({ 'report-dir': reportDir, profile, checks, golden: further });
  const { golden, rules } = select(options);
  const evidence = await loadEvidence(folder).catch((error: Error) => {
    throw new WrongOption(`replay: ${error.message}`);
  });
  const { findings, crashes } = judge(viewOf(evidence, golden), rules);
  const broken = brokenBy(evidence, crashes);
  const report = buildReport({
    ...conclude(findings, { strict: options.profile === 'strict', failOn: options.failOn, broken }),
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
