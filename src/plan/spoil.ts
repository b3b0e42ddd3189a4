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
