import { get, isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { inArguments, inErrorBody, inEvents, inOutcome, inPlainReply, inQuestion, inUsage } from '../edit.js';
import { remembered } from '../memory.js';
import { refusal } from '../refusal.js';
import type { Change } from '../stages.js';
import type { Variant } from './variant.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;
const MORE = { trace: 'x', since: 1 };

/** Refusals that the test picks get another status. */
const otherStatus = (from: number, to: number, test: (message: string, code: string | null) => boolean): Change => ({
  refusal: (reason) =>
    reason.status === from && test(reason.message, reason.code) ? { ...reason, status: to } : reason,
});

const bare = (id: unknown) => (typeof id === 'string' ? id.replace(/^(chatcmpl-|msg_|call_|toolu_)/, '') : id);
const longer = (model: unknown) => (typeof model === 'string' ? `${model}@main` : model);
const LONGER_IN_LIST: Change = {
  otherReply: (body) =>
    Array.isArray(body.data) ? { ...body, data: body.data.map((one) => ({ ...one, id: longer(one.id) })) } : body,
};
const REFUSED = ['xproto_unknown', 'metadata', 'output_config', 'response_format', 'logprobs', 'functions'];

/** Legal differences of what is answered, counted and refused (protocol reference 5.5). */
export const ANSWER_VARIANTS: Variant[] = [
  {
    id: 'extra-fields',
    says: 'Every body and event carries a field that nobody knows.',
    change: [
      inPlainReply('x_reference', () => MORE),
      inEvents('x_reference', () => MORE),
      inErrorBody('x_reference', () => MORE),
    ].reduce(both),
  },
  {
    id: 'ids-without-prefix',
    says: 'Ids of replies and of calls have no prefix.',
    change: [
      inPlainReply('id', bare),
      only(OPENAI, inEvents('id', bare)),
      only(ANTHROPIC, inEvents('message.id', bare)),
      inPlainReply('choices.*.message.tool_calls.*.id', bare),
      inEvents('choices.*.delta.tool_calls.*.id', (id) => (id === undefined ? undefined : bare(id))),
      inPlainReply('content.*.id', (id) => (id === undefined ? undefined : bare(id))),
      inEvents('content_block.id', (id) => (id === undefined ? undefined : bare(id)), 'content_block_start'),
    ].reduce(both),
  },
  {
    id: 'more-specific-model',
    says: 'Replies and the list name the model with its revision.',
    change: [
      inPlainReply('model', longer),
      only(OPENAI, inEvents('model', longer)),
      inEvents('message.model', longer, 'message_start'),
      LONGER_IN_LIST,
    ].reduce(both),
  },
  {
    id: 'thinking-by-default',
    says: 'The model thinks unless it is told not to.',
    change: inQuestion(({ thinking }) => ({ thinking: thinking ?? true })),
  },
  {
    id: 'text-before-calls',
    says: 'The model says what it will do before it calls a tool.',
    change: {
      answer: (answer) =>
        answer.pieces[0]?.kind === 'call'
          ? { ...answer, pieces: [{ kind: 'text', tokens: ['Let', ' me', ' see', '.'] }, ...answer.pieces] }
          : answer,
    },
  },
  {
    id: 'other-spelling-of-arguments',
    says: 'One side writes arguments without blanks, and with escapes.',
    change: only(
      OPENAI,
      inArguments((raw) => {
        try {
          return JSON.stringify(JSON.parse(raw)).replace(/[\u0080-\uffff]/g, escaped);
        } catch {
          return raw;
        }
      }),
    ),
  },
  {
    id: 'end-marker-counted',
    says: 'One side counts the marker that ends an answer.',
    change: only(
      ANTHROPIC,
      inOutcome(({ stop, usage }) =>
        stop === 'end' || stop === 'tool' ? { usage: { ...usage, completion: usage.completion + 1 } } : {},
      ),
    ),
  },
  {
    id: 'prefix-cache',
    says: 'A prompt that was answered before comes from a cache, and the counts say so.',
    change: remembered,
  },
  {
    id: 'cache-not-counted',
    says: 'A server without a cache does not know how many tokens came from it.',
    change: inUsage(() => ({ cached: null })),
  },
  {
    id: 'unknown-model-is-400',
    says: 'An unknown model is a bad request.',
    change: otherStatus(404, 400, (_, code) => code === 'model_not_found'),
  },
  {
    id: 'validation-is-422',
    says: 'What breaks the documented types is refused with 422.',
    change: otherStatus(400, 422, (message) => /^(messages|tools|temperature|model|n|logit_bias)\b.*:/.test(message)),
  },
  {
    id: 'too-long-is-413',
    says: 'A prompt beyond the context is too large on one side, and a bad request on the other.',
    change: only(
      ANTHROPIC,
      otherStatus(400, 413, (_, code) => code === 'context_length_exceeded'),
    ),
  },
  {
    id: 'no-key-is-403',
    says: 'A request without a key is forbidden.',
    change: otherStatus(401, 403, () => true),
  },
  {
    id: 'other-words-in-errors',
    says: 'Errors have other words, another code, and no param.',
    change: {
      refusal: (reason) => ({ ...reason, message: 'This cannot be done.', param: null, code: reason.code && 'bad' }),
    },
  },
  {
    id: 'options-refused',
    says: 'Schemas, metadata, probabilities and unknown fields are refused.',
    change: {
      conversation: (question, { json }) => {
        const found = isObject(json) ? REFUSED.find((name) => json[name] !== undefined) : undefined;
        return found === undefined ? question : refusal(400, `${found}: not supported.`, { param: found });
      },
    },
  },
  {
    id: 'hard-options-refused',
    says: 'Tools whose schema is no plain object and hints for the cache are refused.',
    change: {
      conversation: (question, { json }) =>
        /anyOf|\$ref|cache_control/.test(JSON.stringify([get(json, 'tools'), get(json, 'system')]))
          ? refusal(400, 'tools: not supported.', { param: 'tools' })
          : question,
    },
  },
];

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
