import { describe, expect, it } from 'vitest';
import { chosen, sharded, unsharded } from './split.js';

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
