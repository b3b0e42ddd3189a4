import type { Exchange } from '../../../../src/wire/exchange.js';
import {
  chatBody,
  chunkOf,
  exchangeOf,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
} from '../../protocols/streams.js';
import type { Case } from './case.js';
import { CHAT_STREAM, chatSays, completion, MESSAGE_STREAM, message, messageSays, textOf } from './replies.js';

const greeting = { case: 'simple_greeting' };
const fact = { case: 'factual_question' };
const system = { case: 'system_instruction' };
const tool = { case: 'tool_call_request' };
const without = (json: Json, key: string) => Object.fromEntries(Object.entries(json).filter(([name]) => name !== key));
const stopped = (finish_reason: string) =>
  completion({}, { choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason }] });
const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
const chatStream = (...texts: string[]) =>
  exchangeOf(CHAT_STREAM, chatBody([...texts.map((content) => chunkOf({ content })), '[DONE]']), greeting);
const events = (text: string) => [...textBlock(0, text), messageDelta('end_turn'), messageStop];
const messageStream = (all: Json[]) => exchangeOf(MESSAGE_STREAM, messageBody(all), greeting);

type Row = [rule: string, says: string, exchanges: Exchange[], verdict: 'pass' | 'fail' | null];

const rows: Row[] = [
  ['SEED-01', 'a greeting passes', [chatSays(completion(), greeting)], 'pass'],
  ['SEED-01', 'an empty text fails', [chatSays(completion({ content: '' }), greeting)], 'fail'],
  ['SEED-01', 'another object fails', [chatSays(completion({}, { object: 'x' }), greeting)], 'fail'],
  ['SEED-01', 'what was not asked is not judged', [chatSays(completion(), fact)], null],
  ['SEED-02', 'a greeting passes', [messageSays(message(), greeting)], 'pass'],
  ['SEED-02', 'an empty text fails', [messageSays(message(textOf('')), greeting)], 'fail'],
  ['SEED-02', 'another type fails', [messageSays(message(undefined, { type: 'x' }), greeting)], 'fail'],
  ['SEED-02', 'another role fails', [messageSays(message(undefined, { role: 'user' }), greeting)], 'fail'],
  ...(
    [
      ['both pass', 'It is PARIS.', 'Paris', 'pass'],
      ['the left one fails', 'Rome', 'Paris', 'fail'],
      ['the right one fails', 'Paris', 'Rome', 'fail'],
    ] as const
  ).map(([says, left, right, verdict]): Row => {
    const said = [chatSays(completion({ content: left }), fact), messageSays(message(textOf(right)), fact)];
    return ['SEED-03', says, said, verdict];
  }),
  ['SEED-03', 'one of two is not judged', [chatSays(completion({ content: 'Paris' }), fact)], null],
  ['SEED-04', 'a text passes', [chatSays(completion(), system)], 'pass'],
  ['SEED-04', 'no text fails', [chatSays(completion({ content: null }), system)], 'fail'],
  ['SEED-05', 'a text passes', [messageSays(message(), system)], 'pass'],
  ['SEED-05', 'no text fails', [messageSays(message([]), system)], 'fail'],
  ['SEED-06', 'a text passes', [chatStream('Hel', 'lo')], 'pass'],
  ['SEED-06', 'no text fails', [chatStream()], 'fail'],
  ['SEED-07', 'a text passes', [messageStream([messageStart(), ...events('Hello')])], 'pass'],
  ['SEED-07', 'no text fails', [messageStream([messageStart(), ...events('')])], 'fail'],
  ['SEED-07', 'a stream without its start fails', [messageStream(events('Hello'))], 'fail'],
  ['SEED-08', 'a call passes', [chatSays(completion({ content: null, tool_calls: [call] }), tool)], 'pass'],
  ['SEED-08', 'a text passes', [chatSays(completion(), tool)], 'pass'],
  ['SEED-08', 'neither fails', [chatSays(completion({ content: '' }), tool)], 'fail'],
  ['SEED-09', 'a whole reply passes', [chatSays(completion(), fact)], 'pass'],
  ...['id', 'object', 'created', 'model', 'choices', 'usage'].map(
    (key): Row => ['SEED-09', `no ${key} fails`, [chatSays(without(completion(), key), fact)], 'fail'],
  ),
  ...['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key): Row => {
    const usage = without({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }, key);
    return ['SEED-09', `no ${key} fails`, [chatSays(completion({}, { usage }), fact)], 'fail'];
  }),
  ['SEED-10', 'a whole reply passes', [messageSays(message(), fact)], 'pass'],
  ...['id', 'type', 'role', 'content', 'model', 'stop_reason', 'usage'].map(
    (key): Row => ['SEED-10', `no ${key} fails`, [messageSays(without(message(), key), fact)], 'fail'],
  ),
  ['SEED-10', 'a usage that is no object fails', [messageSays(message([], { usage: 1 }), fact)], 'fail'],
  ['SEED-11', 'one reason passes', [chatSays(stopped('stop'), greeting), messageSays(message(), greeting)], 'pass'],
  ['SEED-11', 'two reasons fail', [chatSays(stopped('length'), greeting), messageSays(message(), greeting)], 'fail'],
  [
    'SEED-11',
    'reasons that nobody knows fail',
    [chatSays(stopped('x'), greeting), messageSays(message([], { stop_reason: 'y' }), greeting)],
    'fail',
  ],
];

export const seedCases: Case[] = rows.map(([rule, says, exchanges, verdict]) => ({
  ...{ rule, says, exchanges },
  verdicts: verdict === null ? [] : [verdict],
}));
