import { describe, expect, it } from 'vitest';
import { allRules, EXCLUDED } from '../../src/checks/catalogue.js';
import { sourceOf } from '../../src/checks/sources.js';
import rows from '../../src/museum/rows.json' with { type: 'json' };
import { rowsOf } from '../../src/museum/tour.js';
import { DEFECTS, INVISIBLE } from '../../src/reference/defects/index.js';
import { VARIANTS } from '../../src/reference/variants/index.js';

/** The first suite's tests are held against the rules, not against the museum. */
const rules = allRules.filter(({ id }) => !id.startsWith('SEED-'));

describe('every rule', () => {
  it.each(rules)('$id has a defect that it must find', ({ id }) => {
    expect(DEFECTS.filter(({ expects }) => expects.some(({ rule }) => rule === id))).not.toEqual([]);
  });

  it.each(allRules)('$id has a source', ({ id }) => expect(sourceOf(id)).toBeDefined());

  it('that is not judged says why', () => {
    expect(EXCLUDED.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});

describe('every defect', () => {
  const known = new Set(allRules.map(({ id }) => id));

  it.each(DEFECTS)('$id expects findings of rules that are there', ({ expects, neighbours = [] }) => {
    expect(expects).not.toEqual([]);
    expect([...expects, ...neighbours].filter(({ rule }) => rule !== undefined && !known.has(rule))).toEqual([]);
  });

  it('has an id of its own, a source and a sentence', () => {
    expect(new Set(DEFECTS.map(({ id }) => id)).size).toBe(DEFECTS.length);
    expect(DEFECTS.filter(({ source, says }) => source === '' || !says.endsWith('.'))).toEqual([]);
  });
});

describe('every reported bug of the list', () => {
  const seen = DEFECTS.flatMap(({ source }) => rowsOf(source));

  it.each(rows)('$row is a defect, or says why it cannot be seen from outside', ({ row }) => {
    const invisible = INVISIBLE.filter((one) => one.row === row);
    expect(seen.filter((one) => one === row).length + invisible.length).toBe(1);
    expect(invisible.every(({ reason }) => reason.length > 20)).toBe(true);
  });
});

it('there are at least 35 legal variants', () => expect(VARIANTS.length).toBeGreaterThanOrEqual(35));
