import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/wire/exchange.js';
import type { Json } from '../protocols/streams.js';
import { type Answer, answersOf, bodiesOf, gatherFrom, golden } from './fake.js';

const SEED = 20_261_123;
const COUNT = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20';

const PLAIN: Cell[] = [{ protocol: 'openai-chat', mode: 'plain' }];

/** The stop strings that are made from an answer: at a border, and inside a word. Null where none is. */
async function stopsOf(text: string): Promise<(string | null)[]> {
  const variants = ['stop_border', 'stop_inside'];
  const bodies = await bodiesOf(answersOf([golden({ id: 'a', variants })], PLAIN), text);
  return variants.map((variant) => {
    const stop = bodies.get(`a+${variant} openai-chat plain`)?.stop;
    return Array.isArray(stop) ? (stop[0] as string) : null;
  });
}

describe('a stop string', () => {
  it('at a border begins with the blank before a word, in the middle of the text', async () => {
    expect((await stopsOf('one two three four five'))[0]).toBe(' three');
    expect((await stopsOf('one two three'))[0]).toBe(' two');
  });

  it('inside a word begins behind its first character, and ends in the next word', async () => {
    expect((await stopsOf('one two three four'))[1]).toMatch(/^(ne t|wo t|hree f)$/);
  });

  it('of the counting case stands in it once', async () => {
    for (const stop of await stopsOf(COUNT)) expect(COUNT.split(stop ?? '').length).toBe(2);
  });

  it.each(['', 'one', 'a b', '   ', '\n\n'])('is not made from %j', async (text) => {
    expect(await stopsOf(text)).toEqual([null, null]);
  });

  it('is part of any text that it is made from: neither its beginning nor its end', async () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '你', '-'), minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 9 }), async (words) => {
        const text = words.join(' ');
        const [border, inside] = await stopsOf(text);
        for (const stop of [border, inside]) {
          const at = text.indexOf(stop ?? ' ');
          if (stop != null) expect([at > 0, at + stop.length < text.length]).toEqual([true, true]);
        }
        expect(border ?? ' x').toMatch(/^ \S+$/);
        expect(inside ?? 'x y').toMatch(/^\S+ \S+$/);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('holds no half of a character', async () => {
    for (const text of ['a 🌍 b c', 'a 🌍 b', 'a 🌍🌍 b']) {
      for (const stop of await stopsOf(text)) expect((stop ?? '').isWellFormed()).toBe(true);
    }
  });

  it('is sent as each API names it, made from what each cell said', async () => {
    const variants = ['stop_border', 'stop_inside', 'stop_string'];
    const [border, inside] = await stopsOf(COUNT);
    const bodies = await bodiesOf(answersOf([golden({ id: 'a', variants })]), COUNT);
    expect(bodies.get('a+stop_border openai-chat plain')?.stop).toEqual([border]);
    expect(bodies.get('a+stop_inside openai-chat stream')?.stop).toEqual([inside]);
    expect(bodies.get('a+stop_inside anthropic-messages plain')?.stop_sequences).toEqual([inside]);
    expect(bodies.get('a+stop_string openai-chat plain')?.stop).toBe(border);
  });

  it('is not asked where the answer is too short, and the reason is kept', async () => {
    const all = answersOf([golden({ id: 'a', variants: ['stop_inside'] })]);
    const { gathered, asked } = await gatherFrom(all, () => 'Paris');
    expect(asked.length).toBe(4);
    expect(gathered.notAsked.length).toBe(4);
    expect(gathered.notAsked[0]).toEqual({
      case: 'a+stop_inside',
      cell: { protocol: 'openai-chat', mode: 'plain' },
      why: 'the free answer is too short to be cut',
    });
  });
});

describe('a tool’s result', () => {
  const tools = ['f', 'g'].map((name) => ({ name, description: '', parameters: {} }));
  const CASE = { id: 'a', prompt: 'Do it.', tools, toolResults: { f: 'from f', g: 'from g', 'g(x)': 'from g of x' } };
  const CALLS: Answer = {
    text: 'I will.',
    toolCalls: [
      { id: 'id-1', name: 'f', raw: '{}' },
      { id: 'id-2', name: 'g', raw: '{"of":"x"}' },
    ],
  };
  const messages = (body: Json | undefined) => body?.messages as Json[];

  it('goes back under the ids that the server gave, in the order of the calls', async () => {
    const bodies = await bodiesOf(answersOf([golden({ ...CASE, variants: ['result'] })]), CALLS);
    for (const mode of ['plain', 'stream']) {
      expect(messages(bodies.get(`a+result openai-chat ${mode}`))).toMatchObject([
        { role: 'user', content: 'Do it.' },
        { role: 'assistant', content: 'I will.', tool_calls: [{ id: 'id-1' }, { id: 'id-2' }] },
        { role: 'tool', tool_call_id: 'id-1', content: 'from f' },
        { role: 'tool', tool_call_id: 'id-2', content: 'from g of x' },
      ]);
      expect(messages(bodies.get(`a+result anthropic-messages ${mode}`))).toMatchObject([
        { role: 'user', content: 'Do it.' },
        {
          role: 'assistant',
          content: [{ text: 'I will.' }, { id: 'id-1', input: {} }, { id: 'id-2', input: { of: 'x' } }],
        },
        { role: 'user', content: [{ tool_use_id: 'id-1' }, { tool_use_id: 'id-2', content: 'from g of x' }] },
      ]);
    }
  });

  it('is not asked where no call came, and the reason is kept', async () => {
    const { gathered, asked } = await gatherFrom(answersOf([golden({ ...CASE, variants: ['result'] })]), () => 'No.');
    expect(asked.length).toBe(4);
    expect(gathered.notAsked.map(({ why }) => why)).toEqual(Array(4).fill('no tool call came'));
  });

  it('may come in the other order, as a failure, as blocks, without content, or under ids of the other make', async () => {
    const variants = ['result_swapped', 'result_error', 'result_blocks', 'result_absent', 'foreign_ids'];
    const bodies = await bodiesOf(answersOf([golden({ ...CASE, variants })]), CALLS);
    const results = (variant: string) =>
      messages(bodies.get(`a+${variant} anthropic-messages plain`))?.at(-1)?.content as Json[];
    expect(results('result_swapped').map((one) => one.tool_use_id)).toEqual(['id-2', 'id-1']);
    expect(results('result_error').map((one) => one.is_error)).toEqual([true, true]);
    expect(results('result_blocks')[0]?.content).toEqual([{ type: 'text', text: 'from f' }]);
    expect(results('result_absent').every((one) => !('content' in one))).toBe(true);
    expect(results('foreign_ids').every((one) => String(one.tool_use_id).startsWith('call_'))).toBe(true);
  });
});
