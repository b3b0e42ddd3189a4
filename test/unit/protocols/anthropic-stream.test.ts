import { describe, expect, it } from 'vitest';
import { takeApart } from '../../../src/protocols/anthropic-messages/stream.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  sseOf,
  textBlock,
} from './streams.js';

const apart = (...payloads: Json[]) => takeApart(sseOf(messageBody(payloads)));
/** The rules of order that a stream breaks, each with the events at which it does. */
const broken = (...payloads: Json[]) =>
  Object.fromEntries([...apart(...payloads).order].map(([rule, breaches]) => [rule, breaches.map((b) => b.actual)]));

const START = messageStart();
const ERROR: Json = { type: 'error', error: { type: 'api_error', message: 'no' } };
const OPEN = blockStart(0, { type: 'text', text: '' });
const DELTA = blockDelta(0, 'text', 'a');
const CLOSE = blockStop(0);
const END = messageDelta('end_turn');

const EVENTS: Json[] = [START, OPEN, DELTA, CLOSE, END, messageStop, ERROR];
const NAMES = EVENTS.map(({ type }) => String(type));

/** What brings a stream to each state of the grammar (protocol reference 2.5), and what each event breaks there. */
const TABLE: [state: string, before: Json[], breaks: (string | null)[]][] = [
  // message_start, content_block_start, content_block_delta, content_block_stop, message_delta, message_stop, error
  ['at the beginning', [], [null, 'R-AN-30', 'R-AN-30', 'R-AN-30', 'R-AN-30', 'R-AN-30', null]],
  ['between blocks', [START], ['R-AN-31', null, 'R-AN-37', 'R-AN-37', null, 'R-AN-53', null]],
  ['behind a block', [START, OPEN, CLOSE], ['R-AN-31', null, 'R-AN-37', 'R-AN-37', null, 'R-AN-53', null]],
  ['in a block', [START, OPEN], ['R-AN-31', 'R-AN-40', null, null, 'R-AN-57', 'R-AN-53', null]],
  ['behind message_delta', [START, END], ['R-AN-31', 'R-AN-57', 'R-AN-57', 'R-AN-57', null, null, null]],
  ['behind message_stop', [START, END, messageStop], EVENTS.map(() => 'R-AN-59')],
  ['behind an error', [START, ERROR], EVENTS.map(() => 'R-AN-62')],
];

describe('the grammar', () => {
  describe.each(TABLE)('%s', (_, before, breaks) => {
    it.each(EVENTS.map((event, k) => [NAMES[k], breaks[k] ?? 'nothing', event, breaks[k]] as const))(
      'finds that %s breaks %s',
      (name, _rule, event, rule) => {
        expect(broken(...before, event)).toEqual(rule ? { [rule]: [name] } : {});
      },
    );
  });

  it('finds nothing in a whole stream', () => {
    expect(broken(START, ...textBlock(0, 'a', 'b'), ...textBlock(1), END, messageStop)).toEqual({});
    expect(broken(START, END, messageStop)).toEqual({});
    expect(broken(START, OPEN, DELTA, ERROR)).toEqual({});
    expect(broken(START, ...textBlock(0), messageDelta(null), END, messageStop)).toEqual({});
  });

  it('skips pings and events that nobody knows, anywhere', () => {
    const noise: Json[] = [{ type: 'ping' }, { type: 'message_limit' }, { type: 'constructor' }];
    const whole = [START, OPEN, DELTA, CLOSE, END, messageStop];
    expect(broken(...whole.flatMap((event) => [...noise, event]))).toEqual({});
    expect(broken(...noise)).toEqual({});
  });

  it('says what it waited for, what came and where', () => {
    const [breach] = apart(START, messageStop).order.get('R-AN-53') ?? [];
    expect(breach).toEqual({
      expected: 'content_block_start or message_delta or error',
      actual: 'message_stop',
      at: expect.stringMatching(/^event 1 at byte \d+:$/),
    });
    expect(apart(START, END, messageStop, END).order.get('R-AN-59')).toMatchObject([{ expected: 'nothing more' }]);
  });
});

describe('one fault is one rule', () => {
  it('where message_start is missing', () => {
    expect(broken(...textBlock(0, 'a'), END, messageStop)).toEqual({ 'R-AN-30': ['content_block_start'] });
    expect(broken(END, messageStop)).toEqual({ 'R-AN-30': ['message_delta'] });
  });

  it('where message_start comes twice, wherever', () => {
    const twice = { 'R-AN-31': ['message_start'] };
    expect(broken(START, START, ...textBlock(0, 'a'), END, messageStop)).toEqual(twice);
    expect(broken(START, OPEN, START, DELTA, CLOSE, END, messageStop)).toEqual(twice);
    expect(broken(START, ...textBlock(0, 'a'), START, END, messageStop)).toEqual(twice);
    expect(broken(START, ...textBlock(0, 'a'), END, START, messageStop)).toEqual(twice);
  });

  it('where a block is never started', () => {
    expect(broken(START, DELTA, DELTA, CLOSE, END, messageStop)).toEqual({
      'R-AN-37': ['content_block_delta', 'content_block_delta', 'content_block_stop'],
    });
  });

  it('where blocks overlap', () => {
    const second = blockStart(1, { type: 'text', text: '' });
    const [late, stop] = [blockDelta(1, 'text', 'b'), blockStop(1)];
    const overlap = { 'R-AN-40': ['content_block_start'] };
    expect(broken(START, OPEN, second, DELTA, late, CLOSE, stop, END, messageStop)).toEqual(overlap);
    expect(broken(START, OPEN, second, CLOSE, late, late, stop, END, messageStop)).toEqual(overlap);
    expect(broken(START, OPEN, second, late, stop, DELTA, CLOSE, END, messageStop)).toEqual(overlap);
  });

  it('where a block comes after message_delta', () => {
    const late = ['content_block_start', 'content_block_delta', 'content_block_stop'];
    expect(broken(START, END, OPEN, DELTA, CLOSE, messageStop)).toEqual({ 'R-AN-57': late });
    expect(broken(START, OPEN, END, CLOSE, messageStop)).toEqual({
      'R-AN-57': ['message_delta', 'content_block_stop'],
    });
  });

  it('where a whole second message follows the first', () => {
    const whole = [START, ...textBlock(0, 'a'), END, messageStop];
    expect(Object.keys(broken(...whole, ...whole))).toEqual(['R-AN-59']);
    expect(apart(...whole, ...whole).blocks.length).toBe(1);
  });

  it('where the stream goes on after an error', () => {
    expect(Object.keys(broken(START, ERROR, OPEN, DELTA, CLOSE, END, messageStop, START))).toEqual(['R-AN-62']);
  });

  it('where message_delta never comes', () => {
    expect(broken(START, ...textBlock(0, 'a'), messageStop)).toEqual({ 'R-AN-53': ['message_stop'] });
  });
});

describe('a stream taken apart', () => {
  it('has its start, blocks with their deltas, message deltas and stop', () => {
    const stream = apart(START, ...textBlock(0, 'a', 'b'), ...textBlock(1), END, messageStop);
    expect(stream.start?.json).toEqual(START);
    expect(stream.blocks.map(({ index, type, deltas, stop }) => [index, type, deltas.length, stop !== null])).toEqual([
      [0, 'text', 2, true],
      [1, 'text', 0, true],
    ]);
    expect(stream.messageDeltas.length).toBe(1);
    expect(stream.stop?.at).toMatch(/^event 8 at byte \d+:$/);
  });

  it('gives each delta to the last block of its index', () => {
    const stream = apart(START, ...textBlock(0, 'a'), ...textBlock(0, 'b'));
    expect(stream.blocks.map(({ deltas }) => deltas.map(({ json }) => (json.delta as Json).text))).toEqual([
      ['a'],
      ['b'],
    ]);
  });

  it('leaves a delta of an index that no block has to the judges', () => {
    const stream = apart(START, OPEN, blockDelta(3, 'text', 'lost'), CLOSE);
    expect(stream.blocks.map(({ deltas }) => deltas)).toEqual([[]]);
    expect(stream.events.length).toBe(4);
  });

  it('sets payloads aside that are no object', () => {
    const stream = takeApart(sseOf('event: ping\ndata: [DONE]\n\ndata: 1\n\ndata: {"type":"ping"}\n\n'));
    expect(stream.broken.map(({ data }) => data)).toEqual(['[DONE]', '1']);
    expect(stream.events.map(({ type }) => type)).toEqual(['ping']);
  });

  it('goes by data.type, and by the event’s name where there is none', () => {
    const stream = takeApart(
      sseOf('event: message_stop\ndata: {"type":"ping"}\n\nevent: error\ndata: {}\n\ndata: {}\n\n'),
    );
    expect(stream.events.map(({ type }) => type)).toEqual(['ping', 'error', '']);
  });

  it('keeps the first start and the first stop', () => {
    const other = messageStart({ input_tokens: 99, output_tokens: 0 });
    expect(apart(START, other).start?.json).toEqual(START);
    expect(apart(START, OPEN, CLOSE, CLOSE).blocks[0]?.stop?.event.index).toBe(2);
  });
});
