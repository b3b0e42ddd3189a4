import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinShards } from '../../../src/merge/join.js';
import { orderOf } from '../../../src/merge/shards.js';
import { steps } from '../../../src/plan/plan.js';
import { baseOf } from '../../../src/plan/shard.js';
import type { Evidence, Exchange } from '../../../src/wire/exchange.js';
import { asked, chosen, sharded, unsharded } from './split.js';

/** One wrong reply; ids that come again in other cases; answers that mix; and a server that samples at temperature 0. */
const DEFECTS = [
  null,
  'oa-role-in-every-delta',
  'd-004-ids-collide',
  'oa-concurrent-answers-mix',
  'temperature-zero-not-greedy',
];

describe.each(DEFECTS)('on a reference server with the defect %s', (defect) => {
  it('any split gives the findings of the whole run', { timeout: 120_000 }, async () => {
    const selection = chosen();
    const whole = await unsharded(selection, defect);
    if (defect !== null) expect(whole.some((finding) => / (fail|warn)$/.test(finding))).toBe(true);
    for (let of = 1; of <= 5; of++) expect(await sharded(selection, defect, of), `in ${of}`).toEqual(whole);
  });
});

describe('exchanges that are dealt out to shards by chance', () => {
  const selection = chosen();
  const calibration = new Set(selection.plan.calibration.map((step) => step.case));
  const isCalibration = ({ case: name }: Exchange) => calibration.has(name);
  let whole: Evidence;
  beforeAll(async () => {
    whole = await asked(selection.plan, null, selection.temperature);
  }, 60_000);

  /** Everything but its number, and who asked it. */
  const bare = ({ exchanges }: Evidence) =>
    exchanges.map(({ id, shard: _, ...rest }) => ({ ...rest, name: id.replace(/^\d+-/, '') }));

  it('come together again as they were, each once, whoever had which', { timeout: 60_000 }, () => {
    const names = [...new Set(steps(selection.plan).map((step) => baseOf(step.case)))];
    const homes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: names.length, maxLength: names.length });
    fc.assert(
      fc.property(homes, fc.boolean(), (home, backwards) => {
        const shards = [1, 2, 3, 4, 5].map((number) => ({
          number,
          evidence: {
            ...whole,
            exchanges: whole.exchanges.filter(
              (one) => isCalibration(one) || home[names.indexOf(baseOf(one.case))] === number,
            ),
          },
        }));
        const joined = joinShards(backwards ? shards.toReversed() : shards, orderOf(selection.plan));
        expect(bare(joined)).toEqual(bare(whole));
        expect(new Set(joined.exchanges.map(({ id }) => id)).size).toBe(joined.exchanges.length);
      }),
      { seed: 20_261_125, numRuns: 40 },
    );
  });
});
