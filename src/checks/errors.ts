import type { AnyReading } from '../protocols/index.js';
import { get, isObject, show } from '../protocols/json.js';
import { bodyText, header, PROTOCOLS, type Received } from '../wire/exchange.js';
import { type ReplyRule, replyRules } from './rule.js';
import { expect, refused, variantOf } from './scope.js';

/** Rules about how bad requests are refused (protocol reference 6.3, 6.6). */

/** Statuses that the official clients send again, up to three times (T-ER01). */
const RETRIED = [408, 409, 429];

/** error.type for each status (protocol reference 2.7). */
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const isRefusal = ({ status }: Received) => status >= 400;
const isClientError = ({ status }: Received) => status >= 400 && status < 500 && !RETRIED.includes(status);

/** Requests that no server can answer: no leniency makes sense of them. */
const HOPELESS = [
  'malformed_json',
  'array_body',
  'missing_messages',
  'empty_messages',
  'messages_string',
  'negative_cap',
  'string_temperature',
  'get',
  'overlong_prompt',
  'unknown_model',
];

/** Requests that break the documented types or ranges: what a lenient server lets through hides mistakes (R-OA-72). */
const LENIENT = [
  'unknown_role',
  'missing_model',
  'string_cap',
  'zero_cap',
  'hot_temperature',
  'empty_text',
  'unknown_block',
  'textless_block',
  'lone_surrogate',
  'zero_n',
  'bad_logit_bias',
  'choice_without_tools',
  'bad_schema',
  'orphan_result',
  'result_in_assistant',
  'bare_image',
];

/**
 * Traces of the program in a text for its user (raullenchai/Rapid-MLX#784). No repetition without a bound: in a text
 * that says "at at at" a million times it would be tried anew at each of them, up to the end.
 */
const INTERNALS =
  /pydantic|Traceback|site-packages|File "|\bat .{0,200}\.py\b|<class '|[A-Z]\w{1,60}Error\b|object at 0x/;

const status = (names: string[], allowed: number[]) =>
  refused(names, (received) =>
    expect(
      allowed.includes(received.status),
      `status ${allowed.join(' or ')}`,
      `status ${received.status}: ${show(bodyText(received), 80)}`,
      'status',
    ),
  );

/** Whether a status makes the official clients send the request again; what makes no sense must be refused as well. */
const notRetried: ReplyRule['judge'] = ({ exchange }) => {
  const { purpose, received, failure } = exchange;
  if (purpose !== 'refusal') return null;
  if (received === null) return expect(false, 'status 4xx', `no response: ${failure?.message}`, 'status');
  const hopeless = HOPELESS.includes(variantOf(exchange.case));
  const actual = `status ${received.status}: ${show(bodyText(received), 80)}`;
  return expect(isClientError(received) || (!hopeless && received.status < 400), 'status 4xx', actual, 'status');
};

/** A request that breaks the documented types or ranges. */
const typesKept = refused(LENIENT, (received) =>
  expect(isClientError(received), 'status 400 or 422', `status ${received.status}`, 'status'),
);

/** Whether a stream is nothing but the report of a failure. */
function isFailedStream({ stream }: AnyReading): boolean {
  return stream !== null && stream.errors.length > 0;
}

/** Which envelope each API documents, in words. */
const CHAT_ENVELOPE = '{"error": {"message", "type", "param", "code"}}';
const MESSAGE_ENVELOPE = '{"type": "error", "error": {"type", "message"}}';

export const openaiErrors = replyRules(
  ['openai-chat'],
  [
    [
      'R-OA-67',
      'error',
      'An error has the documented envelope.',
      'type, param and code are undefined; some clients show only the status text (T-ER03 to T-ER05)',
      refused([], (received, json) => {
        if (!isRefusal(received)) return null;
        return expect(
          typeof get(json, 'error', 'message') === 'string',
          CHAT_ENVELOPE,
          show(bodyText(received)),
          'body',
        );
      }),
      'a refused request',
    ],
    [
      'R-OA-68',
      'warning',
      'error.type is a string; error.code is a string or null.',
      'passed through as it is (T-ER02)',
      refused([], (_, json) => {
        const error = get(json, 'error');
        if (!isObject(error)) return null;
        return [
          ...expect(typeof error.type === 'string', 'a string', show(error.type), 'error.type'),
          ...expect(
            error.code === null || typeof error.code === 'string',
            'a string or null',
            show(error.code),
            'error.code',
          ),
        ];
      }),
      'a refused request',
    ],
    [
      'R-OA-69',
      'error',
      'A bad request is refused with a 4xx that is not sent again.',
      'each 5xx, 408, 409 and 429 is sent three times by the official clients (T-ER01)',
      notRetried,
      'a bad request',
    ],
    [
      'R-OA-70',
      'error',
      'An unknown model is refused with 404 or 400.',
      'documented: NotFoundError',
      status(['unknown_model'], [404, 400]),
      'a request with an unknown model',
    ],
    [
      'R-OA-71',
      'error',
      'Malformed JSON is refused with 400.',
      'documented: BadRequestError',
      status(['malformed_json'], [400]),
      'a request with malformed JSON',
    ],
    [
      'R-OA-72',
      'warning',
      'A request that breaks the documented types is refused.',
      'leniency hides mistakes of the client',
      typesKept,
      'a bad request',
    ],
    [
      'R-OA-75',
      'warning',
      'An error before the first chunk has an error status.',
      'retries that go by the status are lost',
      refused([], (received, _, reading) => {
        const { case: name, mode } = reading.exchange;
        if (mode !== 'stream' || (!HOPELESS.includes(variantOf(name)) && !isFailedStream(reading))) return null;
        const actual = `200 with ${show(bodyText(received), 80)}`;
        return expect(received.status !== 200, 'an error status', actual, 'status');
      }),
      'a bad request for a stream',
    ],
  ],
);

export const anthropicErrors = replyRules(
  ['anthropic-messages'],
  [
    [
      'R-AN-65',
      'error',
      'An error has the documented envelope.',
      'the type is null; some clients show only the status text (T-ER06 to T-ER08)',
      refused([], (received, json) => {
        if (!isRefusal(received)) return null;
        const right =
          get(json, 'type') === 'error' &&
          typeof get(json, 'error', 'type') === 'string' &&
          typeof get(json, 'error', 'message') === 'string';
        return expect(right, MESSAGE_ENVELOPE, show(bodyText(received)), 'body');
      }),
      'a refused request',
    ],
    [
      'R-AN-66',
      'error',
      'error.type is the one that belongs to the status.',
      'clients that switch on it fail (vllm-project/vllm#57997)',
      refused([], (received, json) => {
        const type = get(json, 'error', 'type');
        const wanted = ERROR_TYPES[received.status] ?? 'invalid_request_error';
        // Another envelope is R-AN-65's matter.
        if (!isRefusal(received) || get(json, 'type') !== 'error' || typeof type !== 'string') return null;
        return expect(type === wanted, `${wanted} for status ${received.status}`, type, 'error.type');
      }),
      'a refused request',
    ],
    [
      'R-AN-67',
      'error',
      'A bad request is refused with a 4xx that is not sent again.',
      'each 5xx, 408, 409 and 429 is sent three times by the official clients (T-ER01)',
      notRetried,
      'a bad request',
    ],
    [
      'R-AN-68',
      'warning',
      'A request without max_tokens is refused with 400.',
      'a silent default hides mistakes',
      status(['missing_cap'], [400]),
      'a request without max_tokens',
    ],
    [
      'R-AN-72',
      'warning',
      'A reply has a request-id header.',
      'clients have nothing to report',
      (r) => {
        const { received } = r.exchange;
        return received && r.exchange.purpose === 'answer'
          ? expect(!!header(received, 'request-id'), 'request-id', 'none', 'headers')
          : null;
      },
    ],
    [
      'G-41',
      'warning',
      'A request that breaks the documented types is refused.',
      'leniency hides mistakes of the client (raullenchai/Rapid-MLX@4881fcdf)',
      typesKept,
      'a bad request',
    ],
  ],
);

/** Rules of this project about refusals, for both APIs. */
export const sharedErrors = replyRules(PROTOCOLS, [
  [
    'G-08',
    'warning',
    'An error does not show the inside of the program.',
    'class names, paths and traces help only attackers (raullenchai/Rapid-MLX#784)',
    refused([], (received, _, reading) => {
      const text = bodyText(received);
      const found = INTERNALS.exec(text)?.[0];
      return isRefusal(received) || isFailedStream(reading)
        ? expect(found === undefined, 'a sentence for the user', `${show(found)} in ${show(text, 120)}`, 'body')
        : null;
    }),
    'a refused request',
  ],
]);
