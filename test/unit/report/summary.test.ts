import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitInto, utf8Length } from '../../../src/report/budget.js';
import { SUMMARY_BYTES, summary } from '../../../src/report/summary.js';
import { hostileText } from './hostile.js';
import { cleanReport, finding, hostileOutcome, sampleReport } from './sample.js';

/** The Markdown outside fenced code. */
function outsideFences(markdown: string): string[] {
  const outside: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const [, ticks = ''] = /^(`{3,})/.exec(line) ?? [];
    if (fence === '' && ticks !== '') fence = ticks;
    else if (line === fence && fence !== '') fence = '';
    else if (fence === '') outside.push(line);
  }
  expect(fence).toBe('');
  return outside;
}

function expectWellFormed(markdown: string): void {
  const lines = outsideFences(markdown);
  const rows = lines.filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([7, 8].slice(rows.length > 6 ? 0 : 1)));
  expect(lines.filter((line) => line.startsWith('<details>'))).toHaveLength(
    lines.filter((line) => line === '</details>').length,
  );
}

describe('the job summary', () => {
  it('reads well', async () => {
    await expect(summary(sampleReport())).toMatchFileSnapshot('golden/summary.md.txt');
  });

  it('says the verdict and every count in its first lines', () => {
    const [title, , counts] = summary(sampleReport()).split('\n');
    expect(title).toBe('## ❌ mlx-vlm 0.7.10 · 10 mismatches in 3 rules');
    expect(counts).toBe(
      '❌ **10 mismatches in 3 rules** · ✅ **16 checks passed** · ⚠️ **8 warnings** · ❔ **3 unknown** · 🔕 **1 known**',
    );
  });

  it('is a verdict and a table where nothing is wrong', () => {
    const markdown = summary(cleanReport());
    expect(markdown).toMatch(/^## ✅ mlx-vlm 0\.7\.10 · 16 checks passed\n/);
    expect(markdown).not.toContain('<details>');
  });

  it('names the warnings in its title where a strict run fails for them', () => {
    const report = sampleReport({ findings: [finding(), finding({ verdict: 'warn' })] });
    expect(summary(report)).toMatch(/^## ❌ mlx-vlm 0\.7\.10 · 1 warning\n/);
  });

  it('links only to the web', () => {
    const spec = { sentence: 'A rule.', why: '', link: 'javascript:alert(1)' };
    const markdown = summary(sampleReport({ findings: [finding({ verdict: 'fail', spec })] }));
    expect(markdown).not.toContain('](javascript');
  });

  it('keeps its tables and its folds together, whatever the server says', () => {
    fc.assert(
      fc.property(hostileText, (text) => expectWellFormed(summary(sampleReport(hostileOutcome(text))))),
      { numRuns: 40 },
    );
  });
});

describe('a report from elsewhere', () => {
  it.each(['```', '~~~\n```\n</details>', '````\n| a |'])('cannot end its fence with the command %j', (curl) => {
    const report = sampleReport();
    const exchanges = report.exchanges.map((each) => ({ ...each, curl }));
    expectWellFormed(summary({ ...report, exchanges }));
  });
});

describe('a summary that is too long', () => {
  const text = 'ж|\n'.repeat(400);
  const findings = Array.from({ length: 300 }, (_, index) =>
    finding({ rule: `R-${index}`, verdict: 'fail', expected: text, actual: `x${text}`, message: text }),
  );
  const warnings = findings.map((each) => ({ ...each, verdict: 'warn' as const }));

  it('loses first what is not a failure', () => {
    const report = sampleReport({ findings: [...findings.slice(0, 40), ...warnings] });
    const markdown = summary(report, 500_000);
    expect(markdown).toContain('R-39');
    expect(markdown).not.toContain('300 warnings</summary>');
    expect(markdown).toContain('Only the mismatches are shown here');
  });

  it('then is cut between its parts, with a notice, and stays well formed', () => {
    const markdown = summary(sampleReport({ findings }));
    expect(utf8Length(markdown)).toBeLessThanOrEqual(SUMMARY_BYTES);
    expect(markdown).toMatch(/^## ❌/);
    expect(markdown).toMatch(/_\d+ parts of this summary were too long to show/);
    expectWellFormed(markdown);
  });

  it.each([300, 3_000, 30_000])('keeps within %i bytes', (budget) => {
    expect(utf8Length(summary(sampleReport({ findings }), budget))).toBeLessThanOrEqual(budget);
  });
});

describe('the ladder', () => {
  it('takes the first rung that fits, and never exceeds the budget', () => {
    const blocks = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 });
    fc.assert(
      fc.property(blocks, blocks, fc.integer({ min: 20, max: 200 }), (full, short, budget) => {
        const text = fitInto(budget, [() => full, () => short], (left) => `${left} left`);
        expect(utf8Length(text)).toBeLessThanOrEqual(budget);
      }),
    );
  });
});
