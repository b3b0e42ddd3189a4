import { isObject } from '../../protocols/json.js';
import { only } from '../change.js';
import { inEvents, keepEvents } from '../edit.js';
import type { Defect } from './defect.js';

const OPENAI = { protocol: 'openai-chat' } as const;

/** Defects of the grammar of OpenAI's stream. */
export const OPENAI_STREAM: Defect[] = [
  {
    id: 'oa-role-in-every-delta',
    source: 'ollama/ollama@32c48ddad (D-047)',
    says: 'Every delta repeats the role.',
    expects: [{ rule: 'R-OA-44', protocol: 'openai-chat', mode: 'stream' }],
    change: only(
      OPENAI,
      inEvents('choices.*.delta.role', () => 'assistant'),
    ),
  },
  {
    id: 'oa-no-usage-chunk',
    source: 'T-OA41',
    says: 'The usage chunk that the request asks for never comes.',
    expects: [{ rule: 'R-OA-61', protocol: 'openai-chat', mode: 'stream' }],
    neighbours: [{ rule: 'R-X-03' }],
    change: only(
      OPENAI,
      keepEvents(({ data }) => !isObject(data) || !isObject(data.usage)),
    ),
  },
  {
    id: 'oa-parallel-calls-one-index',
    source: 'BerriAI/litellm#37792 (D-073)',
    says: 'Parallel calls all carry index 0.',
    expects: [{ rule: 'R-OA-53', protocol: 'openai-chat', mode: 'stream' }],
    neighbours: [{ protocol: 'openai-chat', mode: 'stream' }, { protocol: 'cross' }],
    change: only(
      OPENAI,
      inEvents('choices.*.delta.tool_calls.*.index', () => 0),
    ),
  },
  {
    id: 'oa-characters-split',
    source: 'Blaizzy/mlx-vlm#1076 (D-040)',
    says: 'A character whose bytes are spread over tokens arrives as U+FFFD.',
    expects: [{ rule: 'R-SSE-08', protocol: 'openai-chat', mode: 'stream' }],
    neighbours: [
      { rule: 'R-X-01', protocol: 'openai-chat', mode: 'stream' },
      { rule: 'R-X-34', protocol: 'openai-chat', mode: 'stream' },
      { rule: 'G-05', protocol: 'openai-chat', mode: 'stream' },
    ],
    change: only(OPENAI, inEvents('choices.*.delta.content', spoilWideCharacters)),
  },
];

/** Where a character has three bytes or more, two tokens share it, and each is decoded alone. */
function spoilWideCharacters(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/[\u{800}-\u{10ffff}]/gu, '\ufffd\ufffd') : text;
}
