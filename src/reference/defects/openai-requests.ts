import { isObject } from '../../protocols/json.js';
import { inErrorBody } from '../edit.js';
import { refusal } from '../refusal.js';
import type { Defect } from './defect.js';
import { oa } from './openai-edit.js';
import { cross, oaBoth, oaPlain, oaStream } from './places.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Defects of how chat requests are read and refused (protocol reference 6.3). */
export const OPENAI_REQUESTS: Defect[] = [
  {
    id: 'oa-error-is-a-string',
    source: 'T-ER03',
    says: 'An error is a string in place of an object.',
    expects: oaBoth('R-OA-67'),
    change: oa(inErrorBody('error', (error) => (isObject(error) ? error.message : error))),
  },
  {
    id: 'oa-error-code-is-a-number',
    source: 'T-ER02',
    says: 'The code of an error is its status, as a number.',
    expects: oaBoth('R-OA-68'),
    change: oa({
      errorBody: (body) => (isObject(body.error) ? { error: { ...body.error, code: 400 } } : body),
    }),
  },
  {
    id: 'oa-bad-temperature-is-500',
    source: 'T-ER01',
    says: 'A temperature of the wrong type or range is a fault of the server.',
    expects: [{ rule: 'R-OA-69', protocol: 'openai-chat', mode: 'both', case: 'bad_request+string_temperature' }],
    neighbours: ['R-OA-69', 'R-OA-72'].map((rule) => ({ rule, case: 'bad_request+hot_temperature' })),
    change: oa({ refusal: (reason) => (reason.param === 'temperature' ? { ...reason, status: 500 } : reason) }),
  },
  {
    id: 'oa-malformed-json-is-422',
    source: 'R-OA-71',
    says: 'Malformed JSON is refused as if it were a field of the wrong type.',
    expects: oaBoth('R-OA-71'),
    change: oa({
      refusal: (reason) => (reason.message.endsWith('not valid JSON.') ? { ...reason, status: 422 } : reason),
    }),
  },
  {
    id: 'oa-unknown-role-accepted',
    source: 'R-OA-72',
    says: 'A message of an unknown role is read as the user’s.',
    expects: [{ rule: 'R-OA-72', protocol: 'openai-chat', mode: 'both', case: 'bad_request+unknown_role' }],
    neighbours: [{ rule: 'R-X-33', case: 'bad_request+unknown_role' }],
    change: oa({
      json: (body) => JSON.parse(JSON.stringify(body).replace('"role":"wizard"', '"role":"user"')),
    }),
  },
  {
    id: 'oa-new-cap-ignored',
    source: 'R-OA-73',
    says: 'max_completion_tokens is ignored.',
    expects: oaPlain('R-OA-73'),
    neighbours: oaPlain('R-OA-32'),
    change: oa({
      json: (body) => {
        if (!isObject(body)) return body;
        const { max_completion_tokens: _, ...rest } = body;
        return rest;
      },
    }),
  },
  {
    id: 'oa-unknown-field-is-500',
    source: 'R-OA-74',
    says: 'A field that nobody knows is a fault of the server.',
    expects: oaPlain('R-OA-74'),
    neighbours: cross('R-X-37'),
    change: oa({
      conversation: (question, { json }) =>
        isObject(json) && 'xproto_unknown' in json ? refusal(500, 'The server failed.') : question,
    }),
  },
  {
    id: 'oa-early-error-in-stream',
    source: 'R-OA-75',
    says: 'A bad request for a stream is answered with status 200, and an error as the first event.',
    expects: oaStream('R-OA-75', 'R-OA-69'),
    neighbours: oaStream('R-OA-70', 'R-OA-72'),
    change: oa({
      response: (response, { mode }) => {
        if (response.status === 200 || mode === 'plain') return response;
        const text = response.frames.map(({ bytes }) => decoder.decode(bytes)).join('');
        const frames = [`data: ${text}\n\n`, 'data: [DONE]\n\n'].map((one) => ({
          bytes: encoder.encode(one),
          delay: 0,
        }));
        const { 'content-length': _, ...headers } = response.headers;
        return { ...response, status: 200, headers: { ...headers, 'content-type': 'text/event-stream' }, frames };
      },
    }),
  },
];
