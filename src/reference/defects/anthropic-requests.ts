import { asArray, get, isObject, type JsonObject } from '../../protocols/json.js';
import { only } from '../change.js';
import type { Context } from '../context.js';
import { inErrorBody } from '../edit.js';
import { ANTHROPIC, without } from '../edit-message.js';
import { isRefusal, refusal } from '../refusal.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross } from './places.js';

/** Reads another body than the one that was sent; gives a refusal where it cannot. */
const inBody = (change: (body: JsonObject, context: Context) => unknown): Change =>
  only(ANTHROPIC, { json: (body, context) => (isObject(body) && !isRefusal(body) ? change(body, context) : body) });

/** Refuses some requests by their headers. */
const barred = (status: number, message: string, test: (headers: Context['headers']) => boolean): Change =>
  only(ANTHROPIC, {
    admission: (reason, { headers }) => reason ?? (test(headers) ? refusal(status, message) : null),
  });

/** Defects of what is accepted and what is refused on /v1/messages (protocol reference 6.6). */
export const ANTHROPIC_REQUESTS: Defect[] = [
  {
    id: 'an-error-with-200',
    source: 'T-JS24',
    says: 'Errors are sent with status 200.',
    expects: [...anPlain('R-AN-24'), ...anBoth('R-AN-67')],
    neighbours: [
      ...anPlain('R-AN-76', 'G-48'),
      ...anBoth('R-AN-68'),
      ...anBoth('G-41'),
      ...anStream('R-AN-64'),
      ...cross('R-X-27', 'R-X-30', 'R-X-31', 'R-X-32', 'R-X-33'),
    ],
    change: only(ANTHROPIC, { refusal: (reason) => ({ ...reason, status: 200 }) }),
  },
  {
    id: 'an-error-type-is-class',
    source: 'vllm-project/vllm#57997',
    says: 'error.type is the name of an exception.',
    expects: anBoth('R-AN-66'),
    neighbours: anBoth('G-08'),
    change: only(
      ANTHROPIC,
      inErrorBody('error.type', () => 'NotFoundError'),
    ),
  },
  {
    id: 'an-validation-is-500',
    source: 'sgl-project/sglang#22030',
    says: 'A request that breaks the documented types is a fault of the server.',
    expects: anBoth('R-AN-67'),
    neighbours: [
      ...anPlain('R-AN-76', 'R-AN-77', 'G-48'),
      ...anBoth('R-AN-68'),
      ...anBoth('G-41'),
      ...cross('R-X-27', 'R-X-31', 'R-X-32', 'R-X-33'),
    ],
    change: only(ANTHROPIC, {
      refusal: (reason) => (reason.status === 400 ? { ...reason, status: 500 } : reason),
    }),
  },
  {
    id: 'an-cap-not-required',
    source: 'R-AN-68',
    says: 'A request without max_tokens is answered with a default.',
    expects: anBoth('R-AN-68'),
    change: inBody((body) => ({ max_tokens: 1024, ...body })),
  },
  {
    id: 'an-bearer-refused',
    source: 'protocol reference F1',
    says: 'Only x-api-key is read.',
    expects: anPlain('R-AN-69'),
    change: barred(401, 'The header x-api-key is missing.', (headers) => headers['x-api-key'] === undefined),
  },
  {
    id: 'an-newest-version-refused',
    source: 'protocol reference F1',
    says: 'Only the version 2023-06-01 is known.',
    expects: anPlain('R-AN-70'),
    change: barred(
      400,
      'anthropic-version is not supported.',
      (headers) => headers['anthropic-version'] !== '2023-06-01',
    ),
  },
  {
    id: 'an-route-is-missing',
    source: 'ml-explore/mlx-lm 0.32.2',
    says: 'There is no Messages API: every request to it is answered with 404.',
    expects: anPlain('G-49'),
    change: {
      route: (route, { path }) => (path.startsWith('/v1/messages') ? refusal(404, 'There is no such route.') : route),
    },
  },
  {
    id: 'an-query-is-404',
    source: 'ollama/ollama#13708',
    says: 'A path with a query string is not found.',
    expects: anPlain('R-AN-71', 'R-AN-73'),
    change: only(ANTHROPIC, {
      route: (route, { url }) => (url.includes('?') ? refusal(404, 'There is no such route.') : route),
    }),
  },
  {
    id: 'an-no-request-id',
    source: 'R-AN-72',
    says: 'The id of a request comes as x-request-id, as by the other API.',
    expects: anBoth('R-AN-72'),
    change: only(ANTHROPIC, {
      response: (response) => {
        const { 'request-id': id = '', ...headers } = response.headers;
        return { ...response, headers: { ...headers, 'x-request-id': id } };
      },
    }),
  },
  {
    id: 'an-system-blocks-dropped',
    source: 'R-AN-74',
    says: 'A system text in blocks is not read.',
    expects: anPlain('R-AN-74'),
    neighbours: cross('R-X-04', 'R-X-10'),
    change: inBody((body) => (Array.isArray(body.system) ? without('system')(body) : body)),
  },
  {
    id: 'an-result-blocks-refused',
    source: 'R-AN-75',
    says: 'The content of a tool_result must be a string.',
    expects: anPlain('R-AN-75'),
    neighbours: anPlain('G-01'),
    change: inBody((body) => {
      const blocks = asArray(body.messages).flatMap((message) => asArray(get(message, 'content')));
      const listed = blocks.some((one) => get(one, 'type') === 'tool_result' && Array.isArray(get(one, 'content')));
      return listed ? refusal(400, 'tool_result: content must be a string.') : body;
    }),
  },
  {
    id: 'an-thread-ignored',
    source: 'T-TR16',
    says: 'The field thread is ignored.',
    expects: anPlain('R-AN-76'),
    change: inBody(without('thread')),
  },
  {
    id: 'an-metadata-is-500',
    source: 'R-AN-77',
    says: 'The field metadata is a fault of the server.',
    expects: anPlain('R-AN-77'),
    change: inBody((body) =>
      body.metadata === undefined ? body : refusal(500, 'An unexpected argument came to the backend.'),
    ),
  },
];
