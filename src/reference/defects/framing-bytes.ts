import { only } from '../change.js';
import { inFrames, inResponse } from '../edit.js';
import type { Defect } from './defect.js';
import { anStream, oaStream } from './places.js';

const STREAM = { mode: 'stream' } as const;
const onBoth = (rule: string) => [...oaStream(rule), ...anStream(rule)];
const anything = [
  { protocol: 'openai-chat', mode: 'stream' } as const,
  { protocol: 'anthropic-messages', mode: 'stream' } as const,
];

/** Characters that Latin-1 has as its one byte, all others as they were: what a wrong encoder leaves. */
function latin1(bytes: Uint8Array): Uint8Array {
  const characters = [...new TextDecoder().decode(bytes)];
  return Buffer.concat(characters.map((one) => Buffer.from(one, one <= '\u00ff' ? 'latin1' : 'utf8')));
}

/** Where a delta ends in the middle of a pair of surrogates, JSON escapes each half. */
const HALF = /([\ud800-\udbff])([\udc00-\udfff])/;

/** Defects of bytes, lines and headers (protocol reference 6.7). */
export const FRAMING_BYTES: Defect[] = [
  {
    id: 'stream-as-plain-text',
    source: 'T-SSE13',
    says: 'A stream has the content type text/plain.',
    expects: onBoth('R-SSE-01'),
    change: only(
      STREAM,
      inResponse(({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } })),
    ),
  },
  {
    id: 'no-blank-line-before-the-end',
    source: 'T-SSE08',
    says: 'The blank line between the last two events is missing.',
    expects: onBoth('R-SSE-02'),
    neighbours: anything,
    change: inFrames((text, position, { length }) => (position === length - 2 ? text.replace(/\n\n$/, '\n') : text)),
  },
  {
    id: 'no-blank-line-at-the-end',
    source: 'T-SSE06',
    says: 'The last event has no blank line behind it.',
    expects: onBoth('R-SSE-03'),
    change: inFrames((text, position, { length }) => (position === length - 1 ? text.replace(/\n\n$/, '\n') : text)),
  },
  {
    id: 'byte-order-mark',
    source: 'T-SSE04',
    says: 'A stream begins with a byte order mark.',
    expects: onBoth('R-SSE-04'),
    change: inFrames((text, position) => (position === 0 ? `\ufeff${text}` : text)),
  },
  {
    id: 'latin-1',
    source: 'T-SSE10',
    says: 'A stream is written in Latin-1.',
    expects: onBoth('R-SSE-05'),
    neighbours: [
      ...onBoth('R-SSE-08'),
      ...oaStream('R-X-01', 'R-X-34', 'G-04', 'G-05'),
      ...anStream('R-X-02', 'R-X-34', 'G-04', 'G-05'),
    ],
    change: { frames: (frames) => frames.map((frame) => ({ ...frame, bytes: latin1(frame.bytes) })) },
  },
  {
    id: 'lone-carriage-returns',
    source: 'T-SSE03',
    says: 'Lines end with CR alone.',
    expects: onBoth('R-SSE-06'),
    change: inFrames((text) => text.replaceAll('\n', '\r')),
  },
  {
    id: 'bare-json-lines',
    source: 'T-SSE14',
    says: 'A stream is lines of JSON without data: before them.',
    expects: onBoth('R-SSE-07'),
    neighbours: anything,
    change: inFrames((text) => text.replace(/^event: .*\n/gm, '').replace(/^data: /gm, '')),
  },
  {
    id: 'an-surrogates-split',
    source: 'T-SSE12',
    says: 'A character outside the basic plane is spread over two deltas, one half in each.',
    expects: anStream('R-SSE-08'),
    change: only(
      { protocol: 'anthropic-messages' },
      {
        streamEvents: (events) =>
          events.flatMap((event) => {
            const text = JSON.stringify(event.data);
            const found = HALF.exec(text);
            if (!found || !text.includes('_delta')) return [event];
            const [before = '', after = ''] = [text.slice(0, found.index), text.slice(found.index + 2)];
            const start = text.slice(0, text.lastIndexOf('":"') + 3);
            const first = `${before}\\u${found[1]?.charCodeAt(0).toString(16)}"}}`;
            return [
              { ...event, data: JSON.parse(first) },
              { ...event, data: JSON.parse(`${start}\\u${found[2]?.charCodeAt(0).toString(16)}${after}`) },
            ];
          }),
      },
    ),
  },
  {
    id: 'held-back-until-the-end',
    source: 'waybarrios/vllm-mlx@981fb67',
    says: 'A stream is sent in one piece when all of it is there.',
    expects: onBoth('R-SSE-09'),
    change: only(STREAM, {
      response: (response) => ({
        ...response,
        frames: [{ bytes: Buffer.concat(response.frames.map(({ bytes }) => bytes)), delay: 0 }],
      }),
    }),
  },
];
