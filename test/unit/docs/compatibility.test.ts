import { describe, expect, it } from 'vitest';
import { compatibilityOf } from '../../../src/docs/compatibility.js';
import { compatibilityPage } from '../../../src/docs/compatibility-page.js';
import type { Finding } from '../../../src/verdict/finding.js';
import { finding, sampleReport } from '../report/sample.js';

const server = (name: string, findings: Finding[]) =>
  sampleReport({ server: { name, version: '1.0', openaiBaseUrl: '', anthropicBaseUrl: '' }, findings });

const broken = finding({
  rule: 'R-OA-44',
  verdict: 'fail',
  case: 'count_up',
  expected: 'nothing',
  actual: '"assistant"',
});
const kept = finding({ rule: 'R-OA-44', verdict: 'pass', case: 'capital' });
const tolerated = finding({ rule: 'R-OA-9', verdict: 'warn', severity: 'warning' });
const nowhere = finding({ rule: 'R-X-04', verdict: 'unknown', case: 'run', protocol: 'cross', mode: 'both' });
const unstable = finding({ rule: 'R-X-04', verdict: 'unknown', case: 'capital', protocol: 'cross' });

const all = compatibilityOf(
  [server('good', [kept, unstable]), server('bad', [broken, kept, tolerated, nowhere])],
  '2026-11-25',
  'linux x64',
);
const standings = (rule: string) => {
  const cells = all.rules.find((row) => row.rule === rule)?.cells ?? {};
  return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell.standing]));
};
const page = compatibilityPage(all);

describe('the compatibility of several servers', () => {
  it('has every rule once, in order', () => {
    expect(all.rules.map(({ rule }) => rule)).toEqual(['R-OA-9', 'R-OA-44', 'R-X-04']);
  });

  it('says of each server how a rule stands: at its worst place, and whether it was judged at all', () => {
    expect(standings('R-OA-44')).toEqual({ 'good 1.0': 'pass', 'bad 1.0': 'fail' });
    expect(standings('R-OA-9')).toEqual({ 'good 1.0': 'none', 'bad 1.0': 'warn' });
    expect(standings('R-X-04')).toEqual({ 'good 1.0': 'unknown', 'bad 1.0': 'none' });
  });

  it('counts the places, and shows the first finding', () => {
    const cell = all.rules.find(({ rule }) => rule === 'R-OA-44')?.cells['bad 1.0'];
    expect(cell).toMatchObject({ count: 1, of: 2, expected: 'nothing', actual: '"assistant"' });
  });

  it('takes a failure that a baseline knows for a failure', () => {
    const known = compatibilityOf([server('bad', [{ ...broken, known: 'issue 12' }])], '', '');
    expect(known.rules[0]?.cells['bad 1.0']?.standing).toBe('fail');
  });
});

describe('the page', () => {
  const row = (rule: string) => page.split('\n').find((line) => line.startsWith(`| [${rule}]`)) ?? '';

  it('links what is broken to its finding', () => {
    const [, id] = /\(#(bad-1-0-r-oa-44)\)/.exec(row('R-OA-44')) ?? [];
    expect(page).toContain(`<a id="${id}"></a>`);
  });

  it('has the rules that nobody breaks in a table of their own', () => {
    const [above, below] = page.split('## Rules that no server was seen to break');
    expect(above).not.toContain('| [R-X-04]');
    expect(below).toContain('| [R-X-04]');
  });

  it('says of a server that breaks nothing that it keeps what could be judged', () => {
    expect(page).toContain('## good 1.0\n\nKeeps every rule that could be judged.');
  });

  it('lets nothing that a server said become markup', () => {
    const said = compatibilityPage(compatibilityOf([server('bad', [{ ...broken, actual: '<b>|[x](y)' }])], '', ''));
    expect(said).not.toContain('<b>');
    expect(said).not.toContain('[x](y)');
  });
});
