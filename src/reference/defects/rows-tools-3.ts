import { isObject, parseJson } from '../../protocols/json.js';
import { spaced } from '../brain/said.js';
import { inArguments, inOutcome, textPiece } from '../edit-answer.js';
import { tokenize } from '../tokens.js';
import type { Defect } from './defect.js';
import { oaQuestion } from './openai-edit.js';
import { cross, oaBoth, oaPlain } from './places.js';
import { LONG_ECHO_SPOILT } from './rows-tools-2.js';

const OPENAI = { protocol: 'openai-chat' } as const;

const APART = cross('R-X-04', 'R-X-05', 'R-X-06', 'R-X-07', 'R-X-15', 'R-X-22');

/** Rows of the list of defects: what /v1/chat/completions makes of wishes for tools, and of text about them. */
export const ROWS_TOOLS_3: Defect[] = [
  {
    id: 'oa-json-becomes-call',
    source: 'jjang-ai/vmlx@3f1ddf20 (D-095)',
    says: 'JSON with a name, asked for by response_format, is taken for a tool call.',
    expects: oaBoth('R-OA-17', 'R-X-28'),
    neighbours: [...APART, ...oaBoth('R-OA-29')],
    change: inOutcome(OPENAI, ({ pieces, stop }, { question }) => {
      const [piece] = pieces;
      const value = question.json && piece?.kind === 'text' ? parseJson(piece.tokens.join('')) : undefined;
      if (!isObject(value)) return { pieces, stop };
      const { name, ...rest } = value;
      return {
        pieces: [{ kind: 'call', id: 'call_json', name: String(name), tokens: tokenize(spaced(rest)) }],
        stop: 'tool',
      };
    }),
  },
  {
    id: 'oa-tool-choice-is-auto',
    source: 'raullenchai/Rapid-MLX@e9cdac6a (#446, D-097)',
    says: 'A named tool choice, and required, are read as auto.',
    expects: [...oaBoth('R-X-18'), ...oaPlain('R-X-19')],
    neighbours: APART,
    change: oaQuestion(({ toolChoice }) => ({ toolChoice: toolChoice === 'none' ? 'none' : null })),
  },
  {
    id: 'oa-parallel-off-ignored',
    source: 'raullenchai/Rapid-MLX@dae2b88d (#464, D-103)',
    says: 'parallel_tool_calls false has no effect.',
    expects: oaPlain('R-X-21'),
    neighbours: APART,
    change: oaQuestion(() => ({ parallelToolCalls: null })),
  },
  {
    id: 'oa-functions-ignored',
    source: 'raullenchai/Rapid-MLX@fcc63eb6 (#465, D-104)',
    says: 'The deprecated functions are dropped.',
    expects: oaPlain('G-32'),
    change: oaQuestion(({ legacy, tools }) => ({ tools: legacy ? [] : tools })),
  },
  {
    id: 'oa-argument-of-wrong-type',
    source: 'waybarrios/vllm-mlx@ad8078d (D-109)',
    says: 'An argument is an object where the schema says string.',
    expects: [
      { rule: 'G-04', protocol: 'openai-chat', mode: 'both', case: 'echo_payload' },
      { rule: 'R-X-06', protocol: 'cross', mode: 'plain', case: 'echo_payload' },
    ],
    neighbours: LONG_ECHO_SPOILT,
    change: inArguments(OPENAI, (value) => (value.length > 20 ? { text: value } : value)),
  },
  {
    id: 'oa-empty-call-tags-in-text',
    source: 'waybarrios/vllm-mlx@e252250 (D-110)',
    says: 'Where tools are offered and none is called, empty tags of a call end the text.',
    expects: oaBoth('R-X-17'),
    neighbours: [...cross('R-X-04', 'R-X-15', 'R-X-25'), ...oaBoth('G-05')],
    change: inOutcome(OPENAI, ({ pieces, stop }, { question }) => ({
      pieces: question.tools.length > 0 && stop === 'end' ? [...pieces, textPiece('<tool_call></tool_call>')] : pieces,
    })),
  },
];
