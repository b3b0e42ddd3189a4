import { get, isObject, type JsonObject } from '../../protocols/json.js';
import { both } from '../change.js';
import { inArguments, inCalls, inOutcome } from '../edit-answer.js';
import type { Defect, Expected } from './defect.js';
import { eachChunk, eachFragment, oaEvents, oaReply } from './openai-edit.js';
import { cross, oaBoth, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const STREAM = { ...OPENAI, mode: 'stream' } as const;

/** What is judged about spoilt calls, and about the turn that follows them. */
const SPOILT = (['R-X-18', 'R-X-19', 'R-X-20', 'R-X-21', 'R-X-23', 'R-X-24', 'G-01', 'G-04'] as const).flatMap((rule) =>
  oaBoth(rule),
);
const APART = cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-10', 'R-X-15', 'R-X-22', 'R-X-25');

const echoed = (rule: string, protocol: 'openai-chat' | 'cross', mode: 'plain' | 'both') =>
  ({ rule, protocol, mode, case: 'echo_payload' }) as const;
const ECHO_SPOILT = [echoed('G-04', 'openai-chat', 'both'), echoed('R-X-06', 'cross', 'plain')];
/** The same of the long payload, which is asked in plain only. */
export const LONG_ECHO_SPOILT: Expected[] = [...oaPlain('G-04'), ...cross('R-X-06')].map((place) => ({
  ...place,
  case: 'echo_long',
}));

/** Rows of the list of defects: tools on /v1/chat/completions. */
export const ROWS_TOOLS_2: Defect[] = [
  {
    id: 'oa-nulls-in-every-delta',
    source: 'Effect-TS/effect#8333 (D-070)',
    says: 'Every later delta has role null, and every later fragment id null.',
    expects: oaStream('R-OA-59'),
    neighbours: oaStream('R-OA-44'),
    change: both(
      eachFragment((entry, isFirst) => [isFirst ? entry : { ...entry, id: null }]),
      eachChunk((json, k) => {
        const delta = get(json, 'choices', 0, 'delta');
        const [choice] = json.choices as JsonObject[];
        return [
          k > 0 && isObject(delta) ? { ...json, choices: [{ ...choice, delta: { ...delta, role: null } }] } : json,
        ];
      }),
    ),
  },
  {
    id: 'oa-empty-deltas-before-call',
    source: 'jjang-ai/vmlx#219 (D-071)',
    says: 'Many chunks with an empty delta and a field of their own announce a tool call.',
    expects: oaStream('G-29'),
    change: eachChunk((json) => {
      const [choice] = json.choices as JsonObject[];
      if (!choice || get(choice, 'delta', 'tool_calls', 0, 'id') === undefined) return [json];
      const empty = { ...json, tool_call_generating: true, choices: [{ ...choice, delta: {} }] };
      return [empty, empty, empty, json];
    }),
  },
  {
    id: 'oa-calls-emitted-again',
    source: 'raullenchai/Rapid-MLX@ea2fa334 (#341, D-074)',
    says: 'When the last call is complete, all calls are emitted again from index 0.',
    expects: oaStream('R-OA-19', 'R-OA-58', 'G-04', 'R-X-01'),
    neighbours: [...SPOILT, ...oaStream('R-X-03', 'R-OA-48', 'R-OA-56')],
    change: oaEvents((events) => {
      const calls = events.filter(({ data }) => get(data, 'choices', 0, 'delta', 'tool_calls') !== undefined);
      const last = events.findLastIndex((event) => calls.includes(event));
      return [...events.slice(0, last + 1), ...calls, ...events.slice(last + 1)];
    }),
  },
  {
    id: 'oa-empty-call-beside-text',
    source: 'lmstudio-ai/lmstudio-bug-tracker#830 (D-076)',
    says: 'Beside the text stands a tool call with an empty id and no function.',
    expects: oaPlain('R-OA-15', 'R-OA-18'),
    neighbours: [...APART, ...SPOILT, ...oaPlain('R-OA-17', 'R-OA-19', 'R-OA-20', 'R-OA-22'), ...oaStream('R-X-01')],
    change: oaReply('choices.*.message', (message) =>
      isObject(message) && message.tool_calls === undefined && message.content !== null
        ? { ...message, tool_calls: [{ id: '', type: 'function' }] }
        : message,
    ),
  },
  {
    id: 'oa-empty-name-in-fragments',
    source: 'lmstudio-ai/lmstudio-bug-tracker#649 (D-077)',
    says: 'Every later fragment repeats the type, and an empty name.',
    expects: oaStream('G-35'),
    change: eachFragment((entry, isFirst) => [
      isFirst ? entry : { ...entry, type: 'function', function: { ...(entry.function as JsonObject), name: '' } },
    ]),
  },
  {
    id: 'oa-call-id-per-delta',
    source: 'cubist38/mlx-openai-server@bbfe35e (D-079)',
    says: 'Each fragment of a call has another id.',
    expects: oaStream('R-OA-58'),
    neighbours: oaStream('R-OA-53'),
    change: eachChunk((json, k) => {
      const [choice] = json.choices as JsonObject[];
      const entry = get(choice, 'delta', 'tool_calls', 0);
      if (!isObject(entry)) return [json];
      return [{ ...json, choices: [{ ...choice, delta: { tool_calls: [{ ...entry, id: `call_${k}` }] } }] }];
    }),
  },
  {
    id: 'oa-stream-drops-calls',
    source: 'ddalcu/mlx-serve#287 (D-080)',
    says: 'A stream never says a tool call: the answer is empty, and stops.',
    expects: oaStream('R-X-01', 'G-04'),
    neighbours: [...SPOILT, ...oaStream('G-02', 'R-X-03')],
    change: inOutcome(STREAM, ({ pieces, stop }) => ({
      pieces: pieces.filter(({ kind }) => kind === 'text'),
      stop: stop === 'tool' ? 'end' : stop,
    })),
  },
  {
    id: 'oa-call-parsed-too-early',
    source: 'raullenchai/Rapid-MLX#579 (D-085)',
    says: "A streamed call has the name '\"}', arguments that begin with [ARGS], and an empty id.",
    expects: oaStream('R-OA-17', 'R-OA-19', 'R-OA-54', 'R-X-01', 'G-04'),
    neighbours: [...SPOILT, ...oaStream('R-X-03', 'R-OA-53', 'R-OA-56')],
    change: eachFragment((entry, isFirst) => [
      isFirst ? { ...entry, id: '', function: { name: '"}', arguments: '[ARGS]{"' } } : entry,
    ]),
  },
  {
    id: 'oa-second-call-melts',
    source: 'waybarrios/vllm-mlx@83df93f (D-086)',
    says: 'The second call stands in the arguments of the first one.',
    expects: [...oaBoth('R-OA-19', 'G-04'), ...cross('R-X-05', 'R-X-22')],
    neighbours: [...SPOILT, ...APART],
    change: inOutcome(OPENAI, ({ pieces }) => {
      const [first, ...others] = pieces.flatMap((piece) => (piece.kind === 'call' ? [piece] : []));
      if (first === undefined || others.length === 0) return { pieces };
      const more = others.flatMap(({ name, tokens }) => [`[TOOL_CALLS]${name}`, ...tokens]);
      return { pieces: [{ ...first, tokens: [...first.tokens, ...more] }] };
    }),
  },
  {
    id: 'oa-parallel-calls-dropped',
    source: 'ml-explore/mlx-lm@f4793122 (D-088)',
    says: 'Two calls are one too many for the parser: none of them comes.',
    expects: [...oaBoth('G-02', 'G-04'), ...cross('R-X-05', 'R-X-22')],
    neighbours: [...SPOILT, ...APART],
    change: inOutcome(OPENAI, ({ pieces, stop }) =>
      pieces.filter(({ kind }) => kind === 'call').length > 1 ? { pieces: [], stop: 'end' } : { pieces, stop },
    ),
  },
  {
    id: 'oa-name-with-newline',
    source: 'ml-explore/mlx-lm@28b29df8 (D-089)',
    says: 'The name of a called tool ends with a line feed.',
    expects: [...oaBoth('R-OA-17', 'G-04'), ...cross('R-X-05')],
    neighbours: [...SPOILT, ...APART],
    change: inCalls(OPENAI, ({ name }) => ({ name: `${name}\n` })),
  },
  {
    id: 'oa-argument-cut-at-tag',
    source: 'ml-explore/mlx-lm@8601e7fb (D-091)',
    says: 'An argument ends where it says </parameter>.',
    expects: ECHO_SPOILT,
    neighbours: LONG_ECHO_SPOILT,
    change: inArguments(OPENAI, (value) => value.split('</parameter>')[0]),
  },
  {
    id: 'oa-long-arguments-cut',
    source: 'raullenchai/Rapid-MLX@f1360448 (#1997, D-092)',
    says: 'Of a long argument the first 11 characters come.',
    expects: ECHO_SPOILT,
    neighbours: LONG_ECHO_SPOILT,
    change: inArguments(OPENAI, (value) => value.slice(0, 11)),
  },
  {
    id: 'oa-streamed-arguments-quoted',
    source: 'raullenchai/Rapid-MLX@45b0ac46 (#1600, D-094)',
    says: 'Streamed strings among the arguments have quotes of their own.',
    expects: oaStream('R-X-01', 'G-04'),
    neighbours: oaStream('R-X-03', 'R-X-23'),
    change: inArguments(STREAM, (value) => `"${value}"`),
  },
];
