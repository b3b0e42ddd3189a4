import type { Tool } from '../conversation.js';
import { asArray, isObject } from '../protocols/json.js';
import type { Json } from '../protocols/protocol.js';
import type { ProtocolName } from '../wire/exchange.js';

/** Changes of a rendered body that no conversation can say. */

const ONE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Changes each message of a body. */
function eachMessage(body: Json, change: (message: Json) => Json): Json {
  return {
    ...body,
    messages: asArray(body.messages).map((message) => (isObject(message) ? change(message) : message)),
  };
}

function eachBlock(message: Json, type: string, change: (block: Json) => Json): Json {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return {
    ...message,
    content: content.map((block) => (isObject(block) && block.type === type ? change(block) : block)),
  };
}

/** Tool results as a list of text parts: both APIs document it (R-AN-75). */
export function withResultBlocks(body: Json): Json {
  const parts = (text: unknown) => [{ type: 'text', text }];
  return eachMessage(body, (message) =>
    message.role === 'tool'
      ? { ...message, content: parts(message.content) }
      : eachBlock(message, 'tool_result', (block) => ({ ...block, content: parts(block.content) })),
  );
}

/** Tool results that say nothing: `content` is optional (R-AN-75). */
export function withoutResultContent(body: Json): Json {
  return eachMessage(body, (message) => eachBlock(message, 'tool_result', ({ content: _, ...block }) => block));
}

/** A system block with a cache hint, as coding agents send it (R-AN-77). */
export function withCacheControl(body: Json): Json {
  const text = typeof body.system === 'string' ? body.system : 'Be brief.';
  return { ...body, system: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] };
}

/** A picture before the text of the last message (R-X-27). */
export function addImage(body: Json, protocol: ProtocolName): Json {
  const image =
    protocol === 'openai-chat'
      ? { type: 'image_url', image_url: { url: `data:image/png;base64,${ONE_PIXEL}` } }
      : { type: 'image', source: { type: 'base64', media_type: 'image/png', data: ONE_PIXEL } };
  return eachMessage(body, (message) => ({ ...message, content: [image, { type: 'text', text: message.content }] }));
}

/** A document whose text is the answer, before the text of the message. */
export function addDocument(body: Json): Json {
  const source = { type: 'text', media_type: 'text/plain', data: 'The secret word is PLUM-42.' };
  return eachMessage(body, (message) => ({
    ...message,
    content: [
      { type: 'document', source },
      { type: 'text', text: message.content },
    ],
  }));
}

const NOTE = 'Be brief.';

/** Agents send system messages among the others to one API, and lists of blocks to the other. */
export function noteBesideTools(body: Json, protocol: ProtocolName): Json {
  const messages = asArray(body.messages);
  return protocol === 'openai-chat'
    ? { ...body, messages: [{ role: 'system', content: [{ type: 'text', text: NOTE }] }, ...messages] }
    : { ...body, messages: [...messages, { role: 'system', content: NOTE }] };
}

const isCall = (message: Json) => message.role === 'assistant' && Array.isArray(message.tool_calls);

/** No text beside a tool call, written as an empty one. */
export function withEmptyText(body: Json): Json {
  return eachMessage(body, (message) => (isCall(message) ? { ...message, content: message.content ?? '' } : message));
}

/** The text beside a tool call as a list of parts. */
export function withListText(body: Json): Json {
  return eachMessage(body, (message) =>
    isCall(message) && typeof message.content === 'string'
      ? { ...message, content: [{ type: 'text', text: message.content }] }
      : message,
  );
}

export function withTwoUserMessages(body: Json): Json {
  return { ...body, messages: [{ role: 'user', content: 'Hello!' }, ...asArray(body.messages)] };
}

/** Tools in the spelling that OpenAI deprecated: the answer then has a `function_call` (D-104). */
export function withFunctions(body: Json, tools: Tool[]): Json {
  return { ...body, functions: tools };
}

/** A tool without a schema, which only the real API can run: coding agents send it along (D-107). */
export function withServerTool(body: Json): Json {
  return { ...body, tools: [...asArray(body.tools), { type: 'web_search_20250305', name: 'web_search' }] };
}

/** Schemas that agents send and grammars stumble over: no type at all, references, patterns, choices. */
export const HARD_TOOLS = [
  { anyOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'object' }] },
  {
    type: 'object',
    properties: { tree: { $ref: '#/$defs/tree' } },
    $defs: { tree: { type: 'object', properties: { leaf: { $ref: '#/$defs/tree' } } } },
  },
  { type: 'object', properties: { at: { type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}$', maxLength: 7 } } },
  { type: 'object', properties: { any: {}, of: { enum: ['a', 1, null] }, one: { const: 'x' } } },
].map((parameters, k) => ({ name: `hard_${k}`, description: 'A tool that is not needed', parameters }));
