import { isObject, parseJson, show } from '../protocols/json.js';
import { header, PROTOCOLS } from '../wire/exchange.js';
import { replyRules } from './rule.js';
import { answered, expect, framed } from './scope.js';

/** Every string in a JSON value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  // A token may be a part of a character: its own bytes stand beside it (protocol reference 1.2).
  const parts = Object.entries(value).filter(([key]) => key !== 'logprobs');
  return parts.flatMap(([, part]) => texts(part));
}

/** Rules about how a stream is framed, the same for both protocols (protocol reference 6.7). */
export const framing = replyRules(PROTOCOLS, [
  [
    'R-SSE-01',
    'warning',
    'A stream has the content type text/event-stream.',
    'browsers refuse anything else (T-SSE13)',
    framed((_, { exchange }) => {
      const type = (exchange.received && header(exchange.received, 'content-type')) ?? 'nothing';
      return expect(
        /^text\/event-stream\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(type),
        'text/event-stream',
        type,
        'header content-type',
      );
    }),
    'a stream',
  ],
  [
    'R-SSE-02',
    'error',
    'Events are separated by a blank line.',
    'every client fails (T-SSE08)',
    framed((sse) =>
      sse.events
        .filter(
          // Several data lines may spell one payload, as long as they are one: then none of them is one alone.
          ({ data, dataLines }) =>
            dataLines > 1 &&
            parseJson(data) === undefined &&
            data.split('\n').some((line) => isObject(parseJson(line))),
        )
        .map(({ at, dataLines }) => ({
          expected: 'a blank line',
          actual: `${dataLines} payloads in one event`,
          at: `byte ${at}`,
        })),
    ),
    'a stream',
  ],
  [
    'R-SSE-03',
    'error',
    'The last event is ended by a blank line.',
    'clients lose it (T-SSE06)',
    framed((sse) =>
      sse.events
        .filter(({ terminated }) => !terminated)
        .map(({ at, data }) => ({
          expected: 'a blank line',
          actual: `the end of the body after ${show(data, 60)}`,
          at: `byte ${at}`,
        })),
    ),
    'a stream',
  ],
  [
    'R-SSE-04',
    'error',
    'A stream has no byte order mark.',
    'the official Python clients lose the first event (T-SSE04)',
    framed(({ bom }) => expect(!bom, 'no BOM', 'EF BB BF', 'byte 0')),
    'a stream',
  ],
  [
    'R-SSE-05',
    'error',
    'A stream is valid UTF-8.',
    'the official Python client throws (T-SSE10)',
    framed(({ invalidUtf8At: at }) => expect(at === null, 'UTF-8', 'other bytes', `the line at byte ${at}`)),
    'a stream',
  ],
  [
    'R-SSE-06',
    'warning',
    'Lines end with LF or CRLF.',
    'with a lone CR clients lose the last event (T-SSE03)',
    framed(({ lineEnds }) => expect(lineEnds.cr === 0, 'LF or CRLF', `${lineEnds.cr} lines end with CR`, 'stream')),
    'a stream',
  ],
  [
    'R-SSE-07',
    'error',
    'Payloads stand on data lines.',
    'clients see no events at all (T-SSE14)',
    framed(({ strayLines }) =>
      strayLines.map(({ at, text }) => ({ expected: 'data: …', actual: show(text), at: `byte ${at}` })),
    ),
    'a stream',
  ],
  [
    'R-SSE-08',
    'error',
    'No character is split over deltas.',
    'the official Python client crashes on output (T-SSE12)',
    // Each event alone: JavaScript joins two halves to a character again, Python does not.
    framed((sse) =>
      sse.events.flatMap(({ index, at, data }) =>
        texts(parseJson(data))
          .filter((text) => !text.isWellFormed() || text.includes('\ufffd'))
          .map((text) => ({
            expected: 'whole characters',
            actual: `U+FFFD or half a character in ${show(text, 60)}`,
            at: `event ${index} at byte ${at}`,
          })),
      ),
    ),
    'a stream',
  ],
  [
    'R-SSE-10',
    'error',
    'The body ends right after the terminator.',
    'official clients hang until the server closes it (T-SSE16)',
    answered(({ end }, { sse }) =>
      sse ? expect(end !== 'left-open', 'the end of the body', 'an open body', 'after the terminator') : null,
    ),
    'a stream',
  ],
  [
    'R-SSE-11',
    'error',
    'A stream that breaks off does not look like a whole one.',
    'the official Python clients return truncated text as success (T-OA03, T-AN70)',
    (r) => {
      if (!r.sse || r.exchange.received?.end !== 'complete' || r.exchange.purpose !== 'answer' || !r.stream)
        return null;
      const failed = r.stream.errors.length > 0;
      const over =
        r.protocol === 'openai-chat'
          ? r.stream.done.length > 0 || r.reply?.stop.raw != null
          : r.stream.stop !== null || r.stream.messageDeltas.length > 0;
      return expect(
        failed || over,
        'an end, an error, or a reset',
        'a clean end of the body in the middle',
        'end of the body',
      );
    },
    'a stream',
  ],
]);
