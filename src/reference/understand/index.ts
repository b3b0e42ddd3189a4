import { isObject } from '../../protocols/json.js';
import { CONTEXT_WINDOW, type Context, type Question } from '../context.js';
import { orRefusal, type Refusal, refusal } from '../refusal.js';
import { understandAnthropic, understandCount } from './anthropic.js';
import { readBody } from './body.js';
import { understandOpenai } from './openai.js';
import { checkSense } from './sense.js';

const READERS = {
  'openai-chat': understandOpenai,
  'anthropic-messages': understandAnthropic,
  count: understandCount,
};

/** The body as a JSON object, or a refusal. */
export function readJson(body: Uint8Array, context: Context): unknown {
  return orRefusal(() => readBody(body, context.headers));
}

/** What a JSON body asks, or a refusal. */
export function understand(json: unknown, context: Context): Question | Refusal {
  const reader = context.path.endsWith('/count_tokens') ? READERS.count : READERS[context.protocol];
  return orRefusal(() => checkSense(reader(json), context));
}

/** Whether a body asks for a stream, as far as it can be read. */
export function wantsStream(json: unknown): boolean {
  return isObject(json) && json.stream === true;
}

/** A prompt that leaves no room for an answer is refused (R-X-32). */
export function overlong(promptTokens: number): Refusal | null {
  if (promptTokens < CONTEXT_WINDOW) return null;
  return refusal(400, `The prompt is too long: ${promptTokens} tokens of at most ${CONTEXT_WINDOW}.`, {
    param: 'messages',
    code: 'context_length_exceeded',
  });
}
