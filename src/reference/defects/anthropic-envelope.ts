import { both, only } from '../change.js';
import { inEvents, inPlainReply, inQuestion, keepEvents, typeOf } from '../edit.js';
import { ANTHROPIC, dataOf, eachEvent, named, withData } from '../edit-message.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anPlain, anStream } from './places.js';

/** Changes the events of one type. */
const eachOf = (type: string, change: (event: StreamEvent) => StreamEvent): Change =>
  eachEvent((event) => [typeOf(event) === type ? change(event) : event]);

/** Changes the message that a stream starts with. */
const inStart = (path: string, value: unknown): Change =>
  only(
    ANTHROPIC,
    inEvents(`message.${path}`, () => value, 'message_start'),
  );

/** Defects of the envelope of each event, and of how a stream begins (protocol reference 6.5). */
export const ANTHROPIC_ENVELOPE: Defect[] = [
  {
    id: 'an-no-event-lines',
    source: 'T-AN01',
    says: 'Events have no event line.',
    expects: anStream('R-AN-27'),
    change: eachEvent(({ event: _, ...rest }) => [rest]),
  },
  {
    id: 'an-deltas-misnamed',
    source: 'T-AN04',
    says: 'The event line of a delta says "delta".',
    expects: anStream('R-AN-28'),
    change: eachOf('content_block_delta', (event) => ({ ...event, event: 'delta' })),
  },
  {
    id: 'an-no-type-in-data',
    source: 'T-AN06',
    says: 'Only the event line says of which type an event is.',
    expects: anStream('R-AN-29'),
    change: only(
      ANTHROPIC,
      inEvents('type', () => undefined),
    ),
  },
  {
    id: 'an-no-message-start',
    source: 'T-AN07',
    says: 'The stream begins with its first block.',
    expects: anStream('R-AN-30'),
    change: only(
      ANTHROPIC,
      keepEvents((event) => typeOf(event) !== 'message_start'),
    ),
  },
  {
    id: 'an-message-start-twice',
    source: 'BerriAI/litellm#32357',
    says: 'message_start comes twice.',
    expects: anStream('R-AN-31'),
    change: eachEvent((event) => (typeOf(event) === 'message_start' ? [event, event] : [event])),
  },
  {
    id: 'an-message-start-flat',
    source: 'T-AN18',
    says: 'The fields of the message stand in message_start itself.',
    expects: anStream('R-AN-32'),
    change: eachOf('message_start', (event) => {
      const { message } = dataOf(event);
      return named('message_start', { ...(message as object), type: 'message_start' });
    }),
  },
  {
    id: 'an-start-content-null',
    source: 'T-AN14',
    says: 'The message starts with content null.',
    expects: anStream('R-AN-33'),
    change: inStart('content', null),
  },
  {
    id: 'an-start-without-usage',
    source: 'T-AN13',
    says: 'The message starts without usage.',
    expects: anStream('R-AN-34'),
    change: inStart('usage', undefined),
  },
  {
    id: 'an-role-missing',
    source: 'vllm-project/vllm#45367',
    says: 'A message has no role.',
    expects: [...anPlain('R-AN-04'), ...anStream('R-AN-35')],
    change: both(
      only(
        ANTHROPIC,
        inPlainReply('role', () => undefined),
      ),
      inStart('role', undefined),
    ),
  },
  {
    id: 'an-start-with-stop-reason',
    source: 'R-AN-36',
    says: 'The message starts with a reason to stop.',
    expects: anStream('R-AN-36'),
    change: inStart('stop_reason', 'end_turn'),
  },
  {
    id: 'an-json-for-stream',
    source: 'T-AN72',
    says: 'A request for a stream is answered with JSON.',
    expects: anStream('R-AN-64'),
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ stream: false })),
    ),
  },
  {
    id: 'an-ping-without-type',
    source: 'T-AN54',
    says: 'The data of a ping is {}.',
    expects: anStream('R-AN-61'),
    change: eachEvent((event) => (typeOf(event) === 'message_start' ? [event, { event: 'ping', data: {} }] : [event])),
  },
  {
    id: 'an-ping-with-empty-data',
    source: 'T-AN73',
    says: 'A ping has a data line, and nothing on it.',
    expects: anStream('G-36'),
    change: eachEvent((event) => (typeOf(event) === 'message_start' ? [event, { event: 'ping', data: '' }] : [event])),
  },
  {
    id: 'an-done-at-end',
    source: 'T-AN53',
    says: 'The terminator of the other API follows the last event.',
    expects: anStream('R-AN-60'),
    change: eachEvent((event) => (typeOf(event) === 'message_stop' ? [event, { data: '[DONE]' }] : [event])),
  },
  {
    id: 'an-ping-after-stop',
    source: 'protocol reference 2.5: in the state S4 anything is a violation',
    says: 'A timer sends one more ping after message_stop.',
    expects: anStream('R-AN-59'),
    change: eachEvent((event) => (typeOf(event) === 'message_stop' ? [event, named('ping')] : [event])),
  },
  {
    id: 'an-stop-sequence-of-every-stream',
    source: 'R-AN-18',
    says: 'A stream names the first stop string that was asked for, whether it was met or not.',
    expects: anStream('R-AN-18'),
    change: only(
      { ...ANTHROPIC, mode: 'stream' },
      {
        streamEvents: (events, { question }) =>
          events.map((event) =>
            typeOf(event) === 'message_delta'
              ? withData(event, {
                  delta: { ...(dataOf(event).delta as object), stop_sequence: question.stop[0] ?? '' },
                })
              : event,
          ),
      },
    ),
  },
];
