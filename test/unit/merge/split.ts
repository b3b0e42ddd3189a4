import { judge } from '../../../src/checks/judge.js';
import { viewOf } from '../../../src/checks/view.js';
import { joinShards } from '../../../src/merge/join.js';
import { orderOf } from '../../../src/merge/shards.js';
import { parseOptions } from '../../../src/options/parse.js';
import { gather } from '../../../src/plan/gather.js';
import type { Plan } from '../../../src/plan/plan.js';
import { type Selection, select } from '../../../src/plan/select.js';
import { sender } from '../../../src/plan/send.js';
import { shardOf } from '../../../src/plan/shard.js';
import { CONTEXT_WINDOW } from '../../../src/reference/context.js';
import { DEFECTS } from '../../../src/reference/defects/index.js';
import { serveReference } from '../../../src/reference/serve.js';
import type { Evidence } from '../../../src/wire/exchange.js';

const KEY = 'merge-key';

export const chosen = (given: Record<string, string> = {}): Selection => select(parseOptions(given));

/** Gathers a plan from a reference server of its own, as each shard has one. */
export async function asked(plan: Plan, defect: string | null, temperature: number | null): Promise<Evidence> {
  const change = DEFECTS.find(({ id }) => id === defect)?.change ?? {};
  const server = await serveReference({ port: 0, apiKey: KEY, model: 'mlx-xproto/qwen3-reference', change });
  const addresses = { openaiBaseUrl: `${server.url}/v1`, anthropicBaseUrl: server.url, apiKey: KEY };
  try {
    const gathered = await gather(plan, {
      ...{ model: 'mlx-xproto/qwen3-reference', knownModel: true, contextSize: CONTEXT_WINDOW, temperature },
      ...{ send: sender(addresses, 4000, undefined, 300), progress: () => {}, interrupted: () => null },
    });
    return gathered.evidence;
  } finally {
    await server.close();
  }
}

/** Rules that judge by the clock: on a busy machine two equal runs need not have the same verdicts. */
export const BY_THE_CLOCK = ['R-SSE-09', 'R-X-35', 'G-45'];

/** What findings are the same by: rule, case, protocol, mode, verdict. */
function findingsOf(evidence: Evidence, { golden, rules }: Selection): string[] {
  const { findings } = judge(viewOf(evidence, golden), rules);
  const steady = findings.filter(({ rule }) => !BY_THE_CLOCK.includes(rule));
  return steady.map((one) => [one.rule, one.case, one.protocol, one.mode, one.verdict].join(' ')).sort();
}

export async function unsharded(selection: Selection, defect: string | null): Promise<string[]> {
  return findingsOf(await asked(selection.plan, defect, selection.temperature), selection);
}

export async function sharded(selection: Selection, defect: string | null, of: number): Promise<string[]> {
  const numbers = Array.from({ length: of }, (_, k) => k + 1);
  const shards = await Promise.all(
    numbers.map(async (number) => ({
      number,
      evidence: await asked(shardOf(selection.plan, { number, of }), defect, selection.temperature),
    })),
  );
  return findingsOf(joinShards(shards, orderOf(selection.plan)), selection);
}
