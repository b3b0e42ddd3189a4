import * as z from 'zod';
import { anyObject, fraction, positive, someText, toolName } from './shape.js';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const userPart = z.object({ type: z.literal('text'), text: someText });
const text = z.union([z.string(), z.array(textPart)]);

const call = z.object({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.object({ name: toolName, arguments: z.string() }),
});
const legacyCall = z.object({ name: toolName, arguments: z.string() });

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: text }),
  z.object({ role: z.literal('user'), content: z.union([someText, z.array(userPart).min(1)]) }),
  z.object({
    role: z.literal('assistant'),
    content: text.nullish(),
    reasoning_content: z.string().nullish(),
    tool_calls: z.array(call).nullish(),
    function_call: legacyCall.nullish(),
  }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string().min(1), content: text.nullish() }),
  z.object({ role: z.literal('function'), name: toolName, content: text.nullish() }),
]);

const functionFields = z.object({
  name: toolName,
  description: z.string().nullish(),
  parameters: anyObject.nullish(),
});
const named = z.object({ name: toolName });
const namedTool = z.object({ type: z.literal('function'), function: named });

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  namedTool,
  z.object({
    type: z.literal('allowed_tools'),
    allowed_tools: z.object({ mode: z.enum(['auto', 'required']), tools: z.array(namedTool) }),
  }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string().min(1), schema: anyObject }) }),
]);

/** The body of `POST /v1/chat/completions` (protocol reference 1.4); unknown fields are ignored (R-OA-74). */
export const openaiFields = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: positive.nullish(),
  max_completion_tokens: positive.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: fraction.nullish(),
  top_k: z.int().nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  n: z.int().min(1).max(128).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  seed: z.int().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  tools: z.array(z.object({ type: z.literal('function'), function: functionFields })).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: z.array(functionFields).nullish(),
  function_call: z.union([z.enum(['none', 'auto']), named]).nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  chat_template_kwargs: z.object({ enable_thinking: z.boolean().nullish() }).nullish(),
  metadata: anyObject.nullish(),
  user: z.string().nullish(),
});

export type OpenaiFields = z.infer<typeof openaiFields>;
export type OpenaiMessage = OpenaiFields['messages'][number];
