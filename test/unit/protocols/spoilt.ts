import fc from 'fast-check';
import type { Json } from './streams.js';

/** Values that code which trusts a server stumbles over. */
const ODD: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'constructor',
  '__proto__',
  '[DONE]',
  [],
  [null],
  {},
  { a: 1 },
];

/** One of some JSON objects, with up to three of its values taken away or replaced, at any depth. */
export function spoilt(whole: readonly Json[]): fc.Arbitrary<Json> {
  const change = fc.record({ where: fc.nat(200), value: fc.option(fc.constantFrom(...ODD), { nil: undefined }) });
  return fc.tuple(fc.constantFrom(...whole), fc.array(change, { maxLength: 3 })).map(([one, changes]) => {
    const copy = structuredClone(one);
    for (const { where, value } of changes) replace(copy, where, value);
    return copy;
  });
}

/** Replaces the nth value, counted around; undefined takes it away, as JSON has none. */
function replace(root: Json, nth: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      places.push([at as Json, key]);
      walk((at as Json)[key]);
    }
  };
  walk(root);
  const place = places[nth % Math.max(1, places.length)];
  if (place) place[0][place[1]] = structuredClone(value);
}
