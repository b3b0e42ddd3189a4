import type { ToolCall } from '../../conversation.js';
import { asArray, asCount, asString, get, isObject, type JsonObject, parseArguments } from '../json.js';
import type { Reply, StopClass, Usage } from '../protocol.js';
import { type ChatStream, callsOf, type Fragment } from './stream.js';

/** finish_reason to the shared class (protocol reference 5.1). */
const STOP = new Map<string | null, StopClass>([
  ['stop', 'end'],
  ['length', 'cap'],
  ['tool_calls', 'tool'],
  ['function_call', 'tool'],
  ['content_filter', 'refusal'],
]);

/** The normal form of a plain reply; null where the body is no chat completion at all. */
export function foldPlain(json: unknown): Reply | null {
  const choice = get(json, 'choices', 0);
  const message = get(choice, 'message');
  if (!isObject(message)) return null;
  return {
    id: asString(get(json, 'id')),
    model: asString(get(json, 'model')),
    reasoning: reasoningOf(message),
    text: asString(message.content) ?? '',
    toolCalls: asArray(message.tool_calls).filter(isObject).map(toolCall),
    stop: stopOf(get(choice, 'finish_reason')),
    usage: usageOf(get(json, 'usage')),
  };
}

/** The normal form of a stream, concatenated as the specification says, not as one client does. */
export function foldStream(stream: ChatStream): Reply | null {
  const parts = stream.parts.filter(({ choice }) => choice.index === 0 || choice.index === undefined);
  if (parts.length === 0) return null;
  const deltas = parts.flatMap(({ delta }) => (delta ? [delta] : []));
  const first = stream.chunks[0]?.json;
  const finish = parts.findLast(({ choice }) => choice.finish_reason != null)?.choice.finish_reason;
  return {
    id: asString(first?.id),
    model: asString(first?.model),
    reasoning: deltas.map(reasoningOf).join(''),
    text: deltas.map((delta) => asString(delta.content) ?? '').join(''),
    toolCalls: callsOf(stream).map(joinCall),
    stop: stopOf(finish),
    usage: usageOf(stream.chunks.findLast(({ json }) => isObject(json.usage))?.json.usage),
  };
}

/** The field is an extension; servers use either name, some both with the same text. */
function reasoningOf(from: JsonObject): string {
  return asString(from.reasoning_content) ?? asString(from.reasoning) ?? '';
}

function stopOf(raw: unknown): Reply['stop'] {
  const reason = asString(raw);
  return { raw: reason, class: STOP.get(reason) ?? 'other', sequence: null };
}

/** Counts of a `usage` object; null where the two needed ones are not there. */
export function usageOf(usage: unknown): Usage | null {
  const prompt = asCount(get(usage, 'prompt_tokens'));
  const completion = asCount(get(usage, 'completion_tokens'));
  if (prompt === null || completion === null) return null;
  return {
    prompt,
    completion,
    cached: asCount(get(usage, 'prompt_tokens_details', 'cached_tokens')),
    reasoning: asCount(get(usage, 'completion_tokens_details', 'reasoning_tokens')),
  };
}

function toolCall(entry: JsonObject): ToolCall {
  const given = get(entry, 'function', 'arguments');
  const raw = typeof given === 'string' ? given : JSON.stringify(given ?? '');
  return call(asString(entry.id), asString(get(entry, 'function', 'name')), raw);
}

function joinCall(fragments: Fragment[]): ToolCall {
  const first = (...keys: string[]) =>
    fragments.map(({ entry }) => asString(get(entry, ...keys))).find(Boolean) ?? null;
  const raw = fragments.map(({ entry }) => asString(get(entry, 'function', 'arguments')) ?? '').join('');
  return call(first('id'), first('function', 'name'), raw);
}

function call(id: string | null, name: string | null, raw: string): ToolCall {
  return { id: id ?? '', name: name ?? '', arguments: parseArguments(raw), raw };
}
