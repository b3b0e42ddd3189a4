import type { MessageStream } from '../protocols/anthropic-messages/stream.js';
import type { AnyReading } from '../protocols/index.js';
import { asArray, asString, get, type JsonObject } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { merge } from './field.js';
import { messagePlain, messageStream } from './scope.js';

/** Judges of what a plain message and a streamed one have in common: content, the reason to stop, usage. */

/** A content block, plain or streamed. */
export interface Part {
  type: unknown;
  id: unknown;
  /** What a text block says in all. */
  text: unknown;
  at: string;
}

function partsOf(json: JsonObject): Part[] {
  const content = asArray(json.content);
  return content.map((block, k) => ({
    type: get(block, 'type'),
    id: get(block, 'id'),
    text: get(block, 'text'),
    at: `content[${k}]`,
  }));
}

function streamedParts({ blocks: all }: MessageStream): Part[] {
  return all.map(({ start, type, deltas }) => {
    const first = asString(get(start.json, 'content_block', 'text')) ?? '';
    const rest = deltas.map(({ json }) => asString(get(json, 'delta', 'text')) ?? '').join('');
    return { type, id: get(start.json, 'content_block', 'id'), text: first + rest, at: `${start.at} content_block` };
  });
}

/** Judges the content of a message, whichever way it came. */
export const parts = (judge: (content: Part[], streamed: boolean) => Breach[] | null) => (r: AnyReading) =>
  merge([
    messagePlain((json) => judge(partsOf(json), false))(r),
    messageStream((stream) => judge(streamedParts(stream), true))(r),
  ]);

/** Judges the reason to stop with its string; a stream says them in its last message_delta. */
export const stops =
  (judge: (reason: unknown, sequence: unknown, at: string, r: AnyReading) => Breach[]) => (r: AnyReading) =>
    merge([
      messagePlain((json) => judge(json.stop_reason, json.stop_sequence, 'stop_sequence', r))(r),
      messageStream(({ messageDeltas }) => {
        const last = messageDeltas.at(-1);
        const reason = get(last?.json, 'delta', 'stop_reason');
        // A stream without a reason is R-AN-54's matter.
        if (!last || typeof reason !== 'string') return null;
        return judge(reason, get(last.json, 'delta', 'stop_sequence'), `${last.at} delta.stop_sequence`, r);
      })(r),
    ]);

/** Every usage of a message: a stream has one at its start, and one in each message_delta. */
export const usages = (judge: (holder: unknown) => Breach[] | null) => (r: AnyReading) =>
  merge([
    messagePlain((json) => judge(json))(r),
    messageStream(({ start, messageDeltas }) =>
      merge([judge(get(start?.json, 'message')), ...messageDeltas.map(({ json }) => judge(json))]),
    )(r),
  ]);
