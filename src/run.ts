import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assess } from './assess.js';
import type { Options } from './options/table.js';
import { gather } from './plan/gather.js';
import { steps } from './plan/plan.js';
import { type Selection, select } from './plan/select.js';
import { sender } from './plan/send.js';
import { type BaselineFile, readBaseline } from './report/baseline-file.js';
import type { Report } from './report/model.js';
import { type Clock, reportOf, reportOfFailure, startClock } from './report/of-run.js';
import { makeReportDir, maskFile, writeReport } from './report/write.js';
import { splitArgv } from './servers/argv.js';
import { ServerFailed } from './servers/errors.js';
import { readServerEnv } from './servers/server-env.js';
import { startServer } from './servers/start.js';
import { withTimeLimit } from './servers/time-limit.js';
import type { ProcessIdentity, RunningServer } from './servers/types.js';
import type { Exchange } from './wire/exchange.js';

/** What a run needs of the world around it. */
export interface Surroundings {
  /** Takes a line for the reader. */
  say(line: string): void;
  progress(exchange: Exchange, made: number, planned: number): void;
  /** Aborted when somebody wants the run to end. */
  signal: AbortSignal;
  /** Called as soon as the server's process exists. */
  onSpawn?: (identity: ProcessIdentity) => void;
  /** Called with a key that must not be shown. */
  onSecret?: (secret: string) => void;
  /** Only for the server `reference`: further arguments. */
  referenceArgs?: string[];
  /** Does the work once nothing else on the machine is in its way. The time until then is not the run's. */
  inTurn?<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The story of a run: options, plan, launch, exchanges, judgement, report, stop.
 * @throws WrongOption where the options or files are wrong; then nothing is left running.
 */
export async function run(options: Options, around: Surroundings): Promise<Report> {
  const selection = select(options);
  const apiKey = options.apiKey ?? `xproto-${randomBytes(12).toString('hex')}`;
  around.onSecret?.(apiKey);
  const baselineFile = await readBaseline(options.baseline, options.server);
  await makeReportDir(options.reportDir);
  around.say(`${steps(selection.plan).length} exchanges planned for ${selection.rules.length} rules`);

  const inTurn = around.inTurn ?? ((work) => work());
  const report = await inTurn(() => launchAndJudge(options, selection, baselineFile, apiKey, around));
  await maskFile(join(options.reportDir, 'server.log'), [apiKey]);
  return report;
}

function launchAndJudge(
  options: Options,
  selection: Selection,
  baselineFile: BaselineFile | null,
  apiKey: string,
  around: Surroundings,
): Promise<Report> {
  const clock = startClock();
  return withTimeLimit(around.signal, options.timeout, async (signal) => {
    const server = await launch(options, apiKey, { ...around, signal }).catch(orFailure);
    clock.ready = performance.now();
    if (server instanceof ServerFailed) return failure(options, selection, server, apiKey, clock);
    try {
      return await judged(server, selection, baselineFile, options, signal, around, clock);
    } finally {
      await server.stop();
    }
  });
}

/** Who stopped the run: somebody outside, or its own time limit. */
function whyStopped(outside: AbortSignal, { timeout }: Options): string {
  return outside.aborted ? String(outside.reason) : `the run took longer than ${timeout / 1000} s`;
}

async function launch(options: Options, apiKey: string, around: Surroundings): Promise<RunningServer> {
  const { server, openaiBaseUrl, anthropicBaseUrl, protocols, model, startupTimeout, reportDir } = options;
  const { modelRevision: revision, download, serverVersion } = options;
  const { say, signal, onSpawn, referenceArgs } = around;
  return startServer({
    ...{ server, command: splitArgv('command', options.command), openaiBaseUrl, anthropicBaseUrl, apiKey, protocols },
    ...{ model, revision, download, serverVersion, serverArgs: splitArgv('server-args', options.serverArgs) },
    ...{ serverEnv: readServerEnv(options.serverEnv), startupTimeout, reportDir, say, signal, onSpawn, referenceArgs },
  });
}

function orFailure(error: unknown): ServerFailed {
  if (error instanceof ServerFailed) return error;
  throw error;
}

async function judged(
  server: RunningServer,
  selection: Selection,
  baselineFile: BaselineFile | null,
  options: Options,
  signal: AbortSignal,
  around: Surroundings,
  clock: Clock,
): Promise<Report> {
  const ended = () => (server.exited() === null ? null : `the server ${server.exited()} in the middle of the run`);
  const stopped = () => (signal.aborted ? whyStopped(around.signal, options) : null);
  const gathered = await gather(selection.plan, {
    ...{
      model: server.model,
      knownModel: server.knownModel,
      contextSize: server.contextSize,
      temperature: selection.temperature,
      progress: around.progress,
    },
    send: sender(server, options.requestTimeout, signal),
    interrupted: () => ended() ?? stopped(),
  });
  clock.asked = performance.now();

  gathered.evidence.interrupted = (await endNoticed(gathered.evidence.interrupted, ended, signal)) ?? ended();
  const assessment = assess(gathered.evidence, selection, { ...options, baselineFile });
  const report = reportOf({ options, selection, server, gathered, ...assessment, clock });
  await writeReport(options.reportDir, report, gathered.evidence, [server.apiKey]);
  return report;
}

/** Connections may be refused a moment before the end of the server's process is noticed, which says more. */
const NOTICED = 300;

async function endNoticed(
  interrupted: string | null,
  ended: () => string | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (interrupted === null || signal.aborted) return interrupted;
  await sleep(NOTICED);
  return ended() ?? interrupted;
}

/** The server never answered: a report all the same, so that nobody takes silence for success. */
async function failure(
  options: Options,
  selection: Selection,
  failed: ServerFailed,
  apiKey: string,
  clock: Clock,
): Promise<Report> {
  const report = reportOfFailure(options, selection, failed, apiKey, clock);
  const nothing = { exchanges: [], knownModel: false, model: options.model, interrupted: failed.message };
  await writeReport(options.reportDir, report, nothing, [apiKey]);
  return report;
}
