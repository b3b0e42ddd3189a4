import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/reference/tokens.js';
import { CELLS, call, question, replyAt, server, tool, withResults } from './helpers.js';

const url = await server();
const COUNT = 'Count from 1 to 12.';
const WEATHER = tool('get_weather', 'location');

describe('tokens', () => {
  it.each(['', 'Hello, world!', ' two  spaces\n\ttab ', '你好 🌍 cafe\u0301 naïve 한국어', '{"a": [1, 2]}'])(
    'of %j are the text again, joined',
    (text) => expect(tokenize(text).join('')).toBe(text),
  );

  it('are at most four letters of a word, with the space before it', () => {
    expect(tokenize('The capital, 你好')).toEqual(['The', ' capi', 'tal', ',', ' 你', '好']);
  });
});

describe('a cap', () => {
  it('cuts a text after exactly so many tokens', async () => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, question(COUNT, { maxTokens: 5 }));
      expect(reply).toMatchObject({ text: '1 2 3 4 5', stop: { class: 'cap' }, usage: { completion: 5 } });
    }
  });

  it('ends what would never end', async () => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, question('Repeat the word tick forever.', { maxTokens: 100 }));
      expect(reply).toMatchObject({ text: Array(100).fill('tick').join(' '), stop: { class: 'cap' } });
    }
  });

  it('cuts a call in the middle of its arguments', async () => {
    const asked = question('What is the current weather in Tokyo? Use the get_weather tool to find out.', {
      tools: [WEATHER],
      maxTokens: 4,
    });
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, asked);
      expect(reply).toMatchObject({ stop: { class: 'cap' }, usage: { completion: 4 } });
      expect(reply.toolCalls[0]?.raw).toBe(
        cell.protocol === 'anthropic-messages' && cell.mode === 'plain' ? '{}' : '{"location',
      );
    }
  });

  it('cuts a thought before any text', async () => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, question('Hello!', { thinking: true, maxTokens: 2 }));
      expect(reply).toMatchObject({ reasoning: 'The user', text: '', stop: { class: 'cap' } });
    }
  });

  it('of the newer name counts as well', async () => {
    const asked = question(COUNT, { maxTokens: 5 });
    const spelling = { ...asked.spelling, cap: 'max_completion_tokens' as const };
    const reply = await replyAt(url, { protocol: 'openai-chat', mode: 'stream' }, { ...asked, spelling });
    expect(reply.text).toBe('1 2 3 4 5');
  });
});

describe('a stop string', () => {
  const STOPS: [string, string[], string, string | null][] = [
    ['on a token border', [' 7'], '1 2 3 4 5 6', ' 7'],
    ['over several tokens', ['5 6 7'], '1 2 3 4 ', '5 6 7'],
    ['at the very beginning', ['1'], '', '1'],
    ['that comes first among several', ['9', '4', '7'], '1 2 3 ', '4'],
    ['that only seems to come', ['6 8'], '1 2 3 4 5 6 7 8 9 10 11 12', null],
  ];

  it.each(STOPS)('%s', async (_, stop, text, sequence) => {
    for (const cell of CELLS) {
      const { text: said, stop: ended } = await replyAt(url, cell, question(COUNT, { stop }));
      expect(said).toBe(text);
      if (cell.protocol === 'anthropic-messages') expect(ended.sequence).toBe(sequence);
    }
  });

  it('inside a token cuts the token', async () => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, question('Repeat exactly: one two wonderful', { stop: ['der'] }));
      expect(reply).toMatchObject({ text: 'one two won', usage: { completion: 3 } });
    }
  });

  it('leaves thoughts alone', async () => {
    for (const cell of CELLS) {
      const asked = question('Hello! Please respond with a single sentence greeting.', {
        thinking: true,
        stop: ['says'],
      });
      expect(await replyAt(url, cell, asked)).toMatchObject({
        reasoning: 'The user says hello.',
        stop: { class: 'end' },
      });
    }
  });
});

describe('the tokens of a prompt', () => {
  const history = withResults(
    question('Hello!', { tools: [WEATHER], system: 'Be terse.' }),
    [call('a', 'get_weather', { location: 'Oslo' })],
    ['18 C'],
  );

  const count = async (fields: Record<string, unknown>, path = '/v1/messages/count_tokens') => {
    const response = await fetch(url + path, {
      method: 'POST',
      body: JSON.stringify(fields),
      headers: { 'content-type': 'application/json' },
    });
    return ((await response.json()) as { input_tokens: number }).input_tokens;
  };

  it('are the same everywhere, and what count_tokens says', async () => {
    const counted = await count({
      model: 'reference-model',
      system: [{ type: 'text', text: 'Be terse.', cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello!' }] }],
    });
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, question('Hello!', { system: 'Be terse.' }));
      expect(reply.usage?.prompt).toBe(counted);
    }
  });

  it('do not know ids', async () => {
    const counts = [];
    for (const cell of CELLS) {
      for (const id of ['a', 'call_0123456789']) {
        const asked = structuredClone(history);
        for (const turn of asked.turns) {
          if (turn.role === 'assistant') for (const made of turn.toolCalls) made.id = id;
          if (turn.role === 'tool') for (const result of turn.results) result.id = id;
        }
        counts.push((await replyAt(url, cell, asked)).usage?.prompt);
      }
    }
    expect(new Set(counts).size).toBe(1);
  });

  it('grow with a system text and with a tool, on both sides alike', async () => {
    const counts = [];
    for (const cell of CELLS) {
      const of = async (more: object) => (await replyAt(url, cell, question('Hello!', more))).usage?.prompt ?? 0;
      const bare = await of({});
      counts.push([(await of({ system: 'Be terse.' })) - bare, (await of({ tools: [WEATHER] })) - bare]);
    }
    expect(counts).toEqual(Array(4).fill(counts[0]));
    expect(Math.min(...(counts[0] ?? []))).toBeGreaterThan(0);
  });
});
