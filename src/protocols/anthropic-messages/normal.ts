import type { ToolCall } from '../../conversation.js';
import { asArray, asCount, asString, get, isObject, type JsonObject, parseArguments } from '../json.js';
import type { Reply, StopClass, Usage } from '../protocol.js';
import type { Block, MessageStream } from './stream.js';

/** stop_reason to the shared class (protocol reference 5.1). */
const STOP = new Map<string | null, StopClass>([
  ['end_turn', 'end'],
  ['stop_sequence', 'stop-string'],
  ['max_tokens', 'cap'],
  ['model_context_window_exceeded', 'cap'],
  ['tool_use', 'tool'],
  ['refusal', 'refusal'],
  ['pause_turn', 'other'],
]);

/** The normal form of a plain reply; null where the body is no message at all. */
export function foldPlain(json: unknown): Reply | null {
  if (!isObject(json) || !Array.isArray(json.content)) return null;
  const blocks = json.content.filter(isObject);
  return {
    id: asString(json.id),
    model: asString(json.model),
    reasoning: joined(blocks, 'thinking'),
    text: joined(blocks, 'text'),
    toolCalls: blocks.filter(({ type }) => type === 'tool_use').map(toolCall),
    stop: stopOf(json.stop_reason, json.stop_sequence),
    usage: usageOf([json.usage]),
  };
}

/** The normal form of a stream, accumulated by each block's own index as the documentation says. */
export function foldStream(stream: MessageStream): Reply | null {
  if (!stream.start && stream.blocks.length === 0) return null;
  const message = get(stream.start?.json, 'message');
  const of = (type: string) => stream.blocks.filter((block) => block.type === type);
  const deltas = stream.messageDeltas.map(({ json }) => get(json, 'delta'));
  const last = deltas.findLast((delta) => get(delta, 'stop_reason') != null);
  return {
    id: asString(get(message, 'id')),
    model: asString(get(message, 'model')),
    reasoning: of('thinking')
      .map((block) => streamed(block, 'thinking'))
      .join(''),
    text: of('text')
      .map((block) => streamed(block, 'text'))
      .join(''),
    toolCalls: of('tool_use').map(streamedCall),
    stop: stopOf(get(last, 'stop_reason'), get(last, 'stop_sequence')),
    usage: usageOf([get(message, 'usage'), ...stream.messageDeltas.map(({ json }) => json.usage)]),
  };
}

function joined(blocks: JsonObject[], type: 'text' | 'thinking'): string {
  return blocks.map((block) => (block.type === type ? (asString(block[type]) ?? '') : '')).join('');
}

/** A block's text: what its start held, and its deltas. */
function streamed({ start, deltas }: Block, key: 'text' | 'thinking'): string {
  const first = asString(get(start.json, 'content_block', key)) ?? '';
  return first + deltas.map(({ json }) => asString(get(json, 'delta', key)) ?? '').join('');
}

function toolCall(block: JsonObject): ToolCall {
  const { input } = block;
  return {
    id: asString(block.id) ?? '',
    name: asString(block.name) ?? '',
    arguments: isObject(input) ? input : undefined,
    raw: input === undefined ? '' : JSON.stringify(input),
  };
}

/** Fragments first; the start's input counts where no fragment came (T-AN39). */
function streamedCall({ start, deltas }: Block): ToolCall {
  const given = toolCall(isObject(start.json.content_block) ? start.json.content_block : {});
  const raw = deltas.map(({ json }) => asString(get(json, 'delta', 'partial_json')) ?? '').join('');
  return raw === '' ? given : { ...given, arguments: parseArguments(raw), raw };
}

function stopOf(raw: unknown, sequence: unknown): Reply['stop'] {
  const reason = asString(raw);
  return { raw: reason, class: STOP.get(reason) ?? 'other', sequence: asString(sequence) };
}

/**
 * Counts of one or more usage objects of a reply. They are cumulative: a later value replaces an earlier one
 * (reference 2.5), and the prompt is the sum of the three input counters (reference 5.2).
 */
export function usageOf(usages: unknown[]): Usage | null {
  const last = (key: string) => usages.map((usage) => asCount(get(usage, key))).findLast((n) => n !== null) ?? null;
  const input = last('input_tokens');
  const output = last('output_tokens');
  if (input === null || output === null) return null;
  const read = last('cache_read_input_tokens');
  return {
    prompt: input + (read ?? 0) + (last('cache_creation_input_tokens') ?? 0),
    completion: output,
    cached: read,
    reasoning:
      asArray(usages)
        .map((usage) => asCount(get(usage, 'output_tokens_details', 'thinking_tokens')))
        .findLast((n) => n !== null) ?? null,
  };
}
