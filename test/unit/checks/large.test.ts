import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/wire/exchange.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  cellOf,
  chatBody,
  chunkOf,
  exchangeOf,
  fragment,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
} from '../protocols/streams.js';
import { judged } from './run.js';

/** A server that says very much, or the same over and over, costs time in proportion, and no more. */

const times = <T>(size: number, make: (k: number) => T): T[] => Array.from({ length: size }, (_, k) => make(k));

/** Each event arrives on its own. */
function dripped(exchange: Exchange): Exchange {
  const body = Buffer.from(exchange.received?.body ?? []);
  const arrivals: { at: number; upTo: number }[] = [];
  for (let end = body.indexOf('\n\n'); end !== -1; end = body.indexOf('\n\n', end + 2)) {
    arrivals.push({ at: arrivals.length, upTo: end + 2 });
  }
  return { ...exchange, received: exchange.received && { ...exchange.received, arrivals } };
}

const CHAT = cellOf('openai-chat', 'stream');
const MESSAGE = cellOf('anthropic-messages', 'stream');

/** Some 50 times as much in the large one as any honest answer has. */
const bodies: [says: string, make: (size: number) => Exchange[]][] = [
  [
    'of many pieces of text',
    (size) => [
      exchangeOf(cellOf('openai-chat', 'plain'), {}),
      dripped(exchangeOf(CHAT, chatBody([...times(size, () => chunkOf({ content: 'a' })), '[DONE]']))),
    ],
  ],
  [
    'of many pieces of arguments',
    (size) => [exchangeOf(CHAT, chatBody(times(size, (k) => chunkOf({ tool_calls: [fragment(k % 3, '1')] }))))],
  ],
  [
    'of many deltas of a message',
    (size) => [
      dripped(
        exchangeOf(
          MESSAGE,
          messageBody([
            messageStart(),
            blockStart(0, { type: 'tool_use', id: 'a', name: 'f', input: {} }),
            ...times(size, () => blockDelta(0, 'partial_json', '1')),
            blockStop(0),
            messageDelta('tool_use'),
            messageStop,
          ]),
        ),
      ),
    ],
  ],
  ...['at ', 'A', 'File ', '<class ', 'Error', 'object at '].map((word): [string, (size: number) => Exchange[]] => [
    `that repeats "${word}"`,
    (size) => [
      exchangeOf(cellOf('openai-chat', 'plain'), word.repeat(20 * size), {
        ...{ case: 'bad_request+get', purpose: 'refusal', status: 400 },
      }),
    ],
  ]),
];

describe('a body', () => {
  const time = (exchanges: Exchange[]) => {
    const start = performance.now();
    expect(judged({ exchanges, knownModel: true, model: 'm', interrupted: null }).crashes).toEqual([]);
    return performance.now() - start;
  };
  const SMALL = 2000;
  /** Four times as much takes about four times as long; what takes the square takes sixteen times. */
  const [FACTOR, SLACK] = [10, 500];

  it.each(bodies)('%s is judged in time in proportion', { timeout: 60_000 }, (_, make) => {
    time(make(SMALL / 20));
    expect(time(make(4 * SMALL))).toBeLessThan(FACTOR * time(make(SMALL)) + SLACK);
  });
});
