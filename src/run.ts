import { randomBytes } from 'node:crypto';
import { judge } from './checks/judge.js';
import { viewOf } from './checks/view.js';
import type { Options } from './options/table.js';
import { type Gathered, gather } from './plan/gather.js';
import { steps } from './plan/plan.js';
import { type Selection, select } from './plan/select.js';
import { protocols } from './protocols/index.js';
import { buildReport } from './report/build.js';
import type { Report } from './report/model.js';
import { writeReport } from './report/write.js';
import { splitArgv } from './servers/argv.js';
import { ServerFailed } from './servers/errors.js';
import { startServer } from './servers/start.js';
import type { ProcessIdentity, RunningServer } from './servers/types.js';
import { conclude } from './verdict/lattice.js';
import { VERSION } from './version.js';
import type { Ask, Evidence, Exchange } from './wire/exchange.js';
import { exchange } from './wire/http.js';

/** What a run needs of the world around it. */
export interface Surroundings {
  /** A line of its own for the reader. */
  say(line: string): void;
  progress(exchange: Exchange, made: number, planned: number): void;
  /** Aborted when somebody wants the run to end. */
  signal: AbortSignal;
  /** Called as soon as the server's process exists. */
  onSpawn?: (identity: ProcessIdentity) => void;
  /** Only for the server `reference`: further arguments. */
  referenceArgs?: string[];
  /** Called with a key that must not be shown. */
  onSecret?: (secret: string) => void;
}

/** Milliseconds that a body may stay open after its terminator: far longer than any server needs to close it. */
const LINGER = 3000;
const LOG_LINES = 20;

/**
 * The story of a run: options, preflight, launch, plan, exchange, judge, report, stop.
 * @throws WrongOption where the options or files are wrong; then nothing was started.
 */
export async function run(options: Options, around: Surroundings): Promise<Report> {
  const selection = select(options);
  const apiKey = options.apiKey ?? `xproto-${randomBytes(12).toString('hex')}`;
  around.onSecret?.(apiKey);
  const clock = startClock();
  const signal = AbortSignal.any([around.signal, AbortSignal.timeout(options.timeout)]);
  around.say(`${steps(selection.plan).length} exchanges planned for ${selection.rules.length} rules`);
  const server = await launch(options, apiKey, { ...around, signal }).catch(orFailure);
  clock.ready = performance.now();
  if (server instanceof ServerFailed) return noVerdict(options, server, apiKey, clock);
  try {
    const gathered = await ask(server, selection, options, { ...around, signal });
    clock.asked = performance.now();
    return await conclusion(server, selection, gathered, options, clock);
  } finally {
    await server.stop();
  }
}

async function launch(options: Options, apiKey: string, around: Surroundings): Promise<RunningServer> {
  const { server, command, openaiBaseUrl, anthropicBaseUrl, model, startupTimeout, reportDir } = options;
  return startServer({
    server,
    command: splitArgv(command),
    openaiBaseUrl,
    anthropicBaseUrl,
    apiKey,
    model,
    startupTimeout,
    reportDir,
    say: around.say,
    signal: around.signal,
    onSpawn: around.onSpawn,
    referenceArgs: around.referenceArgs,
  });
}

function orFailure(error: unknown): ServerFailed {
  if (error instanceof ServerFailed) return error;
  throw error;
}

async function ask(
  server: RunningServer,
  { plan, temperature }: Selection,
  { requestTimeout }: Options,
  around: Surroundings,
): Promise<Gathered> {
  const send = (wanted: Ask, id: string) => {
    const { headers, isTerminated } = protocols[wanted.protocol];
    const baseUrl = wanted.protocol === 'openai-chat' ? server.openaiBaseUrl : server.anthropicBaseUrl;
    return exchange(wanted, id, {
      baseUrl,
      headers: headers(server.apiKey),
      timeout: requestTimeout,
      isTerminated,
      linger: LINGER,
      signal: around.signal,
    });
  };
  const died = () => server.exited();
  const interrupted = () => (around.signal.aborted ? reasonOf(around.signal) : died() && `the server ${died()}`);
  return gather(plan, {
    model: server.model,
    knownModel: server.knownModel,
    temperature,
    send,
    progress: around.progress,
    interrupted,
  });
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'the run took too long' : String(reason);
}

async function conclusion(
  server: RunningServer,
  selection: Selection,
  gathered: Gathered,
  options: Options,
  clock: Clock,
): Promise<Report> {
  const { evidence } = gathered;
  const { findings, crashes } = judge(viewOf(evidence, selection.golden), selection.rules);
  const broken = brokenBy(server, gathered, crashes);
  const conclusion = conclude(findings, { strict: options.profile === 'strict', broken });
  const notes = [...notesOf(gathered), ...(broken === null ? [] : logTail(server))];
  const report = buildReport({
    ...conclusion,
    server: {
      name: server.name,
      version: server.version,
      openaiBaseUrl: server.openaiBaseUrl,
      anthropicBaseUrl: server.anthropicBaseUrl,
    },
    model: server.model,
    profile: options.profile,
    startedAt: clock.startedAt,
    durations: durationsOf(clock),
    notes,
    findings,
    exchanges: evidence.exchanges,
    version: VERSION,
    secrets: [server.apiKey],
  });
  await writeReport(options.reportDir, report, evidence, [server.apiKey]);
  return report;
}

/** Why no verdict of this run can be trusted; null where all went its way. */
function brokenBy(server: RunningServer, { interrupted, evidence }: Gathered, crashes: string[]): string | null {
  const exited = server.exited();
  if (exited !== null) return `the server ${exited} in the middle of the run`;
  if (interrupted !== null) return interrupted;
  if (crashes.length > 0) return `a check of this tool failed: ${crashes[0]}`;
  return silentProtocol(evidence);
}

/** A protocol that never gave an HTTP reply; a route that answers 404 is a finding, not a silence. */
function silentProtocol({ exchanges }: Evidence): string | null {
  const asked = [...new Set(exchanges.map(({ protocol }) => protocol))];
  const silent = asked.find((one) => exchanges.every(({ protocol, received }) => protocol !== one || !received));
  return silent === undefined ? null : `no request of ${silent} was answered at all`;
}

function notesOf({ temperature, notAsked }: Gathered): string[] {
  const sampled =
    temperature === 0 || temperature === 0.1
      ? []
      : [`this server samples at temperature 0: answers were compared at temperature ${temperature}`];
  const groups = [...new Set(notAsked.map(({ case: name, why }) => `${name} was not asked: ${why}`))];
  return [...sampled, ...groups];
}

function logTail(server: RunningServer): string[] {
  return server.logTail(LOG_LINES).map((line) => `server.log: ${line}`);
}

/** The server never answered: a report all the same, so that nobody takes silence for success. */
async function noVerdict(options: Options, failed: ServerFailed, apiKey: string, clock: Clock): Promise<Report> {
  clock.asked = clock.ready;
  const report = buildReport({
    verdict: 'unknown',
    exitCode: 3,
    reason: failed.message,
    server: {
      name: options.server,
      version: null,
      openaiBaseUrl: options.openaiBaseUrl ?? '',
      anthropicBaseUrl: options.anthropicBaseUrl ?? '',
    },
    model: options.model,
    profile: options.profile,
    startedAt: clock.startedAt,
    durations: durationsOf(clock),
    notes: failed.logTail.slice(-LOG_LINES).map((line) => `server.log: ${line}`),
    findings: [],
    exchanges: [],
    version: VERSION,
    secrets: [apiKey],
  });
  const nothing: Evidence = { exchanges: [], knownModel: false, model: options.model };
  await writeReport(options.reportDir, report, nothing, [apiKey]);
  return report;
}

interface Clock {
  startedAt: string;
  begin: number;
  ready: number;
  asked: number;
}

function startClock(): Clock {
  const now = performance.now();
  return { startedAt: new Date().toISOString(), begin: now, ready: now, asked: now };
}

function durationsOf({ begin, ready, asked }: Clock): Report['durations'] {
  const since = (from: number, to: number) => Math.round(to - from);
  return { total: since(begin, performance.now()), startup: since(begin, ready), exchanges: since(ready, asked) };
}
