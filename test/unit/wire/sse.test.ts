import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSse } from '../../../src/wire/sse.js';

const SEED = 20_261_123;
const bytes = (text: string) => Buffer.from(text, 'utf8');
const read = (text: string) => readSse(bytes(text));
const data = (text: string) => read(text).events.map((event) => event.data);

describe('an event', () => {
  it.each([
    ['ends at a blank line', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['joins its data lines with LF', 'data: a\ndata: b\n\n', ['a\nb']],
    ['loses one blank behind the colon', 'data: a\n\n', ['a']],
    ['needs no blank behind the colon', 'data:a\n\n', ['a']],
    ['keeps the second blank', 'data:  a\n\n', [' a']],
    ['keeps a tab behind the colon', 'data:\ta\n\n', ['\ta']],
    ['keeps the blanks at its end', 'data: a \n\n', ['a ']],
    ['keeps further colons', 'data: a: b\n\n', ['a: b']],
    ['keeps a blank line that two empty data lines make', 'data\ndata\n\n', ['\n']],
    ['takes a field without a colon as empty', 'data: a\ndata\n\n', ['a\n']],
    ['is not ended by a comment', 'data: a\n: ping\ndata: b\n\n', ['a\nb']],
    ['is not ended by a line with a blank', 'data: a\n \ndata: b\n\n', ['a\nb']],
    ['knows fields by their exact name', 'Data: a\ndata : b\n data: c\n\n', []],
    ['is not made by further blank lines', '\n\n\ndata: a\n\n\n\n', ['a']],
    ['is not made by id and retry', 'id: 1\nretry: 10\n\n', []],
    ['ignores id and retry beside its data', 'id: 1\nretry: 10\ndata: a\n\n', ['a']],
  ])('%s', (_, body, expected) => {
    expect(data(body)).toEqual(expected);
  });

  it('has the name of its event line, wherever that stands, and hands it on to no other event', () => {
    const names = (text: string) => read(text).events.map(({ name }) => name);
    expect(names('event: x\ndata: a\n\ndata: b\n\n')).toEqual(['x', null]);
    expect(names('data: a\nevent: x\n\n')).toEqual(['x']);
    expect(names('event: x\nevent: y\ndata: a\n\n')).toEqual(['y']);
    expect(names('event\ndata: a\n\n')).toEqual(['']);
  });

  it('is numbered, and says how many data lines it had', () => {
    expect(read('data: a\n\ndata: b\ndata: c\n\n').events).toMatchObject([
      { index: 0, dataLines: 1 },
      { index: 1, dataLines: 2 },
    ]);
  });

  it('is kept and marked where the body ends before its blank line', () => {
    for (const body of ['data: a\n\ndata: b\n', 'data: a\n\ndata: b', 'data: a\r\n\r\ndata: b\r\n']) {
      expect(read(body).events).toMatchObject([
        { data: 'a', terminated: true },
        { data: 'b', terminated: false },
      ]);
    }
  });
});

describe('an event without a payload', () => {
  it('is set aside, with the reason', () => {
    expect(read('data:\n\n').hollow).toEqual([{ at: 0, name: null, why: 'empty data' }]);
    expect(read('event: ping\ndata: \n\n').hollow).toEqual([{ at: 0, name: 'ping', why: 'empty data' }]);
    expect(read('data: a\n\nevent: ping\n\n').hollow).toEqual([{ at: 9, name: 'ping', why: 'no data' }]);
    expect(read('event: ping').hollow).toEqual([{ at: 0, name: 'ping', why: 'no data' }]);
  });

  it('takes no number from the others', () => {
    expect(read('data:\n\ndata: a\n\n').events).toMatchObject([{ index: 0, data: 'a' }]);
  });

  it('is not seen in blank lines, comments, id and retry', () => {
    expect(read('\n\n: hello\n\nid: 1\n\nretry: 3\n\n').hollow).toEqual([]);
  });
});

describe('a line end', () => {
  const BODY = ['event: x', 'data: a', '', ': c', '', 'data: b', 'data: c', '', ''];

  it.each([
    ['LF', '\n', { lf: 8, crlf: 0, cr: 0 }],
    ['CRLF', '\r\n', { lf: 0, crlf: 8, cr: 0 }],
    ['CR', '\r', { lf: 0, crlf: 0, cr: 8 }],
  ])('is %s, and counted', (_, end, counted) => {
    const reading = read(BODY.join(end));
    expect(reading.events.map(({ name, data: said }) => [name, said])).toEqual([
      ['x', 'a'],
      [null, 'b\nc'],
    ]);
    expect(reading.lineEnds).toEqual(counted);
  });

  it('that is missing at the end of the body is not counted', () => {
    expect(read('data: a').lineEnds).toEqual({ lf: 0, crlf: 0, cr: 0 });
    expect(read('data: a\r').lineEnds).toEqual({ lf: 0, crlf: 0, cr: 1 });
  });

  it('may change from line to line', () => {
    const reading = read('data: a\r\n\ndata: b\n\rdata: c\r\rdata: d\n\r\n');
    expect(reading.events.map((event) => event.data)).toEqual(['a', 'b', 'c', 'd']);
    expect(reading.lineEnds).toEqual({ lf: 3, crlf: 2, cr: 3 });
  });

  it('is one where CR and LF stand together, and two the other way round', () => {
    expect(read('\r\n').lineEnds).toEqual({ lf: 0, crlf: 1, cr: 0 });
    expect(read('\n\r').lineEnds).toEqual({ lf: 1, crlf: 0, cr: 1 });
  });

  it.each([
    ['U+2028', '\u2028'],
    ['U+2029', '\u2029'],
    ['U+0085', '\u0085'],
    ['VT', '\v'],
    ['FF', '\f'],
    ['NUL', '\0'],
  ])('is not %s', (_, character) => {
    expect(data(`data: a${character}${character}data: b\n\n`)).toEqual([`a${character}${character}data: b`]);
  });
});

describe('a byte order mark', () => {
  it('is seen and taken away at the very beginning', () => {
    expect(read('\ufeffdata: a\n\n')).toMatchObject({ bom: true, events: [{ data: 'a', at: 3 }] });
    expect(read('data: a\n\n')).toMatchObject({ bom: false });
  });

  it('is a character like any other elsewhere', () => {
    expect(read('data: \ufeffa\n\n')).toMatchObject({ bom: false, events: [{ data: '\ufeffa' }] });
    expect(read('\ufeff\ufeffdata: a\n\n')).toMatchObject({ bom: true, events: [], strayLines: [{ at: 3 }] });
    for (const part of [
      [0xef, 0xbb],
      [0xef, 0xbb, 0xbe],
      [0xef, 0x00, 0xbf],
      [0x00, 0xbb, 0xbf],
    ]) {
      expect(readSse(Uint8Array.from(part)).bom).toBe(false);
    }
    const broken = Buffer.concat([bytes('\n\ufeffdata: a'), Buffer.of(0xff)]);
    expect(readSse(broken).strayLines).toEqual([{ at: 1, text: '\ufeffdata: a\ufffd' }]);
  });
});

describe('what is no event', () => {
  it('keeps comments, with their place', () => {
    expect(read('data: a\n\n: ping\n\n:\n').comments).toEqual([
      { at: 9, text: ' ping' },
      { at: 17, text: '' },
    ]);
  });

  it('keeps lines of unknown fields, such as bare JSON, with their place', () => {
    expect(read('data: a\n{"b": 1}\n\nfoo\n\n').strayLines).toEqual([
      { at: 8, text: '{"b": 1}' },
      { at: 18, text: 'foo' },
    ]);
    expect(read('event: a\ndata: b\nid: c\nretry: 1\n: d\n\n').strayLines).toEqual([]);
  });

  it('is an empty body', () => {
    expect(readSse(new Uint8Array())).toMatchObject({
      events: [],
      hollow: [],
      comments: [],
      strayLines: [],
      bom: false,
    });
  });
});

describe('UTF-8', () => {
  const broken = (...inner: number[]) =>
    Buffer.concat([bytes('data: é\n\ndata: '), Buffer.from(inner), bytes('\n\ndata: z\n\n')]);

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a character that is cut', [0xf0, 0x9f, 0x98]],
    ['an overlong form', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0xbd]],
    ['a byte that never occurs', [0xff]],
  ])('is not %s: the line is named, and the reading goes on', (_, inner) => {
    const reading = readSse(broken(...inner));
    expect(reading.invalidUtf8At).toBe(10);
    expect(reading.events[1]?.data).toMatch(/^\ufffd+$/);
    expect(reading.events[2]?.data).toBe('z');
  });

  it('names the first broken line of several', () => {
    expect(readSse(Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0xff])).invalidUtf8At).toBe(2);
  });

  it('may hold any character, and halves of one as JSON escapes', () => {
    const said = 'data: 你好 🌍 e\u0301 \\ud83d\n\ndata: \\ude00\n\n';
    expect(read(said)).toMatchObject({ invalidUtf8At: null, events: [{ data: '你好 🌍 e\u0301 \\ud83d' }, {}] });
  });
});

describe('byte offsets', () => {
  it('point at the first line of an event and behind its blank line, in bytes and not in characters', () => {
    const body = '\ufeff: 🌍\r\n\r\nevent: é\ndata: 你\n\rdata: b';
    const { events, comments } = read(body);
    const slice = (at: number, end: number) => bytes(body).subarray(at, end).toString('utf8');
    expect(comments.map(({ at }) => slice(at, at + 6))).toEqual([': 🌍']);
    expect(events.map(({ at, end }) => slice(at, end))).toEqual(['event: é\ndata: 你\n\r', 'data: b']);
  });

  it('count from the beginning of a view, not of the buffer behind it', () => {
    const whole = bytes('xxxxdata: a\n\nyyy');
    expect(readSse(whole.subarray(4, 13)).events).toMatchObject([{ at: 0, end: 9, data: 'a', terminated: true }]);
  });
});

describe('for any bytes', () => {
  /** Bytes that a reader stumbles over more often than over others. */
  const piece = fc.constantFrom(
    'data',
    'event',
    ':',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '{}',
    '\ufeff',
    '🌍',
    'é',
    'x',
    '\u2028',
  );
  const stream = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((pieces) => bytes(pieces.join(''))),
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.oneof(piece.map(bytes), fc.uint8Array({ maxLength: 3 })), { maxLength: 40 }).map(Buffer.concat),
  );

  it('reading ends, and what it says is consistent', () => {
    fc.assert(
      fc.property(stream, (body) => {
        const { events, hollow, comments, strayLines, invalidUtf8At, lineEnds } = readSse(body);
        let before = 0;
        for (const [k, event] of events.entries()) {
          expect(event.index).toBe(k);
          expect(event.at).toBeGreaterThanOrEqual(before);
          expect(event.end).toBeGreaterThan(event.at);
          expect(event.data).not.toBe('');
          expect(event.data.split('\n').length).toBe(event.dataLines);
          expect(event.terminated || k === events.length - 1).toBe(true);
          before = event.end;
        }
        expect(before).toBeLessThanOrEqual(body.length);
        for (const { at } of [...hollow, ...comments, ...strayLines]) expect(at).toBeLessThan(body.length);
        const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
        const isWhole = Buffer.from(lenient, 'utf8').equals(Buffer.from(body));
        expect(invalidUtf8At === null).toBe(isWhole);
        const ends = lenient.match(/\r\n|\r|\n/g)?.length ?? 0;
        expect(lineEnds.lf + lineEnds.crlf + lineEnds.cr).toBe(ends);
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('the events do not hang on the kind of line end', () => {
    const line = fc.oneof(
      fc.constantFrom('', '', 'data', 'data:', 'data: a', 'event: x', ': c', 'id: 1', '{"a":1}'),
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/[\r\n]/g, '')),
    );
    const said = (text: string) => {
      const { events, hollow, comments, strayLines } = read(text);
      return {
        events: events.map(({ at: _, end: __, ...event }) => event),
        rest: [...hollow, ...comments, ...strayLines].map(({ at: _, ...one }) => one),
      };
    };
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const withLf = said(lines.join('\n'));
        expect(said(lines.join('\r\n'))).toEqual(withLf);
        expect(said(lines.join('\r'))).toEqual(withLf);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('an event keeps its data, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { maxLength: 8 }), (texts) => {
        const clean = texts.map((text) => text.replace(/[\r\n]/g, '') || 'x');
        expect(data(clean.map((text) => `data: ${text}\n\n`).join(''))).toEqual(clean);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
