/**
 * Server-sent events from raw bytes, after WHATWG HTML §9.2.5-9.2.6, keeping what a client's reader throws away:
 * byte offsets, kinds of line ends, comments, a BOM, events without a payload, an unterminated last event.
 */

export interface SseEvent {
  /** Position among the dispatched events. */
  index: number;
  /** Byte offset of the event's first line, and of the byte after its last. */
  at: number;
  end: number;
  /** The `event:` field; null where there is none. */
  name: string | null;
  data: string;
  /** How many `data:` lines were joined. */
  dataLines: number;
  /** False for a last event without its blank line: a client may lose it (R-SSE-03). */
  terminated: boolean;
}

/** An event without a payload: empty data, which readers dispatch or not, or fields without data, which none does. */
export interface HollowEvent {
  at: number;
  name: string | null;
  why: 'empty data' | 'no data';
}

export interface SseReading {
  events: SseEvent[];
  hollow: HollowEvent[];
  comments: { at: number; text: string }[];
  /** Lines whose field name no reader knows, such as bare JSON (R-SSE-07). */
  strayLines: { at: number; text: string }[];
  bom: boolean;
  lineEnds: { lf: number; crlf: number; cr: number };
  /** Byte offset of the first line with invalid UTF-8 (R-SSE-05). */
  invalidUtf8At: number | null;
}

interface Line {
  at: number;
  end: number;
  text: string;
  /** Null at the end of the body. */
  terminator: 'lf' | 'crlf' | 'cr' | null;
}

const LF = 10;
const CR = 13;
const BOM = Buffer.of(0xef, 0xbb, 0xbf);
const KNOWN_FIELDS = new Set(['event', 'data', 'id', 'retry']);
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a whole response body; never throws, whatever the bytes. */
export function readSse(bytes: Uint8Array): SseReading {
  const bom = BOM.equals(bytes.subarray(0, BOM.length));
  const reading: SseReading = {
    events: [],
    hollow: [],
    comments: [],
    strayLines: [],
    bom,
    lineEnds: { lf: 0, crlf: 0, cr: 0 },
    invalidUtf8At: null,
  };
  let open: Line[] = [];
  for (const line of lines(bytes, bom ? BOM.length : 0, reading)) {
    if (line.terminator) reading.lineEnds[line.terminator]++;
    if (line.text === '') {
      dispatch(open, line.end, true, reading);
      open = [];
    } else open.push(line);
  }
  dispatch(open, bytes.length, false, reading);
  return reading;
}

function* lines(bytes: Uint8Array, start: number, reading: SseReading): Generator<Line> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  const next = (byte: number) => {
    const found = source.indexOf(byte, at);
    return found === -1 ? source.length : found;
  };
  // The next one of each kind is remembered, so that a body without any CR is not searched again for every line.
  let lf = next(LF);
  let cr = next(CR);
  while (at < source.length) {
    if (lf < at) lf = next(LF);
    if (cr < at) cr = next(CR);
    const stop = Math.min(lf, cr);
    const terminator = stop === source.length ? null : stop === lf ? 'lf' : source[stop + 1] === LF ? 'crlf' : 'cr';
    const end = stop + (terminator === 'crlf' ? 2 : 1);
    yield { at, end, text: decode(source.subarray(at, stop), at, reading), terminator };
    at = end;
  }
}

function decode(bytes: Uint8Array, at: number, reading: SseReading): string {
  try {
    return strict.decode(bytes);
  } catch {
    reading.invalidUtf8At ??= at;
    return lenient.decode(bytes);
  }
}

/** Turns the lines between two blank lines into an event, as far as they make one. */
function dispatch(lines: Line[], end: number, terminated: boolean, reading: SseReading): void {
  const data: string[] = [];
  let name: string | null = null;
  for (const line of lines) {
    const colon = line.text.indexOf(':');
    if (colon === 0) {
      reading.comments.push({ at: line.at, text: line.text.slice(1) });
      continue;
    }
    const field = colon === -1 ? line.text : line.text.slice(0, colon);
    const value = colon === -1 ? '' : line.text.slice(line.text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (!KNOWN_FIELDS.has(field)) {
      reading.strayLines.push({ at: line.at, text: line.text });
      continue;
    }
    if (field === 'data') data.push(value);
    if (field === 'event') name = value;
  }
  const at = lines[0]?.at ?? end;
  const joined = data.join('\n');
  if (joined !== '') {
    const index = reading.events.length;
    reading.events.push({ index, at, end, name, data: joined, dataLines: data.length, terminated });
  } else if (data.length > 0) {
    reading.hollow.push({ at, name, why: 'empty data' });
  } else if (name !== null) {
    reading.hollow.push({ at, name, why: 'no data' });
  }
}
