import { describe, expect, it } from 'vitest';
import { exchangeLine, progress } from '../../../src/report/progress.js';
import type { Exchange } from '../../../src/wire/exchange.js';
import { exchange, received } from './sample.js';

const refused = { received: null, failure: { code: 'ECONNREFUSED', message: 'nobody\nthere' } };

function written(tty: boolean, exchanges: Exchange[]): string {
  let text = '';
  const stream = { isTTY: tty, columns: 60, write: (piece: string) => (text += piece) };
  const live = progress(stream, false);
  for (const [index, each] of exchanges.entries()) live.exchange(each, index + 1, exchanges.length);
  live.note('ready ::error::no');
  live.end();
  return text;
}

describe('the line of an exchange', () => {
  it('says which one it is, what came and how long it took', () => {
    const line = exchangeLine(exchange({ case: 'count_up', mode: 'stream' }), 17, 124);
    expect(line).toMatch(/^\[ 17\/124\] count_up · openai-chat · stream +200 +84 ms$/);
  });

  it('says why nothing came', () => {
    expect(exchangeLine(exchange(refused), 1, 1)).toMatch(/ – +84 ms {2}ECONNREFUSED: nobody⏎there$/);
  });
});

describe('progress', () => {
  it('is a line for each exchange in a file', () => {
    const lines = written(false, [exchange(), exchange(refused)]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('keeps on a terminal only what went wrong', () => {
    const failing = exchange({ case: 'failing', received: received({ status: 500 }) });
    const visible = written(true, [exchange(), failing, exchange()])
      .split('\n')
      .map((line) => line.split('\r\u001b[2K').at(-1));
    expect(visible).toEqual([expect.stringContaining('failing'), 'ready \\u003a:error::no', '']);
  });

  it('does not call it wrong when a bad request is refused', () => {
    const bad = exchange({ purpose: 'refusal', received: received({ status: 400 }) });
    expect(written(true, [bad]).split('\n')).toHaveLength(2);
  });

  it('never fills a line of the terminal, which would wrap', () => {
    const [line = ''] = written(true, [exchange({ ...refused, case: 'x'.repeat(100) })]).split('\n');
    expect(line.replace('\r\u001b[2K', '').length).toBeLessThan(60);
  });
});
