import type { ToolCall, ToolResult, Turn } from '../protocols/conversation.js';
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
  for (const turn of question.turns) lines.push(...LINES[turn.role](turn as never));
  return [...lines, '<assistant>'].join('\n');
}

const LINES: { [R in Turn['role']]: (turn: Extract<Turn, { role: R }>) => string[] } = {
  user: (turn) => [`<user> ${turn.text}`],
  assistant: (turn) => [`<assistant> ${turn.text ?? ''}`, ...turn.toolCalls.map(callLine)],
  tool: (turn) => turn.results.map(resultLine),
};

/** Parsed and written again, so that spaces in the arguments make no difference. */
function callLine(call: ToolCall): string {
  return `<call> ${call.name} ${call.arguments === undefined ? call.raw : JSON.stringify(call.arguments)}`;
}

function resultLine(result: ToolResult): string {
  return `<result> ${result.text}`;
}
