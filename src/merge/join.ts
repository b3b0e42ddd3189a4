import { CALIBRATED, CALIBRATION } from '../golden/special.js';
import { baseOf } from '../plan/shard.js';
import type { Evidence, Exchange } from '../wire/exchange.js';

/** What one shard asked. */
export interface ShardEvidence {
  number: number;
  evidence: Evidence;
}

/**
 * The exchanges of all shards as if one run had made them: in the order of the whole plan, with ids of their own, and
 * with one calibration. So the judges cannot tell a split run from a whole one.
 * @param order all cases of the plan, with their variants, in order.
 */
export function joinShards(shards: ShardEvidence[], order: string[]): Evidence {
  const calibrating = mostOf(shards, ({ evidence }) => evidence.exchanges.filter(isOfCalibratedCase).length);
  const exchanges = shards.flatMap((shard) =>
    shard.evidence.exchanges
      .filter((exchange) => shard === calibrating || !isCalibration(exchange))
      .map((exchange): Exchange => ({ ...exchange, shard: shard.number })),
  );
  // A shard whose server never answered knows nothing of it.
  const { knownModel, model } =
    (shards.find((one) => one.evidence.exchanges.length > 0) ?? shards[0])?.evidence ?? NOBODY;
  return {
    knownModel,
    model,
    exchanges: exchanges.toSorted((a, b) => order.indexOf(a.case) - order.indexOf(b.case)).map(renumbered),
    interrupted: interruption(shards),
  };
}

const NOBODY = { knownModel: false, model: '' };

/** Each shard calibrates for itself: one calibration is enough. */
function isCalibration({ case: name }: Exchange): boolean {
  return [...CALIBRATED.atZero, ...CALIBRATED.nearZero].some((one) => one === name);
}

/** Who asked most of it calibrated twice, or has the variants that are held against it. */
function isOfCalibratedCase({ case: name }: Exchange): boolean {
  return baseOf(name) === CALIBRATION;
}

function mostOf<T>(items: T[], size: (item: T) => number): T | undefined {
  return items.toSorted((a, b) => size(b) - size(a))[0];
}

/** `017-count_up.openai-chat.stream`: unique again, in the new order. */
function renumbered(exchange: Exchange, k: number): Exchange {
  return { ...exchange, id: exchange.id.replace(/^\d+/, String(k + 1).padStart(3, '0')) };
}

function interruption(shards: ShardEvidence[]): string | null {
  const ended = shards.filter(({ evidence }) => evidence.interrupted !== null);
  return ended.map(({ number, evidence }) => `shard ${number}: ${evidence.interrupted}`).join('; ') || null;
}
