import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlain, logLines, markdownCode, markdownText, plainLine } from '../../src/untrusted.js';
import { hostileText, isWorkflowCommand, linesOf } from './report/hostile.js';

const ROOM = 10_000;

function graphemeCount(text: string): number {
  return [...new Intl.Segmenter('en').segment(text)].length;
}

function decoded(markdown: string): string {
  return markdown
    .replace(/&nbsp;/g, ' ')
    .replace(/&#8203;/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

describe('a plain line', () => {
  it.each([
    ['two\nlines', 'two⏎lines'],
    ['two\r\nlines', 'two⏎lines'],
    ['a lone\rreturn', 'a lone␍return'],
    ['next\u0085line', 'next\\u0085line'],
    ['line\u2028separator', 'lineU+2028separator'],
    ['a\ttab', 'a⇥tab'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['right\u202eleft', 'rightU+202Eleft'],
    ['zero\u200bwidth', 'zeroU+200Bwidth'],
    ['tag\u{e0041}', 'tagU+E0041'],
    ['no\u00a0break', 'no\\u00a0break'],
    ['half \ud83d', 'half \\ud83d'],
    ['::error::no', '\\u003a:error::no'],
    ['  ::error::no', '  \\u003a:error::no'],
    ['wrapped ::error::no', 'wrapped \\u003a:error::no'],
    ['see ##[error]no', 'see ##\\u005berror]no'],
  ])('spells out what cannot be seen or would be obeyed: %j', (text, line) => {
    expect(plainLine(text)).toBe(line);
  });

  it.each(['Paris.', 'naïve café', '日本　語', '❤️ 🇫🇷', 'a::b', '# title'])('leaves %j as it is', (text) => {
    expect(plainLine(text)).toBe(text);
    expect(isPlain(text)).toBe(true);
  });

  it('is cut between graphemes, with a sign that it was', () => {
    expect(plainLine('🇫🇷🇩🇪🇯🇵', 2)).toBe('🇫🇷…');
    expect(plainLine('abc', 3)).toBe('abc');
    expect(plainLine('abcd', 3)).toBe('ab…');
  });

  it('is never a workflow command, never two lines, and never longer than asked', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const line = plainLine(text, max);
        expect(linesOf(line)).toHaveLength(1);
        expect(isWorkflowCommand(line)).toBe(false);
        expect(graphemeCount(line)).toBeLessThanOrEqual(max);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  it('is the same when it goes through here twice', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(isPlain(plainLine(text, ROOM))).toBe(true);
      }),
    );
  });

  it('takes no time over a megabyte, nor over one grapheme without end', () => {
    expect(plainLine('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…');
    expect(plainLine(`e${'\u0301'.repeat(1_000_000)}`, 10).length).toBeLessThan(50);
  });
});

describe('log lines', () => {
  it('are the last ones, and say what is missing above them', () => {
    expect(logLines('a\nb\r\nc\rd\n', 2)).toEqual(['│ … 2 earlier lines', '│ c', '│ d']);
    expect(logLines('a\nb\n', 5)).toEqual(['│ a', '│ b']);
  });

  it('are never a workflow command', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = logLines(text, 4);
        expect(lines.length).toBeLessThanOrEqual(5);
        expect(lines.every((line) => line.startsWith('│ ') && linesOf(line).length === 1)).toBe(true);
        expect(lines.filter(isWorkflowCommand)).toEqual([]);
      }),
    );
  });
});

describe('Markdown', () => {
  it('code cannot leave its cell, its element or its line, and still says the same', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [, inside = ''] = /^<code>(.*)<\/code>$/s.exec(markdownCode(text, ROOM)) ?? [];
        expect(inside).not.toMatch(/[|`<>\n\r@*_[\]\\"']/);
        expect(decoded(inside)).toBe(plainLine(text, ROOM));
      }),
    );
  });

  it('text has no markup, and mentions nobody', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = markdownText(text, ROOM);
        expect(markdown).not.toMatch(/[|`<>\n\r@*_[\]\\"']/);
        expect(markdown).not.toMatch(/&#(35|64);(?!&#8203;)/);
        expect(decoded(markdown)).toBe(plainLine(text, ROOM));
      }),
    );
  });

  it('keeps the spaces that HTML would swallow', () => {
    expect(markdownCode(' a  b ')).toBe('<code>&nbsp;a&nbsp; b&nbsp;</code>');
  });

  it('makes no link of an address', () => {
    expect(markdownText('www.example.com http://example.com')).toBe(
      'www&#46;example.com http&#58;&#47;&#47;example.com',
    );
  });
});
