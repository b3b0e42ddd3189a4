import { offers, type Said, type Scene, spaced } from './said.js';

/** How the model answers one kind of prompt. */
export interface Row {
  asks: RegExp;
  /** The tools without which it cannot answer in this way, and what it says then. */
  tools?: string[];
  without?: string;
  reasoning?: string;
  says(found: string[], scene: Scene): Said[];
}

const FRENCH = 'Le chat était assis sur le tapis.';
const TRANSLATOR = 'You are a translator. Always respond in the target language only.';
const NO_WEATHER = 'I cannot check the weather without a tool.';
const ENDLESS = 8192;

const call = (name: string, args: Record<string, unknown>): Said => ({ name, arguments: args });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** The first row whose pattern fits the last words of the user answers. */
export const ROWS: Row[] = [
  {
    asks: /^Hello! Please respond with a single sentence greeting\.\s*$/,
    reasoning: 'The user says hello.',
    says: () => ['Hello! It is nice to meet you.'],
  },
  { asks: /^What is the capital of France\? Answer in one word\.\s*$/, says: () => ['Paris'] },
  {
    asks: /^What is the current weather in (.+)\? Use the get_weather tool to find out\.\s*$/,
    tools: ['get_weather'],
    without: NO_WEATHER,
    reasoning: 'The user wants the weather, so I need the tool.',
    says: ([city]) => [call('get_weather', { location: city })],
  },
  {
    asks: /^What is the weather and the local time in (.+)\? Use both tools\.\s*$/,
    tools: ['get_weather', 'get_time'],
    without: NO_WEATHER,
    says: ([city]) => [call('get_weather', { location: city }), call('get_time', { location: city })],
  },
  {
    asks: /^Say that you will check, then use the get_weather tool for (.+)\.\s*$/,
    tools: ['get_weather'],
    without: NO_WEATHER,
    says: ([city]) => ['I will check the weather.', call('get_weather', { location: city })],
  },
  {
    asks: /^Translate the following to French: "The cat sat on the mat\."\s*$/,
    says: (_, { question }) => [question.system?.includes(TRANSLATOR) ? FRENCH : `In French: ${FRENCH}`],
  },
  { asks: /^Count from 1 to (\d{1,4})\.\s*$/, says: ([end]) => [numbers(Number(end)).join(' ')] },
  { asks: /^Repeat exactly: (.+)$/s, says: ([text = '']) => [text] },
  {
    asks: /^Get the code of (.+)\. Use the get_code tool\.\s*$/,
    tools: ['get_code'],
    says: ([name]) => [call('get_code', { name })],
  },
  {
    asks: /^Get the codes of (.+) and (.+)\. Use the get_code tool for both\.\s*$/,
    tools: ['get_code'],
    says: (names) => names.map((name) => call('get_code', { name })),
  },
  {
    asks: /^What is the secret word\?\s*$/,
    says: (_, { question }) => {
      const word = question.system?.match(/The secret word is ([^.]+)\./)?.[1];
      return [word === undefined ? 'I do not know a secret word.' : `The secret word is ${word}.`];
    },
  },
  {
    asks: /^Use the echo tool to send exactly this text: (.+)$/s,
    tools: ['echo'],
    says: ([text]) => [call('echo', { text })],
  },
  { asks: /^Use the ping tool\.\s*$/, tools: ['ping'], says: () => [call('ping', {})] },
  {
    asks: /^Roll a die twenty times\.\s*$/,
    says: (_, { dice }) => [
      numbers(20)
        .map(() => Math.floor(dice() * 6) + 1)
        .join(' '),
    ],
  },
  { asks: /^List three cities, one per line\.\s*$/, says: () => ['1. London\n2. Paris\n3. Rome'] },
  {
    asks: /^Give a JSON object with the keys name and age\.\s*$/,
    says: () => [spaced({ name: 'Ada', age: 36 })],
  },
  { asks: /^Repeat the word tick forever\.\s*$/, says: () => ['tick '.repeat(ENDLESS).trimEnd()] },
];

const FALLBACK: Said[] = ['I am a small test model.'];

/** What the model would say to a prompt if it were free to, and what it thinks before. */
export function respondTo(text: string, scene: Scene): { said: Said[]; reasoning: string } {
  const row = ROWS.find(({ asks }) => asks.test(text));
  const reasoning = row?.reasoning ?? 'The user wants a short answer.';
  if (row === undefined) return { said: FALLBACK, reasoning };
  const able = (row.tools ?? []).every((tool) => offers(scene.question, tool));
  if (!able) return { said: row.without === undefined ? FALLBACK : [row.without], reasoning };
  return { said: row.says((text.match(row.asks) ?? []).slice(1), scene), reasoning };
}
