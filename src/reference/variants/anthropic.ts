import { get, isObject, parseArguments } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { edit, inEvents, inPlainReply, typeOf } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Variant } from './variant.js';

const ANTHROPIC = { protocol: 'anthropic-messages' } as const;
const PING: StreamEvent = { event: 'ping', data: { type: 'ping' } };

const onStream = (streamEvents: NonNullable<Change['streamEvents']>) => only(ANTHROPIC, { streamEvents });
const isJsonDelta = (event: StreamEvent) => get(event.data, 'delta', 'type') === 'input_json_delta';

/** Characters: longer arguments should come in pieces (G-30). */
const LONG = 60;

/** Everything of a block's arguments: in one delta, or in the start and in no delta. */
function wholeInput(events: StreamEvent[], inStart: boolean): StreamEvent[] {
  const rawOf = (index: unknown) =>
    events
      .filter((event) => isJsonDelta(event) && get(event.data, 'index') === index)
      .map(({ data }) => get(data, 'delta', 'partial_json'))
      .join('');
  return events.flatMap((event, k) => {
    const index = get(event.data, 'index');
    const raw = rawOf(index);
    if (inStart && get(event.data, 'content_block', 'type') === 'tool_use' && parseArguments(raw))
      return [{ ...event, data: edit(event.data, 'content_block.input', () => parseArguments(raw)) }];
    if (!isJsonDelta(event) || (inStart ? !parseArguments(raw) : raw.length > LONG)) return [event];
    const isFirst = !events.slice(0, k).some((one) => isJsonDelta(one) && get(one.data, 'index') === index);
    return isFirst && !inStart ? [{ ...event, data: edit(event.data, 'delta.partial_json', () => raw) }] : [];
  });
}

const cacheNull = (usage: unknown) =>
  isObject(usage) ? { ...usage, cache_creation_input_tokens: null, cache_read_input_tokens: null } : usage;

/** Legal differences of Anthropic's bodies and events (protocol reference 2, 5.5). */
export const ANTHROPIC_VARIANTS: Variant[] = [
  {
    id: 'ping-events',
    says: 'A ping stands behind every event of a stream but the last.',
    change: onStream((events) => events.flatMap((event, at) => (at < events.length - 1 ? [event, PING] : [event]))),
  },
  {
    id: 'an-unknown-events',
    says: 'Events of a type that nobody knows stand among the others (versioning policy).',
    change: onStream((events) =>
      events.flatMap((event, k) =>
        k % 3 === 1 && k < events.length - 1
          ? [event, { event: 'x_trace', data: { type: 'x_trace', step: k } }]
          : [event],
      ),
    ),
  },
  {
    id: 'an-unknown-deltas',
    says: 'Deltas of a type that nobody knows stand in the blocks of text (versioning policy).',
    change: onStream((events) =>
      events.flatMap((event) =>
        get(event.data, 'delta', 'type') === 'text_delta'
          ? [event, { ...event, data: edit(event.data, 'delta', () => ({ type: 'x_confidence_delta', value: 1 })) }]
          : [event],
      ),
    ),
  },
  {
    id: 'an-threads',
    says: 'Threads are there: a reply names its own (R-AN-76).',
    change: only(ANTHROPIC, {
      json: (body) => (isObject(body) && body.thread !== undefined ? { ...body, thread: null, x_thread: 1 } : body),
      plainReply: (reply, { json }) =>
        get(json, 'x_thread') === undefined ? reply : { ...reply, thread: { id: 'thread_1', type: 'thread' } },
    }),
  },
  {
    id: 'an-usage-of-delta-short',
    says: 'message_delta counts the output only; the input stood in message_start.',
    change: only(
      ANTHROPIC,
      inEvents('usage', (usage) => ({ output_tokens: get(usage, 'output_tokens') }), 'message_delta'),
    ),
  },
  {
    id: 'an-input-corrected-late',
    says: 'message_start says 0 input tokens; message_delta has the true number (T-AN63).',
    change: only(
      ANTHROPIC,
      inEvents('message.usage.input_tokens', () => 0, 'message_start'),
    ),
  },
  {
    id: 'an-input-guessed-first',
    says: 'message_start has a guess of the input tokens; message_delta has the true number.',
    change: only(
      ANTHROPIC,
      inEvents('message.usage.input_tokens', (tokens) => Number(tokens) - 6, 'message_start'),
    ),
  },
  {
    id: 'an-start-counts-one',
    says: 'message_start counts one output token already.',
    change: only(
      ANTHROPIC,
      inEvents('message.usage.output_tokens', () => 1, 'message_start'),
    ),
  },
  {
    id: 'an-cache-counters-null',
    says: 'The counters of the cache are null.',
    change: only(
      ANTHROPIC,
      both(
        inPlainReply('usage', cacheNull),
        both(inEvents('message.usage', cacheNull, 'message_start'), inEvents('usage', cacheNull, 'message_delta')),
      ),
    ),
  },
  {
    id: 'an-input-in-one-delta',
    says: 'The input of a tool comes in one delta, if it is not long.',
    change: onStream((events) => wholeInput(events, false)),
  },
  {
    id: 'an-input-in-start',
    says: 'The input of a tool stands in the start of its block, and no delta follows (T-AN39).',
    change: onStream((events) => wholeInput(events, true)),
  },
  {
    id: 'an-empty-first-fragment',
    says: 'The first delta of a tool’s input is empty, as the hosted API sends it.',
    change: onStream((events) =>
      events.flatMap((event) =>
        typeOf(event) === 'content_block_start' && get(event.data, 'content_block', 'type') === 'tool_use'
          ? [event, emptyFragment(get(event.data, 'index'))]
          : [event],
      ),
    ),
  },
  {
    id: 'an-empty-signature',
    says: 'The signature of a thought is empty, as on local models.',
    change: only(
      ANTHROPIC,
      both(
        inPlainReply('content.*.signature', (signature) => (signature === undefined ? undefined : '')),
        inEvents('delta.signature', (signature) => (signature === undefined ? undefined : '')),
      ),
    ),
  },
  {
    id: 'an-two-text-blocks',
    says: 'A plain text comes in two blocks.',
    change: only(ANTHROPIC, {
      plainReply: (reply) => {
        const [block, ...rest] = Array.isArray(reply.content) ? reply.content : [];
        const text = get(block, 'text');
        if (typeof text !== 'string' || text.length < 4 || rest.length > 0) return reply;
        return {
          ...reply,
          content: [
            { ...block, text: text.slice(0, 2) },
            { ...block, text: text.slice(2) },
          ],
        };
      },
    }),
  },
];

function emptyFragment(index: unknown): StreamEvent {
  const data = { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: '' } };
  return { event: 'content_block_delta', data };
}
