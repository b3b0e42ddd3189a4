import { type ToolChoice, USUAL_SPELLING } from '../../conversation.js';
import type { Question } from '../context.js';
import { refuse } from '../refusal.js';
import { type AnthropicFields, anthropicFields, type CountFields, countFields } from './anthropic-fields.js';
import { systemOf, turnsOf } from './anthropic-messages.js';
import { toolOf } from './sense.js';
import { shaped } from './shape.js';

/** Understands a body of `POST /v1/messages`, or refuses it. */
export function understandAnthropic(json: unknown): Question {
  return questionOf(shaped(anthropicFields, json));
}

/** Understands a body of `POST /v1/messages/count_tokens`: the same, with no need of a cap. */
export function understandCount(json: unknown): Question {
  return questionOf({ ...shaped(countFields, json), max_tokens: 1 });
}

function questionOf(fields: AnthropicFields): Question {
  refuseThread(fields);
  const format = fields.output_config?.format;
  return {
    model: fields.model,
    stream: fields.stream ?? false,
    includeUsage: true,
    choices: 1,
    logprobs: false,
    legacy: false,
    seed: fields.seed ?? null,
    topP: fields.top_p ?? 1,
    system: systemOf(fields),
    turns: turnsOf(fields.messages),
    tools: toolsOf(fields),
    toolChoice: choiceOf(fields),
    parallelToolCalls: fields.tool_choice?.disable_parallel_tool_use ? false : null,
    maxTokens: fields.max_tokens,
    temperature: fields.temperature ?? 1,
    stop: fields.stop_sequences ?? [],
    thinking: fields.thinking ? THINKS[fields.thinking.type] : null,
    json: Boolean(format),
    schema: format?.schema ?? null,
    spelling: USUAL_SPELLING,
  };
}

const THINKS = { enabled: true, adaptive: true, disabled: false, between_tools: false } as const;

/** Ignoring it would lose the conversation: a tool runner sends only the result in its next turn (R-AN-76). */
function refuseThread({ thread }: CountFields): void {
  if (thread === undefined || thread === null) return;
  refuse(400, 'thread: threads are not supported.', {
    param: 'thread',
    details: { error_code: 'thread_unsupported_request' },
  });
}

/** Server tools have no schema, and this server runs none: they are ignored. */
function toolsOf({ tools = [] }: CountFields): Question['tools'] {
  return tools.flatMap((tool) =>
    'input_schema' in tool ? [toolOf(tool.name, tool.description, tool.input_schema)] : [],
  );
}

const CHOICES = { auto: 'auto', any: 'required', none: 'none' } as const;

function choiceOf({ tool_choice: choice }: CountFields): ToolChoice | null {
  if (choice === undefined) return null;
  return choice.type === 'tool' ? { name: choice.name } : CHOICES[choice.type];
}
