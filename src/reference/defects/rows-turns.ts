import type { Turn } from '../../conversation.js';
import { get } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { inEvents, inPlainReply, inQuestion, refuseWhere } from '../edit.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, cross, oaBoth, oaPlain } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

const messages = (json: unknown) => JSON.stringify(get(json, 'messages') ?? '');
const hasThought = (json: unknown) => messages(json).includes('"type":"thinking"');
const isAfterCall = (turns: Turn[]) => turns.some((turn) => turn.role === 'tool');
const lastCall = (turns: Turn[]) => turns.findLast((turn) => turn.role === 'assistant' && turn.toolCalls.length > 0);

/** Changes each turn of what was understood; no turn at all drops it. */
function inTurns(change: (turn: Turn) => Turn[]): Change {
  return inQuestion(({ turns }) => ({ turns: turns.flatMap(change) }));
}

const LONG_ID = 'call_00000000-0000-4000-8000-';

/** Rows of the catalogue of defects: conversations of several turns. */
export const ROWS_TURNS: Defect[] = [
  {
    id: 'an-thinking-in-history-refused',
    source: 'intel/llm-scaler#341 (D-236)',
    says: 'A thinking block in the history is refused.',
    expects: anPlain('G-01'),
    change: only(
      ANTHROPIC,
      refuseWhere(
        (_, { json }) => hasThought(json),
        400,
        "messages.1.content.0.type: Input should be 'text', 'image', 'tool_use' or 'tool_result'",
      ),
    ),
  },
  {
    id: 'oa-own-ids-refused',
    source: 'ml-explore/mlx-lm@b4be2b05 (D-238)',
    says: 'The template refuses the ids of 36 characters that the server itself makes: 404.',
    expects: oaBoth('G-01'),
    change: only(
      OPENAI,
      [
        inPlainReply('choices.*.message.tool_calls.*.id', (id) => LONG_ID + String(id).slice(-12)),
        inEvents('choices.*.delta.tool_calls.*.id', (id) => (id === undefined ? id : LONG_ID + String(id).slice(-12))),
        refuseWhere((_, { json }) => messages(json).includes(LONG_ID), 404, 'Tool call ids must have 9 characters.'),
      ].reduce(both),
    ),
  },
  {
    id: 'an-empty-after-tool-turn',
    source: 'jjang-ai/vmlx@cb388cf5 (D-239)',
    says: 'Behind a turn that holds a tool call only, /v1/messages answers nothing.',
    expects: [...anBoth('R-X-23'), ...cross('R-X-04')],
    neighbours: [
      { rule: 'R-X-25', protocol: 'cross', case: 'code_loop' },
      { rule: 'R-X-10', protocol: 'cross', case: 'code_loop' },
    ],
    change: only(ANTHROPIC, {
      answer: (answer, { question: { turns } }) => (turns.at(-1)?.role === 'tool' ? { ...answer, pieces: [] } : answer),
    }),
  },
  {
    id: 'oa-null-content-drops-turn',
    source: 'cubist38/mlx-openai-server@4d7b278 (D-241)',
    says: 'A turn of the assistant whose content is null is dropped, and its results stand alone.',
    expects: oaBoth('G-01'),
    neighbours: oaPlain('R-X-24'),
    change: only(
      OPENAI,
      refuseWhere(
        (_, { json }) => messages(json).includes('"content":null,"tool_calls"'),
        500,
        'Message has tool role, but there was no previous assistant message with a tool call!',
      ),
    ),
  },
  {
    id: 'oa-arguments-stay-text',
    source: 'cubist38/mlx-openai-server@62b71ef (D-242)',
    says: 'The template wants arguments of the history as a mapping, and gets text.',
    expects: oaBoth('G-01'),
    neighbours: oaPlain('R-X-24'),
    change: only(
      OPENAI,
      refuseWhere(({ turns }) => lastCall(turns) !== undefined, 500, 'Can only get item pairs from a mapping.'),
    ),
  },
  {
    id: 'oa-results-by-position',
    source: 'madroidmaq/mlx-omni-server@d9dff32 (D-244)',
    says: 'The ids of results are lost: they are given to the calls in the order in which they come.',
    expects: [...oaPlain('R-X-23'), ...cross('R-X-04')],
    change: only(
      OPENAI,
      inQuestion(({ turns }) => {
        const call = lastCall(turns);
        const ids = call?.role === 'assistant' ? call.toolCalls.map(({ id }) => id) : [];
        return {
          turns: turns.map((turn) =>
            turn.role === 'tool' && turn.results.length === ids.length
              ? { ...turn, results: turn.results.map((one, k) => ({ ...one, id: ids[k] ?? '' })) }
              : turn,
          ),
        };
      }),
    ),
  },
  {
    id: 'oa-tool-history-dropped',
    source: 'tumma72/mlx-manager@b17eaaf (D-245)',
    says: 'Calls and their results are dropped from the history.',
    expects: oaBoth('R-X-23'),
    neighbours: [...cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-10', 'R-X-15', 'R-X-22', 'R-X-25')],
    change: only(
      OPENAI,
      inTurns((turn) =>
        turn.role === 'tool' ? [] : turn.role === 'assistant' ? [{ ...turn, toolCalls: [] }] : [turn],
      ),
    ),
  },
  {
    id: 'an-results-stripped-as-orphans',
    source: 'BerriAI/litellm#25669 (D-247)',
    says: 'The translation strips results as orphans, and the model calls again.',
    expects: [...anBoth('R-X-23'), ...cross('R-X-05')],
    neighbours: cross('R-X-04', 'R-X-06', 'R-X-07', 'R-X-10', 'R-X-15', 'R-X-22', 'R-X-25'),
    change: only(
      ANTHROPIC,
      inQuestion(({ turns }) => ({
        turns: isAfterCall(turns) ? turns.filter((turn) => turn.role === 'user') : turns,
      })),
    ),
  },
  {
    id: 'an-thinking-forwarded',
    source: 'musistudio/claude-code-router@e6df2979 (D-248)',
    says: 'Thinking blocks go on to the OpenAI backend as they are, which refuses them in its own words.',
    expects: anPlain('G-01'),
    change: only(ANTHROPIC, {
      ...refuseWhere((_, { json }) => hasThought(json), 400, "Invalid value: 'thinking'."),
      errorBody: (body, { json }) => (hasThought(json) ? { error: get(body, 'error') } : body),
    }),
  },
  {
    id: 'oa-two-user-messages-fail',
    source: 'waybarrios/vllm-mlx@1665c5a (D-250)',
    says: 'Two messages of the same role in a row break the template.',
    expects: oaPlain('G-01'),
    change: only(
      OPENAI,
      refuseWhere(
        ({ turns }) => turns.some((turn, k) => turn.role === 'user' && turns[k + 1]?.role === 'user'),
        500,
        'Conversation roles must alternate user/assistant/user/assistant/...',
      ),
    ),
  },
  {
    id: 'oa-empty-content-is-not-null',
    source: 'ollama/ollama@aefc1dfb9 (D-251)',
    says: 'With an empty content the call beside it is not seen, and the model writes markup.',
    expects: oaPlain('G-44'),
    neighbours: oaPlain('R-X-17', 'R-OA-30'),
    change: only(OPENAI, {
      answer: (answer, { json }) =>
        messages(json).includes('"content":"","tool_calls"')
          ? { ...answer, pieces: [{ kind: 'text', tokens: ['<tool_call>', ' {', '}'] }] }
          : answer,
    }),
  },
  {
    id: 'oa-old-thoughts-in-prompt',
    source: 'cubist38/mlx-openai-server@d2659da (D-253)',
    says: 'The reasoning of earlier turns is put into the prompt again.',
    expects: cross('R-X-10'),
    change: only(OPENAI, {
      prompt: (text, { question }) => {
        const thoughts = question?.turns.map((turn) => (turn.role === 'assistant' ? turn.reasoning : null));
        return [text, ...(thoughts ?? []).filter(Boolean)].join('\n');
      },
    }),
  },
  {
    id: 'oa-list-content-with-calls-fails',
    source: 'waybarrios/vllm-mlx@130ba58 (D-254)',
    says: 'The text of the assistant as a list, beside calls, is a fault of the server.',
    expects: oaPlain('G-01'),
    change: only(
      OPENAI,
      refuseWhere(
        (_, { json }) => /"role":"assistant","content":\[\{"type":"text".*"tool_calls"/.test(messages(json)),
        500,
        'sequence item 0: expected a string, a list was found',
      ),
    ),
  },
];
