import { describe, expect, it } from 'vitest';
import { contrast } from '../../../src/report/contrast.js';
import { groupsOf, places, unknownsByReason } from '../../../src/report/groups.js';
import { COLUMNS, matrix, standingsIn } from '../../../src/report/matrix.js';
import { everywhere, finding, sampleReport } from './sample.js';

describe('findings are grouped', () => {
  it('so that a rule broken in eight places is one entry', () => {
    const groups = groupsOf(sampleReport().findings, 'fail');
    expect(groups.map(({ rule, findings }) => [rule, findings.length])).toEqual([
      ['R-AN-21', 1],
      ['R-OA-44', 8],
      ['R-X-02', 1],
    ]);
  });

  it('with errors before warnings that a strict run made failures of', () => {
    const soft = finding({ rule: 'R-A', verdict: 'fail', severity: 'warning' });
    const hard = finding({ rule: 'R-B', verdict: 'fail' });
    expect(groupsOf([soft, hard], 'fail').map(({ rule }) => rule)).toEqual(['R-B', 'R-A']);
  });

  it('so that what the baseline knows is not among the failures', () => {
    const findings = [finding({ verdict: 'fail', known: 'an issue' })];
    expect(groupsOf(findings, 'fail')).toEqual([]);
    expect(groupsOf(findings, 'known')).toHaveLength(1);
  });

  it('so that the unknown ones stand by their reason', () => {
    const reasons = unknownsByReason(sampleReport().findings).map(([reason, found]) => [reason, found.length]);
    expect(reasons).toContainEqual(['The model made no tool call.', 1]);
  });
});

describe('places', () => {
  it('name each case once, behind where it happened', () => {
    const found = [...everywhere({}, ['a', 'b']), finding({ case: 'c', protocol: 'cross', mode: 'both' })];
    expect(places(found)).toBe('openai-chat plain, stream: a, b; cross: c');
  });

  it('count what is too much to name', () => {
    expect(places(everywhere({}, ['a', 'b', 'c'], ['plain']), 2)).toBe('openai-chat plain: a, b and 1 more');
  });
});

describe('the matrix', () => {
  it('shows the worst of each place and how often it came', () => {
    const findings = [
      ...everywhere({ rule: 'R-1', verdict: 'fail' }, ['capital'], ['plain']),
      ...everywhere({ rule: 'R-2', verdict: 'fail' }, ['capital'], ['plain']),
      ...everywhere({ rule: 'R-3' }, ['capital'], ['plain', 'stream']),
    ];
    const cells = [{ standing: 'fail', count: 2 }, { standing: 'pass', count: 1 }, null, null, null];
    expect(matrix(sampleReport({ findings }))).toEqual([{ case: 'capital', cells }]);
  });

  it('keeps the order in which cases were asked, and puts the run as a whole last', () => {
    const findings = ['run', 'weather', 'capital+stop'].map((name) => finding({ case: name }));
    const rows = matrix(sampleReport({ findings }));
    expect(rows.map((row) => row.case)).toEqual(['capital', 'weather', 'run']);
  });

  it('judges two modes of one protocol against each other under cross', () => {
    const [row] = matrix(sampleReport({ findings: [finding({ mode: 'both' })] }));
    expect(row?.cells[COLUMNS.indexOf('cross')]).toEqual({ standing: 'pass', count: 1 });
  });

  it('explains only the signs that it shows', () => {
    expect(standingsIn(matrix(sampleReport({ findings: [finding()] })))).toEqual(['pass']);
  });
});

describe('expected and actual', () => {
  const shared = 'the same words again and '.repeat(10);

  it('are shown from shortly before they part', () => {
    const [expected, actual] = contrast(`${shared}again`, `${shared}never`);
    expect(expected).toBe('…he same words again and again');
    expect(actual).toBe('…he same words again and never');
  });

  it('stay whole where they are short, equal or different from the start', () => {
    expect(contrast('the same a', 'the same b')).toEqual(['the same a', 'the same b']);
    expect(contrast(shared, shared)).toEqual([shared, shared]);
    expect(contrast(shared, `X${shared}`)).toEqual([shared, `X${shared}`]);
  });

  it('are not cut inside a character', () => {
    const flags = '🇫🇷'.repeat(60);
    const [expected, actual] = contrast(`${flags}a`, `${flags}bc`);
    expect(expected.isWellFormed() && actual.isWellFormed()).toBe(true);
  });
});
