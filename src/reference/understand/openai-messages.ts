import type { ToolCall, ToolResult, Turn } from '../../conversation.js';
import { parseArguments } from '../../protocols/json.js';
import type { OpenaiMessage } from './openai-fields.js';
import { joinTexts } from './shape.js';

type Content = string | { text: string }[] | null | undefined;

/** All system and developer messages, wherever they stand, as one text. */
export function systemOf(messages: OpenaiMessage[]): string | null {
  const texts = messages.flatMap((message) =>
    message.role === 'system' || message.role === 'developer' ? [textOf(message.content)] : [],
  );
  return texts.length === 0 ? null : joinTexts(texts);
}

/** The other messages as turns; tool messages in a row are one turn. */
export function turnsOf(messages: OpenaiMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const result = resultOf(message);
    const last = turns.at(-1);
    if (result !== null && last?.role === 'tool') last.results.push(result);
    else if (result !== null) turns.push({ role: 'tool', results: [result] });
    else if (message.role === 'user') turns.push({ role: 'user', text: textOf(message.content) });
    else if (message.role === 'assistant') turns.push(assistantTurn(message));
  }
  return turns;
}

function textOf(content: Content): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : joinTexts(content.map((part) => part.text));
}

/** A null, an empty and a missing content are the same: no text (D-251). */
function assistantTurn(message: Extract<OpenaiMessage, { role: 'assistant' }>): Turn {
  const calls = (message.tool_calls ?? []).map((call) => callOf(call.id, call.function));
  const legacy = message.function_call;
  return {
    role: 'assistant',
    text: textOf(message.content) || null,
    reasoning: message.reasoning_content ?? null,
    toolCalls: legacy ? [...calls, callOf(legacyId(legacy.name), legacy)] : calls,
  };
}

function callOf(id: string, { name, arguments: raw }: { name: string; arguments: string }): ToolCall {
  return { id, name, arguments: parseArguments(raw), raw };
}

/** The deprecated calls have no id: the name stands for it. */
function legacyId(name: string): string {
  return `function_${name}`;
}

function resultOf(message: OpenaiMessage): ToolResult | null {
  if (message.role !== 'tool' && message.role !== 'function') return null;
  const id = message.role === 'tool' ? message.tool_call_id : legacyId(message.name);
  return { id, text: textOf(message.content), isError: false };
}
