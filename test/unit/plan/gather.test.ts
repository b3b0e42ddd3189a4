import { describe, expect, it } from 'vitest';
import { equality } from '../../../src/checks/equality.js';
import { judge } from '../../../src/checks/judge.js';
import { viewOf } from '../../../src/checks/view.js';
import { CALIBRATION, NEARLY_ZERO } from '../../../src/golden/special.js';
import type { Ask, Cell } from '../../../src/wire/exchange.js';
import { type Answer, answersOf, CELLS, gatherFrom, golden, place, planOf } from './fake.js';

const HELLO = golden();
const PLAIN = CELLS.filter(({ mode }) => mode === 'plain');
const OPENAI = CELLS.filter(({ protocol }) => protocol === 'openai-chat');
const at = (name: string, cells: Cell[] = CELLS) => cells.map((cell) => `${name} ${place(cell)}`);
const taken = (name: string, take: number, cells: Cell[] = CELLS) =>
  at(name, cells).map((one) => `${one} take ${take}`);

describe('a server that agrees with itself', () => {
  it('is asked each question once, in order', async () => {
    const all = answersOf([golden({ id: 'a' }), golden({ id: 'b' })]);
    const { asked, gathered } = await gatherFrom(all, () => 'Hello!');
    expect(asked).toEqual([...at('a'), ...at('b')]);
    expect(gathered).toMatchObject({ notAsked: [], evidence: { interrupted: null }, temperature: 0 });
  });

  it('gives evidence with numbered exchanges, in the order of sending', async () => {
    const { gathered } = await gatherFrom(answersOf([HELLO]), () => 'Hello!');
    expect(gathered.evidence).toMatchObject({ model: 'm', knownModel: false });
    expect(gathered.evidence.exchanges.map(({ id }) => id)).toEqual([
      '001-hello.openai-chat.plain',
      '002-hello.openai-chat.stream',
      '003-hello.anthropic-messages.plain',
      '004-hello.anthropic-messages.stream',
    ]);
  });

  it('is told of each exchange as it is made', async () => {
    const { progress } = await gatherFrom(answersOf([HELLO]), () => 'Hello!');
    expect(progress).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });
});

describe('the control', () => {
  /** Says the same as ever, but for one cell. */
  const odd = (where: string, other: (ask: Ask) => Answer) => (ask: Ask) =>
    place(ask) === where ? other(ask) : 'Hello!';

  it('asks the cells of a case that differ again, backwards and then forwards, right after it', async () => {
    const all = answersOf([golden({ id: 'a' }), golden({ id: 'b' })]);
    const { asked } = await gatherFrom(all, (ask) =>
      ask.case === 'a' ? odd('openai-chat stream', () => 'Bye!')(ask) : 'x',
    );
    expect(asked).toEqual([...at('a'), ...taken('a', 2, OPENAI).toReversed(), ...taken('a', 3, OPENAI), ...at('b')]);
  });

  it('asks once where the calibration has shown that the server repeats itself', async () => {
    const all = { ...answersOf([HELLO]), calibration: planOf([golden({ id: CALIBRATION })]).calibration };
    const script = odd('openai-chat stream', () => 'Bye!');
    const { asked } = await gatherFrom(all, script, { temperature: null });
    expect(asked.slice(4)).toEqual([...at('hello'), ...taken('hello', 2, OPENAI).toReversed()]);
    const wavering = await gatherFrom(all, (ask, nth) => (nth === 2 ? 'Hm.' : script(ask)), { temperature: null });
    expect(wavering.asked.slice(-2)).toEqual(taken('hello', 3, OPENAI));
  });

  it('is not made where a server that repeats itself answered by turns: its modes differ, twice each', async () => {
    const all = { ...answersOf([HELLO]), calibration: planOf([golden({ id: CALIBRATION })]).calibration };
    const modes = (ask: Ask) => (ask.case === 'hello' ? ask.mode : 'Hello!');
    const { asked, gathered } = await gatherFrom(all, modes, { temperature: null });
    expect(asked.slice(4)).toEqual(at('hello'));
    const { findings } = judge(viewOf(gathered.evidence, []), equality);
    const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
    expect(failed).toEqual(['R-X-01', 'R-X-02']);
    const apis = (ask: Ask) => (ask.case === 'hello' ? ask.protocol : 'Hello!');
    const filling = await gatherFrom(all, apis, { temperature: null });
    expect(filling.asked.slice(4)).toEqual([...at('hello'), ...taken('hello', 2, PLAIN).toReversed()]);
  });

  it('sends the very same bodies again', async () => {
    const { asks } = await gatherFrom(
      answersOf([HELLO]),
      odd('anthropic-messages plain', () => 'Bye!'),
    );
    const bodies = (take: number) =>
      new Map(asks.filter((ask) => ask.take === take).map((ask) => [place(ask), ask.body]));
    const first = bodies(1);
    first.delete('openai-chat stream');
    expect(first.size).toBe(3);
    expect(bodies(2)).toEqual(first);
    expect(bodies(3)).toEqual(first);
  });

  it('tells every cell of one and the same call, as the ids of two may make two prompts', async () => {
    const tools = [{ name: 'f', description: '', parameters: {} }];
    const all = answersOf([golden({ id: 'a', tools, toolResults: { f: '18' }, variants: ['result'] })], PLAIN);
    const script = (ask: Ask): Answer =>
      ask.case === 'a'
        ? { text: '', toolCalls: [{ id: `id-of-${ask.protocol}`, name: 'f', raw: '{}' }] }
        : (/id-of-[a-z]+/.exec(ask.body ?? '')?.[0] ?? '');
    const { asks, gathered } = await gatherFrom(all, script);
    const ids = asks.filter((ask) => ask.case === 'a+result').map((ask) => /id-of-[a-z]+/.exec(ask.body ?? '')?.[0]);
    expect(ids.slice(0, 2)).toEqual(['id-of-openai', 'id-of-anthropic']);
    expect(new Set(ids.slice(2))).toEqual(new Set(['id-of-openai']));
    const { findings } = judge(viewOf(gathered.evidence, []), equality);
    const verdicts = findings.filter((one) => one.case === 'a+result').map(({ rule, verdict }) => [rule, verdict]);
    expect(verdicts).toContainEqual(['R-X-04', 'pass']);
  });

  it('asks once more where a first answer was never repeated', async () => {
    const cold = odd('openai-chat plain', ({ take }) => (take === 1 ? 'Cold!' : 'Bye!'));
    const { asked } = await gatherFrom(answersOf([HELLO]), cold);
    const differing = CELLS.slice(0, 3);
    expect(asked).toEqual([
      ...at('hello'),
      ...taken('hello', 2, differing).toReversed(),
      ...taken('hello', 3, differing),
      ...taken('hello', 4, differing).toReversed(),
    ]);
  });

  it('does not ask once more where each answer is repeated, or where the server just wavers', async () => {
    const wavering = odd('openai-chat plain', ({ take }) => (take === 2 ? 'Hello!' : 'Bye!'));
    expect((await gatherFrom(answersOf([HELLO]), wavering)).asked.length).toBe(4 + 2 * 3);
  });

  it('asks only the variant that differs, not its case', async () => {
    const all = answersOf([golden({ id: 'a', variants: ['cap_5'] })]);
    const script = (ask: Ask) => (ask.case === 'a+cap_5' ? odd('openai-chat stream', () => 'He')(ask) : 'Hello!');
    const { asked } = await gatherFrom(all, script);
    expect(asked.filter((one) => one.includes('take'))).toEqual([
      ...taken('a+cap_5', 2, OPENAI).toReversed(),
      ...taken('a+cap_5', 3, OPENAI),
    ]);
  });

  it.each<[string, Answer]>([
    ['text', 'Hello'],
    ['leading blanks', ' Hello!'],
    ['a tool call', { text: 'Hello!', toolCalls: [{ id: 'x', name: 'f', raw: '{}' }] }],
  ])('is made for a difference in %s', async (_, answer) => {
    const { asked } = await gatherFrom(
      answersOf([HELLO]),
      odd('openai-chat stream', () => answer),
    );
    expect(asked.length).toBe(4 + 2 * 2);
  });

  it('is not made for what is no difference: ids, and the spelling of arguments', async () => {
    const call = (id: string, raw: string): Answer => ({ text: '', toolCalls: [{ id, name: 'f', raw }] });
    const script = (ask: Ask) =>
      call(`${place(ask)} ${ask.take}`, ask.mode === 'plain' ? '{"a":1,"b":2}' : '{ "b": 2, "a": 1 }');
    expect((await gatherFrom(answersOf([HELLO]), script)).asked.length).toBe(4);
  });

  it('is not made where only one cell was asked, or where one said nothing', async () => {
    const alone = answersOf([HELLO], PLAIN.slice(0, 1));
    expect((await gatherFrom(alone, (_, nth) => `Hello ${nth}`)).asked.length).toBe(1);
  });

  it('is counted in the plan as soon as it is known', async () => {
    const { progress } = await gatherFrom(
      answersOf([HELLO]),
      odd('openai-chat plain', () => 'Bye!'),
    );
    expect(progress[3]).toEqual([4, 4]);
    expect(progress[4]).toEqual([5, 7]);
    expect(progress.at(-1)).toEqual([10, 10]);
  });

  it('is judged by its own takes: the first one stays the judged one', async () => {
    const all = answersOf([golden({ id: 'a', variants: ['stop_border'] })]);
    const counting = odd('openai-chat plain', ({ take }) =>
      take === 1 ? 'one two three four' : 'five six seven eight',
    );
    const { asks } = await gatherFrom(all, counting);
    const stop = asks.find((ask) => ask.case === 'a+stop_border' && place(ask) === 'openai-chat plain');
    expect(stop?.body).toContain(' three');
  });
});

describe('the calibration', () => {
  const DICE = golden({ id: 'roll_dice', prompt: 'Roll!' });
  const all = { ...planOf([DICE, HELLO], CELLS, (name) => name === 'again'), refusals: [], recovery: [], together: [] };
  /** A server that samples above a temperature. */
  const sampling = (above: number) => (ask: Ask, nth: number) => {
    const { temperature } = JSON.parse(ask.body ?? '{}') as { temperature: number };
    return temperature === 0 && ask.case.startsWith('roll_dice') && above < 0 ? `rolled ${nth}` : 'Hello!';
  };
  const temperatures = (asks: Ask[]) =>
    asks.map((ask) => (JSON.parse(ask.body ?? '{}') as { temperature: number }).temperature);

  it('leaves the temperature at 0 where the server agrees with itself', async () => {
    const { asked, asks, gathered } = await gatherFrom(all, sampling(1), { temperature: null });
    expect(asked).toEqual([...at('roll_dice', PLAIN), ...at('roll_dice+again', PLAIN), ...at('hello')]);
    expect(new Set(temperatures(asks))).toEqual(new Set([0]));
    expect(gathered.temperature).toBe(0);
  });

  it('goes close to 0 where the server samples at 0, and agrees with itself there', async () => {
    const { asked, asks, gathered } = await gatherFrom(all, sampling(-1), { temperature: null });
    expect(asked.slice(4)).toEqual([
      ...at('roll_dice+nearly_zero', PLAIN),
      ...at('roll_dice+nearly_zero_again', PLAIN),
      ...at('hello'),
    ]);
    expect(temperatures(asks)).toEqual([0, 0, 0, 0, ...Array(8).fill(NEARLY_ZERO)]);
    expect(gathered.temperature).toBe(NEARLY_ZERO);
  });

  it('stays at 0 where the server agrees with itself nowhere', async () => {
    const restless = (ask: Ask, nth: number) => (ask.case.startsWith('roll_dice') ? `rolled ${nth}` : 'Hello!');
    const { asks, gathered, asked } = await gatherFrom(all, restless, { temperature: null });
    expect(asked.length).toBe(12);
    expect(temperatures(asks).slice(8)).toEqual([0, 0, 0, 0]);
    expect(gathered.temperature).toBe(0);
  });

  it('asks each API about itself: that they differ from each other is no sampling', async () => {
    const { asked } = await gatherFrom(all, (ask) => (ask.case.startsWith('roll_dice') ? ask.protocol : 'Hello!'), {
      temperature: null,
    });
    expect(asked.filter((one) => one.includes('nearly_zero'))).toEqual([]);
  });

  it('is left out where the temperature is given, and that one is sent', async () => {
    const { asked, asks, gathered } = await gatherFrom(all, sampling(-1), { temperature: 0.1 });
    expect(asked).toEqual(at('hello'));
    expect(new Set(temperatures(asks))).toEqual(new Set([0.1]));
    expect(gathered.temperature).toBe(0.1);
  });

  it('counts its further questions in the plan', async () => {
    const { progress } = await gatherFrom(all, sampling(-1), { temperature: null });
    expect(progress.map(([, planned]) => planned)).toEqual([8, 8, 8, 8, ...Array(8).fill(12)]);
  });
});

describe('an interruption', () => {
  const all = planOf([golden({ id: 'a' }), golden({ id: 'b' })], CELLS, () => false);
  const until = (made: number) => ({ interrupted: (by: number) => (by >= made ? 'the server died' : null) });

  it('stops at once, and keeps what was gathered and the reason', async () => {
    const { asked, gathered } = await gatherFrom(all, () => 'Hello!', until(5));
    expect(asked).toEqual([...at('a'), ...at('b').slice(0, 1)]);
    expect(gathered.evidence.exchanges.length).toBe(5);
    expect(gathered.evidence.interrupted).toBe('the server died');
    expect(gathered.notAsked).toEqual([]);
  });

  it('before the first exchange asks nothing', async () => {
    const { asked, gathered } = await gatherFrom(all, () => 'Hello!', until(0));
    expect([asked, gathered.evidence.exchanges]).toEqual([[], []]);
    expect(gathered.evidence.interrupted).toBe('the server died');
  });

  it('stops a control, too', async () => {
    const { asked } = await gatherFrom(all, ({ mode }) => mode, until(6));
    expect(asked).toEqual([...at('a'), ...taken('a', 2).toReversed().slice(0, 2)]);
  });

  it('is none where all was asked', async () => {
    const { gathered, asked } = await gatherFrom(all, () => 'Hello!', until(1000));
    expect(gathered.evidence.interrupted).toBeNull();
    expect(asked.at(-1)).toBe('recovery anthropic-messages plain');
  });

  it('keeps its first reason', async () => {
    const { gathered } = await gatherFrom(all, () => 'Hello!', { interrupted: (made) => `after ${made}` });
    expect(gathered.evidence.interrupted).toBe('after 0');
  });
});
