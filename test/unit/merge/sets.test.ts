import { describe, expect, it } from 'vitest';
import { mustBeOurs, setsOf } from '../../../src/merge/sets.js';
import { WrongOption } from '../../../src/options/wrong-option.js';
import type { LoadedReport } from '../../../src/report/load.js';
import type { AskedPlan } from '../../../src/report/model.js';
import { sampleReport } from '../report/sample.js';

const PLAN: AskedPlan = {
  ...{ fingerprint: 'f1', server: 'mlx-vlm', model: 'golden', cases: [], checks: [] },
  ...{ protocols: ['openai-chat'], modes: ['plain'] },
};

/** A report as it was read; `2/3` is its shard. */
function loaded(
  path: string,
  shard: string | null,
  over: Partial<AskedPlan> & { profile?: string } = {},
): LoadedReport {
  const { profile = 'standard', ...plan } = over;
  const [number = 1, of = 1] = (shard ?? '').split('/').map(Number);
  return {
    path,
    report: sampleReport({ profile, plan: { ...PLAN, ...plan, ...(shard && { shard: { number, of } }) } }),
  };
}

describe('reports that are merged', () => {
  it('are sorted by server and model, and shards by their number', () => {
    const other = loaded('c', null, { model: 'big' });
    const sets = setsOf([loaded('b', '2/2'), other, loaded('a', '1/2')]);
    expect(sets.map(({ name, reports }) => [name, reports.map(({ path }) => path)])).toEqual([
      ['mlx-vlm with golden', ['a', 'b']],
      ['mlx-vlm with big', ['c']],
    ]);
    expect(sets.map(({ shards }) => shards)).toEqual([{ of: 2, missing: [] }, null]);
  });

  it('lack the shards that did not come', () => {
    expect(setsOf([loaded('d', '4/5'), loaded('b', '2/5')])[0]?.shards).toEqual({ of: 5, missing: [1, 3, 5] });
  });

  it.each<[string, LoadedReport[], RegExp]>([
    [
      'a shard twice',
      [loaded('a', '1/2'), loaded('b', '1/2')],
      /^merge: shard 1\/2 of mlx-vlm with golden is .*: a, b$/,
    ],
    ['a whole run twice', [loaded('a', null), loaded('b', null)], /^merge: mlx-vlm with golden is there .*: a, b$/],
    ['other splits', [loaded('a', '1/2'), loaded('b', '2/3')], /number of shards: a has 2, b has 3$/],
    ['a whole run beside a shard', [loaded('a', '1/1'), loaded('b', null)], /number of shards: a has 1, b has none$/],
    ['other profiles', [loaded('a', '1/2'), loaded('b', '2/2', { profile: 'strict' })], /profile: a has standard, b/],
    ['other plans', [loaded('a', '1/2'), loaded('b', '2/2', { fingerprint: 'f2' })], /plan: a has f1, b has f2$/],
  ])('do not go together where there are: %s', (_, reports, said) => {
    expect(() => setsOf(reports)).toThrow(WrongOption);
    expect(() => setsOf(reports)).toThrow(said);
  });

  it('are shards of this very version', () => {
    const { path, report } = loaded('a', '1/1');
    const old = { path, report: { ...report, tool: { ...report.tool, version: '0.9.0' } } };
    for (const set of setsOf([old])) expect(() => mustBeOurs(set)).toThrow(/a .* is of version 0\.9\.0, and this is/);
  });
});
