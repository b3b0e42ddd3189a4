import { get, type JsonObject } from '../../protocols/json.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { eachFragment, oaChunk, setChunk } from './openai-edit.js';
import { oaStream } from './places.js';

/** What comes of a stream whose calls are not the ones that were made. */
const OTHER_CALLS = oaStream('G-04', 'R-X-01', 'R-X-03', 'R-X-23');

/** Defects of the fragments of tool calls in a stream (protocol reference 6.2). */
export const OPENAI_FRAGMENTS: Defect[] = [
  {
    id: 'oa-arguments-cumulative',
    source: 'T-OA29',
    says: 'Each fragment holds all the arguments so far.',
    expects: oaStream('R-OA-50', 'R-OA-19', 'G-04', 'R-X-01'),
    neighbours: OTHER_CALLS,
    change: later((entry, _, soFar) => ({ ...entry, function: { arguments: soFar } })),
  },
  {
    id: 'oa-fragment-index-is-a-string',
    source: 'T-OA16',
    says: 'The index of a tool call is a string.',
    expects: oaStream('R-OA-51'),
    change: oaChunk('choices.*.delta.tool_calls.*.index', String),
  },
  {
    id: 'oa-calls-from-one',
    source: 'T-OA14',
    says: 'Streamed tool calls are numbered from 1.',
    expects: oaStream('R-OA-52'),
    change: oaChunk('choices.*.delta.tool_calls.*.index', (index) => Number(index) + 1),
  },
  {
    id: 'oa-streamed-call-without-id',
    source: 'T-OA17',
    says: 'A streamed tool call has no id.',
    expects: oaStream('R-OA-54'),
    // Sent back without an id, the call is refused.
    neighbours: oaStream('G-01'),
    change: setChunk('choices.*.delta.tool_calls.*.id', undefined),
  },
  {
    id: 'oa-streamed-call-without-type',
    source: 'T-OA22',
    says: 'A streamed tool call has no type.',
    expects: oaStream('R-OA-55'),
    change: setChunk('choices.*.delta.tool_calls.*.type', undefined),
  },
  {
    id: 'oa-name-in-pieces',
    source: 'T-OA23',
    says: 'The name of a streamed tool call comes in two pieces.',
    expects: oaStream('R-OA-56'),
    // Of two names one is kept, and it is none of those that were offered.
    neighbours: [...oaStream('R-OA-17', 'R-X-18'), ...OTHER_CALLS],
    change: eachFragment((entry, isFirst) => {
      const name = String(get(entry, 'function', 'name'));
      const piece = (text: string) => ({ name: text, arguments: '' });
      return isFirst
        ? [
            { ...entry, function: piece(name.slice(0, 2)) },
            { index: entry.index, function: piece(name.slice(2)) },
          ]
        : [entry];
    }),
  },
  {
    id: 'oa-function-comes-later',
    source: 'T-OA28',
    says: 'The first fragment of a call has no function.',
    expects: oaStream('R-OA-57'),
    neighbours: oaStream('R-OA-56'),
    change: eachFragment(({ function: called, ...entry }, isFirst) =>
      isFirst ? [entry, { index: entry.index, function: called }] : [{ ...entry, function: called }],
    ),
  },
  {
    id: 'oa-call-id-repeated',
    source: 'T-OA18',
    says: 'The id of a tool call is repeated on every fragment.',
    expects: oaStream('R-OA-58'),
    change: later((entry, first) => ({ ...entry, id: first.id })),
  },
  {
    id: 'oa-call-id-changes',
    source: 'cubist38/mlx-openai-server@bbfe35e',
    says: 'Each fragment of a tool call has another id.',
    expects: oaStream('R-OA-58'),
    change: later((entry, first, soFar) => ({ ...entry, id: `${first.id}_${soFar.length}` })),
  },
  {
    id: 'oa-nulls-in-later-fragments',
    source: 'T-OA21',
    says: 'Later fragments of a call have an id and a type of null.',
    expects: oaStream('R-OA-59'),
    change: later((entry) => ({ ...entry, id: null, type: null })),
  },
  {
    id: 'oa-arguments-never-sent',
    source: 'T-OA27',
    says: 'A streamed tool call has no arguments at all.',
    expects: oaStream('R-OA-60', 'R-X-01', 'G-04'),
    neighbours: [...oaStream('R-OA-20'), ...OTHER_CALLS],
    change: eachFragment((entry, isFirst) =>
      isFirst ? [{ ...entry, function: { name: get(entry, 'function', 'name') } }] : [],
    ),
  },
];

/** Changes each fragment but the first of its call, knowing that one and the arguments so far. */
function later(change: (entry: JsonObject, first: JsonObject, soFar: string) => JsonObject): Change {
  let first: JsonObject = {};
  let soFar = '';
  return eachFragment((entry, isFirst) => {
    [first, soFar] = isFirst ? [entry, ''] : [first, `${soFar}${get(entry, 'function', 'arguments')}`];
    return [isFirst ? entry : change(entry, first, soFar)];
  });
}
