import { type ToolChoice, USUAL_SPELLING } from '../../conversation.js';
import { CONTEXT_WINDOW, type Question } from '../context.js';
import { refuse } from '../refusal.js';
import { type OpenaiFields, openaiFields } from './openai-fields.js';
import { systemOf, turnsOf } from './openai-messages.js';
import { toolOf } from './sense.js';
import { shaped } from './shape.js';

/** Understands a body of `POST /v1/chat/completions`, or refuses it. */
export function understandOpenai(json: unknown): Question {
  const fields = shaped(openaiFields, json);
  if (fields.stream_options && !fields.stream) {
    refuse(400, 'stream_options is only allowed with stream.', { param: 'stream_options' });
  }
  return {
    model: fields.model,
    stream: fields.stream ?? false,
    includeUsage: fields.stream_options?.include_usage ?? false,
    choices: fields.n ?? 1,
    logprobs: fields.logprobs ?? false,
    seed: fields.seed ?? null,
    topP: fields.top_p ?? 1,
    system: systemOf(fields.messages),
    turns: turnsOf(fields.messages),
    maxTokens: fields.max_completion_tokens ?? fields.max_tokens ?? CONTEXT_WINDOW,
    temperature: fields.temperature ?? 1,
    stop: [fields.stop ?? []].flat(),
    thinking: thinkingOf(fields),
    spelling: USUAL_SPELLING,
    ...toolsOf(fields),
    ...formatOf(fields),
  };
}

/** `allowed_tools` is read as sending the allowed ones only; the deprecated `functions` as tools, one call at most. */
function toolsOf(fields: OpenaiFields): Pick<Question, 'tools' | 'toolChoice' | 'parallelToolCalls' | 'legacy'> {
  const legacy = !fields.tools && Boolean(fields.functions);
  const offered = (legacy ? fields.functions : fields.tools?.map((tool) => tool.function)) ?? [];
  const tools = offered.map((tool) => toolOf(tool.name, tool.description, tool.parameters));
  const parallelToolCalls = legacy ? false : (fields.parallel_tool_calls ?? null);
  const choice = legacy ? fields.function_call : fields.tool_choice;
  if (typeof choice === 'object' && choice !== null && 'allowed_tools' in choice) {
    const allowed = choice.allowed_tools.tools.map((tool) => tool.function.name);
    const subset = tools.filter((tool) => allowed.includes(tool.name));
    return { tools: subset, toolChoice: choice.allowed_tools.mode, parallelToolCalls, legacy };
  }
  return { tools, toolChoice: choiceOf(choice), parallelToolCalls, legacy };
}

function choiceOf(choice: ToolChoice | { function: { name: string } } | null | undefined): ToolChoice | null {
  if (choice === null || choice === undefined || typeof choice === 'string') return choice ?? null;
  return 'function' in choice ? { name: choice.function.name } : { name: choice.name };
}

/** What the chat template is told outweighs the effort; an effort other than `none` asks for thinking. */
function thinkingOf(fields: OpenaiFields): boolean | null {
  const effort = fields.reasoning_effort;
  return fields.chat_template_kwargs?.enable_thinking ?? (effort ? effort !== 'none' : null);
}

function formatOf({ response_format: format }: OpenaiFields): Pick<Question, 'json' | 'schema'> {
  if (format?.type === 'json_schema') return { json: true, schema: format.json_schema.schema };
  return { json: format?.type === 'json_object', schema: null };
}
