import pc from 'picocolors';
import { parseOptions } from '../options/parse.js';
import { OPTIONS } from '../options/table.js';
import { WrongOption } from '../options/wrong-option.js';
import type { Report } from '../report/model.js';
import { progress } from '../report/progress.js';
import { terminalReport } from '../report/terminal.js';
import { run } from '../run.js';

type Flags = Record<string, string | undefined>;

/** `check`: the main job. Ends the process with the run's exit status. */
export async function check(flags: Flags): Promise<void> {
  const options = parseOptions(byName(flags));
  if (flags.defect !== undefined && options.server !== 'reference') {
    throw new WrongOption(`defect: goes with --server reference, not with ${options.server}`);
  }
  const stop = stopOnSignals();
  const live = progress(process.stderr);
  const report = await run(options, {
    say: live.note,
    progress: live.exchange,
    signal: stop.signal,
    referenceArgs: flags.defect === undefined ? [] : ['--defect', flags.defect],
  });
  live.end();
  show(report, options.reportDir);
  process.exit(report.exitCode);
}

/** Writes the report for the terminal. */
export function show(report: Report, reportDir: string): void {
  const width = process.stdout.columns ?? 100;
  process.stdout.write(terminalReport(report, { colour: pc.isColorSupported, width, reportDir }));
}

/** Commander names flags in camel case; the options know their own names. */
function byName(flags: Flags): Flags {
  return Object.fromEntries(
    Object.values(OPTIONS).map(({ name }) => [name, flags[name.replace(/-(.)/g, (_, c: string) => c.toUpperCase())]]),
  );
}

/** The first Ctrl-C ends the run in order; the second one ends the process. */
function stopOnSignals(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(3);
      stop.abort(`stopped by ${signal}`);
    });
  }
  return stop;
}
