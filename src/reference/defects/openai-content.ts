import { both, only } from '../change.js';
import { inArguments, inOutcome } from '../edit.js';
import type { Defect } from './defect.js';
import { oa, oaChunk, oaQuestion, oaReply } from './openai-edit.js';
import { cross, crossStream, oaBoth, oaPlain, oaStream } from './places.js';

const THINKS = { protocol: 'openai-chat', mode: 'both', case: 'factual_question' } as const;

/** Edits the same place of plain replies and of the last chunk's usage. */
const oaUsage = (key: string, change: (value: unknown) => unknown) =>
  both(oaReply(`usage.${key}`, change), oaChunk(`usage.${key}`, change));

/** Defects of what a chat completion says, plain and streamed (protocol reference 6.1). */
export const OPENAI_CONTENT: Defect[] = [
  {
    id: 'oa-finish-stop-with-calls',
    source: 'T-TR08',
    says: 'Tool calls come with the finish_reason stop.',
    expects: oaBoth('R-OA-22'),
    change: both(
      oaReply('choices.*.finish_reason', (reason) => (reason === 'tool_calls' ? 'stop' : reason)),
      oaChunk('choices.*.finish_reason', (reason) => (reason === 'tool_calls' ? 'stop' : reason)),
    ),
  },
  {
    id: 'oa-finish-tool-calls-without-calls',
    source: 'T-TR19',
    says: 'Where tools are offered, an answer in words has the finish_reason tool_calls, too.',
    expects: oaBoth('R-OA-23'),
    neighbours: cross('R-X-07'),
    change: oa({
      outcome: (outcome, { question }) =>
        question.tools.length > 0 && outcome.stop === 'end' ? { ...outcome, stop: 'tool' } : outcome,
    }),
  },
  {
    id: 'oa-deprecated-function-call',
    source: 'T-TR10',
    says: 'Calls come as the deprecated function_call.',
    expects: oaBoth('R-OA-24'),
    // No tool call came: whoever waits for one says so.
    neighbours: [...oaBoth('G-02', 'G-04', 'R-X-18'), ...oaPlain('R-X-19'), ...cross('R-X-05', 'R-X-06', 'R-X-22')],
    change: oaQuestion(({ tools }) => ({ legacy: tools.length > 0 })),
  },
  {
    id: 'oa-name-not-offered',
    source: 'T-TR07',
    says: 'A tool call names its tool with a prefix.',
    expects: oaBoth('R-OA-17', 'G-04'),
    // Sent back, the call is none of those that the model made: it calls again.
    neighbours: [
      ...oaBoth('R-X-18', 'R-X-23'),
      ...oaPlain('R-X-19'),
      ...cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-10', 'R-X-22', 'R-X-25'),
    ],
    change: oa({
      outcome: (outcome) => ({
        ...outcome,
        pieces: outcome.pieces.map((piece) =>
          piece.kind === 'call' ? { ...piece, name: `functions_${piece.name}` } : piece,
        ),
      }),
    }),
  },
  {
    id: 'oa-arguments-truncated',
    source: 'T-TR06',
    says: 'The arguments of a tool call lack their last character.',
    expects: oaBoth('R-OA-19', 'G-04'),
    // Sent back, they are another prompt.
    neighbours: [...oaBoth('R-X-23'), ...cross('R-X-04', 'R-X-06', 'R-X-10', 'R-X-25')],
    change: oa(inArguments((raw) => raw.slice(0, -1))),
  },
  {
    id: 'oa-empty-arguments',
    source: 'T-TR05',
    says: 'A call without arguments says "" in place of "{}".',
    expects: oaBoth('R-OA-20').map((place) => ({ ...place, case: 'ping' })),
    neighbours: [...oaBoth('G-04'), ...cross('R-X-06')].map((place) => ({ ...place, case: 'ping' })),
    change: oa(
      inOutcome(({ pieces }) => ({
        pieces: pieces.map((piece) =>
          piece.kind === 'call' && piece.tokens.join('') === '{}' ? { ...piece, tokens: [] } : piece,
        ),
      })),
    ),
  },
  {
    id: 'oa-usage-as-strings',
    source: 'T-OA39',
    says: 'Token counts are strings.',
    expects: oaBoth('R-OA-25'),
    neighbours: oaStream('R-X-03'),
    change: ['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key) => oaUsage(key, String)).reduce(both),
  },
  {
    id: 'oa-total-is-prompt',
    source: 'R-OA-26',
    says: 'total_tokens leaves out what was generated.',
    expects: oaBoth('R-OA-26'),
    change: oaUsage('total_tokens', (total) => Number(total) - 1),
  },
  {
    id: 'oa-cached-above-prompt',
    source: 'T-TR20',
    says: 'More tokens are said to be cached than the prompt has.',
    expects: oaBoth('R-OA-27'),
    neighbours: cross('R-X-14'),
    change: oaUsage('prompt_tokens_details.cached_tokens', () => 100_000),
  },
  {
    id: 'oa-reasoning-above-completion',
    source: 'R-OA-27',
    says: 'More tokens are said to be reasoning than were generated.',
    expects: oaBoth('R-OA-27'),
    change: oaUsage('completion_tokens_details.reasoning_tokens', () => 100_000),
  },
  {
    id: 'oa-thought-in-content',
    source: 'R-OA-30',
    says: 'Reasoning stands in the text, between <think> and </think>.',
    expects: [{ rule: 'R-OA-30', ...THINKS }],
    neighbours: [...oaBoth('R-OA-30', 'R-X-17'), ...cross('R-X-04', 'R-X-16')],
    change: oa({
      outcome: (outcome) =>
        outcome.reasoning.length === 0
          ? outcome
          : {
              ...outcome,
              reasoning: [],
              pieces: [{ kind: 'text', tokens: ['<think>', ...outcome.reasoning, '</think>'] }, ...outcome.pieces],
            },
    }),
  },
  {
    id: 'oa-stop-string-returned',
    source: 'R-OA-31',
    says: 'The text ends behind the stop string, not before it.',
    expects: oaBoth('R-OA-31', 'R-X-08'),
    neighbours: cross('R-X-04'),
    change: oa({
      outcome: (outcome) => ({
        ...outcome,
        pieces:
          outcome.sequence === null
            ? outcome.pieces
            : [...outcome.pieces, { kind: 'text', tokens: [outcome.sequence] }],
      }),
    }),
  },
  {
    id: 'oa-cap-off-by-one',
    source: 'R-OA-32',
    says: 'One token more than the cap is generated.',
    expects: oaBoth('R-OA-32'),
    neighbours: [...cross('R-X-04', 'R-X-16'), ...crossStream('R-X-04')],
    change: oaQuestion(({ maxTokens }) => ({ maxTokens: maxTokens + 1 })),
  },
  {
    id: 'oa-cap-not-reached',
    source: 'R-OA-32',
    says: 'Where the cap is hit, the usage says one token less than it.',
    expects: oaBoth('R-OA-32'),
    // Where only reasoning came, it is more than all that is counted.
    neighbours: oaBoth('R-OA-27'),
    change: oa({
      outcome: (outcome) =>
        outcome.stop === 'cap'
          ? { ...outcome, usage: { ...outcome.usage, completion: outcome.usage.completion - 1 } }
          : outcome,
    }),
  },
  {
    id: 'oa-stream-answered-in-json',
    source: 'T-OA62',
    says: 'A request for a stream is answered with one JSON body.',
    expects: oaStream('R-OA-33'),
    change: oaQuestion(() => ({ stream: false })),
  },
  {
    id: 'oa-tool-call-ids-equal',
    source: 'T-TR18',
    says: 'All tool calls of a plain reply have the same id.',
    expects: oaPlain('R-OA-15'),
    // Two results of one id: the first one answers both calls.
    neighbours: [...oaPlain('R-X-23'), ...oaStream('R-X-01'), ...cross('R-X-04')],
    change: only(
      { mode: 'plain' },
      oaReply('choices.*.message.tool_calls.*.id', () => 'call_0'),
    ),
  },
  {
    id: 'oa-tool-call-without-id',
    source: 'T-TR02',
    says: 'A tool call of a plain reply has no id.',
    expects: oaPlain('R-OA-15'),
    // Sent back without an id, the call is refused.
    neighbours: oaPlain('G-01'),
    change: oaReply('choices.*.message.tool_calls.*.id', () => undefined),
  },
  {
    id: 'oa-tool-call-without-type',
    source: 'T-TR03',
    says: 'A tool call of a plain reply has no type.',
    expects: oaPlain('R-OA-16'),
    change: oaReply('choices.*.message.tool_calls.*.type', () => undefined),
  },
  {
    id: 'oa-arguments-as-object',
    source: 'T-JS12',
    says: 'A plain tool call gives its arguments as an object.',
    expects: oaPlain('R-OA-18'),
    change: oaReply('choices.*.message.tool_calls.*.function.arguments', (text) => JSON.parse(String(text))),
  },
  {
    id: 'oa-empty-tool-calls',
    source: 'BerriAI/litellm#29286',
    says: 'A plain message without calls has tool_calls null.',
    expects: oaPlain('R-OA-21'),
    change: oaReply('choices.*.message.tool_calls', (calls) => calls ?? null),
  },
];
