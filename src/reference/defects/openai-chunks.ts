import { get, isObject } from '../../protocols/json.js';
import type { Defect } from './defect.js';
import { eachChunk, finishOf, isUsage, oaChunk, oaEvents, oaQuestion, setChunk } from './openai-edit.js';
import { crossStream, oaStream } from './places.js';

const RUNNING = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

/** Defects of the chunks of a stream, and of how it ends (protocol reference 6.2). */
export const OPENAI_CHUNKS: Defect[] = [
  {
    id: 'oa-usage-chunk-without-choices',
    source: 'T-OA34',
    says: 'The usage chunk has no choices.',
    expects: oaStream('R-OA-34'),
    change: eachChunk(({ choices, ...rest }) => [isObject(rest.usage) ? rest : { choices, ...rest }]),
  },
  {
    id: 'oa-ping-as-data',
    source: 'T-OA64',
    says: 'A ping comes as data: {"type":"ping"}.',
    expects: oaStream('R-OA-34'),
    // What is no chunk has no fields of one.
    neighbours: oaStream('R-OA-38', 'R-OA-39'),
    change: oaEvents((events) => events.toSpliced(1, 0, { data: { type: 'ping' } })),
  },
  {
    id: 'oa-broken-json-in-data',
    source: 'T-OA58',
    says: 'One payload of a stream is cut.',
    expects: oaStream('R-OA-34'),
    change: oaEvents((events) => events.toSpliced(1, 0, { data: '{"choices": [' })),
  },
  {
    id: 'oa-empty-data',
    source: 'T-OA59',
    says: 'A keep-alive is an event whose data is empty.',
    expects: oaStream('R-OA-35'),
    change: oaEvents((events) => events.toSpliced(1, 0, { data: '' })),
  },
  {
    id: 'oa-event-without-data',
    source: 'T-OA65',
    says: 'A keep-alive is an event of the name ping, without data.',
    expects: oaStream('R-OA-35'),
    change: oaEvents((events) => events.toSpliced(1, 0, { event: 'ping' })),
  },
  {
    id: 'oa-done-missing',
    source: 'T-OA01',
    says: 'The stream ends without [DONE].',
    expects: oaStream('R-OA-36'),
    change: oaEvents((events) => events.slice(0, -1)),
  },
  {
    id: 'oa-done-with-blank',
    source: 'T-OA60',
    says: 'A blank stands behind [DONE].',
    expects: oaStream('R-OA-36'),
    change: oaEvents((events) => [...events.slice(0, -1), { data: '[DONE] ' }]),
  },
  {
    id: 'oa-done-quoted',
    source: 'T-OA61',
    says: '[DONE] is sent as a JSON string.',
    expects: oaStream('R-OA-36'),
    change: oaEvents((events) => [...events.slice(0, -1), { data: '"[DONE]"' }]),
  },
  {
    id: 'oa-usage-after-done',
    source: 'T-OA35',
    says: 'The usage chunk comes after [DONE].',
    expects: oaStream('R-OA-37', 'R-OA-61'),
    change: oaEvents((events) => [...events.filter((event) => !isUsage(event)), ...events.filter(isUsage)]),
  },
  {
    id: 'oa-chunk-object-of-a-reply',
    source: 'T-OA31',
    says: 'Chunks say that they are a whole completion.',
    expects: oaStream('R-OA-38'),
    change: setChunk('object', 'chat.completion'),
  },
  {
    id: 'oa-chunks-without-id',
    source: 'T-OA32',
    says: 'Chunks have no id.',
    expects: oaStream('R-OA-39'),
    change: setChunk('id', undefined),
  },
  {
    id: 'oa-model-of-chunks-changes',
    source: 'R-OA-40',
    says: 'Later chunks name the model otherwise.',
    expects: oaStream('R-OA-40'),
    change: eachChunk((json, k) => [k === 0 ? json : { ...json, model: 'default' }]),
  },
  {
    id: 'oa-choice-without-index',
    source: 'T-OA43',
    says: 'Choices of chunks have no index.',
    expects: oaStream('R-OA-41'),
    change: setChunk('choices.*.index', undefined),
  },
  {
    id: 'oa-only-choice-is-the-second',
    source: 'T-OA44',
    says: 'The only choice of a stream has the index 1.',
    expects: oaStream('R-OA-41'),
    // The first choice says nothing at all.
    neighbours: oaStream('R-X-28', 'R-X-36'),
    change: setChunk('choices.*.index', 1),
  },
  {
    id: 'oa-last-delta-null',
    source: 'T-OA42',
    says: 'The delta of the chunk that finishes is null.',
    expects: oaStream('R-OA-42'),
    change: oaChunk('choices.*', (choice) =>
      get(choice, 'finish_reason') === null ? choice : { ...Object(choice), delta: null },
    ),
  },
  {
    id: 'oa-stream-without-role',
    source: 'T-OA05',
    says: 'No delta has a role.',
    expects: oaStream('R-OA-43'),
    change: setChunk('choices.*.delta.role', undefined),
  },
  {
    id: 'oa-finish-twice',
    source: 'T-OA50',
    says: 'The chunk that finishes comes twice, the second time as length.',
    expects: oaStream('R-OA-45'),
    // The last reason wins.
    neighbours: oaStream('R-X-01', 'R-X-08', 'R-OA-22', 'R-OA-32'),
    change: eachChunk((json) => {
      const [choice] = Array.isArray(json.choices) ? json.choices : [];
      return get(choice, 'finish_reason') == null
        ? [json]
        : [json, { ...json, choices: [{ ...choice, finish_reason: 'length' }] }];
    }),
  },
  {
    id: 'oa-never-finished',
    source: 'T-OA07',
    says: 'finish_reason is null to the end.',
    expects: oaStream('R-OA-45', 'R-X-01'),
    neighbours: [...oaStream('R-X-08', 'R-X-09', 'R-OA-22', 'G-29'), ...crossStream('R-X-07')],
    change: setChunk('choices.*.finish_reason', null),
  },
  {
    id: 'oa-stream-ends-turn',
    source: 'T-OA10',
    says: 'A stream ends with the other API’s end_turn.',
    expects: oaStream('R-OA-47', 'R-X-01'),
    neighbours: oaStream('R-X-08'),
    change: oaChunk('choices.*.finish_reason', (reason) => (reason === 'stop' ? 'end_turn' : reason)),
  },
  {
    id: 'oa-content-after-finish',
    source: 'T-OA49',
    says: 'The last delta comes after the chunk that finishes.',
    expects: oaStream('R-OA-48'),
    change: oaEvents((events) => {
      const finish = finishOf(events);
      const [last, end] = [events[finish - 1], events[finish]];
      return finish < 2 || !last || !end ? events : events.toSpliced(finish - 1, 2, end, last);
    }),
  },
  {
    id: 'oa-content-as-parts',
    source: 'T-OA48',
    says: 'Where calls follow, the content of the first delta is an empty list.',
    expects: oaStream('R-OA-49'),
    change: oaChunk('choices.*.delta', (delta) =>
      isObject(delta) && delta.content === null ? { ...delta, content: [] } : delta,
    ),
  },
  {
    id: 'oa-text-cumulative',
    source: 'T-OA30',
    says: 'Each delta holds all the text so far.',
    expects: oaStream('R-OA-50', 'R-X-01'),
    neighbours: [
      ...oaStream('G-05', 'R-X-08', 'R-X-09', 'R-X-28', 'R-X-34', 'R-OA-29', 'R-OA-31'),
      ...crossStream('R-X-04'),
    ],
    change: oaEvents((events) => {
      let text = '';
      return events.map((event) => {
        const content = get(event.data, 'choices', 0, 'delta', 'content');
        if (typeof content !== 'string' || content === '') return event;
        text += content;
        const data = JSON.parse(JSON.stringify(event.data));
        data.choices[0].delta.content = text;
        return { ...event, data };
      });
    }),
  },
  {
    id: 'oa-two-usage-chunks',
    source: 'R-OA-61',
    says: 'The usage chunk comes twice.',
    expects: oaStream('R-OA-61'),
    neighbours: oaStream('R-OA-63'),
    change: oaEvents((events) => events.flatMap((event) => (isUsage(event) ? [event, event] : [event]))),
  },
  {
    id: 'oa-usage-without-wish',
    source: 'R-OA-62',
    says: 'A usage chunk comes where none was asked for.',
    expects: oaStream('R-OA-62'),
    change: oaQuestion(() => ({ includeUsage: true })),
  },
  {
    id: 'oa-usage-in-every-chunk',
    source: 'T-OA38',
    says: 'Every chunk carries a usage.',
    expects: oaStream('R-OA-63'),
    change: eachChunk((json) => [json.usage === null ? { ...json, usage: RUNNING } : json]),
  },
  {
    id: 'oa-keep-alive-chunk',
    source: 'T-OA51',
    says: 'A keep-alive is a chunk without choices.',
    expects: oaStream('R-OA-64'),
    change: oaEvents(([first, ...rest]) =>
      first && isObject(first.data) ? [first, { data: { ...first.data, choices: [] } }, ...rest] : [],
    ),
  },
  {
    id: 'oa-reasoning-under-two-names',
    source: 'R-OA-66',
    says: 'Reasoning comes as reasoning_content and as reasoning.',
    expects: [{ rule: 'R-OA-66', protocol: 'openai-chat', mode: 'stream', case: 'factual_question' }],
    neighbours: oaStream('R-OA-66'),
    change: oaChunk('choices.*.delta', (delta) =>
      isObject(delta) && 'reasoning_content' in delta ? { ...delta, reasoning: delta.reasoning_content } : delta,
    ),
  },
];
