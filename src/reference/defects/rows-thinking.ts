import { isObject } from '../../protocols/json.js';
import { both, only } from '../change.js';
import type { Outcome } from '../decode.js';
import { inQuestion } from '../edit.js';
import { inOutcome, textPiece } from '../edit-answer.js';
import { ANTHROPIC, dataOf, eachEvent, eachStreamed, inBlocks, inContent, withData, without } from '../edit-message.js';
import type { Change } from '../stages.js';
import { tokenize } from '../tokens.js';
import type { Defect } from './defect.js';
import { oaChunk, oaQuestion } from './openai-edit.js';
import { anBoth, anPlain, anStream, cross, crossStream, oaBoth, oaPlain, oaStream } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const OPENAI_STREAM = { ...OPENAI, mode: 'stream' } as const;

/** Changes answers that were thought about. */
const thought = (where: Parameters<typeof inOutcome>[0], change: (outcome: Outcome) => Partial<Outcome>): Change =>
  inOutcome(where, (outcome) => (outcome.reasoning.length > 0 ? change(outcome) : outcome));

/** What was thought, as the text of the answer. */
const spoken = ({ reasoning }: Outcome) => textPiece(reasoning.join(''));

/** Rows of the list of defects: reasoning, and how it is kept from the answer. */
export const ROWS_THINKING: Defect[] = [
  {
    id: 'an-no-signature',
    source: 'ggml-org/llama.cpp#18551 (second defect, D-115)',
    says: 'A thinking block has no signature, and no signature_delta.',
    expects: [...anPlain('R-AN-13'), ...anStream('R-AN-52')],
    neighbours: anPlain('G-01'),
    change: both(
      inBlocks('thinking', without('signature')),
      eachEvent((event) => {
        const { delta } = dataOf(event);
        return isObject(delta) && delta.type === 'signature_delta' ? [] : [event];
      }),
    ),
  },
  {
    id: 'an-thinking-in-text-block',
    source: 'BerriAI/litellm#25212 (D-116)',
    says: 'The block that thinking_delta fills was started as a text block.',
    expects: anStream('R-AN-50'),
    neighbours: anStream('R-AN-09', 'R-X-02', 'G-23'),
    change: eachStreamed('thinking', ({ start, deltas, stop }) => [
      withData(start, { content_block: { type: 'text', text: '', citations: null } }),
      ...deltas,
      stop,
    ]),
  },
  {
    id: 'cut-thought-said-again',
    source: 'jundot/omlx#2457 (D-118)',
    says: 'A stream says reasoning that the cap has cut once more, as the answer.',
    expects: [...oaStream('G-31'), ...anStream('G-31')],
    neighbours: [...oaStream('R-X-01', 'G-10'), ...anStream('R-X-02', 'G-10', 'G-23')],
    change: thought({ mode: 'stream' }, (outcome) => ({
      pieces: outcome.stop === 'cap' ? [...outcome.pieces, spoken(outcome)] : outcome.pieces,
    })),
  },
  {
    id: 'oa-head-of-thought-eaten',
    source: 'Blaizzy/mlx-vlm@c35e9777 (D-119)',
    says: 'A stream strips the letters of the word thought from the head of the reasoning.',
    expects: oaStream('R-X-01'),
    neighbours: oaStream('G-31'),
    change: thought(OPENAI_STREAM, ({ reasoning }) => ({
      reasoning: tokenize(reasoning.join('').replace(/^[thoug]+/i, '')),
    })),
  },
  {
    id: 'an-plain-drops-thought',
    source: 'raullenchai/Rapid-MLX#413 (D-121)',
    says: 'A plain message has no thinking block; the stream, and the other API, show the reasoning.',
    expects: [...anStream('R-X-02'), ...cross('R-X-16')],
    neighbours: [...anPlain('G-02'), ...anStream('G-23')],
    change: inContent((blocks) => blocks.filter(({ type }) => type !== 'thinking')),
  },
  {
    id: 'an-think-tags-in-text',
    source: 'anthropics/anthropic-sdk-python#1109 (D-122)',
    says: 'The reasoning stands in the text, between its tags.',
    expects: [...anBoth('R-X-17'), ...cross('R-X-04', 'R-X-16')],
    neighbours: cross('R-X-15'),
    change: thought(ANTHROPIC, ({ reasoning, pieces }) => ({
      reasoning: [],
      pieces: [textPiece(`<think>\n${reasoning.join('')}\n</think>\n\n`), ...pieces],
    })),
  },
  {
    id: 'an-thought-is-answer',
    source: 'raullenchai/Rapid-MLX@b11ab437 (#705, D-124)',
    says: 'The text says what the thinking block says.',
    expects: anBoth('G-10'),
    neighbours: cross('R-X-04', 'R-X-10', 'R-X-15'),
    change: thought(ANTHROPIC, (outcome) => (outcome.stop === 'end' ? { pieces: [spoken(outcome)] } : outcome)),
  },
  {
    id: 'oa-thought-under-two-names',
    source: 'raullenchai/Rapid-MLX@395f5f27 (#852, D-125)',
    says: 'Each delta of the reasoning says it as reasoning, and as reasoning_content.',
    expects: oaStream('R-OA-66'),
    change: oaChunk('choices.*.delta', (delta) =>
      isObject(delta) && delta.reasoning_content ? { ...delta, reasoning: delta.reasoning_content } : delta,
    ),
  },
  {
    id: 'oa-think-tag-split',
    source: 'waybarrios/vllm-mlx@9e15850 (D-127)',
    says: 'A stream cuts the tag behind the reasoning in two: half of it is thought, half is said.',
    expects: oaStream('R-X-01'),
    neighbours: oaStream('G-31'),
    change: thought(OPENAI_STREAM, ({ reasoning, pieces }) =>
      pieces[0]?.kind === 'text'
        ? { reasoning: [...reasoning, '</thi'], pieces: [textPiece('nk>'), ...pieces] }
        : { reasoning },
    ),
  },
  {
    id: 'oa-think-end-in-text',
    source: 'waybarrios/vllm-mlx@30d556c (D-128)',
    says: 'The tag that ends the reasoning begins the answer.',
    expects: oaBoth('R-X-17', 'R-OA-30'),
    neighbours: cross('R-X-04', 'R-X-10', 'R-X-15'),
    change: thought(OPENAI, ({ pieces, stop }) => ({
      pieces: stop === 'end' ? [textPiece('</think>'), ...pieces] : pieces,
    })),
  },
  {
    id: 'oa-thought-ends-after-two-deltas',
    source: 'BerriAI/litellm#20737 (D-130)',
    says: 'In a stream the first two tokens of the reasoning are reasoning, the others go into the text.',
    expects: oaStream('R-X-01'),
    neighbours: oaStream('G-31'),
    change: thought(OPENAI_STREAM, ({ reasoning, pieces }) => ({
      reasoning: reasoning.slice(0, 2),
      pieces: [{ kind: 'text', tokens: reasoning.slice(2) }, ...pieces],
    })),
  },
  {
    id: 'oa-thought-is-text-beside-call',
    source: 'waybarrios/vllm-mlx@956c218 (D-131)',
    says: 'Where a tool is called, the reasoning comes as content.',
    expects: cross('R-X-04', 'R-X-16').map((place) => ({ ...place, case: 'tool_call_request' })),
    neighbours: cross('R-X-15'),
    change: thought(OPENAI, (outcome) =>
      outcome.stop === 'tool' ? { reasoning: [], pieces: [spoken(outcome), ...outcome.pieces] } : outcome,
    ),
  },
  {
    id: 'an-thinks-unasked',
    source: 'ollama/ollama@270fee9c3 (D-133)',
    says: 'A request without the field thinking is thought about.',
    expects: cross('R-X-16'),
    neighbours: [...anBoth('R-X-09'), ...cross('R-X-04', 'R-X-07', 'R-X-15'), ...crossStream('R-X-04', 'R-X-16')],
    change: only(
      ANTHROPIC,
      inQuestion(({ thinking }) => ({ thinking: thinking ?? true })),
    ),
  },
  {
    id: 'an-thinking-disabled-ignored',
    source: 'jjang-ai/vmlx@6a78b810 (D-134)',
    says: 'thinking of the type disabled has no effect.',
    expects: anPlain('G-11'),
    neighbours: cross('R-X-15', 'R-X-16'),
    change: only(
      ANTHROPIC,
      inQuestion(({ thinking }) => ({ thinking: thinking === false ? true : thinking })),
    ),
  },
  {
    id: 'oa-enable-thinking-ignored',
    source: 'madroidmaq/mlx-omni-server@ff80646 (#115, D-136)',
    says: 'enable_thinking false has no effect.',
    expects: oaPlain('G-11'),
    neighbours: cross('R-X-15', 'R-X-16'),
    change: oaQuestion(({ thinking }) => ({ thinking: thinking === false ? true : thinking })),
  },
  {
    id: 'cut-thought-is-announced',
    source: 'raullenchai/Rapid-MLX@1bdcaa0b (#815, D-137)',
    says: 'Where the cap cuts the reasoning, a remark of the server is the answer.',
    expects: [...oaBoth('G-31'), ...anBoth('G-31')],
    change: thought({}, ({ pieces, stop }) => ({
      pieces:
        stop === 'cap' && pieces.length === 0
          ? [textPiece('[truncated - reasoning incomplete; raise max_tokens]')]
          : pieces,
    })),
  },
  {
    id: 'oa-cut-thought-is-text',
    source: 'raullenchai/Rapid-MLX@f3a39da2 (#1770, D-139)',
    says: 'Reasoning that the cap cuts comes as content where tools are offered.',
    expects: oaBoth('G-31').map((place) => ({ ...place, case: 'tool_call_request' })),
    neighbours: cross('R-X-04', 'R-X-15', 'R-X-16').map((place) => ({ ...place, case: 'tool_call_request' })),
    change: inOutcome(OPENAI, (outcome, { question }) =>
      outcome.stop === 'cap' && outcome.reasoning.length > 0 && question.tools.length > 0
        ? { reasoning: [], pieces: [spoken(outcome), ...outcome.pieces] }
        : outcome,
    ),
  },
  {
    id: 'an-all-is-thought',
    source: 'musistudio/claude-code-router@cdbcc8b7 (D-140)',
    says: 'A model that thinks says all as reasoning, and the reasoning is not translated: content is empty.',
    expects: anBoth('G-02'),
    neighbours: [...anBoth('R-AN-17'), ...cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-16', 'R-X-22')],
    change: thought(ANTHROPIC, () => ({ reasoning: [], pieces: [] })),
  },
  {
    id: 'oa-json-is-thought',
    source: 'waybarrios/vllm-mlx@baadc49 (D-142)',
    says: 'A stream gives the JSON of response_format as reasoning.',
    expects: oaStream('R-X-28', 'R-X-01'),
    neighbours: oaStream('R-OA-29'),
    change: inOutcome(OPENAI_STREAM, (outcome, { question }) => {
      const text = outcome.pieces.flatMap((piece) => (piece.kind === 'text' ? piece.tokens : []));
      return question.json ? { reasoning: text, pieces: [] } : outcome;
    }),
  },
];
