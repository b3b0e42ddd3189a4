import { relations, replyRules } from '../checks/catalogue.js';
import { judge } from '../checks/judge.js';
import { viewOf } from '../checks/view.js';
import type { Golden } from '../golden/case.js';
import { loadCases, OWN_GOLDEN } from '../golden/load.js';
import { gather } from '../plan/gather.js';
import { plan } from '../plan/plan.js';
import { sender } from '../plan/send.js';
import type { Defect, Expected } from '../reference/defects/defect.js';
import { serveReference } from '../reference/serve.js';
import type { Change } from '../reference/stages.js';
import type { Finding } from '../verdict/finding.js';
import { type Cell, MODES, PROTOCOLS } from '../wire/exchange.js';

/** The museum: the real plan and the real judges, over real HTTP, against a reference server that has one change. */

const API_KEY = 'museum-key';
const MODEL = 'mlx-xproto/qwen3-reference';
/** Milliseconds that a body that is left open is waited for, in each such exchange. */
const LINGER = 300;
/** Milliseconds that a server that hangs is waited for: long enough for a busy machine that sends byte by byte. */
const TIMEOUT = 20_000;

const RULES = [...replyRules, ...relations].filter(({ id }) => !id.startsWith('SEED-'));
const CELLS: Cell[] = PROTOCOLS.flatMap((protocol) => MODES.map((mode) => ({ protocol, mode })));

export interface Visit {
  findings: Finding[];
  crashes: string[];
  requests: number;
}

/** Runs everything, also what takes long, against the reference server with a change. */
export async function visit(change: Change, golden: Golden[] = loadCases(OWN_GOLDEN)): Promise<Visit> {
  const server = await serveReference({ port: 0, apiKey: API_KEY, model: MODEL, change });
  const addresses = { openaiBaseUrl: `${server.url}/v1`, anthropicBaseUrl: server.url, apiKey: API_KEY };
  const send = sender(addresses, TIMEOUT, undefined, LINGER);
  try {
    const wish = {
      model: MODEL,
      knownModel: true,
      temperature: null,
      send,
      progress: () => {},
      interrupted: () => null,
    };
    const { evidence } = await gather(plan({ golden, cells: CELLS, used: () => true, heavy: true }), wish);
    return { ...judge(viewOf(evidence, golden), RULES), requests: evidence.exchanges.length };
  } finally {
    await server.close();
  }
}

/** What a visitor objects to: failures and warnings. */
export function objections({ findings }: Visit): Finding[] {
  return findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
}

export interface Comparison {
  /** Expected findings that are not there. */
  missing: Expected[];
  /** Findings that nobody expected, nor named as neighbours. */
  strange: Finding[];
}

/** Holds what a visit found against what the defect says of itself. */
export function compare({ expects, neighbours = [] }: Defect, seen: Visit): Comparison {
  const found = objections(seen);
  const wanted = expects.flatMap((one) => (one.mode === 'both' ? MODES.map((mode) => ({ ...one, mode })) : [one]));
  return {
    missing: wanted.filter((one) => !found.some((finding) => fits(finding, one))),
    strange: found.filter((finding) => ![...wanted, ...neighbours].some((one) => fits(finding, one))),
  };
}

/** A place that leaves something out means any of it. */
function fits(finding: Finding, place: Partial<Expected>): boolean {
  return (
    (place.rule === undefined || place.rule === finding.rule) &&
    (place.protocol === undefined || place.protocol === finding.protocol) &&
    (place.mode === undefined || place.mode === 'both' || place.mode === finding.mode) &&
    (place.case === undefined || place.case === finding.case || place.case === finding.case.split('+')[0])
  );
}
