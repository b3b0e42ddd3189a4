import { get, isObject } from '../../protocols/json.js';
import { only } from '../change.js';
import type { Question } from '../context.js';
import { editObject, inFrames } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { eachChunk, finishOf, isUsage, oa, oaChunk, oaEvents, setChunk } from './openai-edit.js';
import { anStream, crossStream, oaStream } from './places.js';

/** What comes of a stream whose text is not the one that was said. */
const OTHER_TEXT = oaStream(
  'G-03',
  'G-05',
  'R-X-01',
  'R-X-08',
  'R-X-09',
  'R-X-23',
  'R-X-28',
  'R-X-34',
  'R-X-36',
  'R-OA-29',
);

const inCase = (name: string, ...rules: string[]) => oaStream(...rules).map((place) => ({ ...place, case: name }));

/** Rows D-035 to D-061 of the list of defects: streams of the OpenAI API. */
export const ROWS_CHUNKS: Defect[] = [
  {
    id: 'd-035-every-other-token-dropped',
    source: 'raullenchai/Rapid-MLX@4338ddfb (D-035)',
    says: 'With an interval of two tokens, every first one is dropped.',
    expects: oaStream('R-X-01'),
    neighbours: [...OTHER_TEXT, ...crossStream('R-X-04')],
    change: inText((deltas) => deltas.filter((_, k) => k % 2 === 1)),
  },
  {
    id: 'd-037-white-space-dropped',
    source: 'waybarrios/vllm-mlx@d63b202 (D-037)',
    says: 'With tools, deltas of white space are dropped.',
    expects: inCase('cities_list', 'R-X-01'),
    neighbours: inCase('cities_list', 'G-05'),
    change: inText(
      (deltas) => deltas.filter(({ text }) => text.trim() !== ''),
      ({ tools }) => tools.length > 0,
    ),
  },
  {
    id: 'd-038-less-than-suppressed',
    source: 'Blaizzy/mlx-vlm@8c61fdd5 (D-038)',
    says: 'A stream swallows each <.',
    expects: inCase('repeat_exactly', 'R-X-01', 'R-X-34'),
    neighbours: inCase('repeat_exactly', 'G-05'),
    change: eachText((text) => text.replaceAll('<', '')),
  },
  {
    id: 'd-041-network-chunks-decoded-alone',
    source: 'musistudio/claude-code-router@79f48c00 (D-041)',
    says: 'Each network chunk is decoded alone, so that a character on its border becomes two U+FFFD.',
    expects: [...oaStream('R-SSE-08'), ...anStream('R-SSE-08')],
    neighbours: [...oaStream('G-04', 'G-05', 'R-X-01', 'R-X-34'), ...anStream('G-04', 'G-05', 'R-X-02', 'R-X-34')],
    change: only(
      { mode: 'stream' },
      inFrames((text) => text.replace(/[\u{800}-\u{10ffff}]/u, '\ufffd\ufffd')),
    ),
  },
  {
    id: 'd-043-reasoning-parser-keeps-the-end',
    source: 'waybarrios/vllm-mlx@93c85d3 (D-043)',
    says: 'What the reasoning parser still holds at the end of a stream is lost.',
    expects: inCase('factual_question', 'R-X-01'),
    change: inText(
      (deltas) => deltas.slice(0, -1),
      ({ thinking }) => thinking === true,
    ),
  },
  {
    id: 'd-044-id-of-each-chunk',
    source: 'BerriAI/litellm#37792 (D-044)',
    says: 'Each chunk has an id of its own.',
    expects: oaStream('R-OA-40'),
    change: eachChunk((json, k) => [{ ...json, id: `${json.id}-${k}` }]),
  },
  {
    id: 'd-046-role-empty',
    source: 'anomalyco/opencode#28427 (D-046)',
    says: 'The role of every delta is "".',
    expects: oaStream('R-OA-43', 'R-OA-44'),
    change: setChunk('choices.*.delta.role', ''),
  },
  {
    id: 'd-049-finish-reason-key-missing',
    source: 'vllm-project/vllm#19662 (D-049)',
    says: 'Chunks that do not finish have no finish_reason.',
    expects: oaStream('R-OA-46'),
    change: oaChunk('choices.*.finish_reason', (reason) => reason ?? undefined),
  },
  {
    id: 'd-050-finish-reason-empty',
    source: 'ollama/ollama#4357 (D-050)',
    says: 'Chunks that do not finish have the finish_reason "".',
    expects: oaStream('R-OA-46'),
    change: oaChunk('choices.*.finish_reason', (reason) => reason ?? ''),
  },
  {
    id: 'd-052-usage-before-finish',
    source: 'ollama/ollama@26480be6d (D-052)',
    says: 'The usage comes before the last content, and the finish rides on that.',
    expects: oaStream('R-OA-61'),
    neighbours: oaStream('R-OA-63'),
    change: oaEvents((events) => {
      const finish = finishOf(events);
      const [last, end] = [events[finish - 1], events[finish]];
      const reason = get(end?.data, 'choices', 0, 'finish_reason');
      if (!last) return events;
      const riding = editObject(Object(last.data), 'choices.*.finish_reason', () => reason);
      return [...events.slice(0, finish - 1), ...events.filter(isUsage), { data: riding }, { data: '[DONE]' }];
    }),
  },
  {
    id: 'd-053-empty-deltas',
    source: 'ollama/ollama@3406f7b69 (D-053)',
    says: 'Chunks come that say nothing.',
    expects: oaStream('G-29'),
    change: eachChunk((json) => {
      const [choice] = Array.isArray(json.choices) ? json.choices : [];
      const finishes = get(choice, 'finish_reason') != null;
      return finishes ? [{ ...json, choices: [{ ...choice, finish_reason: null }] }, json] : [json];
    }),
  },
  {
    id: 'd-055-content-null-throughout',
    source: 'EricLBuehler/mistral.rs#2294 (D-055)',
    says: 'The content of every delta is null.',
    expects: oaStream('R-X-01', 'G-02'),
    // Chunks of a null content say nothing.
    neighbours: [...OTHER_TEXT, ...crossStream('R-X-04'), ...oaStream('G-29')],
    change: oaChunk('choices.*.delta', (delta) =>
      isObject(delta) && 'content' in delta ? { ...delta, content: null } : delta,
    ),
  },
  {
    id: 'd-056-first-token-missing',
    source: 'vllm-project/vllm#30866 (D-056)',
    says: 'With tools, the first token of the text is missing.',
    expects: inCase('cities_list', 'R-X-01'),
    neighbours: OTHER_TEXT,
    change: inText(
      (deltas) => deltas.slice(1),
      ({ tools }) => tools.length > 0,
    ),
  },
  {
    id: 'd-058-json-fenced-in-stream',
    source: 'raullenchai/Rapid-MLX@69809da3 (D-058)',
    says: 'Streamed JSON stands in a fence of Markdown; plain JSON does not.',
    expects: inCase('json_answer', 'R-OA-29', 'R-X-01', 'R-X-28'),
    change: inText(
      (deltas) => [...spoken('```json\n', deltas), ...deltas, ...spoken('\n```', deltas)],
      ({ json }) => json,
    ),
  },
  {
    id: 'd-059-model-of-streams',
    source: 'BerriAI/litellm#10572 (D-059)',
    says: 'Streams name another model than plain replies.',
    expects: oaStream('G-25'),
    change: setChunk('model', 'default'),
  },
  {
    id: 'd-061-last-logprob-dropped',
    source: 'ollama/ollama@f3c8e8123 (D-061)',
    says: 'The logprob of the last token is missing in streams.',
    expects: oaStream('G-27'),
    change: oaEvents((events) => {
      const last = events.findLastIndex(({ data }) => isObject(get(data, 'choices', 0, 'logprobs')));
      return events.map((event, k) => (k === last ? withoutLogprobs(event) : event));
    }),
  },
];

function withoutLogprobs(event: StreamEvent): StreamEvent {
  const data = JSON.parse(JSON.stringify(event.data));
  data.choices[0].logprobs = null;
  return { ...event, data };
}

/** A delta that carries text. */
interface Spoken {
  text: string;
  event: StreamEvent;
}

/** Changes the deltas of a stream that carry text, where the question is of a kind. */
function inText(change: (deltas: Spoken[]) => Spoken[], where: (question: Question) => boolean = () => true): Change {
  return oa({
    streamEvents: (events, { question }) => {
      const spoken = events.map((event) => ({ event, text: String(get(event.data, ...CONTENT) ?? '') }));
      const texts = spoken.filter(({ text }) => text !== '');
      const at = spoken.findIndex(({ text }) => text !== '');
      if (at < 0 || !where(question)) return events;
      const others = spoken.filter(({ text }) => text === '').map(({ event }) => event);
      const made = change(texts).map(({ event, text }) => ({
        ...event,
        data: editObject(Object(event.data), 'choices.*.delta.content', () => text),
      }));
      return others.toSpliced(at, 0, ...made);
    },
  });
}

const CONTENT = ['choices', 0, 'delta', 'content'] as const;

/** Changes each text, and leaves its delta as it is. */
function eachText(change: (text: string) => string): Change {
  return inText((deltas) => deltas.map(({ event, text }) => ({ event, text: change(text) })));
}

/** A delta of another text, in the place of a first one. */
const spoken = (text: string, deltas: Spoken[]): Spoken[] => deltas.slice(0, 1).map(({ event }) => ({ event, text }));
