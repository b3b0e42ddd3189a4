import type { Shard } from '../options/table.js';
import { WrongOption } from '../options/wrong-option.js';
import type { Plan, Step } from './plan.js';

/** What is asked together: a later question hangs on the answers to earlier ones of its part. */
type Part = Omit<Plan, 'calibration' | 'recalibration'>;

/**
 * One shard of a plan: whole cases with their variants, shared out by cost, the same way every time. Each shard starts
 * with the calibration, as it decides what all further requests look like.
 * @throws WrongOption where there are more shards than parts.
 */
export function shardOf(plan: Plan, { number, of }: Shard): Plan {
  const parts = partsOf(plan);
  if (of > parts.length) {
    throw new WrongOption(`shard: ${number}/${of} is too fine: there are only ${parts.length} parts to share out`);
  }
  const own = shareOut(parts.map(costOf), of)[number - 1] ?? [];
  const chosen = parts.filter((_, k) => own.includes(k));
  const all = (of: keyof Part) => chosen.flatMap((part) => part[of]);
  const { calibration, recalibration } = plan;
  return {
    ...{ calibration, recalibration, answers: all('answers'), together: all('together') },
    ...{ refusals: all('refusals'), recovery: all('recovery') },
  };
}

/** The golden case that a question is made from: `count_up` of `count_up+cap_5`. */
export function baseOf(name: string): string {
  return name.split('+')[0] ?? name;
}

/** A part for each case and each further route; the concurrent requests; the bad ones with the good one after them. */
function partsOf({ answers, together, refusals, recovery }: Plan): Part[] {
  const none: Part = { answers: [], together: [], refusals: [], recovery: [] };
  const cases = [...new Set(answers.map((step) => baseOf(step.case)))];
  return [
    ...cases.map((name) => ({ ...none, answers: answers.filter((step) => baseOf(step.case) === name) })),
    ...(together.length > 0 ? [{ ...none, together }] : []),
    { ...none, refusals, recovery },
  ];
}

/** What any request takes, in tokens that could be generated instead. */
const REQUEST = 16;
/** Hardly an answer is longer, however much room it has. */
const LONG_ANSWER = 200;

/** What is refused generates nothing. */
function costOf({ answers, together, refusals, recovery }: Part): number {
  const answered = [...answers, ...together, ...recovery].map(stepCost);
  return answered.reduce((sum, cost) => sum + cost, refusals.length * REQUEST);
}

/** A question that is made from an answer is as long as such an answer may be. */
function stepCost({ make }: Step): number {
  const ask = make({ model: '', contextSize: null, temperature: 0, seen: () => undefined });
  if ('notAsked' in ask) return REQUEST + LONG_ANSWER;
  return REQUEST + Math.min(ask.asked?.maxTokens ?? 0, LONG_ANSWER);
}

/** The most expensive first, each to who has least so far: indices for each of the shards. */
function shareOut(costs: number[], shards: number): number[][] {
  const loads = Array.from({ length: shards }, () => ({ load: 0, own: [] as number[] }));
  const order = costs.map((cost, index) => ({ cost, index })).sort((a, b) => b.cost - a.cost || a.index - b.index);
  for (const { cost, index } of order) {
    const least = loads.reduce((a, b) => (b.load < a.load ? b : a));
    least.load += cost;
    least.own.push(index);
  }
  return loads.map(({ own }) => own);
}
