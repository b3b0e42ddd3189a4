import { get, isObject, type JsonObject } from '../../protocols/json.js';
import { only } from '../change.js';
import type { Question } from '../context.js';
import { type Edit, inEvents, inPlainReply, inQuestion } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Response } from '../response.js';
import type { Change } from '../stages.js';

/** Short ways to change what the server says by the OpenAI API. */

const OPENAI = { protocol: 'openai-chat' } as const;

/** A change of the OpenAI API only. */
export const oa = (change: Change): Change => only(OPENAI, change);

/** Edits one place of its plain replies, as `inPlainReply` does; `set` puts a value there, undefined takes the key away. */
export const oaReply = (path: string, change: Edit): Change => oa(inPlainReply(path, change));
export const setReply = (path: string, value: unknown): Change => oaReply(path, () => value);

/** Edits one place of its chunks. */
export const oaChunk = (path: string, change: Edit): Change => oa(inEvents(path, change));
export const setChunk = (path: string, value: unknown): Change => oaChunk(path, () => value);

/** Changes what its requests are understood to ask. */
export const oaQuestion = (change: (question: Question) => Partial<Question>): Change => oa(inQuestion(change));

/** Changes its list of events, the terminator among them. */
export const oaEvents = (change: (events: StreamEvent[]) => StreamEvent[]): Change => oa({ streamEvents: change });

/** Changes each chunk, or puts several in its place. */
export const eachChunk = (change: (json: JsonObject, position: number) => unknown[]): Change =>
  oaEvents((events) =>
    events.flatMap((event, k) =>
      isObject(event.data) ? change(event.data, k).map((data) => ({ ...event, data })) : [event],
    ),
  );

/** Changes each fragment of a tool call, or puts several in its place, each in a chunk of its own. */
export const eachFragment = (change: (entry: JsonObject, isFirst: boolean) => JsonObject[]): Change =>
  eachChunk((json) => {
    const entry = get(json, 'choices', 0, 'delta', 'tool_calls', 0);
    if (!isObject(entry)) return [json];
    const [choice] = json.choices as JsonObject[];
    return change(entry, 'id' in entry).map((one) => ({
      ...json,
      choices: [{ ...choice, delta: { tool_calls: [one] } }],
    }));
  });

/** The position of the chunk that finishes the first choice. */
export const finishOf = (events: StreamEvent[]): number =>
  events.findIndex(({ data }) => get(data, 'choices', 0, 'finish_reason') != null);

/** Whether a chunk carries the usage. */
export const isUsage = ({ data }: StreamEvent): boolean => isObject(get(data, 'usage'));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Changes the bytes of its good answers, as one text: of plain ones only. */
export const oaBody = (change: (text: string) => string): Change =>
  oa({
    response: (response, { path }) =>
      response.status === 200 && path.endsWith('/completions') ? rewritten(response, change) : response,
  });

function rewritten(response: Response, change: (text: string) => string): Response {
  const bytes = encoder.encode(change(decoder.decode(Buffer.concat(response.frames.map((frame) => frame.bytes)))));
  const headers = { ...response.headers, 'content-length': String(bytes.byteLength) };
  return { ...response, headers, frames: [{ bytes, delay: 0 }] };
}
