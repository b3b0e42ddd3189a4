import { describe, expect, it } from 'vitest';
import { read } from '../../../src/protocols/index.js';
import { DEFECTS, defect } from '../../../src/reference/defects/index.js';
import { VARIANTS } from '../../../src/reference/variants/index.js';
import { WIRE } from '../../../src/reference/variants/wire.js';
import { bodyText, type Cell } from '../../../src/wire/exchange.js';
import { CELLS, exchangeAt, MODEL, post, question, replyAt, server, tool } from './helpers.js';

const clean = await server();
const OPENAI_STREAM: Cell = { protocol: 'openai-chat', mode: 'stream' };
const ANTHROPIC_STREAM: Cell = { protocol: 'anthropic-messages', mode: 'stream' };
const ECHO = question('Use the echo tool to send exactly this text: 你好 🌍', { tools: [tool('echo', 'text')] });
const HELLO = question('Hello! Please respond with a single sentence greeting.', { thinking: true });
const COUNT = question('Count from 1 to 12.', { stop: [' 7'] });

const defective = (id: string) => server(defect(id)?.change ?? expect.fail(`no defect ${id}`));
const textAt = async (url: string, cell: Cell, asked = HELLO) => {
  const { received } = await exchangeAt(url, cell, asked);
  return received === null ? '' : bodyText(received);
};

describe('a legal variant of how bytes are sent', () => {
  it.each(WIRE)('$id says what the clean server says', async ({ change }) => {
    const url = await server(change);
    for (const asked of [ECHO, HELLO, COUNT]) {
      for (const cell of CELLS) {
        const { id: _, toolCalls: calls, ...reply } = await replyAt(url, cell, asked);
        const { id: __, toolCalls: cleanCalls, ...cleanReply } = await replyAt(clean, cell, asked);
        expect(reply).toEqual(cleanReply);
        expect(calls.map((made) => made.raw)).toEqual(cleanCalls.map((made) => made.raw));
      }
    }
  });

  it('is different on the wire', async () => {
    const variant = (id: string) => server(VARIANTS.find((one) => one.id === id)?.change);
    expect(await textAt(await variant('crlf'), OPENAI_STREAM)).toMatch(/^data: .*\r\n\r\ndata: /);
    expect(await textAt(await variant('ping-events'), ANTHROPIC_STREAM)).toContain(
      'event: ping\ndata: {"type":"ping"}',
    );
    expect(await textAt(await variant('extra-fields'), ANTHROPIC_STREAM)).toContain('x_reference');
    const { headers } = await fetch(await variant('http-1.0'));
    expect([headers.get('connection'), headers.get('transfer-encoding')]).toEqual([null, null]);
  });
});

describe('a defect', () => {
  it('has an id of its own, and a finding that it must cause', () => {
    expect(new Set(DEFECTS.map(({ id }) => id)).size).toBe(DEFECTS.length);
    for (const { expects } of DEFECTS) expect(expects.length).toBeGreaterThan(0);
  });

  const STREAMS: [string, Cell, RegExp, typeof HELLO][] = [
    ['oa-role-in-every-delta', OPENAI_STREAM, /(?:"role":"assistant".*){9}/s, HELLO],
    ['an-no-message-stop', ANTHROPIC_STREAM, /"message_delta"[^\n]*\n\n$/, HELLO],
    ['oa-no-usage-chunk', OPENAI_STREAM, /^(?!.*prompt_tokens).*\[DONE\]/s, HELLO],
    ['oa-stop-ignored', OPENAI_STREAM, /"content":" 12"/, COUNT],
    ['an-tool-use-ends-turn', ANTHROPIC_STREAM, /"tool_use".*"stop_reason":"end_turn"/s, ECHO],
    ['oa-characters-split', OPENAI_STREAM, /\ufffd/, question('Repeat exactly: 你好')],
  ];

  it.each(STREAMS)('%s shows in the stream', async (id, cell, pattern, asked) => {
    expect(await textAt(await defective(id), cell, asked)).toMatch(pattern);
    expect(await textAt(clean, cell, asked)).not.toMatch(pattern);
  });

  it('of the envelope shows in both', async () => {
    const url = await defective('errors-as-detail');
    for (const path of ['/v1/chat/completions', '/v1/messages']) {
      expect((await post(url, path, {})).json).toEqual({ detail: expect.any(String) });
    }
  });

  it('of the status shows for an unknown model only', async () => {
    const url = await defective('unknown-model-is-500');
    const body = { model: 'x', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] };
    expect((await post(url, '/v1/messages', body)).status).toBe(500);
    expect((await post(url, '/v1/messages', { ...body, model: MODEL })).status).toBe(200);
  });

  it('of the route shows', async () => {
    const url = await defective('an-no-count-tokens');
    expect((await post(url, '/v1/messages/count_tokens', {})).status).toBe(404);
  });

  it('of the end of the body shows', async () => {
    const [open, cut] = await Promise.all([defective('body-left-open'), defective('clean-end-in-mid-stream')]);
    for (const cell of [OPENAI_STREAM, ANTHROPIC_STREAM]) {
      expect((await exchangeAt(open, cell, HELLO)).received?.end).toBe('left-open');
      expect((await exchangeAt(cut, cell, HELLO)).received?.end).toBe('complete');
      expect(await textAt(cut, cell)).not.toMatch(/\[DONE\]|message_stop/);
    }
  });

  it('of the dice shows, and only there', async () => {
    const url = await defective('temperature-zero-not-greedy');
    const roll = async () => (await replyAt(url, OPENAI_STREAM, question('Roll a die twenty times.'))).text;
    expect(await roll()).not.toBe(await roll());
    expect((await replyAt(url, OPENAI_STREAM, HELLO)).text).toBe('Hello! It is nice to meet you.');
  });

  it('leaves the other protocol alone', async () => {
    const url = await defective('an-system-dropped');
    const asked = question('What is the secret word?', { system: 'The secret word is tapir.' });
    const texts = await Promise.all(CELLS.map(async (cell) => (await replyAt(url, cell, asked)).text));
    expect(texts.map((text) => text.includes('tapir'))).toEqual([true, true, false, false]);
  });
});

describe('the clean server', () => {
  it('sends streams in pieces', async () => {
    for (const cell of [OPENAI_STREAM, ANTHROPIC_STREAM]) {
      const { received } = await exchangeAt(clean, cell, question('Count from 1 to 30.'));
      expect(new Set(received?.arrivals.map(({ at }) => at)).size).toBeGreaterThan(2);
    }
  });

  it('keeps its wits when many ask at once', async () => {
    const cells = Array.from({ length: 10 }, () => CELLS).flat();
    const texts = await Promise.all(
      cells.map(async (cell, at) => (await replyAt(clean, cell, question(`Repeat exactly: number ${at}`))).text),
    );
    expect(texts).toEqual(cells.map((_, at) => `number ${at}`));
  });

  it('drops the work of a client that goes away', async () => {
    const asked = question('Repeat the word tick forever.', { maxTokens: 8000 });
    const { received } = await exchangeAt(clean, OPENAI_STREAM, asked, {}, 2000);
    expect(received?.end).toBe('aborted');
    expect((await replyAt(clean, OPENAI_STREAM, HELLO)).stop.class).toBe('end');
  });

  it('gives as many choices as are asked, side by side', async () => {
    const body = { n: 3, logprobs: true };
    const made = await exchangeAt(
      clean,
      { protocol: 'openai-chat', mode: 'plain' },
      question('Count from 1 to 3.'),
      body,
    );
    const choice = { message: { content: '1 2 3' }, logprobs: { content: [{ token: '1' }, { token: ' 2' }, {}] } };
    expect(read(made).json).toMatchObject({ choices: [0, 1, 2].map((index) => ({ index, ...choice })) });
    expect(await textAt(clean, OPENAI_STREAM, question('Hello!'))).toMatch(/\[DONE\]\n\n$/);
  });
});
