import type { Conversation, Tool, ToolChoice, Turn } from '../../conversation.js';
import type { Mode } from '../../wire/exchange.js';

type Json = Record<string, unknown>;

/** The version that most clients still send; one probe sends the newest instead (F1). */
export const ANTHROPIC_VERSION = '2023-06-01';

/** The headers that the official clients send: the newest one uses Bearer, the others `x-api-key` (F1). */
export function headers(apiKey: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-api-key': apiKey,
    authorization: `Bearer ${apiKey}`,
    'anthropic-version': ANTHROPIC_VERSION,
  };
}

/** Renders a conversation to a body of `POST /v1/messages` (protocol reference 4). */
export function body(model: string, c: Conversation, mode: Mode): Json {
  return {
    model,
    ...(c.system !== null && { system: c.spelling.system === 'blocks' ? [textBlock(c.system)] : c.system }),
    messages: c.turns.map((turn) => message(turn, c.spelling.content)),
    max_tokens: c.maxTokens,
    temperature: c.temperature,
    ...(c.tools.length > 0 && { tools: c.tools.map(tool) }),
    ...toolChoice(c.toolChoice, c.parallelToolCalls),
    ...(c.stop.length > 0 && { stop_sequences: c.stop }),
    ...(c.thinking !== null && thinking(c.thinking)),
    ...(c.schema !== null && { output_config: { format: { type: 'json_schema', schema: c.schema } } }),
    ...(mode === 'stream' && { stream: true }),
  };
}

/** The least budget that the API allows; a local model is capped by max_tokens long before. */
const THINKING_BUDGET = 1024;

/** The fields that many local servers read go along on both sides. */
function thinking(on: boolean): Json {
  return {
    thinking: on ? { type: 'enabled', budget_tokens: THINKING_BUDGET } : { type: 'disabled' },
    enable_thinking: on,
    chat_template_kwargs: { enable_thinking: on },
  };
}

function textBlock(text: string): Json {
  return { type: 'text', text };
}

function message(turn: Turn, content: 'string' | 'blocks'): Json {
  switch (turn.role) {
    case 'user':
      return { role: 'user', content: content === 'blocks' ? [textBlock(turn.text)] : turn.text };
    case 'assistant':
      return { role: 'assistant', content: assistantContent(turn) };
    case 'tool':
      return {
        role: 'user',
        content: turn.results.map((result) => ({
          type: 'tool_result',
          tool_use_id: result.id,
          content: result.text,
          ...(result.isError && { is_error: true }),
        })),
      };
  }
}

/** A plain turn stays a string; an empty text block is never sent: the API rejects it (reference 4). */
function assistantContent(turn: Extract<Turn, { role: 'assistant' }>): unknown {
  if (turn.toolCalls.length === 0) return turn.text ?? '';
  return [
    ...(turn.text ? [textBlock(turn.text)] : []),
    ...turn.toolCalls.map(({ id, name, arguments: input }) => ({ type: 'tool_use', id, name, input: input ?? {} })),
  ];
}

function tool({ name, description, parameters }: Tool): Json {
  return { name, description, input_schema: parameters };
}

const CHOICES = { auto: 'auto', required: 'any', none: 'none' } as const;

/** Parallel off is a flag of `tool_choice`, which then must be there; `none` does not take it (reference 4). */
function toolChoice(choice: ToolChoice | null, parallel: boolean | null): Json {
  if (choice === null && parallel !== false) return {};
  const wanted =
    choice === null || typeof choice === 'string'
      ? { type: CHOICES[choice ?? 'auto'] }
      : { type: 'tool', name: choice.name };
  return {
    tool_choice: { ...wanted, ...(parallel === false && choice !== 'none' && { disable_parallel_tool_use: true }) },
  };
}
