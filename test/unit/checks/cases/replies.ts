import type { Exchange } from '../../../../src/wire/exchange.js';
import { cellOf, exchangeOf, type Json } from '../../protocols/streams.js';

/** Whole plain replies, as far as a case does not change them. */

export const CHAT_PLAIN = cellOf('openai-chat', 'plain');
export const CHAT_STREAM = cellOf('openai-chat', 'stream');
export const MESSAGE_PLAIN = cellOf('anthropic-messages', 'plain');
export const MESSAGE_STREAM = cellOf('anthropic-messages', 'stream');

type Made = Parameters<typeof exchangeOf>[2];

/** A plain chat completion; `message` and `more` change the message and the whole. */
export function completion(message: Json = {}, more: Json = {}): Json {
  const whole = { role: 'assistant', content: 'Hello!', refusal: null, ...message };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_800_000_000,
    model: 'm',
    choices: [{ index: 0, message: whole, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    ...more,
  };
}

/** A plain message of blocks. */
export function message(content: Json[] = [{ type: 'text', text: 'Hello!' }], more: Json = {}): Json {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 2 },
    ...more,
  };
}

export const textOf = (text: string): Json[] => [{ type: 'text', text }];
export const chatSays = (body: string | Json, made: Made = {}): Exchange => exchangeOf(CHAT_PLAIN, body, made);
export const messageSays = (body: string | Json, made: Made = {}): Exchange => exchangeOf(MESSAGE_PLAIN, body, made);
