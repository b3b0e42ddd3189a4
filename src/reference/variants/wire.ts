import { only } from '../change.js';
import type { Frame } from '../frames.js';
import type { Variant } from './variant.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Legal differences below the events. */
export const WIRE: Variant[] = [
  {
    id: 'crlf',
    says: 'Lines of a stream end with CRLF (protocol reference 3).',
    change: { frames: (frames) => frames.map(withCrlf) },
  },
  {
    id: 'one-byte-per-write',
    says: 'A stream is written byte by byte: chunk borders mean nothing.',
    change: only({ mode: 'stream' }, { frames: (frames) => frames.flatMap(sometimesBytewise) }),
  },
  {
    id: 'http-1.0',
    says: 'Responses are HTTP/1.0: a body has no chunks, and ends with its connection.',
    change: { response: (response) => ({ ...response, version: '1.0' }) },
  },
];

/** JSON holds no raw line feed: every one is the end of a line. */
function withCrlf(frame: Frame): Frame {
  return { ...frame, bytes: encoder.encode(decoder.decode(frame.bytes).replaceAll('\n', '\r\n')) };
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
