import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSse } from '../../../src/wire/sse.js';
import { send } from './ask.js';
import { CHUNKED, drip, END, type RawServer, rawServer } from './raw-server.js';

const SEED = 20_261_125;

/** What the server writes next, piece by piece. */
let pieces: Uint8Array[] = [];
let server: RawServer;
beforeAll(async () => {
  server = await rawServer(async (socket) => {
    await drip(socket, pieces);
    socket.end();
  });
});
afterAll(() => server.close());

/** The bytes in pieces, cut at shares of their length. */
function cut(bytes: Uint8Array, shares: number[]): Uint8Array[] {
  const at = [...new Set(shares.map((share) => Math.floor(share * bytes.length)))].sort((a, b) => a - b);
  return [0, ...at].map((from, k) => bytes.subarray(from, at[k])).filter((piece) => piece.length > 0);
}

const shares = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 });

const part = fc.constantFrom(
  'data: {"a":1}',
  'data: é🌍',
  'event: x',
  ': c',
  '',
  '',
  '\ufeff',
  'data: 漢字\u2028',
  'id: 1',
);
const body = fc
  .tuple(fc.array(part, { maxLength: 25 }), fc.constantFrom('\n', '\r\n', '\r'), fc.uint8Array({ maxLength: 6 }))
  .map(([lines, end, rest]) => Buffer.concat([Buffer.from(lines.map((line) => line + end).join('')), rest]));

function chunkOf(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Chunks are cut at other places than packets: a packet may end in the middle of a chunk's length. */
it('however its bytes are shared out over chunks and packets, a body is the same', async () => {
  await fc.assert(
    fc.asyncProperty(body, shares, shares, async (bytes, chunks, packets) => {
      const whole = Buffer.concat([Buffer.from(CHUNKED), ...cut(bytes, chunks).map(chunkOf), Buffer.from(END)]);
      pieces = cut(whole, packets);
      const { received } = await send(server.url, { isTerminated: () => false });
      expect(received?.end).toBe('complete');
      expect(Buffer.from(received?.body ?? []).equals(bytes)).toBe(true);
      expect(readSse(received?.body ?? new Uint8Array())).toEqual(readSse(bytes));
    }),
    { seed: SEED, numRuns: 150 },
  );
});
