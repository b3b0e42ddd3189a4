import { relations, replyRules } from '../checks/catalogue.js';
import { judge } from '../checks/judge.js';
import { viewOf } from '../checks/view.js';
import type { Golden } from '../golden/case.js';
import { loadCases, OWN_GOLDEN } from '../golden/load.js';
import { gather } from '../plan/gather.js';
import { plan } from '../plan/plan.js';
import { sender } from '../plan/send.js';
import { CONTEXT_WINDOW } from '../reference/context.js';
import { serveReference } from '../reference/serve.js';
import type { Change } from '../reference/stages.js';
import type { Finding } from '../verdict/finding.js';
import { type Ask, type Cell, type Evidence, MODES, PROTOCOLS } from '../wire/exchange.js';

/** The museum: the real plan and the real judges, over real HTTP, against a reference server that has one change. */

const API_KEY = 'museum-key';
const MODEL = 'mlx-xproto/qwen3-reference';
/** Milliseconds that a body that is left open is waited for, in each such exchange. */
const LINGER = 300;
/** Milliseconds that a server that hangs is waited for: long enough for a busy machine that sends byte by byte. */
const TIMEOUT = 20_000;

/** Bytes: more than the reference server takes. What is far more, as the plan has it, costs half of a visit's time. */
const ENOUGH = 5_000_000;
const END = 100;

/** A request that is no longer than need be: a long text of equal letters loses some of them. */
function shortened(ask: Ask): Ask {
  const { body } = ask;
  if (body === null || body.length <= ENOUGH) return ask;
  return { ...ask, body: body.slice(0, ENOUGH) + body.slice(-END) };
}

const RULES = [...replyRules, ...relations].filter(({ id }) => !id.startsWith('SEED-'));
const CELLS: Cell[] = PROTOCOLS.flatMap((protocol) => MODES.map((mode) => ({ protocol, mode })));

export interface Visit {
  findings: Finding[];
  crashes: string[];
  requests: number;
}

/** Asks everything, also what takes long, of the reference server with a change. */
export async function record(change: Change, golden: Golden[]): Promise<Evidence> {
  const server = await serveReference({ port: 0, apiKey: API_KEY, model: MODEL, change });
  const addresses = { openaiBaseUrl: `${server.url}/v1`, anthropicBaseUrl: server.url, apiKey: API_KEY };
  const send = sender(addresses, TIMEOUT, undefined, LINGER);
  try {
    const wish = {
      model: MODEL,
      knownModel: true,
      contextSize: CONTEXT_WINDOW,
      temperature: null,
      send: (ask: Ask, id: string) => send(shortened(ask), id),
      progress: () => {},
      interrupted: () => null,
    };
    const { evidence } = await gather(plan({ golden, cells: CELLS, used: () => true, heavy: true }), wish);
    return evidence;
  } finally {
    await server.close();
  }
}

/** Runs everything against the reference server with a change, and judges what it said. */
export async function visit(change: Change, golden: Golden[] = loadCases(OWN_GOLDEN)): Promise<Visit> {
  const evidence = await record(change, golden);
  return { ...judge(viewOf(evidence, golden), RULES), requests: evidence.exchanges.length };
}
