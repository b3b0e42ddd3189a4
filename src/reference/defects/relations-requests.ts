import { isObject } from '../../protocols/json.js';
import { only } from '../change.js';
import { inQuestion, refuseWhere } from '../edit.js';
import { refusal } from '../refusal.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, cross, oaPlain } from './places.js';

const OPENAI = { protocol: 'openai-chat' } as const;
const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

/** Requests that one side takes otherwise than the other. */
export const RELATIONS_REQUESTS: Defect[] = [
  {
    id: 'an-parallel-off-ignored',
    source: 'R-X-21',
    says: 'disable_parallel_tool_use has no effect.',
    expects: anPlain('R-X-21'),
    neighbours: cross('R-X-05', 'R-X-06', 'R-X-15', 'R-X-22'),
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ parallelToolCalls: null })),
    ),
  },
  {
    id: 'an-ids-need-a-prefix',
    source: 'R-X-24',
    says: 'Tool ids without the prefix toolu_ are refused.',
    expects: anPlain('R-X-24', 'G-01'),
    change: only(
      ANTHROPIC,
      refuseWhere(
        ({ turns }) =>
          turns.some((turn) => turn.role === 'assistant' && turn.toolCalls.some(({ id }) => !id.startsWith('toolu_'))),
        400,
        'messages: tool_use ids must begin with toolu_.',
      ),
    ),
  },
  {
    id: 'an-results-wrapped',
    source: 'R-X-25',
    says: 'Each result of a tool is put into a sentence of its own before the model reads it.',
    expects: cross('R-X-25'),
    change: only(ANTHROPIC, {
      prompt: (text) => text.replace(/^<result> /gm, '<result> The tool that you called has answered this: '),
    }),
  },
  {
    id: 'an-is-error-refused',
    source: 'R-X-26',
    says: 'A tool_result with is_error is refused.',
    expects: anPlain('R-X-26', 'R-AN-75', 'G-01'),
    change: only(
      ANTHROPIC,
      refuseWhere(
        ({ turns }) => turns.some((turn) => turn.role === 'tool' && turn.results.some(({ isError }) => isError)),
        400,
        'messages: is_error: Extra inputs are not permitted.',
      ),
    ),
  },
  {
    id: 'an-schema-ignored',
    source: 'R-X-28',
    says: 'The format of output_config is not looked at.',
    expects: anBoth('R-X-28'),
    neighbours: cross('R-X-04', 'R-X-15'),
    change: only(
      ANTHROPIC,
      inQuestion(() => ({ json: false, schema: null })),
    ),
  },
  {
    id: 'oa-unknown-fields-refused',
    source: 'R-X-37',
    says: 'The OpenAI side refuses a field that it does not know; the Anthropic side ignores it.',
    expects: cross('R-X-37'),
    change: only(OPENAI, {
      conversation: (question, { json }) =>
        isObject(json) && Object.keys(json).some((key) => key.startsWith('xproto'))
          ? refusal(400, 'Extra inputs are not permitted.')
          : question,
    }),
  },
  {
    id: 'oa-max-completion-tokens-ignored',
    source: 'R-OA-73',
    says: 'max_completion_tokens has no effect.',
    expects: oaPlain('R-OA-73', 'R-OA-32'),
    change: only(OPENAI, {
      json: (body) => {
        if (!isObject(body)) return body;
        const { max_completion_tokens: _, ...rest } = body;
        return rest;
      },
    }),
  },
  {
    id: 'an-any-model-name',
    source: 'R-X-30',
    says: 'The Anthropic side answers for any name of a model.',
    expects: [...cross('R-X-30'), ...anBoth('R-AN-67')],
    change: only(ANTHROPIC, {
      json: (body, { server }) =>
        isObject(body) && body.model !== undefined ? { ...body, model: server.model } : body,
    }),
  },
];
