import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyText, type Exchange, header, type Received } from '../../../src/wire/exchange.js';
import { MOST, type Wire } from '../../../src/wire/http.js';
import { send } from './ask.js';
import { CHUNKED, chunk, drip, END, type RawServer, rawServer } from './raw-server.js';

const open: RawServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(...answer: Parameters<typeof rawServer>): Promise<RawServer> {
  const server = await rawServer(...answer);
  open.push(server);
  return server;
}

/** What one server answers to one request. */
async function answerOf(answer: Parameters<typeof rawServer>[0], more: Partial<Wire> = {}): Promise<Exchange> {
  return send((await serve(answer)).url, more);
}

function received({ received: it }: Exchange): Received {
  return it ?? expect.fail('nothing was received');
}

describe('what is sent', () => {
  const EMPTY = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

  it('goes to the path below the base URL, whether that ends with a slash or not', async () => {
    const server = await serve((socket) => socket.end(EMPTY));
    const { url } = await send(`${server.url}/v1`);
    await send(`${server.url}/v1/`, {}, { path: '/chat/completions?beta=true' });
    expect(url).toBe(`${server.url}/v1/chat/completions`);
    expect(server.seen.map(({ head }) => head.split('\r\n')[0])).toEqual([
      'POST /v1/chat/completions HTTP/1.1',
      'POST /v1/chat/completions?beta=true HTTP/1.1',
    ]);
  });

  it('has the body byte for byte, and its length in bytes', async () => {
    const server = await serve((socket) => socket.end(EMPTY));
    await send(server.url, {}, { body: '{"text":"你好 🌍"}' });
    expect(server.seen[0]?.body).toBe('{"text":"你好 🌍"}');
    expect(server.seen[0]?.head).toMatch(/^content-length: 22$/im);
  });

  it('has no body where there is none', async () => {
    const server = await serve((socket) => socket.end(EMPTY));
    await send(server.url, {}, { method: 'GET', body: null });
    expect(server.seen).toMatchObject([{ head: expect.stringMatching(/^GET /), body: '' }]);
  });

  it('has the headers of the protocol, with those of the request over them', async () => {
    const server = await serve((socket) => socket.end(EMPTY));
    const headers = { 'x-api-key': 'k', version: 'old' };
    const made = await send(server.url, { headers }, { headers: { version: 'new' } });
    expect(server.seen[0]?.head).toMatch(/x-api-key: k\r\n/);
    expect(server.seen[0]?.head).toMatch(/version: new/);
    expect(made.headers).toEqual({ 'x-api-key': 'k', version: 'new' });
  });

  it('leaves out a header that the request empties', async () => {
    const server = await serve((socket) => socket.end(EMPTY));
    const headers = { 'x-api-key': 'k', authorization: 'Bearer k' };
    const made = await send(server.url, { headers }, { headers: { 'x-api-key': '' } });
    expect(server.seen[0]?.head).not.toMatch(/x-api-key/i);
    expect(server.seen[0]?.head).toMatch(/authorization: Bearer k/);
    expect(made.headers).toEqual({ authorization: 'Bearer k' });
  });

  it('has a connection of its own', async () => {
    const server = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    for (let k = 0; k < 3; k++) expect(bodyText(received(await send(server.url)))).toBe('ok');
    expect(server.connections()).toBe(3);
    for (const { head } of server.seen) expect(head).toMatch(/^connection: close$/im);
  });
});

describe('what comes back', () => {
  it('is kept with status, bytes, id, address and times', async () => {
    const made = await answerOf((socket) =>
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\n\0\xff', 'latin1'),
    );
    expect(made).toMatchObject({ id: '001-test', case: 'test', take: 1, failure: null });
    expect(received(made).status).toBe(404);
    const { startedAt, headers, firstByte, end } = made.timings;
    expect(new Date(startedAt).toISOString()).toBe(startedAt);
    expect(headers).toBeLessThanOrEqual(firstByte ?? Number.NaN);
    expect(firstByte).toBeLessThanOrEqual(end);
  });

  it('is every byte, valid UTF-8 or not', async () => {
    const every = Uint8Array.from({ length: 256 }, (_, k) => k);
    const made = await answerOf((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 256\r\n\r\n');
      socket.end(every);
    });
    expect(Uint8Array.from(received(made).body)).toEqual(every);
  });

  it('has its headers in the order and spelling of the wire, duplicates kept', async () => {
    const made = await answerOf((socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\nX-One: 1\r\nset-cookie: a\r\nCONTENT-Length: 0\r\nSet-Cookie: b\r\nx-ONE: 2\r\n\r\n',
      ),
    );
    expect(received(made).headers).toEqual([
      ['X-One', '1'],
      ['set-cookie', 'a'],
      ['CONTENT-Length', '0'],
      ['Set-Cookie', 'b'],
      ['x-ONE', '2'],
    ]);
    expect(header(received(made), 'x-one')).toBe('1');
    expect(header(received(made), 'x-two')).toBeUndefined();
  });

  it('ends with the connection where HTTP/1.0 says no length', async () => {
    const made = await answerOf((socket) => socket.end('HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nall of it'));
    expect(received(made)).toMatchObject({ end: 'complete', status: 200 });
    expect(bodyText(received(made))).toBe('all of it');
  });

  it('is a body without bytes, which has no first byte', async () => {
    const made = await answerOf((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    expect(received(made)).toMatchObject({ end: 'complete', arrivals: [] });
    expect(made.timings.firstByte).toBeNull();
  });

  it('is complete where the last chunk came, in the middle of an event or not', async () => {
    const made = await answerOf((socket) => socket.end(`${CHUNKED}${chunk('data: {"a":')}${END}`));
    expect(received(made).end).toBe('complete');
    expect(bodyText(received(made))).toBe('data: {"a":');
  });

  it('is put together from any pieces, and each arrival is noted', async () => {
    const said = 'data: é🌍\n\n';
    const made = await answerOf(async (socket) => {
      await drip(socket, [CHUNKED]);
      await drip(
        socket,
        [...Buffer.from(said)].map((byte) => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a])),
        2,
      );
      socket.end(END);
    });
    const { body, arrivals } = received(made);
    expect(Buffer.from(body).toString('utf8')).toBe(said);
    expect(arrivals.length).toBeGreaterThan(1);
    expect(arrivals.at(-1)?.upTo).toBe(body.length);
    for (const [k, { at, upTo }] of arrivals.entries()) {
      expect(at).toBeGreaterThanOrEqual(arrivals[k - 1]?.at ?? 0);
      expect(upTo).toBeGreaterThan(arrivals[k - 1]?.upTo ?? 0);
    }
  });

  it('survives a status line and headers that come byte by byte', async () => {
    const made = await answerOf((socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    expect(bodyText(received(made))).toBe('ok');
  });
});

describe('a response that does not come whole', () => {
  it.each([
    ['is cut by a reset', CHUNKED + chunk('data: a\n\n'), 'resetAndDestroy'],
    ['is chunked and cut by the end of the connection', CHUNKED + chunk('data: a\n\n'), 'end'],
    ['is shorter than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ndata: a\n\n', 'end'],
  ] as const)('%s: what came is kept, and the end is a reset', async (_, text, how) => {
    const made = await answerOf(async (socket) => {
      await drip(socket, [text], 20);
      socket[how]();
    });
    expect(received(made)).toMatchObject({ status: 200, end: 'reset' });
    expect(bodyText(received(made))).toBe('data: a\n\n');
  });

  it('stops in the middle: what came is kept, and the end is a time-out', async () => {
    const made = await answerOf((socket) => socket.write(CHUNKED + chunk('data: a\n\n')), { timeout: 150 });
    expect(received(made).end).toBe('timeout');
    expect(bodyText(received(made))).toBe('data: a\n\n');
  });

  it('trickles on and on: the time is for the whole response, not for each piece', async () => {
    const made = await answerOf(
      (socket) => drip(socket, [CHUNKED, ...Array.from({ length: 500 }, () => chunk(': ping\n\n'))], 10),
      { timeout: 200 },
    );
    expect(received(made).end).toBe('timeout');
    expect(received(made).arrivals.length).toBeGreaterThan(2);
  });

  it('is left open after its terminator', async () => {
    const made = await answerOf((socket) => socket.write(CHUNKED + chunk('data: a\n\ndata: [DONE]\n\n')));
    expect(received(made).end).toBe('left-open');
    expect(bodyText(received(made))).toBe('data: a\n\ndata: [DONE]\n\n');
  });

  it('is left open after a terminator that came in pieces', async () => {
    const made = await answerOf((socket) => drip(socket, [CHUNKED, ...[...'data: [DONE]\n\n'].map(chunk)]));
    expect(received(made).end).toBe('left-open');
  });

  it('is not left open where its end comes a moment after the terminator', async () => {
    const made = await answerOf(
      async (socket) => {
        await drip(socket, [CHUNKED + chunk('data: [DONE]\n\n')], 30);
        socket.end(END);
      },
      { linger: 2000 },
    );
    expect(received(made).end).toBe('complete');
  });

  it('is not left open where the terminator stands in the middle of the text', async () => {
    const made = await answerOf((socket) => socket.write(CHUNKED + chunk('data: [DONE]\n\ndata: b')), { timeout: 300 });
    expect(received(made).end).toBe('timeout');
  });
});

describe('a body without an end', () => {
  const MEGABYTE = 'x'.repeat(1024 * 1024);

  it('is read up to a bound, and no further', async () => {
    const made = await answerOf(async (socket) => {
      await drip(socket, [CHUNKED]);
      while (!socket.destroyed) await drip(socket, [chunk(MEGABYTE)]);
    });
    expect(received(made).end).toBe('endless');
    expect(received(made).body.length).toBeGreaterThan(MOST);
    expect(received(made).body.length).toBeLessThan(MOST + 4 * MEGABYTE.length);
  });

  it('is not one that is only long', async () => {
    const made = await answerOf(async (socket) => {
      await drip(socket, [CHUNKED, ...Array.from({ length: 10 }, () => chunk(MEGABYTE))]);
      socket.end(END);
    });
    expect(received(made).end).toBe('complete');
    expect(received(made).body.length).toBe(10 * MEGABYTE.length);
  });
});

describe('a client that goes away', () => {
  it('after so many bytes has them, and says that it left', async () => {
    const server = await serve((socket) =>
      drip(socket, [CHUNKED, ...Array.from({ length: 50 }, () => chunk('12345678'))], 2),
    );
    const made = await send(server.url, {}, { abortAfter: 20 });
    expect(received(made).end).toBe('aborted');
    expect(received(made).body.length).toBeGreaterThanOrEqual(20);
    expect(received(made).body.length).toBeLessThan(400);
  });

  it('before the headers has nothing but the reason', async () => {
    const stop = new AbortController();
    const made = await answerOf(() => stop.abort(), { signal: stop.signal });
    expect(made).toMatchObject({ received: null, failure: { code: 'AbortError' } });
  });

  it('in the middle of the body does not blame the server', async () => {
    const stop = new AbortController();
    const made = await answerOf(
      async (socket) => {
        await drip(socket, [CHUNKED + chunk('data: a\n\n')], 50);
        stop.abort();
      },
      { signal: stop.signal },
    );
    expect(received(made).end).toBe('aborted');
    expect(bodyText(received(made))).toBe('data: a\n\n');
  });

  it('before it begins asks nobody', async () => {
    const server = await serve((socket) => socket.end());
    const made = await send(server.url, { signal: AbortSignal.abort() });
    expect(made.received).toBeNull();
    expect(server.seen).toEqual([]);
  });
});

describe('no response at all', () => {
  it('is a refused connection, with its code', async () => {
    const free = createServer();
    await new Promise<void>((listening) => free.listen(0, '127.0.0.1', listening));
    const { port } = free.address() as AddressInfo;
    await new Promise((closed) => free.close(closed));
    const made = await send(`http://127.0.0.1:${port}`);
    expect(made).toMatchObject({ received: null, failure: { code: 'ECONNREFUSED' } });
    expect(made.failure?.message).toContain(String(port));
    expect(made.timings).toMatchObject({ headers: null, firstByte: null });
  });

  it('is one whose headers never come', async () => {
    const made = await answerOf(() => undefined, { timeout: 150 });
    expect(made).toMatchObject({ received: null, failure: { code: 'TimeoutError' } });
    expect(made.timings.end).toBeGreaterThanOrEqual(100);
  });

  it.each([
    ['closes the connection', '', 'end'],
    ['resets the connection', '', 'resetAndDestroy'],
    ['breaks off in its headers', 'HTTP/1.1 200 OK\r\ncontent-', 'end'],
    ['says something that is not HTTP', '220 ready\r\n\r\n', 'end'],
  ] as const)('is a server that %s', async (_, text, how) => {
    const made = await answerOf(async (socket) => {
      await drip(socket, [text], 10);
      socket[how]();
    });
    expect(made.received).toBeNull();
    expect(made.failure?.code).toMatch(/^[A-Z]/);
    expect(made.failure?.message).not.toBe('');
  });

  it('is a request that cannot be sent', async () => {
    const server = await serve((socket) => socket.end());
    const made = await send(server.url, {}, { headers: { authorization: 'Bearer two\nlines' } });
    expect(made).toMatchObject({ received: null, failure: { code: expect.any(String) } });
    expect(server.seen).toEqual([]);
  });
});

describe('a body as text', () => {
  it('has U+FFFD where it is not UTF-8, and keeps its byte order mark', async () => {
    const made = await answerOf((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n');
      socket.end(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff));
    });
    expect(bodyText(received(made))).toBe('\ufeffa\ufffd');
  });
});
