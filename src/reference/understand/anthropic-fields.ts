import * as z from 'zod';
import { anyObject, fraction, positive, someText, toolName } from './shape.js';

const textBlock = z.object({ type: z.literal('text'), text: someText });
const someBlocks = z.array(textBlock);

const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1),
  content: z.union([z.string(), someBlocks]).nullish(),
  is_error: z.boolean().nullish(),
});

const assistantBlock = z.discriminatedUnion('type', [
  textBlock,
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string().regex(/^[a-zA-Z0-9_-]+$/, 'not an id of a tool use'),
    name: toolName,
    input: anyObject,
  }),
]);

const userBlock = z.discriminatedUnion('type', [textBlock, toolResult]);

const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), content: z.union([someText, z.array(userBlock).min(1)]) }),
  z.object({ role: z.literal('assistant'), content: z.union([someText, z.array(assistantBlock)]) }),
  z.object({ role: z.literal('system'), content: z.union([someText, someBlocks.min(1)]) }),
]);

const serverTool = z.object({
  type: z.string().regex(/^(?!custom$)/, 'a custom tool needs its input_schema'),
  name: z.string().min(1),
});
const customTool = z.object({
  type: z.literal('custom').nullish(),
  name: toolName,
  description: z.string().nullish(),
  input_schema: anyObject,
});

const parallel = { disable_parallel_tool_use: z.boolean().nullish() };
const toolChoice = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['auto', 'any', 'none']), ...parallel }),
  z.object({ type: z.literal('tool'), name: toolName, ...parallel }),
]);

/** The body of `POST /v1/messages/count_tokens` (protocol reference 2.8); unknown fields are ignored. */
export const countFields = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  system: z.union([z.string(), someBlocks]).optional(),
  tools: z.array(z.union([customTool, serverTool])).optional(),
  tool_choice: toolChoice.optional(),
  thinking: z
    .object({ type: z.enum(['enabled', 'adaptive', 'disabled', 'between_tools']), budget_tokens: positive.nullish() })
    .optional(),
  output_config: z
    .object({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z.object({ type: z.literal('json_schema'), schema: anyObject }).nullish(),
    })
    .nullish(),
  thread: z.unknown().optional(),
});

/** The body of `POST /v1/messages`. */
export const anthropicFields = countFields.extend({
  max_tokens: positive,
  stream: z.boolean().optional(),
  temperature: fraction.optional(),
  top_p: fraction.optional(),
  top_k: z.int().min(0).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
  metadata: z.object({ user_id: z.string().nullish() }).nullish(),
  seed: z.int().nullish(),
});

export type CountFields = z.infer<typeof countFields>;
export type AnthropicFields = z.infer<typeof anthropicFields>;
export type AnthropicMessage = CountFields['messages'][number];
