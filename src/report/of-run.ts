import { NEARLY_ZERO } from '../golden/special.js';
import type { Options } from '../options/table.js';
import type { Gathered } from '../plan/gather.js';
import type { Selection } from '../plan/select.js';
import type { ServerFailed } from '../servers/errors.js';
import type { RunningServer } from '../servers/types.js';
import { absentProtocols } from '../verdict/absent.js';
import type { Finding } from '../verdict/finding.js';
import type { Conclusion } from '../verdict/lattice.js';
import { lacksMetal } from '../verdict/platform.js';
import { VERSION } from '../version.js';
import { buildReport } from './build.js';
import type { Report } from './model.js';

/** The times of a run: wall clock of its start, and milliseconds of the monotonic clock. */
export interface Clock {
  startedAt: string;
  begin: number;
  ready: number;
  asked: number;
}

export function startClock(): Clock {
  const now = performance.now();
  return { startedAt: new Date().toISOString(), begin: now, ready: now, asked: now };
}

function durations({ begin, ready, asked }: Clock): Report['durations'] {
  const since = (from: number, to: number) => Math.max(0, Math.round(to - from));
  return { total: since(begin, performance.now()), startup: since(begin, ready), exchanges: since(ready, asked) };
}

/** Lines of the server's log that a report without a verdict shows. */
const LOG_LINES = 20;

const logNotes = (lines: string[]) => lines.map((line) => `server.log: ${line}`);

export interface RunOutcome {
  options: Options;
  selection: Selection;
  server: RunningServer;
  gathered: Gathered;
  findings: Finding[];
  baseline: Report['baseline'];
  conclusion: Conclusion;
  clock: Clock;
}

/** The report of a run whose server answered. */
export function reportOf(outcome: RunOutcome): Report {
  const { options, selection, server, gathered, findings, baseline, conclusion, clock } = outcome;
  const { name, version, openaiBaseUrl, anthropicBaseUrl, model, apiKey } = server;
  const log = conclusion.exitCode === 3 ? logNotes(server.logTail(LOG_LINES)) : [];
  return buildReport({
    ...conclusion,
    server: { name, version, openaiBaseUrl, anthropicBaseUrl },
    model,
    profile: options.profile,
    plan: planOf(options, selection),
    startedAt: clock.startedAt,
    durations: durations(clock),
    notes: [...server.notes, ...notesOf(gathered), ...log],
    baseline,
    findings,
    exchanges: gathered.evidence.exchanges,
    version: VERSION,
    secrets: [apiKey],
  });
}

/** What was asked: all that `merge` needs to judge the shards of a run as one. */
function planOf(options: Options, { fingerprint }: Selection): Report['plan'] {
  const { shard, golden, model, cases, checks, protocols, modes } = options;
  const server = options.command || options.openaiBaseUrl || options.server;
  const [part, folder] = [shard ?? undefined, golden ?? undefined];
  return { fingerprint, server, model, shard: part, golden: folder, cases, checks, protocols, modes };
}

/** What a reader must know before the findings. */
function notesOf({ temperature, notAsked, evidence }: Gathered): string[] {
  const sampled = `This server samples at temperature 0: answers were compared at temperature ${temperature}.`;
  const absent = absentProtocols(evidence.exchanges);
  const relevant = notAsked.filter(({ cell }) => !absent.includes(cell.protocol));
  const missing = new Set(relevant.map(({ case: name, why }) => `Not asked: ${name}, as ${why}.`));
  const metal = new Set(evidence.exchanges.filter(lacksMetal).map(({ case: name }) => name));
  const platform = `Not judged: ${[...metal].join(', ')}. The server needs Metal for it, which this machine has not.`;
  const notThere = absent.map(
    (protocol) => `Not there: ${protocol}. The server answered 404 or 405 to all of it, which is one finding (G-49).`,
  );
  return [
    ...notThere,
    ...(temperature === NEARLY_ZERO ? [sampled] : []),
    ...(metal.size > 0 ? [platform] : []),
    ...missing,
  ];
}

/** The report of a run whose server never answered. */
export function reportOfFailure(
  options: Options,
  selection: Selection,
  failed: ServerFailed,
  apiKey: string,
  clock: Clock,
): Report {
  return buildReport({
    ...{ verdict: 'unknown', exitCode: 3, reason: failed.message },
    server: {
      name: options.server,
      version: null,
      openaiBaseUrl: options.openaiBaseUrl ?? '',
      anthropicBaseUrl: options.anthropicBaseUrl ?? '',
    },
    model: options.model,
    profile: options.profile,
    plan: planOf(options, selection),
    startedAt: clock.startedAt,
    durations: durations({ ...clock, asked: clock.ready }),
    notes: logNotes(failed.logTail.slice(-LOG_LINES)),
    baseline: null,
    findings: [],
    exchanges: [],
    version: VERSION,
    secrets: [apiKey],
  });
}
