import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../src/options/parse.js';
import { WrongOption } from '../../../src/options/wrong-option.js';
import { steps } from '../../../src/plan/plan.js';
import { select } from '../../../src/plan/select.js';
import { baseOf } from '../../../src/plan/shard.js';
import { place } from './fake.js';

const choose = (given: Record<string, string> = {}) => select(parseOptions(given));
const shards = (of: number, given: Record<string, string> = {}) =>
  Array.from({ length: of }, (_, k) => choose({ ...given, shard: `${k + 1}/${of}` }));
const names = (selection: ReturnType<typeof choose>) => {
  const { calibration, ...rest } = selection.plan;
  return steps({ calibration: [], ...rest }).map((step) => `${step.case} ${place(step.cell)}`);
};

describe.each(['seed', 'standard', 'strict'])('of the plan of --profile %s, the shards', (profile) => {
  it.each([1, 2, 3, 5])('%i of them ask each question once, and together all of them', (of) => {
    const all = shards(of, { profile }).flatMap(names);
    expect(all.toSorted()).toEqual(names(choose({ profile })).toSorted());
  });

  it('each have something to ask, and each begin with the same calibration', () => {
    const { plan } = choose({ profile });
    for (const one of shards(5, { profile })) {
      expect(names(one)).not.toEqual([]);
      expect(one.plan.calibration.map((step) => step.case)).toEqual(plan.calibration.map((step) => step.case));
    }
  });

  it('keep a case and all that is made from its answers together', () => {
    const homes = new Map<string, number>();
    for (const [k, one] of shards(5, { profile }).entries()) {
      for (const name of names(one).map((step) => baseOf(step.split(' ')[0] ?? ''))) {
        expect(homes.get(name) ?? k, name).toBe(k);
        homes.set(name, k);
      }
    }
  });

  it('are the same every time, and know that they are of one plan', () => {
    expect(shards(3, { profile }).map(names)).toEqual(shards(3, { profile }).map(names));
    const prints = [choose({ profile }), ...shards(3, { profile })].map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(1);
  });
});

it('no shard of the standard plan has more than twice its share of the questions', () => {
  for (const of of [2, 3, 5]) {
    const all = names(choose()).length;
    for (const one of shards(of)) expect(names(one).length).toBeLessThan((2 * all) / of);
  }
});

it('another selection of cases or rules is another plan', () => {
  const others: Record<string, string>[] = [
    {},
    { cases: 'ping' },
    { checks: 'R-OA-*' },
    { modes: 'plain' },
    { profile: 'strict' },
  ];
  const prints = others.map((given) => choose(given).fingerprint);
  expect(new Set(prints).size).toBe(prints.length);
});

it('there cannot be more of them than parts', () => {
  expect(() => choose({ cases: 'ping', shard: '1/99' })).toThrow(WrongOption);
  expect(() => choose({ cases: 'ping', shard: '1/99' })).toThrow(/^shard: 1\/99 is too fine: there are only \d+ parts/);
});
