import type { JsonObject } from '../../protocols/json.js';
import { only } from '../change.js';
import { inEvents, keepEvents, typeOf } from '../edit.js';
import {
  ANTHROPIC,
  dataOf,
  deltaOf,
  eachEvent,
  eachStreamed,
  inBlockStarts,
  joined,
  named,
  withData,
  without,
} from '../edit-message.js';
import type { Defect } from './defect.js';
import { anStream, crossStream } from './places.js';

/** The stream's text or calls are lost to every client: what is judged about them finds nothing, or something else. */
const TEXT_LOST = [
  ...anStream('G-23', 'R-X-18', 'R-X-28', 'R-X-02', 'R-X-08', 'R-X-09', 'R-X-34', 'R-X-36', 'G-02', 'G-03', 'G-05'),
  ...crossStream('R-X-04'),
];
const CALLS_LOST = anStream('R-X-02', 'R-X-03', 'R-X-23', 'R-AN-17', 'R-AN-49', 'G-01', 'G-04');

/** Defects of streamed blocks and their deltas (protocol reference 6.5). */
export const ANTHROPIC_BLOCKS: Defect[] = [
  {
    id: 'an-no-block-start',
    source: 'BerriAI/litellm#30115',
    says: 'Deltas come without a content_block_start.',
    expects: anStream('R-AN-37'),
    neighbours: [...TEXT_LOST, ...CALLS_LOST],
    change: only(
      ANTHROPIC,
      keepEvents((event) => typeOf(event) !== 'content_block_start'),
    ),
  },
  {
    id: 'an-indices-from-one',
    source: 'T-AN22',
    says: 'Blocks are numbered from 1.',
    expects: anStream('R-AN-38'),
    change: only(
      ANTHROPIC,
      inEvents('index', (index) => (typeof index === 'number' ? index + 1 : index)),
    ),
  },
  {
    id: 'an-block-per-token',
    source: 'ggml-org/llama.cpp#18551',
    says: 'Every token of a text starts the block again.',
    expects: anStream('R-AN-39'),
    neighbours: anStream('R-AN-38', 'R-AN-40', 'R-AN-41', 'G-23'),
    change: eachStreamed('text', ({ start, deltas, stop }) => [...deltas.flatMap((delta) => [start, delta]), stop]),
  },
  {
    id: 'an-blocks-overlap',
    source: 'R-AN-40',
    says: 'All blocks are stopped together, after the last one.',
    expects: anStream('R-AN-40'),
    change: only(ANTHROPIC, {
      streamEvents: (events) => {
        const stops = events.filter((event) => typeOf(event) === 'content_block_stop');
        return events
          .filter((event) => !stops.includes(event))
          .flatMap((event) => (typeOf(event) === 'message_delta' ? [...stops, event] : [event]));
      },
    }),
  },
  {
    id: 'an-no-block-stop',
    source: 'T-AN20',
    says: 'No block is stopped.',
    expects: anStream('R-AN-41'),
    neighbours: anStream('R-AN-40', 'R-AN-57'),
    change: only(
      ANTHROPIC,
      keepEvents((event) => typeOf(event) !== 'content_block_stop'),
    ),
  },
  {
    id: 'an-text-start-without-text',
    source: 'T-AN36',
    says: 'A text block starts without a text.',
    expects: anStream('R-AN-42'),
    change: inBlockStarts('text', without('text')),
  },
  {
    id: 'an-text-start-with-first-token',
    source: 'T-AN34',
    says: 'The first token stands in the start of a text block, and in the first delta again.',
    expects: anStream('R-AN-42', 'R-X-02'),
    neighbours: [
      ...anStream('R-X-08', 'R-X-09', 'R-X-28', 'R-X-34', 'G-03', 'G-05', 'R-X-17'),
      ...crossStream('R-X-04'),
    ],
    change: eachStreamed('text', ({ start, deltas, stop }) => {
      const { text } = dataOf(deltas[0] ?? stop).delta as JsonObject;
      return [withData(start, { content_block: { type: 'text', text, citations: null } }), ...deltas, stop];
    }),
  },
  {
    id: 'an-thinking-start-without-thinking',
    source: 'T-AN51',
    says: 'A thinking block starts without a thinking.',
    expects: anStream('R-AN-43'),
    change: inBlockStarts('thinking', without('thinking')),
  },
  {
    id: 'an-call-start-input-null',
    source: 'T-AN38',
    says: 'A tool call starts with input null.',
    expects: anStream('R-AN-44'),
    change: inBlockStarts('tool_use', (block) => ({ ...block, input: null })),
  },
  {
    id: 'an-arguments-twice',
    source: 'T-AN40',
    says: 'The arguments stand in the start of a tool call, and come in deltas as well.',
    expects: anStream('R-AN-45'),
    change: eachStreamed('tool_use', (block) => {
      const { start, deltas, stop } = block;
      const input: unknown = JSON.parse(joined(block, 'partial_json'));
      const content_block = { ...(dataOf(start).content_block as JsonObject), input };
      return [withData(start, { content_block }), ...deltas, stop];
    }),
  },
  {
    id: 'an-partial-json-object',
    source: 'T-AN45',
    says: 'partial_json is the parsed object.',
    expects: anStream('R-AN-46'),
    neighbours: CALLS_LOST,
    change: eachStreamed('tool_use', (block) => {
      const partial_json: unknown = JSON.parse(joined(block, 'partial_json'));
      return [block.start, deltaOf(block, { type: 'input_json_delta', partial_json }), block.stop];
    }),
  },
  {
    id: 'an-partial-json-cumulative',
    source: 'T-AN46',
    says: 'Each partial_json holds all that came before it.',
    expects: anStream('R-AN-47'),
    neighbours: [...CALLS_LOST, ...anStream('R-AN-48')],
    change: eachStreamed('tool_use', (block) => {
      const { start, deltas, stop } = block;
      const grown = deltas.map((_, k) => joined({ ...block, deltas: deltas.slice(0, k + 1) }, 'partial_json'));
      const events = grown.map((partial_json) => deltaOf(block, { type: 'input_json_delta', partial_json }));
      return [start, ...events, stop];
    }),
  },
  {
    id: 'an-partial-json-of-python',
    source: 'T-AN44',
    says: 'The arguments are written as a Python dictionary, with single quotes.',
    expects: anStream('R-AN-48'),
    neighbours: CALLS_LOST,
    change: eachStreamed('tool_use', (block) => {
      const partial_json = joined(block, 'partial_json').replaceAll('"', "'");
      return [block.start, ...pieces(partial_json).map((part) => deltaOf(block, part)), block.stop];
    }),
  },
  {
    id: 'an-delta-without-text',
    source: 'T-AN52',
    says: 'The end of a text block is announced by a text_delta without a text.',
    expects: anStream('R-AN-51'),
    change: eachStreamed('text', (block) => [
      block.start,
      ...block.deltas,
      deltaOf(block, { type: 'text_delta' }),
      block.stop,
    ]),
  },
  {
    id: 'an-delta-text-null',
    source: 'R-AN-51',
    says: 'The last text_delta of a block has the text null.',
    expects: anStream('R-AN-51'),
    change: eachStreamed('text', (block) => [
      block.start,
      ...block.deltas,
      deltaOf(block, { type: 'text_delta', text: null }),
      block.stop,
    ]),
  },
  {
    id: 'an-signature-in-pieces',
    source: 'T-AN50',
    says: 'The signature comes in two deltas.',
    expects: anStream('R-AN-52'),
    change: eachEvent((event) => {
      const { type, signature } = (dataOf(event).delta ?? {}) as JsonObject;
      if (type !== 'signature_delta') return [event];
      const half = (from: number, to?: number) => ({ type, signature: String(signature).slice(from, to) });
      return [withData(event, { delta: half(0, 9) }), withData(event, { delta: half(9) })];
    }),
  },
  {
    id: 'an-block-after-message-stop',
    source: 'T-AN59',
    says: 'One more block follows message_stop.',
    expects: anStream('R-AN-59'),
    change: eachEvent((event) =>
      typeOf(event) === 'message_stop'
        ? [
            event,
            named('content_block_start', { index: 9, content_block: { type: 'text', text: '', citations: null } }),
            named('content_block_stop', { index: 9 }),
          ]
        : [event],
    ),
  },
];

/** Arguments in deltas of a few characters each. */
function pieces(text: string): JsonObject[] {
  return (text.match(/.{1,6}/gs) ?? []).map((partial_json) => ({ type: 'input_json_delta', partial_json }));
}
