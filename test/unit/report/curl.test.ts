import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlLine } from '../../../src/report/curl.js';
import { isPlain } from '../../../src/untrusted.js';
import type { Exchange } from '../../../src/wire/exchange.js';
import { hostileText, isWorkflowCommand, linesOf } from './hostile.js';
import { exchange, KEY } from './sample.js';

interface Arrived {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

let server: Server;
let origin: string;
let arrived: Arrived | undefined;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { host: _host, 'content-length': _length, ...headers } = request.headers as Record<string, string>;
    arrived = { method: request.method ?? '', path: request.url ?? '', headers, body: Buffer.concat(pieces) };
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

async function replayed(over: Partial<Exchange>): Promise<{ sent: Exchange; got: Arrived }> {
  const sent = exchange({ url: `${origin}/v1/messages`, ...over });
  arrived = undefined;
  const shell = promisify(execFile)('sh', { env: { PATH: process.env.PATH, API_KEY: KEY } });
  shell.child.stdin?.end(curlLine(sent));
  await shell;
  if (arrived === undefined) throw new Error('nothing arrived');
  return { sent, got: arrived };
}

describe('the curl line, run by sh', () => {
  it.each([
    ['a chat', '{"messages":[{"role":"user","content":"It\'s \\"fine\\""}]}'],
    ['quotes and shell syntax', `'"'"' $HOME $(id) \`id\` ! \\ \\n "`],
    ['real line ends', '{\n\t"a": "b\r\n"\n}\n'],
    ['emoji and an accent', '{"text":"👩‍🚀 é 日本"}'],
    ['what printf reads', '100% %s \\041 \\\\\n'],
    ['bytes that no argument can hold', 'a\0b\u0001\u007f'],
    ['a command of the runner', 'x ##[error]no'],
    ['an option', '-x\n'],
    ['a file name for curl', '@/etc/hostname'],
    ['nothing', ''],
    ['more than an argument can hold', JSON.stringify({ text: "it's ".repeat(40_000) })],
  ])('sends the body byte for byte: %s', async (_what, body) => {
    const { got } = await replayed({ body });
    expect(got.body).toEqual(Buffer.from(body));
  });

  it('sends any text byte for byte', async () => {
    const check = async (body: string) => {
      const { got } = await replayed({ body });
      expect(got.body).toEqual(Buffer.from(body));
    };
    await fc.assert(fc.asyncProperty(hostileText, check), { numRuns: 25 });
  });

  it('sends the headers of the request with the key from the variable, and none of its own', async () => {
    const headers = {
      authorization: `Bearer ${KEY}`,
      'x-api-key': KEY,
      'x-odd': `it's "$HOME" \`id\` ##[x]`,
      'x-empty': '',
    };
    const { got } = await replayed({ headers });
    expect(got.headers).toEqual(headers);
  });

  it.each([
    { method: 'GET', body: null },
    { method: 'HEAD', body: null },
    { method: 'OPTIONS', body: null },
    { method: 'POST', body: null },
    { method: 'GET', body: '{"a":1}' },
  ] as const)('sends $method with body $body', async (request) => {
    const { got } = await replayed({ ...request, url: `${origin}/v1/models?a[]={1}&b='` });
    expect(got.method).toBe(request.method);
    expect(got.path).toBe("/v1/models?a[]={1}&b='");
    expect(got.body.toString()).toBe(request.body ?? '');
  });
});

describe('the curl line', () => {
  it('does not hold the key', () => {
    expect(curlLine(exchange())).not.toContain(KEY);
    expect(curlLine(exchange(), 'LOCAL_KEY')).toContain(`-H 'authorization: Bearer '"$LOCAL_KEY"`);
  });

  it('is one line that no log can take for a command', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (body, value) => {
        const line = curlLine(exchange({ body, url: `${origin}/${value}`, headers: { 'x-odd': value } }));
        expect(linesOf(line)).toHaveLength(1);
        expect(isPlain(line)).toBe(true);
        expect(isWorkflowCommand(line)).toBe(false);
      }),
    );
  });
});
