import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from '../../protocols/json.js';
import { BODY_LIMIT } from '../context.js';
import { refuse } from '../refusal.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** Reads a request's body as one JSON object, or refuses it (R-OA-71, R-X-31). */
export function readBody(body: Uint8Array, headers: IncomingHttpHeaders): Record<string, unknown> {
  if (body.byteLength > BODY_LIMIT) refuse(413, `The request body exceeds ${BODY_LIMIT} bytes.`);
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) refuse(400, 'The content type must be application/json.');
  const json = parse(body);
  if (!isObject(json)) refuse(400, 'The request body must be a JSON object.');
  if (!isWellFormed(json)) refuse(400, 'The request body holds a surrogate without its other half.');
  return json;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return refuse(400, 'The request body is not valid JSON.');
  }
}

/** Deeper than any request is meant to be, and still far from the end of the stack. */
const DEPTH_LIMIT = 200;

/** Half a character in a string: no tokenizer can read it, and no UTF-8 can carry it back. */
function isWellFormed(value: unknown, depth = 0): boolean {
  if (depth > DEPTH_LIMIT) refuse(400, 'The request body is nested too deeply.');
  if (typeof value === 'string') return value.isWellFormed();
  if (Array.isArray(value)) return value.every((item) => isWellFormed(item, depth + 1));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item, depth + 1));
}
