import { only } from '../change.js';
import { inFrames, inResponse } from '../edit.js';
import type { Frame } from '../frames.js';
import type { Variant } from './variant.js';

const STREAM = { mode: 'stream' } as const;

/** Every third frame is sent with the one behind it, every fifth in two pieces. */
function otherwiseCut(frames: Frame[]): Frame[] {
  return frames.flatMap((frame, k) => {
    const next = frames[k + 1];
    if (k % 3 === 1) return [];
    if (k % 3 === 0 && next) return [{ ...frame, bytes: Buffer.concat([frame.bytes, next.bytes]) }];
    const middle = frame.bytes.length >> 1;
    return [
      { ...frame, bytes: frame.bytes.slice(0, middle) },
      { bytes: frame.bytes.slice(middle), delay: 1 },
    ];
  });
}

/** All frames would take too long: every eighth, the last ones, and those with characters of several bytes will do. */
function sometimesBytewise(frame: Frame, position: number, { length }: Frame[]): Frame[] {
  const chosen = position % 8 === 0 || position > length - 3 || frame.bytes.some((byte) => byte > 0x7f);
  return chosen ? bytewise(frame) : [frame];
}

function bytewise({ bytes, delay }: Frame): Frame[] {
  return Array.from(bytes, (byte, position) => ({
    bytes: Uint8Array.of(byte),
    delay: position === 0 ? delay : 0,
  }));
}

const length = (frames: Frame[]) => frames.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);

/** Legal differences below the events: bytes and headers (protocol reference 3). */
export const WIRE: Variant[] = [
  {
    id: 'crlf',
    says: 'Lines of a stream end with CRLF.',
    // JSON holds no raw line feed: every one is the end of a line.
    change: inFrames((text) => text.replaceAll('\n', '\r\n')),
  },
  {
    id: 'one-byte-per-write',
    says: 'A stream is written byte by byte: chunk borders mean nothing.',
    change: only(STREAM, { frames: (frames) => frames.flatMap(sometimesBytewise) }),
  },
  {
    id: 'other-chunks',
    says: 'A stream is cut in other places: events arrive together, or in halves.',
    change: { frames: otherwiseCut },
  },
  {
    id: 'http-1.0',
    says: 'Responses are HTTP/1.0: a body has no chunks, and ends with its connection.',
    change: { response: (response) => ({ ...response, version: '1.0' }) },
  },
  {
    id: 'connection-close',
    says: 'Every connection is closed behind its response.',
    change: { response: (response) => ({ ...response, headers: { ...response.headers, connection: 'close' } }) },
  },
  {
    id: 'stream-with-content-length',
    says: 'A stream says its length before it begins.',
    change: only(
      STREAM,
      inResponse(({ headers, frames }) => ({ headers: { ...headers, 'content-length': String(length(frames)) } })),
    ),
  },
  {
    id: 'plain-in-chunks',
    says: 'A plain reply comes in chunks, without its length.',
    change: only(
      { mode: 'plain' },
      inResponse(({ headers: { 'content-length': _, ...headers }, frames }) => ({
        headers,
        frames: frames.flatMap(({ bytes }) => [
          { bytes: bytes.slice(0, 40), delay: 0 },
          { bytes: bytes.slice(40), delay: 1 },
        ]),
      })),
    ),
  },
  {
    id: 'other-header-spelling',
    says: 'Headers and their values are written otherwise: Content-Type with a charset in capitals.',
    change: inResponse(({ headers }) => ({
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
          name !== 'content-type'
            ? value
            : value.startsWith('text')
              ? 'Text/Event-Stream;charset=UTF-8'
              : `${value}; charset=utf-8`,
        ]),
      ),
    })),
  },
  {
    id: 'event-stream-without-charset',
    says: 'The content type of a stream has no charset, and proxies are told not to buffer.',
    change: only(
      STREAM,
      inResponse(({ headers }) => ({
        headers: { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
      })),
    ),
  },
  {
    id: 'open-to-web-pages',
    says: 'Every origin is allowed, without credentials.',
    change: {
      response: (response) => ({ ...response, headers: { ...response.headers, 'access-control-allow-origin': '*' } }),
    },
  },
  {
    id: 'no-blank-behind-the-colon',
    says: 'Fields have no blank behind their colon.',
    change: inFrames((text) => text.replace(/^(event|data): /gm, '$1:')),
  },
  {
    id: 'data-before-event',
    says: 'The event line stands behind the data line.',
    change: inFrames((text) => text.replace(/^(event: .*)\n(data: .*)\n/gm, '$2\n$1\n')),
  },
  {
    id: 'id-and-retry',
    says: 'Events have an id, and the first one a time to retry.',
    change: inFrames((text, k) => `${k === 0 ? 'retry: 3000\n' : ''}id: ${k}\n${text}`),
  },
  {
    id: 'several-data-lines',
    says: 'The JSON of an event is spread over several data lines.',
    change: inFrames((text) =>
      text.replace(/^data: (\{.*\})$/gm, (_, json: string) =>
        JSON.stringify(JSON.parse(json), null, 1).replace(/^/gm, 'data: '),
      ),
    ),
  },
  {
    id: 'comments-between-events',
    says: 'Comments stand between the events, as keep-alives do.',
    change: inFrames((text, k) => (k % 2 === 0 ? `: keep-alive\n\n${text}` : text)),
  },
  {
    id: 'comments-inside-events',
    says: 'Comments stand among the lines of an event.',
    change: inFrames((text) => text.replace(/^data: /gm, ': here it comes\ndata: ')),
  },
  {
    id: 'more-blank-lines',
    says: 'Two blank lines stand between events.',
    change: inFrames((text) => `${text}\n`),
  },
  {
    id: 'spaced-ascii-json',
    says: 'JSON has blanks behind colons and commas, and escapes all that is not ASCII, as Python writes it.',
    change: inFrames((text) =>
      text.replace(/^data: (\{.*\})$/gm, (_, json: string) => `data: ${spacedAscii(JSON.parse(json))}`),
    ),
  },
  {
    id: 'pretty-plain-json',
    says: 'Plain bodies are indented.',
    change: only(
      { mode: 'plain' },
      {
        response: ({ headers: { 'content-length': _, ...headers }, ...response }) => ({
          ...response,
          headers,
          frames: response.frames.map(({ bytes, delay }) => ({ bytes: indented(bytes), delay })),
        }),
      },
    ),
  },
];

/** Blanks stand behind a colon or comma that is no part of a string. */
function spacedAscii(value: unknown): string {
  const spaced = JSON.stringify(value).replace(/("(?:[^"\\]|\\.)*")|([:,])/g, (found, string) => string ?? `${found} `);
  return spaced.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function indented(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  return text === '' ? bytes : new TextEncoder().encode(JSON.stringify(JSON.parse(text), null, 2));
}
