import type { ToolResult, Turn } from '../../conversation.js';
import type { AnthropicMessage, CountFields } from './anthropic-fields.js';
import { joinTexts } from './shape.js';

type Blocks<R extends AnthropicMessage['role']> = Extract<AnthropicMessage, { role: R }>['content'];

/** The system text, with the system messages that stand among the others behind it (D-199). */
export function systemOf({ system, messages }: CountFields): string | null {
  const inline = messages.flatMap((message) => (message.role === 'system' ? [textOf(message.content)] : []));
  const texts = system === undefined ? inline : [textOf(system), ...inline];
  return texts.length === 0 ? null : joinTexts(texts);
}

/** The messages as turns; tool results and text in one user message are two turns. */
export function turnsOf(messages: AnthropicMessage[]): Turn[] {
  return messages.flatMap((message) => {
    if (message.role === 'user') return userTurns(message.content);
    return message.role === 'assistant' ? [assistantTurn(message.content)] : [];
  });
}

function textOf(content: string | { type: string; text?: string }[]): string {
  if (typeof content === 'string') return content;
  return joinTexts(content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])));
}

function userTurns(content: Blocks<'user'>): Turn[] {
  if (typeof content === 'string') return [{ role: 'user', text: content }];
  const results = content.flatMap((block): ToolResult[] =>
    block.type === 'tool_result'
      ? [{ id: block.tool_use_id, text: textOf(block.content ?? ''), isError: block.is_error ?? false }]
      : [],
  );
  const text = textOf(content);
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, results }] : []),
    ...(text === '' ? [] : [{ role: 'user' as const, text }]),
  ];
}

function assistantTurn(content: Blocks<'assistant'>): Turn {
  const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  const thoughts = blocks.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : []));
  return {
    role: 'assistant',
    text: textOf(blocks) || null,
    reasoning: thoughts.length > 0 ? joinTexts(thoughts) : null,
    toolCalls: blocks.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ id: block.id, name: block.name, arguments: block.input, raw: JSON.stringify(block.input) }]
        : [],
    ),
  };
}
