import { type AnyRule, allRules } from '../../../src/checks/catalogue.js';
import { type Judgement, judge } from '../../../src/checks/judge.js';
import { viewOf } from '../../../src/checks/view.js';
import type { Golden } from '../../../src/golden/case.js';
import { loadCases, OWN_GOLDEN } from '../../../src/golden/load.js';
import { parseOptions } from '../../../src/options/parse.js';
import { type Gathered, gather } from '../../../src/plan/gather.js';
import { type Selection, select } from '../../../src/plan/select.js';
import { sender } from '../../../src/plan/send.js';
import { CONTEXT_WINDOW } from '../../../src/reference/context.js';
import { serveReference } from '../../../src/reference/serve.js';
import type { Change } from '../../../src/reference/stages.js';
import type { Ask, Evidence, Exchange } from '../../../src/wire/exchange.js';

const MODEL = 'mlx-xproto/reference';
const KEY = 'key';
export const GOLDEN: Golden[] = loadCases(OWN_GOLDEN);
export const RULES: AnyRule[] = allRules.filter(({ id }) => !id.startsWith('SEED-'));

/** What a run selects by some options. */
export const selection = (given: Record<string, string> = {}): Selection => select(parseOptions(given));

type Send = (ask: Ask, id: string) => Promise<Exchange>;

function gatherBy(send: Send, { plan, temperature }: Selection): Promise<Gathered> {
  const known = { model: MODEL, knownModel: true, contextSize: CONTEXT_WINDOW, temperature };
  return gather(plan, { ...known, send, progress: () => undefined, interrupted: () => null });
}

/** Asks the reference server what a selection plans. */
export async function gatherFromReference(chosen: Selection, change: Change = {}): Promise<Gathered> {
  const server = await serveReference({ port: 0, apiKey: KEY, model: MODEL, change });
  const addresses = { openaiBaseUrl: `${server.url}/v1`, anthropicBaseUrl: server.url, apiKey: KEY };
  try {
    return await gatherBy(sender(addresses, 5000, undefined, 200), chosen);
  } finally {
    await server.close();
  }
}

/** Gathers what a selection plans from a larger run: the server would say the same again. */
export function gatherAgain(chosen: Selection, { exchanges }: Evidence): Promise<Gathered> {
  const key = (one: Ask) => `${one.case} ${one.protocol} ${one.mode} ${one.take}`;
  const made = new Map(exchanges.map((one) => [key(one), one]));
  const send: Send = async (ask, id) => {
    const exchange = made.get(key(ask));
    if (exchange?.body !== ask.body) throw new Error(`the larger run did not ask the same: ${key(ask)}`);
    return { ...exchange, id };
  };
  return gatherBy(send, chosen);
}

/** Judges evidence by some rules; all but the first suite’s unless given. */
export function judged(evidence: Evidence, rules: AnyRule[] = RULES, golden: Golden[] = GOLDEN): Judgement {
  return judge(viewOf(evidence, golden), rules);
}
