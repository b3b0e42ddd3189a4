import type { MessageReading } from '../protocols/anthropic-messages/index.js';
import type { MessageStream } from '../protocols/anthropic-messages/stream.js';
import type { AnyReading } from '../protocols/index.js';
import { isObject, type JsonObject, show } from '../protocols/json.js';
import type { ChatReading } from '../protocols/openai-chat/index.js';
import { type ChatStream, where } from '../protocols/openai-chat/stream.js';
import type { Breach, Reply } from '../protocols/protocol.js';
import { bodyText, header, type Received } from '../wire/exchange.js';
import type { SseReading } from '../wire/sse.js';
import { merge } from './field.js';
import type { ReplyRule } from './rule.js';

/** Which part of a reading a rule is about. Each scope answers null where a reading has no such part. */
type Judge = ReplyRule['judge'];
type Said = Breach[] | null;

/** A good request that was answered with 200, and whose answer we did not break off ourselves. */
export function isAnswered({ exchange: { purpose, received } }: AnyReading): boolean {
  return (purpose === 'answer' || purpose === 'option') && received?.status === 200 && received.end !== 'aborted';
}

/** The 200 response to a good request, whatever is in it. */
export function answered(judge: (received: Received, reading: AnyReading) => Said): Judge {
  return (r) => (isAnswered(r) && r.exchange.received ? judge(r.exchange.received, r) : null);
}

/** A plain reply says that it is JSON (R-OA-01, R-AN-01). */
export const saysJson = answered((received, { exchange }) => {
  if (exchange.mode !== 'plain') return null;
  const type = header(received, 'content-type') ?? 'nothing';
  return expect(/^application\/([\w.]+\+)?json\b/i.test(type), 'application/json', type, 'header content-type');
});

/** A plain reply is one JSON object (R-OA-02, R-AN-02). */
export const isJson = answered((received, { exchange, json }) =>
  exchange.mode === 'plain' ? expect(isObject(json), 'a JSON object', show(bodyText(received)), 'body') : null,
);

/** The JSON of a plain chat completion; an error object is no completion (R-OA-28 speaks of it). */
export function chatPlain(judge: (json: JsonObject, reading: ChatReading) => Said): Judge {
  return (r) =>
    r.protocol === 'openai-chat' && r.exchange.mode === 'plain' && isAnswered(r) && isObject(r.json) && !r.json.error
      ? judge(r.json, r)
      : null;
}

/** A streamed chat completion with at least one event. */
export function chatStream(judge: (stream: ChatStream, reading: ChatReading) => Said): Judge {
  return (r) =>
    r.protocol === 'openai-chat' && isAnswered(r) && r.stream && r.stream.sse.events.length > 0
      ? judge(r.stream, r)
      : null;
}

/** The JSON of a plain chat completion, or of each chunk of a streamed one. */
export function chatJson(judge: (json: JsonObject, reading: ChatReading) => Said): Judge {
  const plain = chatPlain(judge);
  const streamed = chatStream(({ chunks }, r) =>
    // A payload without choices is no chunk (R-OA-34).
    merge(
      chunks
        .filter(({ json }) => Array.isArray(json.choices))
        .map(({ event, json }) => within(where(event), judge(json, r))),
    ),
  );
  return (r) => plain(r) ?? streamed(r);
}

/** Breaches of a part, placed in the whole. */
function within(place: string, said: Said): Said {
  return said?.map((breach) => ({ ...breach, at: `${place} ${breach.at}` })) ?? null;
}

/** The JSON of a plain message; an error object is no message (R-AN-24), nor is a chat completion (R-AN-26). */
export function messagePlain(judge: (json: JsonObject, reading: MessageReading) => Said): Judge {
  return (r) =>
    r.protocol === 'anthropic-messages' &&
    r.exchange.mode === 'plain' &&
    isAnswered(r) &&
    isObject(r.json) &&
    !r.json.error &&
    !Array.isArray(r.json.choices)
      ? judge(r.json, r)
      : null;
}

/** A streamed message with at least one event. */
export function messageStream(judge: (stream: MessageStream, reading: MessageReading) => Said): Judge {
  return (r) =>
    r.protocol === 'anthropic-messages' && isAnswered(r) && r.stream && r.stream.sse.events.length > 0
      ? judge(r.stream, r)
      : null;
}

/** What the grammar of a streamed message found under a rule's id (src/protocols/anthropic-messages/stream.ts). */
export function ordered(rule: string): Judge {
  return messageStream((stream) => stream.order.get(rule) ?? []);
}

/** The events of any stream, before any protocol. */
export function framed(judge: (sse: SseReading, reading: AnyReading) => Said): Judge {
  return (r) => (isAnswered(r) && r.sse ? judge(r.sse, r) : null);
}

/** The normal form of an answer, plain or streamed. */
export function folded(judge: (reply: Reply, reading: AnyReading) => Said): Judge {
  return (r) => (isAnswered(r) && r.reply ? judge(r.reply, r) : null);
}

/** The response to a bad request. `names` are the rows of `src/plan/refusals.ts`; none means all of them. */
export function refused(
  names: readonly string[],
  judge: (received: Received, json: unknown, reading: AnyReading) => Said,
): Judge {
  return (r) => {
    const { exchange } = r;
    if (exchange.purpose !== 'refusal' || !exchange.received) return null;
    return names.length === 0 || names.includes(variantOf(exchange.case)) ? judge(exchange.received, r.json, r) : null;
  };
}

/** The part of a case's name behind the plus sign: a variant, or a bad request. */
export function variantOf(name: string): string {
  return name.slice(name.indexOf('+') + 1);
}

/** A single breach, or none. */
export function expect(holds: boolean, expected: string, actual: string, at: string): Breach[] {
  return holds ? [] : [{ expected, actual, at }];
}
