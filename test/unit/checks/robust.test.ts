import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../../src/plan/plan.js';
import { type Exchange, MODES, PROTOCOLS } from '../../../src/wire/exchange.js';
import { spoilt } from '../protocols/spoilt.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  cellOf,
  chatBody,
  chunkOf,
  exchangeOf,
  fragment,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
  usageChunk,
} from '../protocols/streams.js';
import { GOLDEN, judged } from './run.js';

const SEED = 20_261_123;
const RAW = '{"location":"Tokyo"}';
const CALL = { id: 'a', name: 'get_weather' };
const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

/** What a server may say in each place, before it is spoilt. */
const CHAT: Json = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_800_000_000,
  model: 'm',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Hello!',
        refusal: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'get_weather', arguments: RAW } }],
      },
      logprobs: null,
      finish_reason: 'tool_calls',
    },
  ],
  usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 1 } },
};
const MESSAGE: Json = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [
    { type: 'thinking', thinking: 'r', signature: 's' },
    { type: 'text', text: 'Hello!', citations: null },
    { type: 'tool_use', ...CALL, input: { location: 'Tokyo' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
};
const CHUNKS: Json[] = [
  chunkOf({ role: 'assistant', content: '' }),
  chunkOf({ content: 'Hello!' }),
  chunkOf({ tool_calls: [fragment(0, RAW.slice(0, 5), CALL)] }),
  chunkOf({ tool_calls: [fragment(0, RAW.slice(5))] }),
  chunkOf({}, 'tool_calls'),
  usageChunk(USAGE),
];
const EVENTS: Json[] = [
  messageStart(),
  ...textBlock(0, 'Hello!'),
  blockStart(1, { type: 'tool_use', ...CALL, input: {} }),
  blockDelta(1, 'partial_json', RAW),
  blockStop(1),
  messageDelta('tool_use'),
  messageStop,
];
const ERROR: Json = { type: 'error', error: { type: 'invalid_request_error', message: 'no', param: null, code: null } };

const WEATHER = GOLDEN.find(({ id }) => id === 'tool_call_request') ?? expect.fail('the case is gone');
const asked = conversationOf(WEATHER);
const NAMES = [
  'tool_call_request',
  'tool_call_request+result',
  'tool_call_request+choice_required',
  'recovery',
  'models',
];

/** A run in which each place says something that is a little wrong. */
const run = fc
  .record({
    chat: spoilt([CHAT, CHAT, ERROR]),
    message: spoilt([MESSAGE, MESSAGE, ERROR]),
    chunks: fc.tuple(...CHUNKS.map((one) => spoilt([one]))),
    events: fc.tuple(...EVENTS.map((one) => spoilt([one]))),
    name: fc.constantFrom(...NAMES),
    status: fc.constantFrom(200, 200, 200, 200, 400, 500),
    knownModel: fc.boolean(),
  })
  .map(({ chat, message, chunks, events, name, status, knownModel }) => {
    const bodies = { chat, message, chunks: chatBody([...chunks, '[DONE]']), events: messageBody(events) };
    const cells = PROTOCOLS.flatMap((protocol) => MODES.map((mode) => cellOf(protocol, mode)));
    const said = [bodies.chat, bodies.chunks, bodies.message, bodies.events];
    const exchanges = cells.map((at, k) => exchangeOf(at, said[k] ?? '', { case: name, id: `${k}`, status, asked }));
    const refused = cells.map((at, k) =>
      exchangeOf(at, at.protocol === 'openai-chat' ? chat : message, {
        ...{ case: 'bad_request+malformed_json', id: `${k + 4}`, purpose: 'refusal', status: 400 },
      }),
    );
    return { exchanges: [...exchanges, ...refused] as Exchange[], knownModel };
  });

describe('no server', () => {
  it('crashes a check, whatever it says', () => {
    const crashed = new Set<string>();
    fc.assert(
      fc.property(run, ({ exchanges, knownModel }) => {
        const { crashes, findings } = judged({ exchanges, knownModel, model: 'm', interrupted: null });
        for (const crash of crashes) crashed.add(crash);
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      }),
      { seed: SEED, numRuns: 250 },
    );
    expect([...crashed].sort()).toEqual([]);
  });
});

describe('a reply of each kind', () => {
  it('has no fault before it is spoilt', () => {
    const whole = [
      [cellOf('openai-chat', 'plain'), CHAT],
      [cellOf('openai-chat', 'stream'), chatBody([...CHUNKS, '[DONE]'])],
      [cellOf('anthropic-messages', 'plain'), MESSAGE],
      [cellOf('anthropic-messages', 'stream'), messageBody(EVENTS)],
    ] as const;
    for (const [at, body] of whole) {
      const one = exchangeOf(at, body, { case: 'tool_call_request', asked });
      const { findings } = judged({ exchanges: [one], knownModel: true, model: 'm', interrupted: null });
      expect(findings.filter(({ verdict }) => verdict === 'fail').map(({ id, actual }) => `${id}: ${actual}`)).toEqual(
        [],
      );
    }
  });
});

describe('a tool call', () => {
  it.each([true, false])('whose arguments were lost is a mismatch, and no crash (a known model: %s)', (knownModel) => {
    const lost = structuredClone(MESSAGE) as { content: Json[] };
    lost.content[2] = { type: 'tool_use', ...CALL, input: {} };
    const one = exchangeOf(cellOf('anthropic-messages', 'plain'), lost, { case: 'tool_call_request', asked });
    const { findings, crashes } = judged({ exchanges: [one], knownModel, model: 'm', interrupted: null });
    expect(crashes).toEqual([]);
    const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
    expect(failed).toEqual(expect.arrayContaining(['G-04', 'R-AN-49']));
  });
});
