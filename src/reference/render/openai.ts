import type { JsonObject } from '../../protocols/json.js';
import type { StopClass } from '../../protocols/protocol.js';
import type { Answering } from '../context.js';
import { type CallPiece, callsOf, type Outcome, textOf } from '../decode.js';
import { messageId } from '../ids.js';
import { logprobsOf } from './logprobs.js';

const FINISH: Record<StopClass, string> = {
  end: 'stop',
  'stop-string': 'stop',
  cap: 'length',
  tool: 'tool_calls',
  refusal: 'content_filter',
  other: 'stop',
};

/** The finish reason; a call that was asked with the deprecated `functions` has a name of its own. */
export function finishReason(outcome: Outcome, { question }: Answering): string {
  return outcome.stop === 'tool' && question.legacy ? 'function_call' : FINISH[outcome.stop];
}

/** What a reply and each chunk of a stream have in common (R-OA-40). */
export function openaiHead(object: string, context: Answering): JsonObject {
  return {
    id: messageId(context),
    object,
    created: Math.floor(context.at / 1000),
    model: context.server.model,
  };
}

/** The body of a plain reply (protocol reference 1.2). */
export function openaiPlain(outcomes: Outcome[], context: Answering): JsonObject {
  return {
    ...openaiHead('chat.completion', context),
    choices: outcomes.map((outcome, index) => ({
      index,
      message: messageOf(outcome, context),
      logprobs: context.question.logprobs ? logprobsOf(outcome) : null,
      finish_reason: finishReason(outcome, context),
    })),
    usage: openaiUsage(outcomes),
  };
}

function messageOf(outcome: Outcome, { question }: Answering): JsonObject {
  const calls = callsOf(outcome).map(callFields);
  const text = textOf(outcome);
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(outcome.reasoning.length > 0 && { reasoning_content: outcome.reasoning.join('') }),
    ...(calls.length > 0 && (question.legacy ? { function_call: calls[0]?.function } : { tool_calls: calls })),
  };
}

function callFields({ id, name, tokens }: CallPiece) {
  return { id, type: 'function', function: { name, arguments: tokens.join('') } };
}

/** The tokens of all choices; the prompt is counted once (protocol reference 1.3). */
export function openaiUsage(outcomes: Outcome[]): JsonObject {
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const prompt = outcomes[0]?.usage.prompt ?? 0;
  const completion = sum(({ usage }) => usage.completion);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: outcomes[0]?.usage.cached ?? 0 },
    completion_tokens_details: { reasoning_tokens: sum(({ usage }) => usage.reasoning ?? 0) },
  };
}
