import { get, type JsonObject } from '../../protocols/json.js';
import { only } from '../change.js';
import { inEvents, keepEvents, typeOf } from '../edit.js';
import { ANTHROPIC, dataOf, eachEvent, named, withData } from '../edit-message.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anStream, crossStream } from './places.js';

const IN_STREAM = { ...ANTHROPIC, mode: 'stream' } as const;
/** The reason to stop is lost. */
const REASON_LOST = [...anStream('R-AN-16', 'R-AN-18', 'R-X-02', 'R-X-08', 'R-X-09'), ...crossStream('R-X-07')];

/** Changes the event that ends the message. */
const inEnd = (change: (event: StreamEvent) => StreamEvent[]): Change =>
  eachEvent((event) => (typeOf(event) === 'message_delta' ? change(event) : [event]));

/** Defects of how a stream ends (protocol reference 6.5). */
export const ANTHROPIC_ENDING: Defect[] = [
  {
    id: 'an-no-message-delta',
    source: 'T-AN10',
    says: 'There is no message_delta.',
    expects: anStream('R-AN-53'),
    neighbours: [...REASON_LOST, ...anStream('R-X-03'), ...crossStream('R-X-15')],
    change: only(
      ANTHROPIC,
      keepEvents((event) => typeOf(event) !== 'message_delta'),
    ),
  },
  {
    id: 'an-stop-reason-outside-delta',
    source: 'T-AN68',
    says: 'The stop_reason stands beside the delta that should hold it.',
    expects: anStream('R-AN-54'),
    neighbours: REASON_LOST,
    change: inEnd((event) => {
      const { stop_reason, ...delta } = dataOf(event).delta as JsonObject;
      return [withData(event, { stop_reason, delta })];
    }),
  },
  {
    id: 'an-output-tokens-not-cumulative',
    source: 'T-AN61',
    says: 'Of two message_delta the last counts only the token that is new.',
    expects: anStream('R-AN-55'),
    neighbours: [...anStream('R-X-03', 'R-X-08', 'R-AN-22', 'R-AN-23'), ...crossStream('R-X-15')],
    change: inEnd((event) => {
      const { usage, delta } = dataOf(event) as Record<string, JsonObject>;
      const open = withData(event, { delta: { ...delta, stop_reason: null, stop_sequence: null } });
      return [open, withData(event, { usage: { ...usage, output_tokens: 1 } })];
    }),
  },
  {
    id: 'an-end-with-zero-input-tokens',
    source: 'T-AN62',
    says: 'message_delta says input_tokens 0, and so erases what message_start said.',
    expects: anStream('R-AN-56'),
    neighbours: anStream('R-X-03'),
    change: only(
      ANTHROPIC,
      inEvents('usage.input_tokens', () => 0, 'message_delta'),
    ),
  },
  {
    id: 'an-end-before-block-stop',
    source: 'T-AN64',
    says: 'message_delta comes before the last block is stopped.',
    expects: anStream('R-AN-57'),
    change: only(ANTHROPIC, {
      streamEvents: (events) => {
        const at = events.findIndex((event) => typeOf(event) === 'message_delta');
        const [before, end] = events.slice(at - 1, at + 1);
        if (before === undefined || end === undefined || typeOf(before) !== 'content_block_stop') return events;
        return [...events.slice(0, at - 1), end, before, ...events.slice(at + 1)];
      },
    }),
  },
  {
    id: 'an-failure-without-error',
    source: 'T-AN56',
    says: 'A stream that fails after 10 tokens says so in an event without the key error.',
    expects: anStream('R-AN-62'),
    neighbours: [{ ...IN_STREAM, case: 'tick_forever' }, ...crossStream('R-X-04', 'R-X-07')],
    change: only(ANTHROPIC, {
      // Only an endless answer is so long that it is cut.
      streamEvents: (events) =>
        events.length < 15 || !events.some((event) => get(event.data, 'delta', 'stop_reason') === 'max_tokens')
          ? events
          : [...events.slice(0, 12), named('error', { message: 'The backend is out of memory.' })],
    }),
  },
  {
    id: 'an-cache-counter-negative-in-stream',
    source: 'R-AN-21',
    says: 'The tokens read from the cache are -1 in every usage of a stream.',
    expects: anStream('R-AN-21'),
    change: eachEvent((event) => {
      const { message, usage } = dataOf(event) as Record<string, JsonObject>;
      const spoilt = (counts: unknown) => ({ ...(counts as JsonObject), cache_read_input_tokens: -1 });
      if (message) return [withData(event, { message: { ...message, usage: spoilt(message.usage) } })];
      return [usage ? withData(event, { usage: spoilt(usage) }) : event];
    }),
  },
];
