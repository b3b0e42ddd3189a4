import { describe, expect, it } from 'vitest';
import {
  asArray,
  asCount,
  asString,
  get,
  isObject,
  parseArguments,
  parseJson,
  show,
} from '../../../src/protocols/json.js';

const ODD = [undefined, null, true, 0, 'x', [], {}];

describe('looking into JSON', () => {
  it('finds keys of objects and elements of arrays, and nothing else', () => {
    expect(get({ a: [{ b: 1 }] }, 'a', 0, 'b')).toBe(1);
    expect(get({ a: 1 })).toEqual({ a: 1 });
    for (const [value, key] of [
      [{ 0: 1 }, 0],
      [[1], '0'],
      ['x', 0],
      ['x', 'length'],
      [null, 'a'],
      [{}, 'toString'],
      [[], 'length'],
    ] as const) {
      expect(get(value, key)).toBeUndefined();
    }
  });

  it('knows an object, an array, a string and a count from anything else', () => {
    expect(ODD.map(isObject)).toEqual([false, false, false, false, false, false, true]);
    expect(ODD.map(asArray)).toEqual([[], [], [], [], [], [], []]);
    expect(asArray([1])).toEqual([1]);
    expect(ODD.map(asString)).toEqual([null, null, null, null, 'x', null, null]);
    expect([0, 1, -1, 0.5, Number.NaN, '1', null].map(asCount)).toEqual([0, 1, null, null, null, null, null]);
  });

  it('reads strict JSON, and arguments that are an object', () => {
    expect(['{"a":1}', '[]', '{', '', 'NaN', '1 x'].map(parseJson)).toEqual([
      { a: 1 },
      [],
      ...Array(4).fill(undefined),
    ]);
    expect(['{"a":1}', '[]', '{', 'null'].map(parseArguments)).toEqual([{ a: 1 }, undefined, undefined, undefined]);
  });
});

describe('a value as a report shows it', () => {
  it('is JSON, or says that there is nothing', () => {
    expect([undefined, null, 'a', { b: [1] }].map((value) => show(value))).toEqual([
      'nothing',
      'null',
      '"a"',
      '{"b":[1]}',
    ]);
    expect(show(() => 1)).toContain('=>');
  });

  it('is cut where it is longer than the reader wants', () => {
    expect(show('abcd', 6)).toBe('"abcd"');
    expect(show('abcd', 5)).toBe('"abcd…');
    expect(show('x'.repeat(300))).toHaveLength(201);
  });
});
