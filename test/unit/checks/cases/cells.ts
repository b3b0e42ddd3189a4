import type { Exchange } from '../../../../src/wire/exchange.js';
import {
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
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM, chatSays, completion, MESSAGE_STREAM, message, messageSays, textOf } from './replies.js';

/** The same said in each of the four cells of a case. */

export type Row = [rule: string, says: string, exchanges: Exchange[], verdicts: string[], model?: 'unknown model'];
export type Made = NonNullable<Parameters<typeof exchangeOf>[2]>;

export interface Said {
  text?: string;
  thought?: string;
  calls?: [name: string, args: string][];
  finish?: string;
  /** Tokens of the prompt, of the answer, cached ones. */
  tokens?: [number, number, number?] | null;
  thoughtTokens?: number;
  model?: string;
}

const usageOf = ({ tokens = [3, 2], thoughtTokens }: Said): Json | undefined =>
  tokens === null
    ? undefined
    : {
        prompt_tokens: tokens[0],
        completion_tokens: tokens[1],
        total_tokens: tokens[0] + tokens[1],
        prompt_tokens_details: { cached_tokens: tokens[2] },
        completion_tokens_details: { reasoning_tokens: thoughtTokens },
      };

/** The same said in each of the four cells. */
export const oai = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls, finish = 'stop', model = 'm' } = said;
  const tool_calls = calls?.map(([one, args], k) => ({
    ...{ id: `c${k}`, type: 'function', function: { name: one, arguments: args } },
  }));
  const whole = { role: 'assistant', content: text, reasoning_content: thought, tool_calls };
  const choices = [{ index: 0, message: whole, finish_reason: finish }];
  return chatSays(completion({}, { choices, model, usage: usageOf(said) }), { case: name, id: `op ${name}`, ...made });
};
export const ois = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls = [], finish = 'stop', model = 'm' } = said;
  const usage = usageOf(said);
  const chunks = [
    chunkOf({ role: 'assistant', reasoning_content: thought }, null, { model }),
    chunkOf({ content: text }, null, { model }),
    ...calls.map(([one, args], k) => chunkOf({ tool_calls: [fragment(k, args, { id: `c${k}`, name: one })] })),
    chunkOf({}, finish),
    ...(usage ? [usageChunk(usage)] : []),
  ];
  return exchangeOf(CHAT_STREAM, chatBody([...chunks, '[DONE]']), { case: name, id: `os ${name}`, ...made });
};
export const ant = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', thought, calls = [], finish = 'end_turn', tokens = [3, 2], model = 'm' } = said;
  const content = [
    ...(thought === undefined ? [] : [{ type: 'thinking', thinking: thought, signature: 's' }]),
    ...textOf(text),
    ...calls.map(([one, args], k) => ({ type: 'tool_use', id: `t${k}`, name: one, input: JSON.parse(args) as Json })),
  ];
  const [input = 0, output = 0, cached] = tokens ?? [];
  const counts = { input_tokens: input - (cached ?? 0), output_tokens: output, cache_read_input_tokens: cached };
  return messageSays(message(content, { stop_reason: finish, model, usage: tokens === null ? null : counts }), {
    ...{ case: name, id: `ap ${name}` },
    ...made,
  });
};
export const ans = (name: string, said: Said = {}, made: Made = {}): Exchange => {
  const { text = 'Hello!', finish = 'end_turn', tokens = [3, 2], model = 'm' } = said;
  const [input = 0, output = 0] = tokens ?? [];
  const events = [
    messageStart({ input_tokens: input, output_tokens: 1 }, { model }),
    ...textBlock(0, text),
    messageDelta(finish, { output_tokens: output }),
    messageStop,
  ];
  return exchangeOf(MESSAGE_STREAM, messageBody(events), { case: name, id: `as ${name}`, ...made });
};
/** Asked again, so many times. */
export const again = (exchange: Exchange, times: number): Exchange[] =>
  Array.from({ length: times }, (_, k) => ({ ...exchange, id: `${exchange.id} ${k + 2}`, take: k + 2 }));
export const steady = (...exchanges: Exchange[]) => exchanges.flatMap((one) => [one, ...again(one, 2)]);
export const took = (exchange: Exchange, end: number): Exchange => ({
  ...exchange,
  timings: { ...exchange.timings, end },
});
export const silent = (exchange: Exchange): Exchange => ({
  ...exchange,
  received: null,
  failure: { code: 'X', message: 'x' },
});
export const status = (code: number): Made => ({ status: code });

export const WEATHER = 'tool_call_request';
export const TOKYO: [string, string] = ['get_weather', '{"location":"Tokyo"}'];
export const called = (...calls: [string, string][]): Said => ({ text: '', calls, finish: 'tool_calls' });

export const DICE = 'roll_dice';
/** The case whose answer shows sampling, asked several times. */
export const dice = (...texts: string[]) =>
  ['', '+again', '+nearly_zero', '+nearly_zero_again'].flatMap((name, k) =>
    texts[k] === undefined ? [] : [oai(`${DICE}${name}`, { text: texts[k] })],
  );

export const messageDice = (first: string, second: string) => [
  ant(DICE, { text: first }),
  ant(`${DICE}+again`, { text: second }),
];
/** What shows that a server repeats itself. */
export const REPEATS = [...dice('a', 'a'), ...messageDice('a', 'a')];

/** The four cells of a case, in the order in which they are asked. */
export const byTurns = (...texts: [string, string, string, string]) =>
  [oai, ois, ant, ans].map((cell, k) => cell('c', { text: texts[k] ?? '' }));

export const casesOf = (rows: Row[]): Case[] =>
  rows.map(([rule, says, exchanges, verdicts, model]) => ({
    rule,
    says: model ? `${says}, by an ${model}` : says,
    exchanges,
    verdicts,
    knownModel: model === undefined,
  }));
