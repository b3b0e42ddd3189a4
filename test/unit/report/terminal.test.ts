import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, labelled, wrap } from '../../../src/report/layout.js';
import { terminalReport } from '../../../src/report/terminal.js';
import { hostileText, isWorkflowCommand, linesOf } from './hostile.js';
import { cleanReport, hostileOutcome, sampleReport } from './sample.js';

/** What is copied or clicked is never broken. */
const COPIED = /^ {2}(rule|reproduce|everything|raw bytes|judge again) /;

describe('the terminal report', () => {
  it('reads well at 80 columns', async () => {
    const text = terminalReport(sampleReport(), { colour: false, width: 80 });
    await expect(text).toMatchFileSnapshot('golden/terminal-80.txt');
  });

  it('says in its first lines that the run worked, and how it went', () => {
    const [first, second] = terminalReport(sampleReport(), { colour: false, width: 120 }).split('\n');
    expect(first).toBe(
      '✗ mlx-vlm 0.7.10 · 10 mismatches in 3 rules · 16 checks passed · 8 warnings · 3 unknown · 1 known',
    );
    expect(second).toBe("  The run worked: 16 exchanges in 41.3 s. What it found is the server's.");
  });

  it('is short where nothing is wrong', () => {
    const text = terminalReport(cleanReport(), { colour: false });
    expect(text).toMatch(/^✓ mlx-vlm 0\.7\.10 · 16 checks passed\n/);
    expect(text).not.toMatch(/Mismatches|Warnings|Not judged|explain/);
  });

  it('says plainly that there is no verdict where there is none', () => {
    const report = sampleReport({ verdict: 'unknown', exitCode: 3, findings: [], reason: 'The server died.' });
    const text = terminalReport(report, { colour: false });
    expect(text).toMatch(/^\? mlx-vlm 0\.7\.10 · no verdict · 0 checks passed\n/);
    expect(text).toContain('The server died.');
  });

  it('shows a rule that is broken in eight places once, with one command', () => {
    const text = terminalReport(sampleReport(), { colour: false });
    expect(text.match(/✗ R-OA-44/g)).toHaveLength(1);
    expect(text).toContain('8 places    openai-chat plain, stream: capital, count_up, long_story, weather');
  });

  it.each([80, 120])('keeps every line within %i columns, but for what is copied', (width) => {
    const lines = terminalReport(sampleReport(), { colour: true, width }).split('\n').map(stripVTControlCharacters);
    const long = lines.filter((line) => displayWidth(line) > width && !COPIED.test(line));
    expect(long).toEqual([]);
  });

  it('has colours only where they are wanted', () => {
    expect(terminalReport(sampleReport(), { colour: false })).not.toContain('\u001b');
    expect(stripVTControlCharacters(terminalReport(sampleReport(), { colour: true }))).toBe(
      terminalReport(sampleReport(), { colour: false }),
    );
  });

  it('holds no line that a runner would obey, whatever the server says', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = linesOf(terminalReport(sampleReport(hostileOutcome(text)), { colour: false, width: 80 }));
        expect(lines.filter(isWorkflowCommand)).toEqual([]);
        expect(lines.join('')).not.toMatch(/[^\P{Cc}\n]|\u202e|\u200b/u);
      }),
      { numRuns: 40 },
    );
  });

  it('holds none where it wraps what the server says', { timeout: 60_000 }, () => {
    const words = fc.array(fc.constantFrom('::', ':::', '::error::', 'word', 'x'.repeat(70), '：', ' '), {
      minLength: 20,
    });
    fc.assert(
      fc.property(words, fc.constantFrom('', ' '), (parts, glue) => {
        const report = sampleReport(hostileOutcome(parts.join(glue)));
        const lines = linesOf(terminalReport(report, { colour: false, width: 80 }));
        expect(lines.filter(isWorkflowCommand)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('holds none where the report, and its commands, are from elsewhere', () => {
    const report = sampleReport();
    const exchanges = report.exchanges.map((each) => ({ ...each, curl: 'x\n::error::no', file: '::error::no' }));
    const lines = linesOf(terminalReport({ ...report, exchanges }, { colour: false }));
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
  });
});

describe('wrapping', () => {
  it('breaks between words, and inside one only where it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a verylongword', 6)).toEqual(['a', 'verylo', 'ngword']);
    expect(wrap('日本語', 4)).toEqual(['日本', '語']);
  });

  it('hangs behind a label', () => {
    expect(labelled('label ', 'one two', 10)).toEqual(['label one', '      two']);
  });

  it('never exceeds the width, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '日', 'é') }),
        fc.integer({ min: 2, max: 9 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.every((line) => displayWidth(line) <= width)).toBe(true);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
