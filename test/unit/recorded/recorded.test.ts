import { describe, expect, it } from 'vitest';
import { replyRules } from '../../../src/checks/catalogue.js';
import { judge } from '../../../src/checks/judge.js';
import { viewOf } from '../../../src/checks/view.js';
import { type Recording, recordings } from './recording.js';

const RECORDINGS = recordings();
const SERVERS = ['mlx-lm', 'mlx-manager', 'mlx-vlm', 'rapid-mlx'];

/** Judges a recording alone: one exchange is all of the run. */
function judged({ exchange }: Recording) {
  const evidence = { exchanges: [exchange], knownModel: false, model: 'recorded', interrupted: null };
  return judge(viewOf(evidence, []), replyRules);
}

const sorted = (lines: string[]) => [...lines].sort();

describe('recorded streams', () => {
  it('come from each of the servers', () => {
    for (const server of SERVERS)
      expect(RECORDINGS.filter(({ name }) => name.startsWith(`${server}/`)).length).toBeGreaterThanOrEqual(5);
  });

  it.each(RECORDINGS.map((one) => [one.name, one] as const))('%s breaks the listed rules, and no others', (_, one) => {
    const { findings, crashes } = judged(one);
    const broken = findings
      .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'unknown')
      .map(({ rule, verdict }) => `${rule}: ${verdict}`);
    expect(crashes).toEqual([]);
    expect(sorted(broken)).toEqual(sorted(one.listed.map(({ rule, verdict }) => `${rule}: ${verdict}`)));
  });

  it.each(RECORDINGS.map((one) => [one.name, one] as const))('%s is judged by many rules', (_, one) => {
    const said = judged(one).findings.filter(({ verdict }) => verdict !== 'unknown');
    expect(said.length).toBeGreaterThanOrEqual(one.exchange.purpose === 'answer' ? 25 : 3);
  });
});
