import { get } from '../../protocols/json.js';
import { only } from '../change.js';
import { typeOf } from '../edit.js';
import { ANTHROPIC, dataOf, deltaOf, eachEvent, eachStreamed, joined, named, withData } from '../edit-message.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anStream, crossStream } from './places.js';

/** What comes of a stream without its calls, or with others. */
const OTHER_CALLS = anStream('G-02', 'G-04', 'R-X-02', 'R-X-03', 'R-X-18', 'R-X-23', 'R-AN-16', 'R-AN-17');

/** Rows D-017 to D-034 of the list of defects: streams of the Anthropic API. */
export const ROWS_STREAM: Defect[] = [
  {
    id: 'd-017-thinking-left-open',
    source: 'ollama/ollama@5338084f2 (D-017)',
    says: 'A thinking block is not closed where a call follows, and the call takes its index.',
    expects: anStream('R-AN-38', 'R-AN-41').map((place) => ({ ...place, case: 'tool_call_request' })),
    neighbours: anStream('R-AN-40').map((place) => ({ ...place, case: 'tool_call_request' })),
    change: eachEvent((event, _, all) => {
      const type = blockTypes(all);
      const [first, second] = type;
      if (first !== 'thinking' || second !== 'tool_use') return [event];
      const { index } = dataOf(event);
      if (index === 0 && typeOf(event) === 'content_block_stop') return [];
      return [typeof index === 'number' && index > 0 ? withData(event, { index: index - 1 }) : event];
    }),
  },
  {
    id: 'd-019-stops-of-unknown-blocks',
    source: 'QuantumNous/new-api#5483 (D-019)',
    says: 'Blocks are numbered with gaps, and each stop names a block that was never opened.',
    expects: anStream('R-AN-38', 'R-AN-41'),
    neighbours: anStream('R-AN-37', 'R-AN-40', 'R-AN-57'),
    change: eachEvent((event) => {
      const { index } = dataOf(event);
      const gap = typeOf(event) === 'content_block_stop' ? 1 : 0;
      return [typeof index === 'number' ? withData(event, { index: 2 * index + gap }) : event];
    }),
  },
  {
    id: 'd-020-one-index-for-all-blocks',
    source: 'router-for-me/CLIProxyAPI#539 (D-020)',
    says: 'All blocks have the index 0, whatever their type.',
    expects: anStream('R-AN-38'),
    change: eachEvent((event) => ['index' in dataOf(event) ? withData(event, { index: 0 }) : event]),
  },
  {
    id: 'd-022-spurious-empty-text',
    source: 'BerriAI/litellm#31560 (D-022)',
    says: 'An empty text block stands before a thinking or tool_use block.',
    expects: anStream('G-23'),
    neighbours: anStream('R-AN-09', 'R-AN-14'),
    change: eachEvent((event, _, all) => {
      const { index, type } = dataOf(event);
      if (blockTypes(all)[0] === 'text' || typeof index !== 'number') return [event];
      const empty = type === 'content_block_start' && index === 0 ? EMPTY_TEXT : [];
      return [...empty, withData(event, { index: index + 1 })];
    }),
  },
  {
    id: 'd-023-first-delta-of-later-blocks-lost',
    source: 'BerriAI/litellm#30014 (D-023)',
    says: 'The first delta of each block that follows another one is dropped.',
    expects: [
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream', case: 'factual_question' },
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream', case: 'text_then_call' },
    ],
    neighbours: anStream('R-X-02', 'R-AN-48', 'G-04'),
    change: eachStreamed(null, ({ start, deltas, stop }) => [
      start,
      ...deltas.slice(dataOf(start).index === 0 ? 0 : 1),
      stop,
    ]),
  },
  {
    id: 'd-026-no-end-of-anything',
    source: 'QuantumNous/new-api#7351 (D-026)',
    says: 'There is no content_block_stop, no message_delta and no message_stop.',
    expects: anStream('R-AN-41', 'R-AN-53', 'R-AN-58', 'R-SSE-11'),
    // No reason to stop and no count of what was said.
    neighbours: [
      ...anStream('R-AN-16', 'R-AN-40', 'R-AN-54', 'R-X-02', 'R-X-03', 'R-X-08', 'R-X-09'),
      ...crossStream('R-X-07', 'R-X-15'),
    ],
    change: eachEvent((event) => (/_stop$|^message_delta$/.test(String(typeOf(event))) ? [] : [event])),
  },
  {
    id: 'd-028-done-on-messages',
    source: 'Alishahryar1/free-claude-code#43 (D-028)',
    says: 'data: [DONE] is sent behind a stream of messages.',
    expects: anStream('R-AN-60'),
    neighbours: anStream('R-AN-59'),
    change: only(ANTHROPIC, { streamEvents: (events) => [...events, { data: '[DONE]' }] }),
  },
  {
    id: 'd-029-blocks-without-start',
    source: 'kittors/CliRelay#739 (D-029)',
    says: 'Every block but the first has deltas and a stop, and no start.',
    expects: anStream('R-AN-37').map((place) => ({ ...place, case: 'text_then_call' })),
    neighbours: [...OTHER_CALLS, ...anStream('R-AN-37', 'R-AN-38', 'G-23')],
    change: eachStreamed(null, ({ start, deltas, stop }) =>
      dataOf(start).index === 0 ? [start, ...deltas, stop] : [...deltas, stop],
    ),
  },
  {
    id: 'd-031-no-block-at-all',
    source: 'raullenchai/Rapid-MLX@788307e5 (D-031)',
    says: 'Where the model thinks, the stream has no block at all, and still counts its tokens.',
    expects: [
      { rule: 'G-02', protocol: 'anthropic-messages', mode: 'stream', case: 'factual_question' },
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream', case: 'factual_question' },
    ],
    neighbours: [...OTHER_CALLS, ...anStream('G-23')],
    change: onlyThinking((events) => events.filter((event) => !String(typeOf(event)).startsWith('content_block'))),
  },
  {
    id: 'd-034-text-held-back',
    source: 'waybarrios/vllm-mlx@981fb67 (D-034)',
    says: 'The text of a stream is held back to its end, and comes in one delta.',
    expects: anStream('G-28'),
    change: eachStreamed('text', (block) => [
      block.start,
      deltaOf(block, { type: 'text_delta', text: joined(block, 'text') }),
      block.stop,
    ]),
  },
];

const EMPTY_TEXT = [
  named('content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } }),
  named('content_block_stop', { index: 0 }),
];

/** The types of the blocks of a stream, in order. */
function blockTypes(events: StreamEvent[]): unknown[] {
  return events
    .filter((event) => typeOf(event) === 'content_block_start')
    .map(({ data }) => get(data, 'content_block', 'type'));
}

function onlyThinking(change: (events: StreamEvent[]) => StreamEvent[]): Change {
  return only(ANTHROPIC, {
    streamEvents: (events, { question }) => (question.thinking === true ? change(events) : events),
  });
}
