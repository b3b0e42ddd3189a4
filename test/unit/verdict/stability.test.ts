import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agreement,
  CONTROL_TAKES,
  firstDifference,
  isOdd,
  ODD_TAKES,
  STEADY_TAKES,
  type Takes,
  takeTurns,
} from '../../../src/verdict/stability.js';

const SEED = 20_261_123;
/** The first letter is the judged take, the others are the control's. */
const takes = (letters: string): Takes => ({ judged: letters[0] ?? '', control: [...letters.slice(1)] });
const kind = (a: string, b: string, needed = CONTROL_TAKES) => agreement(takes(a), takes(b), needed).kind;

describe('two cells', () => {
  it.each([
    ['are the same where the judged takes are', 'a', 'a', 'same'],
    ['are the same where the judged takes are, whatever a control would say', 'abc', 'axy', 'same'],
    ['are undecided where they differ and were not asked again', 'a', 'b', 'unstable'],
    ['are undecided where one was not asked often enough', 'aaa', 'bb', 'unstable'],
    ['differ where each says the same every time', 'aaa', 'bbb', 'differ'],
    ['are undecided where the left one changes', 'aab', 'bbb', 'unstable'],
    ['are undecided where the right one changes', 'aaa', 'bba', 'unstable'],
    ['are undecided where both change', 'aba', 'bab', 'unstable'],
    ['are the same where, asked again, both agree: a cache was cold', 'baa', 'aaa', 'same'],
    ['are the same where, asked again, both agree on something new', 'acc', 'bcc', 'same'],
    ['are undecided where a first take was an odd one out', 'xaa', 'bbb', 'unstable'],
    ['are undecided where both first takes were', 'xaa', 'ybb', 'unstable'],
    ['differ where, after an odd first take, each says the same once more', 'xaaa', 'bbbb', 'differ'],
    ['are undecided where the third answer is another one', 'xaaz', 'bbbb', 'unstable'],
    ['are undecided where only one side was asked once more', 'xaaa', 'bbb', 'unstable'],
  ])('%s (%s against %s)', (_, a, b, expected) => {
    expect(kind(a, b)).toBe(expected);
    expect(kind(b, a)).toBe(expected);
  });

  it('that differ are shown as the control saw them', () => {
    expect(agreement(takes('xaaa'), takes('bbbb'), CONTROL_TAKES)).toEqual({ kind: 'differ', a: 'a', b: 'b' });
  });

  it('that are undecided have the reason, and where the answers part', () => {
    const first = { judged: 'one', control: ['Hello you', 'Hello me'] };
    const second = { judged: 'two', control: ['two', 'two'] };
    expect(agreement(first, second, CONTROL_TAKES)).toEqual({
      kind: 'unstable',
      why: expect.stringContaining('from character 6 on'),
    });
    expect(agreement(takes('a'), takes('b'), CONTROL_TAKES)).toMatchObject({
      why: expect.stringContaining('not asked again'),
    });
  });

  it.each([
    ['differ where each says the same once more', 'aa', 'bb', 'differ'],
    ['are undecided where one was not asked again', 'aa', 'b', 'unstable'],
    ['are undecided where a first take was an odd one out', 'xa', 'bb', 'unstable'],
    ['are the same where, asked again, both agree', 'xa', 'aa', 'same'],
    ['differ where, after an odd first take, each says the same twice more', 'xaaa', 'bbbb', 'differ'],
  ])('of a server that repeats itself %s (%s against %s)', (_, a, b, expected) => {
    expect(kind(a, b, STEADY_TAKES)).toBe(expected);
    expect(kind(b, a, STEADY_TAKES)).toBe(expected);
  });

  it('never differ on a guess: only where every later take of each is the same, and enough of them', () => {
    const some = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(some, some, fc.constantFrom(STEADY_TAKES, CONTROL_TAKES), (left, right, needed) => {
        const [a, b] = [takes(left), takes(right)];
        const said = agreement(a, b, needed);
        expect(agreement(b, a, needed).kind).toBe(said.kind);
        if (said.kind !== 'differ') return;
        for (const { control } of [a, b]) {
          expect(new Set(control).size).toBe(1);
          expect(control.length).toBeGreaterThanOrEqual(isOdd(a) || isOdd(b) ? ODD_TAKES : needed);
        }
        expect(said.a).not.toBe(said.b);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe('two answers of a case', () => {
  it.each([
    ['took turns where they came alternately', 'abab', true],
    ['took turns where one came before and after the other', 'abba', true],
    ['took none where each came in one row: a cache may have filled up', 'aabb', false],
    ['took none where one came once', 'abaa', false],
    ['took none where there is but one', 'aaaa', false],
    ['took turns whatever came between', 'axbab', true],
    ['took none where the other cells said something else', 'axby', false],
    ['took none where a third answer stands in for one of them', 'axab', false],
    ['took none where a third answer stands in for the other', 'bxab', false],
  ])('%s (%s)', (_, order, expected) => {
    expect(takeTurns([...order], 'a', 'b')).toBe(expected);
    expect(takeTurns([...order], 'b', 'a')).toBe(expected);
  });
});

describe('a first take', () => {
  it('is odd where no later one repeats it', () => {
    expect(['a', 'aa', 'aba', 'ab', 'abb'].map((letters) => isOdd(takes(letters)))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the first difference', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abd', 2],
    ['abc', 'abcd', 3],
    ['x', 'y', 0],
  ])('of %j and %j is at %i', (a, b, at) => {
    expect(firstDifference(a, b)).toBe(at);
    expect(firstDifference(b, a)).toBe(at);
  });
});
