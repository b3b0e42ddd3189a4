import { describe, expect, it } from 'vitest';
import * as is from '../../../src/checks/field.js';
import { all, field, merge } from '../../../src/checks/field.js';

const places = (path: string, json: unknown) => field(path, is.text)(json)?.map(({ at }) => at);

describe('a field', () => {
  it('that holds what it must has no breach', () => {
    expect(places('a', { a: 'x' })).toEqual([]);
    expect(places('a.b.c', { a: { b: { c: 'x' } } })).toEqual([]);
  });

  it('that holds something else is a breach, with what was expected, what came and where', () => {
    expect(field('a.b', is.text)({ a: { b: 1 } })).toEqual([{ expected: 'a string', actual: '1', at: 'a.b' }]);
  });

  it('that is absent is a breach, wherever the path breaks off', () => {
    for (const json of [{}, { a: {} }, { a: null }, { a: 'x' }, { a: [] }, null, 1, 'x', []]) {
      expect(field('a.b', is.text)(json)).toEqual([{ expected: 'a string', actual: 'nothing', at: 'a.b' }]);
    }
  });

  it('of each element is judged one by one, and named by its number', () => {
    expect(places('a[].b', { a: [{ b: 1 }, { b: 'x' }, {}, null] })).toEqual(['a[0].b', 'a[2].b', 'a[3].b']);
    expect(places('a[].b[].c', { a: [{ b: [{ c: 'x' }, { c: 1 }] }, { b: [{}] }] })).toEqual([
      'a[0].b[1].c',
      'a[1].b[0].c',
    ]);
    expect(places('a[]', { a: ['x', 1] })).toEqual(['a[1]']);
  });

  it('of elements that are not there is nothing to judge', () => {
    for (const json of [{ a: [] }, {}, { a: null }, { a: 'x' }, { a: {} }, null]) {
      expect(field('a[].b', is.text)(json)).toBeNull();
    }
    expect(field('a[].b[].c', is.text)({ a: [{ b: [] }, {}] })).toBeNull();
  });
});

describe('what a field may hold', () => {
  it.each<[string, is.Kind, unknown[], unknown[]]>([
    ['an exact text', is.exactly('x'), ['x'], ['y', '', null, undefined]],
    ['one of several texts', is.oneOf('x', 'y'), ['x', 'y'], ['z', '', null, undefined, 'toString']],
    ['a text', is.text, ['', 'x'], [1, null, undefined, [], {}]],
    ['a text that is not empty', is.nonEmpty, ['x', ' '], ['', null, undefined]],
    ['a text or null', is.orNull(is.text), ['x', null], [1, undefined]],
    ['a text or nothing', is.orAbsent(is.text), ['x', undefined], [1, null]],
    ['an object', is.object, [{}, { a: 1 }], [null, [], 'x', undefined]],
    ['a count', is.count, [0, 1], [-1, 1.5, '1', null, undefined, Number.NaN]],
    ['an integer', is.integer, [-1, 0], [0.5, '1', null]],
    ['an array', is.array, [[], [1]], [{}, 'x', null, undefined]],
    ['an empty array', is.emptyArray, [[]], [[1], [null], null, undefined]],
    ['anything at all', is.present, [null, 0, '', false], [undefined]],
    [
      'seconds',
      is.seconds,
      [1_000_000_000, 1_800_000_000],
      [0, 1_800_000_000_000, 1_800_000_000.5, '1800000000', null],
    ],
  ])('is %s', (_, kind, good, bad) => {
    const judge = field('a', kind);
    for (const value of good) expect([value, judge({ a: value })]).toEqual([value, []]);
    for (const value of bad) expect([value, judge({ a: value })?.length]).toEqual([value, 1]);
    expect(kind.says).not.toBe('');
  });
});

describe('several judges', () => {
  const breach = { expected: 'a', actual: 'b', at: 'c' };

  it('say all that each of them says', () => {
    expect(merge([[breach], [], [breach]])).toEqual([breach, breach]);
    expect(merge([null, [breach]])).toEqual([breach]);
    expect(all(field('a', is.text), field('b', is.text))({ a: 1, b: 2 })?.map(({ at }) => at)).toEqual(['a', 'b']);
  });

  it('have passed where at least one of them had something to judge', () => {
    expect(merge([null, []])).toEqual([]);
    expect(all(field('a[].b', is.text), field('c', is.text))({ c: 'x' })).toEqual([]);
  });

  it('have nothing to say where none of them had', () => {
    expect(merge([null, null])).toBeNull();
    expect(merge([])).toBeNull();
  });
});
