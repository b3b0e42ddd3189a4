import { setFailed, setSecret } from '@actions/core';
import { readInputs } from '../options/parse.js';
import { annotations } from '../report/annotations.js';
import { outputs } from '../report/outputs.js';
import { progress } from '../report/progress.js';
import { emitAnnotations, emitOutputs, emitSummary } from '../report/runner.js';
import { summary } from '../report/summary.js';
import { terminalReport } from '../report/terminal.js';
import { run } from '../run.js';
import { plainLine } from '../untrusted.js';
import { saveServer } from './state.js';

/** The Action's main step: the same run as `check`, told to the runner. Always ends the process. */
export async function act(): Promise<never> {
  try {
    process.exit(await checkAndTell());
  } catch (error) {
    const wrongOption = error instanceof Error && error.name === 'WrongOption';
    setFailed(plainLine(error instanceof Error ? error.message : String(error), 2000));
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
  });
  process.stdout.write(terminalReport(report, { width: 120, reportDir: options.reportDir }));
  emitOutputs(outputs(report, options.reportDir));
  emitAnnotations(annotations(report));
  await emitSummary(summary(report));
  if (report.exitCode !== 0) setFailed(plainLine(report.reason, 2000));
  return report.exitCode;
}
