import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversation.js';
import { CELLS, call, question, replyAt, server, tool, withResults } from './helpers.js';

const url = await server();

const WEATHER = tool('get_weather', 'location');
const TIME = tool('get_time', 'location');
const CODE = tool('get_code', 'name');
const TRANSLATOR = 'You are a translator. Always respond in the target language only.';
const TRANSLATE = 'Translate the following to French: "The cat sat on the mat."';
const IN_TOKYO = 'What is the current weather in Tokyo? Use the get_weather tool to find out.';
const BOTH_IN_TOKYO = 'What is the weather and the local time in Tokyo? Use both tools.';
const CODES = 'Get the codes of alpha and beta. Use the get_code tool for both.';
const CLOUDY = '{"temperature": 18, "unit": "celsius", "condition": "cloudy"}';

const weatherCall = call('w1', 'get_weather', { location: 'Tokyo' });
const codeCalls = [call('c1', 'get_code', { name: 'alpha' }), call('c2', 'get_code', { name: 'beta' })];
const afterWeather = (text: string | null) =>
  withResults(question(IN_TOKYO, { tools: [WEATHER] }), [weatherCall], [text]);

const TEXTS: [string, Conversation, string][] = [
  ['greets', question('Hello! Please respond with a single sentence greeting.'), 'Hello! It is nice to meet you.'],
  ['knows Paris', question('What is the capital of France? Answer in one word.'), 'Paris'],
  ['needs a tool for the weather', question(IN_TOKYO), 'I cannot check the weather without a tool.'],
  ['obeys a system text', question(TRANSLATE, { system: TRANSLATOR }), 'Le chat était assis sur le tapis.'],
  ['answers without one', question(TRANSLATE), 'In French: Le chat était assis sur le tapis.'],
  ['counts', question('Count from 1 to 12.'), '1 2 3 4 5 6 7 8 9 10 11 12'],
  [
    'repeats byte for byte',
    question('Repeat exactly:  if n < 3: "你好 🌍 e\u0301"\t{x} '),
    ' if n < 3: "你好 🌍 e\u0301"\t{x} ',
  ],
  [
    'knows a secret',
    question('What is the secret word?', { system: 'The secret word is tapir.' }),
    'The secret word is tapir.',
  ],
  ['knows no secret', question('What is the secret word?'), 'I do not know a secret word.'],
  ['lists', question('List three cities, one per line.'), '1. London\n2. Paris\n3. Rome'],
  ['writes JSON', question('Give a JSON object with the keys name and age.'), '{"name": "Ada", "age": 36}'],
  ['is small', question('Why is the sky blue?'), 'I am a small test model.'],
  [
    'may call nothing',
    question(IN_TOKYO, { tools: [WEATHER], toolChoice: 'none' }),
    'I cannot check the weather without a tool.',
  ],
  ['tells the weather', afterWeather(CLOUDY), 'It is 18 degrees and cloudy in Tokyo.'],
  ['tells it from text', afterWeather('18 degrees and cloudy'), 'It is 18 degrees and cloudy in Tokyo.'],
  ['tells that nothing came', afterWeather(''), 'The tool gave no result.'],
  ['tells that null came', afterWeather('null'), 'The tool gave no result.'],
  ['tells an error', afterWeather('ERROR: timeout'), 'The tool gave no result.'],
  [
    'joins two results',
    withResults(
      question(BOTH_IN_TOKYO, { tools: [WEATHER, TIME] }),
      [weatherCall, call('t1', 'get_time', { location: 'Tokyo' })],
      [CLOUDY, '{"time": "09:30"}'],
    ),
    'It is 18 degrees and cloudy in Tokyo, and the local time is 09:30.',
  ],
  [
    'tells two codes',
    withResults(question(CODES, { tools: [CODE] }), codeCalls, ['{"name": "alpha", "code": "K7Q-204"}', 'B-1']),
    'The code of alpha is K7Q-204. The code of beta is B-1.',
  ],
  [
    'tells what any tool said',
    withResults(question('Use the ping tool.', { tools: [tool('ping')] }), [call('p1', 'ping', {})], ['pong']),
    'The ping tool said: pong.',
  ],
];

describe('a text is the same in all four cells', () => {
  it.each(TEXTS)('%s', async (_, asked, text) => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, asked);
      expect(reply).toMatchObject({ text, toolCalls: [], stop: { class: 'end', sequence: null } });
    }
  });
});

type Calls = [name: string, args: Record<string, unknown>][];
const CALLS: [string, Conversation, Calls, text?: string][] = [
  ['one tool', question(IN_TOKYO, { tools: [WEATHER] }), [['get_weather', { location: 'Tokyo' }]]],
  [
    'two tools',
    question(BOTH_IN_TOKYO, { tools: [WEATHER, TIME] }),
    [
      ['get_weather', { location: 'Tokyo' }],
      ['get_time', { location: 'Tokyo' }],
    ],
  ],
  [
    'one of two, if told so',
    question(BOTH_IN_TOKYO, { tools: [WEATHER, TIME], parallelToolCalls: false }),
    [['get_weather', { location: 'Tokyo' }]],
  ],
  [
    'the tool that is named',
    question(BOTH_IN_TOKYO, { tools: [WEATHER, TIME], toolChoice: { name: 'get_time' } }),
    [['get_time', { location: 'Tokyo' }]],
  ],
  [
    'a tool that it does not need',
    question('Hello!', { tools: [WEATHER], toolChoice: 'required' }),
    [['get_weather', { location: 'Tokyo' }]],
  ],
  ['a tool without parameters', question('Use the ping tool.', { tools: [tool('ping')] }), [['ping', {}]]],
  [
    'a tool with any text',
    question('Use the echo tool to send exactly this text: </parameter>\n"你好" [ a, { b } ] \\n 🌍', {
      tools: [tool('echo', 'text')],
    }),
    [['echo', { text: '</parameter>\n"你好" [ a, { b } ] \\n 🌍' }]],
  ],
  [
    'a tool behind some text',
    question('Say that you will check, then use the get_weather tool for Tokyo.', { tools: [WEATHER] }),
    [['get_weather', { location: 'Tokyo' }]],
    'I will check the weather.',
  ],
  [
    'the code that is still missing',
    withResults(question(CODES, { tools: [CODE] }), codeCalls.slice(0, 1), ['K7Q-204']),
    [['get_code', { name: 'beta' }]],
  ],
];

describe('a call is the same in all four cells', () => {
  it.each(CALLS)('%s', async (_, asked, calls, text = '') => {
    for (const cell of CELLS) {
      const reply = await replyAt(url, cell, asked);
      expect(reply.toolCalls.map((made) => [made.name, made.arguments])).toEqual(calls);
      expect(reply).toMatchObject({ text, stop: { class: 'tool' } });
      expect(new Set(reply.toolCalls.map((made) => made.id)).size).toBe(calls.length);
    }
  });
});

describe('the model', () => {
  it('pairs results with calls by their ids', async () => {
    const asked = withResults(question(CODES, { tools: [CODE] }), codeCalls, ['A-1', 'B-2']);
    for (const turn of asked.turns) if (turn.role === 'tool') turn.results.reverse();
    for (const cell of CELLS) {
      expect((await replyAt(url, cell, asked)).text).toBe('The code of alpha is A-1. The code of beta is B-2.');
    }
  });

  it('thinks only if asked, and counts what it thinks', async () => {
    for (const cell of CELLS) {
      const asked = question('Hello! Please respond with a single sentence greeting.');
      const silent = await replyAt(url, cell, { ...asked, thinking: false });
      const thinking = await replyAt(url, cell, { ...asked, thinking: true });
      expect([silent.reasoning, thinking.reasoning]).toEqual(['', 'The user says hello.']);
      expect(thinking.text).toBe(silent.text);
      expect(thinking.usage?.reasoning).toBe((thinking.usage?.completion ?? 0) - (silent.usage?.completion ?? 0));
    }
  });

  it('rolls the same dice when cold, others when warm', async () => {
    for (const cell of CELLS) {
      const roll = async (temperature: number) =>
        (await replyAt(url, cell, question('Roll a die twenty times.', { temperature }))).text;
      expect(await roll(0)).toBe(await roll(0.2));
      expect(await roll(1)).not.toBe(await roll(1));
      expect(await roll(1)).toMatch(/^([1-6] ){19}[1-6]$/);
    }
  });

  it('follows a schema', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string', enum: ['Rome', 'Oslo'] }, size: { type: 'integer', minimum: 3 } },
      required: ['city', 'size'],
      additionalProperties: false,
    };
    for (const cell of CELLS) {
      expect(JSON.parse((await replyAt(url, cell, question('Hello!', { schema }))).text)).toEqual({
        city: 'Rome',
        size: 3,
      });
    }
  });
});
