import { describe, expect, it } from 'vitest';
import { readSse } from '../../../src/wire/sse.js';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('a large body', () => {
  /** The best of several, so that a busy machine does not decide. */
  const time = (body: Uint8Array, check: (count: number) => void) => {
    const times = [0, 1, 2].map(() => {
      const start = performance.now();
      const { events } = readSse(body);
      const took = performance.now() - start;
      check(events.length);
      return took;
    });
    return Math.min(...times);
  };
  /** Four times the size takes four times as long; if it took the square, it would be sixteen times. */
  const LINEAR = 10;
  /** Milliseconds that a busy machine may add; what takes the square of these sizes takes far longer. */
  const SLACK = 500;

  it.each([
    ['one line', 1, (size: number) => `data: ${'x'.repeat(size)}\n\n`, 2_500_000],
    ['small events', 25_000, (size: number) => 'data: {"a":1}\n\n'.repeat(size), 25_000],
    ['lines of one event', 1, (size: number) => `${'data: x\n'.repeat(size)}\n`, 25_000],
    ['blank lines that are never data', 0, (size: number) => '\r'.repeat(size), 50_000],
  ])('of %s takes time in proportion', (_, events, make, size) => {
    const [small, large] = [bytes(make(size)), bytes(make(4 * size))];
    const isMany = events > 1;
    time(small, () => undefined);
    const fast = time(small, (count) => expect(count).toBe(events));
    const slow = time(large, (count) => expect(count).toBe(isMany ? 4 * events : events));
    expect(slow).toBeLessThan(LINEAR * fast + SLACK);
  });

  it('may be one line of 10 MB, with whatever line ends and characters', () => {
    const text = 'é🌍x'.repeat(1_500_000);
    for (const end of ['\n', '\r\n', '\r']) {
      const { events, invalidUtf8At } = readSse(bytes(`data: ${text}${end}data: z${end}${end}`));
      expect(events.map(({ data, dataLines }) => [data.length, dataLines])).toEqual([[text.length + 2, 2]]);
      expect(invalidUtf8At).toBeNull();
    }
  });

  it('that is no event at all ends as well: 10 MB without a line end', () => {
    expect(readSse(bytes('x'.repeat(10_000_000))).strayLines).toMatchObject([{ at: 0 }]);
    expect(readSse(new Uint8Array(10_000_000).fill(0xff))).toMatchObject({ events: [], invalidUtf8At: 0 });
  });

  it('costs memory in proportion', () => {
    const body = bytes('data: {"a":1}\n\n'.repeat(100_000));
    const before = process.memoryUsage().heapUsed;
    const { events } = readSse(body);
    expect(events.length).toBe(100_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * body.length);
  });
});
