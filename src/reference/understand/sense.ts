import type { Tool, Turn } from '../../conversation.js';
import type { Context, Question } from '../context.js';
import { refuse } from '../refusal.js';
import { schemaFault } from '../schema.js';

/** Refuses what has the right shape and yet makes no sense; the same for both protocols. */
export function checkSense(question: Question, context: Context): Question {
  if (question.model !== context.server.model) {
    refuse(404, `The model ${question.model} does not exist.`, { param: 'model', code: 'model_not_found' });
  }
  checkTools(question);
  checkSchema(question.schema, 'response format');
  checkResults(question.turns);
  return question;
}

function checkTools({ tools, toolChoice }: Question): void {
  const names = tools.map((tool) => tool.name);
  if (new Set(names).size < names.length) refuse(400, 'tools: names must be unique.', { param: 'tools' });
  for (const tool of tools) checkSchema(tool.parameters, `tools: ${tool.name}`);
  if (toolChoice === 'required' && names.length === 0) {
    refuse(400, 'tool_choice asks for a call, and there are no tools.', { param: 'tool_choice' });
  }
  if (typeof toolChoice === 'object' && toolChoice !== null && !names.includes(toolChoice.name)) {
    refuse(400, 'tool_choice names a tool that is not there.', { param: 'tool_choice' });
  }
}

function checkSchema(schema: unknown, where: string): void {
  const fault = schema === null ? null : schemaFault(schema);
  if (fault !== null) refuse(400, `${where}: invalid JSON schema at ${fault}.`);
}

/** Each call must be answered in the turn that follows it, and nothing else may be answered there. */
function checkResults(turns: Turn[]): void {
  turns.forEach((turn, position) => {
    const before = turns[position - 1];
    const after = turns[position + 1];
    if (turn.role === 'tool') {
      const asked = before?.role === 'assistant' ? before.toolCalls.map((call) => call.id) : [];
      if (turn.results.some((result) => !asked.includes(result.id))) {
        refuse(400, 'A tool result answers no call of the turn before it.', { param: 'messages' });
      }
    }
    if (turn.role === 'assistant') {
      const given = after?.role === 'tool' ? after.results.map((result) => result.id) : [];
      if (turn.toolCalls.some((call) => !given.includes(call.id))) {
        refuse(400, 'A tool call has no tool result in the turn after it.', { param: 'messages' });
      }
    }
  });
}

/** A tool as both protocols come to it: what is left out is filled in, so that prompts stay equal. */
export function toolOf(name: string, description: string | null | undefined, parameters: unknown): Tool {
  return {
    name,
    description: description ?? '',
    parameters: { type: 'object', properties: {}, ...asRecord(parameters) },
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
