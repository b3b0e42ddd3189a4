import { describe, expect, it } from 'vitest';
import { cell, type RunView, viewOf } from '../../../src/checks/view.js';
import type { AnyReading } from '../../../src/protocols/index.js';
import type { Exchange } from '../../../src/wire/exchange.js';
import { cellOf, exchangeOf } from '../protocols/streams.js';
import { GOLDEN } from './run.js';

const OPENAI = cellOf('openai-chat', 'plain');
const STREAM = cellOf('openai-chat', 'stream');
const ANTHROPIC = cellOf('anthropic-messages', 'plain');
const NO_METAL = '{"error":{"message":"[metal_kernel] No Metal back-end"}}';

const made = (id: string, name: string, at = OPENAI, more: Parameters<typeof exchangeOf>[2] = {}, body = '{}') =>
  exchangeOf(at, body, { case: name, id, ...more });
const missing = (id: string) => made(id, 'a', ANTHROPIC, { status: 404 });
const view = (...exchanges: Exchange[]): RunView =>
  viewOf({ exchanges, knownModel: true, model: 'm', interrupted: null }, GOLDEN);
const ids = (readings: AnyReading[]) => readings.map(({ exchange }) => exchange.id);
const idAt = (run: RunView, name: string, at = OPENAI) => run.at(name, at)?.exchange.id;

describe('what the judges see of a run', () => {
  it('is each golden case by its id, and whether the model is known', () => {
    const { golden, knownModel } = view();
    expect([...golden.keys()]).toEqual(GOLDEN.map(({ id }) => id));
    expect(golden.get('ping')).toBe(GOLDEN.find(({ id }) => id === 'ping'));
    expect(knownModel).toBe(true);
    expect(viewOf({ exchanges: [], knownModel: false, model: 'm', interrupted: null }, []).knownModel).toBe(false);
  });

  it('is each case once, in the order of the first exchange, with those that were only asked again', () => {
    const run = view(made('1', 'b'), made('2', 'a'), made('3', 'b', STREAM), made('4', 'c', OPENAI, { take: 2 }));
    expect(run.cases).toEqual(['b', 'a', 'c']);
  });

  it('is the first take of each question, in the order in which they were asked', () => {
    const again = made('2', 'b', OPENAI, { take: 2 });
    expect(ids(view(made('1', 'b'), again, made('3', 'a'), made('4', 'b', ANTHROPIC)).readings)).toEqual([
      '1',
      '3',
      '4',
    ]);
  });
});

describe('a cell', () => {
  const whole = () =>
    view(
      made('1', 'a', OPENAI, { take: 2 }),
      made('2', 'a'),
      made('3', 'a', OPENAI, { take: 3 }),
      made('4', 'a', STREAM),
      made('5', 'a', ANTHROPIC),
      made('6', 'b'),
    );

  it('has one judged take: the first, wherever it stands among the others', () => {
    expect(idAt(whole(), 'a')).toBe('2');
  });

  it('has the control’s takes beside it, in order, and never the judged one', () => {
    const run = whole();
    expect(ids(run.control('a', OPENAI))).toEqual(['1', '3']);
    expect(ids(run.control('b', OPENAI))).toEqual([]);
  });

  it('is told from the other mode, the other protocol and the other cases', () => {
    const run = whole();
    expect(idAt(run, 'a', STREAM)).toBe('4');
    expect(idAt(run, 'a', ANTHROPIC)).toBe('5');
    expect(idAt(run, 'b')).toBe('6');
    expect(ids(run.control('a', STREAM))).toEqual([]);
  });

  it('is empty where nothing was asked', () => {
    const run = whole();
    expect(run.at('b', STREAM)).toBeUndefined();
    expect(run.control('b', STREAM)).toEqual([]);
    expect(run.at('c', OPENAI)).toBeUndefined();
  });

  it('has no judged take where only the control’s are there', () => {
    const controlled = view(made('1', 'a', OPENAI, { take: 2 }));
    expect(controlled.at('a', OPENAI)).toBeUndefined();
    expect(ids(controlled.control('a', OPENAI))).toEqual(['1']);
  });

  it('is named by its protocol and mode', () => {
    expect(cell('openai-chat', 'stream')).toEqual({ protocol: 'openai-chat', mode: 'stream' });
  });
});

describe('an API that the server does not have', () => {
  const lacking = () => view(made('1', 'a'), missing('2'), made('3', 'b', ANTHROPIC, { status: 404 }));

  it('is shown by its first exchange, and none of its exchanges is judged', () => {
    const run = lacking();
    expect(ids(run.absent)).toEqual(['2']);
    expect(ids(run.readings)).toEqual(['1']);
    expect(run.at('a', ANTHROPIC)).toBeUndefined();
    expect(run.cases).toEqual(['a']);
  });

  it('is not among the protocols of the run', () => {
    expect(lacking().protocols).toEqual(['openai-chat']);
    expect(view(missing('1')).protocols).toEqual([]);
  });
});

describe('the protocols of a run', () => {
  it('are those that were asked', () => {
    expect(view().protocols).toEqual([]);
    expect(view(made('1', 'a', ANTHROPIC)).protocols).toEqual(['anthropic-messages']);
    const both = view(made('1', 'a', ANTHROPIC), made('2', 'a'));
    expect(both.protocols).toEqual(['openai-chat', 'anthropic-messages']);
    expect(both.absent).toEqual([]);
  });
});

describe('an answer that says that this machine has no Metal', () => {
  it('is not judged: it tells nothing of the server', () => {
    const run = view(made('1', 'a', OPENAI, { status: 500 }, NO_METAL), made('2', 'b'));
    expect(ids(run.readings)).toEqual(['2']);
    expect(run.at('a', OPENAI)).toBeUndefined();
    expect(run.cases).toEqual(['b']);
    expect(run.protocols).toEqual(['openai-chat']);
  });
});
