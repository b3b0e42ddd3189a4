import type { ToolCall, Turn } from '../conversation.js';
import type { Question } from './context.js';

/**
 * The text that the model reads. Both protocols and all spellings come to the same text, so prompt tokens are
 * equal everywhere (R-X-10); ids do not enter, and earlier reasoning does not either.
 */
export function renderPrompt(question: Question): string {
  const lines: string[] = [];
  if (question.system !== null) lines.push(`<system> ${question.system}`);
  for (const { name, description, parameters } of question.tools) {
    lines.push(`<tool> ${name}: ${description} ${JSON.stringify(parameters)}`);
  }
  lines.push(...question.turns.flatMap(linesOf));
  return [...lines, '<assistant>'].join('\n');
}

function linesOf(turn: Turn): string[] {
  if (turn.role === 'user') return [`<user> ${turn.text}`];
  if (turn.role === 'tool') return turn.results.map(({ text }) => `<result> ${text}`);
  return [`<assistant> ${turn.text ?? ''}`, ...turn.toolCalls.map(callLine)];
}

/** Parsed and written again, so that spaces in the arguments make no difference. */
function callLine(call: ToolCall): string {
  return `<call> ${call.name} ${call.arguments === undefined ? call.raw : JSON.stringify(call.arguments)}`;
}
