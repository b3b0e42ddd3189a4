import { get } from '../../protocols/json.js';
import { both, only } from '../change.js';
import type { Answering } from '../context.js';
import type { Outcome } from '../decode.js';
import { edit, inEvents, inOutcome, inPlainReply, inQuestion, refuseWhere } from '../edit.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anBoth, cross, oaBoth, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;
const OPENAI_STREAM = { ...OPENAI, mode: 'stream' } as const;

/** Another finish_reason in plain replies and in streams, where there is one. */
function finish(name: (reason: unknown) => unknown): Change {
  const change = (reason: unknown) => (reason === null ? null : name(reason));
  return only(
    OPENAI,
    both(inPlainReply('choices.*.finish_reason', change), inEvents('choices.*.finish_reason', change)),
  );
}

/** The text up to a number of tokens. */
function cutTo(length: number, outcome: Outcome): Outcome['pieces'] {
  return outcome.pieces.map((piece) => ({ ...piece, tokens: piece.tokens.slice(0, length) }));
}

const spoken = ({ pieces }: Outcome) => pieces.reduce((sum, { tokens }) => sum + tokens.length, 0);
const isOpen = ({ question }: Answering) => question.stop.length === 0 && question.maxTokens > 20;

/** Rows of the catalogue of defects: reasons to stop, stop strings, caps. */
export const ROWS_STOP: Defect[] = [
  {
    id: 'oa-finish-in-singular',
    source: 'ml-explore/mlx-lm#782 (D-209)',
    says: 'The finish_reason of a tool call is tool_call.',
    expects: [...oaPlain('R-OA-14', 'R-OA-22'), ...oaStream('R-OA-47', 'R-OA-22'), ...cross('R-X-07')],
    change: finish((reason) => (reason === 'tool_calls' ? 'tool_call' : reason)),
  },
  {
    id: 'oa-finish-is-error',
    source: 'raullenchai/Rapid-MLX#433, A1 (D-211)',
    says: 'A long answer breaks off with the finish_reason error.',
    expects: [...oaPlain('R-OA-14'), ...oaStream('R-OA-47'), ...cross('R-X-07')],
    neighbours: [...oaBoth('R-X-09'), ...oaPlain('R-OA-73')],
    change: finish((reason) => (reason === 'length' ? 'error' : reason)),
  },
  {
    id: 'oa-two-finishes',
    source: 'raullenchai/Rapid-MLX#433, A2 (D-212)',
    says: 'The stream of a tool call has two finishes: stop, then tool_calls.',
    expects: oaStream('R-OA-45'),
    neighbours: oaStream('R-OA-22', 'R-OA-48'),
    change: only(OPENAI, {
      streamEvents: (events) =>
        events.flatMap((event) =>
          get(event.data, 'choices', 0, 'finish_reason') === 'tool_calls'
            ? [{ ...event, data: edit(event.data, 'choices.*.finish_reason', () => 'stop') }, event]
            : [event],
        ),
    }),
  },
  {
    id: 'oa-natural-end-has-no-finish',
    source: 'waybarrios/vllm-mlx@03cff0f (D-214)',
    says: 'A stream that ends by itself never says stop.',
    expects: oaStream('R-OA-45', 'R-X-01'),
    neighbours: oaStream('R-X-08', 'G-29'),
    change: only(
      OPENAI,
      inEvents('choices.*.finish_reason', (reason) => (reason === 'stop' ? null : reason)),
    ),
  },
  {
    id: 'oa-forced-call-lost-in-stream',
    source: 'raullenchai/Rapid-MLX@812c5e32 (D-215)',
    says: 'The stream of a forced tool says tool_calls, and holds no call.',
    expects: oaStream('R-OA-23', 'R-X-01', 'R-X-18'),
    neighbours: oaStream('G-02'),
    change: only(
      OPENAI_STREAM,
      inOutcome((outcome, { question }) =>
        question.toolChoice === 'required' ? { pieces: outcome.pieces.filter(({ kind }) => kind === 'text') } : {},
      ),
    ),
  },
  {
    id: 'oa-always-length',
    source: 'ml-explore/mlx-lm#305 (D-217)',
    says: 'Every answer ends with length.',
    expects: [...oaBoth('R-OA-32'), ...cross('R-X-07')],
    neighbours: oaBoth('R-OA-22', 'R-X-08'),
    change: finish((reason) => (reason === 'stop' ? 'length' : reason)),
  },
  {
    id: 'oa-length-before-the-cap',
    source: 'ddalcu/mlx-serve#127 (D-218)',
    says: 'A long answer stops early, and says that the cap was reached.',
    expects: [...oaBoth('R-OA-32'), ...cross('R-X-04', 'R-X-07')],
    neighbours: oaBoth('G-05', 'R-X-08', 'R-X-34'),
    change: only(
      OPENAI,
      inOutcome((outcome, context) =>
        isOpen(context) && !context.question.json && context.question.tools.length === 0 && spoken(outcome) > 18
          ? { pieces: cutTo(12, outcome), stop: 'cap', usage: { ...outcome.usage, completion: 12 } }
          : {},
      ),
    ),
  },
  {
    id: 'oa-finish-on-tool-chunks',
    source: 'BerriAI/litellm#31634 (D-220)',
    says: 'Each chunk of a tool call has a finish_reason.',
    expects: oaStream('R-OA-45'),
    neighbours: oaStream('R-OA-46', 'R-OA-48'),
    change: only(OPENAI, {
      streamEvents: (events) =>
        events.map((event) =>
          get(event.data, 'choices', 0, 'delta', 'tool_calls') !== undefined
            ? { ...event, data: edit(event.data, 'choices.*.finish_reason', () => 'tool_calls') }
            : event,
        ),
    }),
  },
  {
    id: 'an-stop-sequences-refused',
    source: 'mlx-node/mlx-node#81 (D-221)',
    says: 'A request with stop_sequences is refused.',
    expects: anBoth('G-01'),
    change: only(
      ANTHROPIC,
      refuseWhere(({ stop }) => stop.length > 0, 400, 'stop_sequences are not supported.'),
    ),
  },
  {
    id: 'an-cap-not-passed-on',
    source: 'waybarrios/vllm-mlx@33fea8f (D-223)',
    says: 'max_tokens of /v1/messages is not passed on: the limit of the server holds.',
    expects: [...anBoth('R-AN-22', 'R-X-09'), ...cross('R-X-04', 'R-X-07')],
    neighbours: [
      { protocol: 'cross', case: 'tool_call_request' },
      { protocol: 'cross', case: 'factual_question' },
      { protocol: 'cross', case: 'tick_forever' },
      { rule: 'R-X-35', protocol: 'anthropic-messages' },
    ],
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ maxTokens: 512 })),
    ),
  },
  {
    id: 'an-stop-sequences-dropped',
    source: 'raullenchai/Rapid-MLX#462 (D-224)',
    says: 'stop_sequences have no effect on /v1/messages.',
    expects: [...anBoth('R-AN-19', 'R-X-08'), ...cross('R-X-04')],
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ stop: [] })),
    ),
  },
  {
    id: 'oa-part-of-stop-string-left',
    source: 'jundot/omlx#2386 (D-226)',
    says: 'Of a stop string of several tokens the first ones are shown.',
    expects: [...oaBoth('R-X-08'), ...cross('R-X-04')],
    change: only(
      OPENAI,
      inOutcome(({ stop, sequence, pieces }) =>
        stop === 'stop-string' && sequence !== null
          ? { pieces: [...pieces, { kind: 'text', tokens: [sequence.slice(0, -1)] }] }
          : {},
      ),
    ),
  },
  {
    id: 'oa-stop-string-in-thought',
    source: 'raullenchai/Rapid-MLX@e7e4668a (D-229)',
    says: 'A stop string ends the reasoning, and with it the answer.',
    expects: [...oaPlain('G-43'), ...cross('R-X-04')],
    neighbours: [...oaPlain('R-OA-11'), ...cross('R-X-16')],
    change: only(
      OPENAI,
      inOutcome(({ reasoning }, { question }) => {
        const thought = reasoning.join('');
        const [at] = question.stop.map((stop) => thought.indexOf(stop)).filter((found) => found >= 0);
        return at === undefined ? {} : { reasoning: [thought.slice(0, at)], pieces: [], stop: 'stop-string' };
      }),
    ),
  },
  {
    id: 'oa-end-marker-shown',
    source: 'waybarrios/vllm-mlx@c714334 (D-230)',
    says: 'An OpenAI stream ends with the marker of the template.',
    expects: oaStream('R-X-17', 'R-X-01'),
    neighbours: oaStream('R-OA-29', 'R-X-08', 'R-X-09', 'R-X-28', 'R-X-34', 'G-05'),
    change: only(
      OPENAI_STREAM,
      inOutcome(({ pieces }) => {
        const last = pieces.at(-1);
        return last?.kind === 'text' ? { pieces: [...pieces, { kind: 'text', tokens: ['<|im_end|>'] }] } : {};
      }),
    ),
  },
  {
    id: 'oa-goes-on-behind-the-call',
    source: 'waybarrios/vllm-mlx@608ac4d (D-232)',
    says: 'Generation goes on behind a complete tool call.',
    expects: cross('R-X-04'),
    neighbours: [{ rule: 'R-X-25', protocol: 'cross', case: 'code_loop' }],
    change: only(
      OPENAI,
      inOutcome(({ pieces, stop, usage }) =>
        stop === 'tool'
          ? {
              pieces: [...pieces, { kind: 'text', tokens: [' tick', ' tick', ' tick'] }],
              usage: { ...usage, completion: usage.completion + 3 },
            }
          : {},
      ),
    ),
  },
  {
    id: 'an-repetition-guard',
    source: 'mlx-node/mlx-node#81, its second part (D-233)',
    says: 'An answer that repeats itself is cut, and said to have ended by itself.',
    expects: cross('R-X-04', 'R-X-07'),
    change: only(
      ANTHROPIC,
      inOutcome((outcome) => {
        const text = outcome.pieces.map(({ tokens }) => tokens.join('')).join('');
        return /( \w+)\1{7}/.test(text) ? { pieces: cutTo(8, outcome), stop: 'end' } : {};
      }),
    ),
  },
];
