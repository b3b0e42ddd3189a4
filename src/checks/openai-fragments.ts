import { get, isObject, show } from '../protocols/json.js';
import { callsOf, type Fragment } from '../protocols/openai-chat/stream.js';
import type { Breach } from '../protocols/protocol.js';
import { replyRules } from './rule.js';
import { chatStream, expect } from './scope.js';

const tool = (judge: (call: Fragment[]) => Breach[]) =>
  chatStream((stream) => (stream.fragments.length === 0 ? null : callsOf(stream).flatMap(judge)));

/** What the first fragment of each call must have. */
function first(holds: (entry: Fragment['entry']) => boolean, expected: string, ...path: string[]) {
  return tool(([fragment]) =>
    fragment
      ? expect(holds(fragment.entry), expected, show(get(fragment.entry, ...path)), `${fragment.at}.${path.join('.')}`)
      : [],
  );
}

/** What no later fragment of a call may have. */
function later(isBad: (value: unknown) => boolean, expected: string, ...paths: string[][]) {
  return tool(([, ...rest]) =>
    rest.flatMap(({ entry, at }) =>
      paths.flatMap((path) =>
        expect(!isBad(get(entry, ...path)), expected, show(get(entry, ...path)), `${at}.${path.join('.')}`),
      ),
    ),
  );
}

const NEEDS_CALL = 'a streamed tool call';

/** Rules about the fragments of tool calls in a stream of chunks (protocol reference 6.2). */
export const openaiFragments = replyRules(
  ['openai-chat'],
  [
    [
      'R-OA-51',
      'error',
      'Every fragment of a tool call has an integer index.',
      'clients throw, or the call vanishes (T-OA12, T-OA16)',
      chatStream(({ fragments }) =>
        fragments.length === 0
          ? null
          : fragments.flatMap(({ entry, at }) =>
              expect(Number.isInteger(entry.index), 'an integer', show(entry.index), `${at}.index`),
            ),
      ),
      NEEDS_CALL,
    ],
    [
      'R-OA-52',
      'error',
      'Tool calls are numbered 0, 1, 2 in the order of appearance.',
      'clients crash on a gap (T-OA14, T-OA15)',
      chatStream((stream) => {
        const calls = callsOf(stream).filter(([fragment]) => Number.isInteger(fragment?.entry.index));
        return calls.length === 0
          ? null
          : calls.flatMap(([fragment], k) =>
              expect(fragment?.entry.index === k, String(k), show(fragment?.entry.index), `${fragment?.at}.index`),
            );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-53',
      'error',
      'Parallel calls have indices of their own.',
      'clients melt them into one garbage call (T-OA13)',
      tool((call) => {
        const ids = new Set(call.map(({ entry }) => entry.id).filter((id) => typeof id === 'string' && id !== ''));
        const names = call.filter(({ entry }) => get(entry, 'function', 'name'));
        return expect(
          ids.size < 2 || names.length < 2,
          'one id at this index',
          [...ids].join(', '),
          `${call[0]?.at}.index`,
        );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-54',
      'error',
      'The first fragment of a call has its id.',
      'clients invent one, or have none (T-OA17)',
      first(({ id }) => typeof id === 'string' && id !== '', 'a non-empty string', 'id'),
      NEEDS_CALL,
    ],
    [
      'R-OA-55',
      'error',
      'The first fragment of a call has the type function.',
      'the official TypeScript client throws (T-OA22)',
      first(({ type }) => type === 'function' || type === 'custom', '"function"', 'type'),
      NEEDS_CALL,
    ],
    [
      'R-OA-56',
      'error',
      'The first fragment of a call has the whole name.',
      'of a name in pieces clients keep the last one (T-OA23)',
      tool((call) => {
        const named = call.filter(({ entry }) => get(entry, 'function', 'name'));
        const distinct = new Set(named.map(({ entry }) => get(entry, 'function', 'name')));
        const [fragment] = call;
        const whole = !!fragment && !!get(fragment.entry, 'function', 'name') && distinct.size === 1;
        // Names of two calls at one index are that index's fault (R-OA-53).
        const shared = new Set(call.map(({ entry }) => entry.id).filter(Boolean)).size > 1;
        return expect(
          whole || shared,
          'the name, once',
          [...distinct].map((n) => show(n)).join(', ') || 'nothing',
          `${fragment?.at}.function.name`,
        );
      }),
      NEEDS_CALL,
    ],
    [
      'R-OA-57',
      'error',
      'The first fragment of a call has a function object.',
      'official clients throw (T-OA28)',
      first((entry) => isObject(entry.function), 'an object', 'function'),
      NEEDS_CALL,
    ],
    [
      'R-OA-58',
      'error',
      'id and name are not repeated on later fragments.',
      'the official Python client makes "call_acall_a" of them (T-OA18, T-OA19, D-079)',
      tool(([opening, ...rest]) =>
        rest.flatMap(({ entry, at }) => {
          const [id, name] = [entry.id, get(entry, 'function', 'name')];
          // Another id with another name is another call (R-OA-53); another name alone is a name in pieces (R-OA-56).
          const otherCall = id !== opening?.entry.id && !!name;
          const again = !!name && name === get(opening?.entry, 'function', 'name');
          return [
            ...expect(!id || otherCall, 'nothing', show(id), `${at}.id`),
            ...expect(!again, 'nothing', show(name), `${at}.function.name`),
          ];
        }),
      ),
      NEEDS_CALL,
    ],
    [
      'R-OA-59',
      'error',
      'Later fragments do not send id, type or name as null.',
      'the official Python client throws AssertionError (T-OA21)',
      later((value) => value === null, 'nothing', ['id'], ['type'], ['function', 'name']),
      NEEDS_CALL,
    ],
    [
      'R-OA-60',
      'error',
      'Each call sends its arguments as strings.',
      'arguments that never come are None (T-OA27); an object becomes "[object Object]" (T-OA24)',
      tool((call) => {
        const sent = call
          .map(({ entry }) => get(entry, 'function', 'arguments'))
          .filter((value) => value !== undefined && value !== null);
        const wrong = sent.find((value) => typeof value !== 'string');
        return expect(
          sent.length > 0 && wrong === undefined,
          'at least one string',
          show(wrong),
          `${call[0]?.at}.function.arguments`,
        );
      }),
      NEEDS_CALL,
    ],
  ],
);
