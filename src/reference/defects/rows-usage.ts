import { get, isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import { edit, inEvents, inPlainReply, inUsage, refuseWhere } from '../edit.js';
import { remembered } from '../memory.js';
import type { Defect } from './defect.js';
import { anPlain, anStream, cross, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;
const OPENAI_STREAM = { ...OPENAI, mode: 'stream' } as const;
const ANTHROPIC_STREAM = { ...ANTHROPIC, mode: 'stream' } as const;

const counted = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});
const hasFinish = (data: unknown) => get(data, 'choices', 0, 'finish_reason') != null;

/** Whether a note of the system stands among the other messages. */
const hasNote = (json: unknown) => JSON.stringify(get(json, 'messages') ?? '').includes('"role":"system"');

/** Rows of the catalogue of defects: usage and system texts. */
export const ROWS_USAGE: Defect[] = [
  {
    id: 'oa-zero-usage-in-every-chunk',
    source: 'ollama/ollama@202a43bb0 (D-175)',
    says: 'Every chunk has a usage of zeros.',
    expects: oaStream('R-OA-63'),
    change: only(
      OPENAI_STREAM,
      inEvents('usage', (usage) => (usage === null ? counted(0, 0) : usage)),
    ),
  },
  {
    id: 'oa-running-usage',
    source: 'continuedev/continue#13162 (D-176)',
    says: 'Every chunk counts the tokens so far.',
    expects: oaStream('R-OA-63'),
    change: only(OPENAI_STREAM, {
      streamEvents: (events, { promptTokens }) =>
        events.map((event, k) =>
          isObject(event.data) && event.data.usage === null
            ? { ...event, data: { ...event.data, usage: counted(promptTokens, k) } }
            : event,
        ),
    }),
  },
  {
    id: 'oa-usage-twice',
    source: 'raullenchai/Rapid-MLX@6ee83bdf, Bug B (D-178)',
    says: 'Usage stands on the finish chunk, and again on the last one.',
    expects: oaStream('R-OA-63'),
    neighbours: oaStream('R-OA-61'),
    change: only(OPENAI_STREAM, {
      streamEvents: (events, { promptTokens }) =>
        events.map((event, k) =>
          isObject(event.data) && hasFinish(event.data) && event.data.usage === null
            ? { ...event, data: { ...event.data, usage: counted(promptTokens, k - 1) } }
            : event,
        ),
    }),
  },
  {
    id: 'oa-usage-chunk-with-choice',
    source: 'ggml-org/llama.cpp#15444 (D-179)',
    says: 'The usage chunk has a choice with an empty delta.',
    expects: oaStream('R-OA-61'),
    neighbours: oaStream('R-OA-46', 'R-OA-48', 'R-OA-63', 'G-29'),
    change: only(OPENAI_STREAM, {
      streamEvents: (events) =>
        events.map((event) =>
          isObject(get(event.data, 'usage'))
            ? { ...event, data: edit(event.data, 'choices', () => [{ index: 0, delta: {}, finish_reason: null }]) }
            : event,
        ),
    }),
  },
  {
    id: 'an-start-says-zero',
    source: 'sgl-project/sglang#20678 (D-181)',
    says: 'message_start says 0 input tokens, and message_delta says nothing of them.',
    expects: anStream('R-X-03'),
    change: only(
      ANTHROPIC_STREAM,
      both(
        inEvents('message.usage.input_tokens', () => 0, 'message_start'),
        inEvents('usage.input_tokens', () => undefined, 'message_delta'),
      ),
    ),
  },
  {
    id: 'an-input-includes-cached',
    source: 'jundot/omlx#1487 (D-184)',
    says: 'Tokens from the cache count twice: input_tokens has them already.',
    expects: cross('R-X-10'),
    neighbours: [{ rule: 'R-X-03' }, ...anPlain('R-X-13'), ...cross('R-X-11', 'R-X-12', 'R-X-14', 'R-X-25')],
    change: both(
      remembered,
      only(
        ANTHROPIC,
        both(
          inPlainReply('usage', addCached),
          both(inEvents('usage', addCached, 'message_delta'), inEvents('message.usage', addCached, 'message_start')),
        ),
      ),
    ),
  },
  {
    id: 'an-cache-hits-not-said',
    source: 'jundot/omlx#912 (D-185)',
    says: 'cache_read_input_tokens is always 0, although the cache was hit.',
    expects: cross('R-X-14'),
    change: both(
      remembered,
      only(
        ANTHROPIC,
        inUsage(() => ({ cached: 0 })),
      ),
    ),
  },
  {
    id: 'oa-prompt-tokens-zero',
    source: 'raullenchai/Rapid-MLX@060b8bcf (D-187)',
    says: 'prompt_tokens is 0 where the model could see.',
    expects: cross('R-X-10', 'R-X-11', 'R-X-12'),
    neighbours: [...anPlain('R-X-13'), ...cross('R-X-25')],
    change: only(
      OPENAI,
      inUsage(() => ({ prompt: 0 })),
    ),
  },
  {
    id: 'oa-stream-without-reasoning-tokens',
    source: 'raullenchai/Rapid-MLX@2ae51b9c (D-188)',
    says: 'reasoning_tokens are missing in the usage of a stream.',
    expects: oaStream('R-X-03'),
    change: only(
      OPENAI_STREAM,
      inEvents('usage', (usage) => (isObject(usage) ? { ...usage, completion_tokens_details: undefined } : usage)),
    ),
  },
  {
    id: 'an-plain-without-usage',
    source: 'jjang-ai/vmlx@5992eb15 (D-190)',
    says: 'Plain replies of /v1/messages count nothing.',
    expects: [...cross('R-X-10', 'R-X-15'), ...anStream('R-X-03')],
    neighbours: [...cross('R-X-11', 'R-X-12', 'R-X-25'), ...anPlain('R-X-08', 'R-X-13', 'R-AN-22')],
    change: only(
      { ...ANTHROPIC, mode: 'plain' },
      inUsage(() => ({ prompt: 0, completion: 0, reasoning: 0 })),
    ),
  },
  {
    id: 'an-delta-doubles-input',
    source: 'envoyproxy/ai-gateway#2239 (D-191)',
    says: 'message_delta counts the input a second time.',
    expects: anStream('R-AN-56', 'R-X-03'),
    change: only(
      ANTHROPIC_STREAM,
      inEvents('usage.input_tokens', (tokens) => 2 * Number(tokens), 'message_delta'),
    ),
  },
  {
    id: 'an-system-message-refused',
    source: 'vllm-project/vllm#44000 (D-199)',
    says: 'A system message among the others is refused.',
    expects: anPlain('G-42'),
    change: only(
      ANTHROPIC,
      refuseWhere((_, { json }) => hasNote(json), 400, "messages.1.role: Input should be 'user' or 'assistant'"),
    ),
  },
  {
    id: 'an-system-message-stops-tools',
    source: 'vllm-project/vllm#48874 (D-200)',
    says: 'A system message behind the user’s stays there, and the model calls no tool any more.',
    expects: anPlain('G-42'),
    change: only(ANTHROPIC, {
      answer: (answer, { json }) =>
        hasNote(json) ? { ...answer, pieces: [{ kind: 'text', tokens: ['Understood', '.'] }] } : answer,
    }),
  },
  {
    id: 'oa-system-list-with-tools-fails',
    source: 'raullenchai/Rapid-MLX@4a8e947b (D-205)',
    says: 'A system text as a list, beside tools, is a fault of the server.',
    expects: oaPlain('G-42'),
    change: only(
      OPENAI,
      refuseWhere(
        ({ tools }, { json }) =>
          tools.length > 0 && Array.isArray(get(json, 'messages', 0, 'content')) && hasNote(json),
        500,
        'can only concatenate str to str',
      ),
    ),
  },
];

/** The input with what the cache gave. */
function addCached(usage: unknown): unknown {
  return isObject(usage)
    ? { ...usage, input_tokens: Number(usage.input_tokens) + Number(usage.cache_read_input_tokens) }
    : usage;
}
