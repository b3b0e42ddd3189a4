import { get, isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { edit, inEvents, inPlainReply } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Variant } from './variant.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const TIMINGS = { prompt_n: 5, prompt_ms: 1.5, predicted_n: 9, predicted_ms: 12.25 };

const deltaOf = ({ data }: StreamEvent) => get(data, 'choices', 0, 'delta');
const withDelta = (event: StreamEvent, delta: unknown): StreamEvent => ({
  ...event,
  data: edit(event.data, 'choices.0.delta', () => delta),
});
const onStream = (streamEvents: NonNullable<Change['streamEvents']>) => only(OPENAI, { streamEvents });
const renamed = (message: unknown) => {
  if (!isObject(message) || message.reasoning_content === undefined) return message;
  const { reasoning_content: reasoning, ...rest } = message;
  return { ...rest, reasoning };
};

/** Joins each event to the one before it where both carry only text, in pairs. */
function inPairs(events: StreamEvent[]): StreamEvent[] {
  const joined: StreamEvent[] = [];
  for (const event of events) {
    const before = joined.at(-1);
    const [a, b] = [before && get(deltaOf(before), 'content'), get(deltaOf(event), 'content')];
    const role = before && get(deltaOf(before), 'role');
    const isPlainText = Object.keys(Object(deltaOf(event))).length === 1;
    if (before && typeof a === 'string' && typeof b === 'string' && isPlainText && role === undefined && a.length < 4) {
      joined[joined.length - 1] = withDelta(before, { content: a + b });
    } else joined.push(event);
  }
  return joined;
}

/** One event for each call, with all of its arguments. */
function wholeCalls(events: StreamEvent[]): StreamEvent[] {
  const kept: StreamEvent[] = [];
  for (const event of events) {
    const raw = get(deltaOf(event), 'tool_calls', 0);
    const last = kept.at(-1);
    if (!isObject(raw) || raw.id !== undefined || !last) kept.push(event);
    else
      kept[kept.length - 1] = withDelta(
        last,
        edit(
          deltaOf(last),
          'tool_calls.0.function.arguments',
          (before) => String(before) + String(get(raw, 'function', 'arguments')),
        ),
      );
  }
  return kept;
}

/** The fragments of parallel calls in turns: all events of calls, the first of each, then the second, and so on. */
function interleaved(events: StreamEvent[]): StreamEvent[] {
  const indexOf = (event: StreamEvent) => get(deltaOf(event), 'tool_calls', 0, 'index');
  const calls = events.filter((event) => indexOf(event) !== undefined);
  const rank = (event: StreamEvent) => calls.filter((one) => indexOf(one) === indexOf(event)).indexOf(event);
  const sorted = calls.toSorted((a, b) => rank(a) - rank(b) || Number(indexOf(a)) - Number(indexOf(b)));
  return events.map((event) => (indexOf(event) === undefined ? event : (sorted.shift() ?? event)));
}

/** Legal differences of OpenAI's bodies and chunks (protocol reference 1, 5.5). */
export const OPENAI_VARIANTS: Variant[] = [
  {
    id: 'oa-role-without-content',
    says: 'The first delta has the role, and no content.',
    change: onStream((events) => events.map((event, k) => (k === 0 ? withDelta(event, { role: 'assistant' }) : event))),
  },
  {
    id: 'oa-role-with-first-word',
    says: 'The first delta has the role and the first word.',
    change: onStream(([first, second, ...rest]) => {
      const delta = second && deltaOf(second);
      return isObject(delta) && second && Object.keys(delta).length > 0
        ? [withDelta(second, { role: 'assistant', ...delta }), ...rest]
        : [first, second, ...rest].filter((event) => event !== undefined);
    }),
  },
  {
    id: 'oa-finish-with-last-word',
    says: 'The finish stands on the chunk of the last delta.',
    change: onStream((events, { question }) => {
      const at = events.findIndex(({ data }) => get(data, 'choices', 0, 'finish_reason') != null);
      const [last, finish] = [events[at - 1], events[at]];
      if (!last || !finish || question.logprobs) return events;
      return events.toSpliced(at - 1, 2, withDelta(finish, deltaOf(last)));
    }),
  },
  {
    id: 'oa-usage-key-only-at-the-end',
    says: 'Chunks other than the last have no key usage.',
    change: only(
      OPENAI,
      inEvents('usage', (usage) => usage ?? undefined),
    ),
  },
  {
    id: 'oa-two-words-per-delta',
    says: 'Deltas hold several tokens.',
    change: onStream((events, { question }) => (question.logprobs ? events : inPairs(events))),
  },
  {
    id: 'oa-arguments-in-one-fragment',
    says: 'The arguments of a call come whole, with its id and name.',
    change: onStream(wholeCalls),
  },
  {
    id: 'oa-calls-interleaved',
    says: 'The fragments of parallel calls come in turns.',
    change: onStream(interleaved),
  },
  {
    id: 'oa-vendor-fields',
    says: 'Bodies and chunks have a fingerprint, a service tier, and timings.',
    change: only(
      OPENAI,
      both(
        {
          plainReply: (reply) => ({ ...reply, system_fingerprint: 'fp_1', service_tier: 'default', timings: TIMINGS }),
        },
        both(
          inEvents('system_fingerprint', () => 'fp_1'),
          inEvents('timings', () => TIMINGS),
        ),
      ),
    ),
  },
  {
    id: 'oa-usage-without-details',
    says: 'Usage has the three sums only.',
    change: only(
      OPENAI,
      both(
        inPlainReply('usage', sumsOnly),
        inEvents('usage', (usage) => (isObject(usage) ? sumsOnly(usage) : usage)),
      ),
    ),
  },
  {
    id: 'oa-usage-details-null',
    says: 'The details of usage are null.',
    change: only(OPENAI, both(inPlainReply('usage', withoutDetails), inEvents('usage', withoutDetails))),
  },
  {
    id: 'oa-reasoning-by-the-other-name',
    says: 'Reasoning comes in the field reasoning.',
    change: only(OPENAI, both(inPlainReply('choices.*.message', renamed), inEvents('choices.*.delta', renamed))),
  },
  {
    id: 'oa-empty-content-with-calls',
    says: 'The content beside tool calls is empty, not null.',
    change: only(
      OPENAI,
      both(
        inPlainReply('choices.*.message.content', (content) => content ?? ''),
        inEvents('choices.*.delta.content', (content) => (content === null ? '' : content)),
      ),
    ),
  },
  {
    id: 'oa-named-choice-stops',
    says: 'A call that was named by the request ends with stop, as the hosted API does (F10).',
    change: only(OPENAI, {
      plainReply: (reply, { question: { toolChoice } }) =>
        typeof toolChoice === 'object' && toolChoice !== null
          ? (edit(reply, 'choices.*.finish_reason', () => 'stop') as typeof reply)
          : reply,
    }),
  },
];

function sumsOnly(usage: unknown): unknown {
  if (!isObject(usage)) return usage;
  const { prompt_tokens, completion_tokens, total_tokens } = usage;
  return { prompt_tokens, completion_tokens, total_tokens };
}

function withoutDetails(usage: unknown): unknown {
  return isObject(usage) ? { ...usage, prompt_tokens_details: null, completion_tokens_details: null } : usage;
}
