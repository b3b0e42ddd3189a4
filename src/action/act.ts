import { setSecret, error as showError } from '@actions/core';
import { readInputs } from '../options/parse.js';
import { annotations } from '../report/annotations.js';
import type { Report } from '../report/model.js';
import { outputs } from '../report/outputs.js';
import { progress } from '../report/progress.js';
import { emitAnnotations, emitOutputs, emitSummary } from '../report/runner.js';
import { summary } from '../report/summary.js';
import { terminalReport } from '../report/terminal.js';
import { run } from '../run.js';
import { plainLine } from '../untrusted.js';
import { aloneOnMachine } from './machine.js';
import { saveServer } from './state.js';

/** The Action's main step: the same run as `check`, told to the runner. Always ends the process. */
export async function act(): Promise<never> {
  try {
    process.exit(await checkAndTell());
  } catch (error) {
    const wrongOption = error instanceof Error && error.name === 'WrongOption';
    fail(wrongOption ? 'Wrong input' : 'No verdict', error instanceof Error ? error.message : String(error));
    process.exit(wrongOption ? 2 : 3);
  }
}

async function checkAndTell(): Promise<number> {
  const options = readInputs(process.env);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stop.abort(`the job was cancelled (${signal})`));
  }
  const live = progress(process.stdout);
  const report = await run(options, {
    say: live.note,
    progress: live.exchange,
    signal: stop.signal,
    onSpawn: saveServer,
    onSecret: setSecret,
    inTurn: (work) => aloneOnMachine({ signal: stop.signal, say: live.note }, work),
  });
  process.stdout.write(terminalReport(report, { width: 120, reportDir: options.reportDir }));
  emitOutputs(outputs(report, options.reportDir));
  // Of a shard the merge tells: many jobs with a summary each are noise.
  if (options.shard === null) await tell(report);
  if (report.exitCode !== 0) fail(report.exitCode === 1 ? 'Mismatch' : 'No verdict', report.reason);
  return report.exitCode;
}

async function tell(report: Report): Promise<void> {
  // Without a verdict there is only one thing to say: why.
  if (report.verdict !== 'unknown') emitAnnotations(annotations(report));
  await emitSummary(summary(report));
}

/** The step's last annotation: why it fails. The status itself is the process's. */
function fail(title: string, message: string): void {
  showError(plainLine(message, 2000), { title });
}
