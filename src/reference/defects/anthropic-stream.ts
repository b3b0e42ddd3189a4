import { only } from '../change.js';
import { inEvents, keepEvents, typeOf } from '../edit.js';
import type { Defect } from './defect.js';

const ANTHROPIC = { protocol: 'anthropic-messages' } as const;

/** Defects of the grammar of Anthropic's stream. */
export const ANTHROPIC_STREAM: Defect[] = [
  {
    id: 'an-no-message-stop',
    source: 'musistudio/claude-code-router@37402762 (D-025)',
    says: 'The message_stop event is filtered out.',
    expects: [{ rule: 'R-AN-58', protocol: 'anthropic-messages', mode: 'stream' }],
    neighbours: [{ rule: 'R-SSE-11', protocol: 'anthropic-messages', mode: 'stream' }],
    change: only(
      ANTHROPIC,
      keepEvents((event) => typeOf(event) !== 'message_stop'),
    ),
  },
  {
    id: 'an-tool-use-ends-turn',
    source: 'BerriAI/litellm#34692 (D-206)',
    says: 'The stream of a tool call ends with end_turn; the plain reply says tool_use.',
    expects: [
      { rule: 'R-AN-16', protocol: 'anthropic-messages', mode: 'stream' },
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream' },
    ],
    neighbours: [{ rule: 'R-X-07' }],
    change: only(
      ANTHROPIC,
      inEvents('delta.stop_reason', (reason) => (reason === 'tool_use' ? 'end_turn' : reason), 'message_delta'),
    ),
  },
  {
    id: 'an-stream-without-input-tokens',
    source: 'waybarrios/vllm-mlx@c516a7d (D-182)',
    says: 'No event of the stream says how long the prompt was: input_tokens is 0.',
    expects: [{ rule: 'R-X-03', protocol: 'anthropic-messages', mode: 'stream' }],
    neighbours: [{ rule: 'R-AN-56' }, { rule: 'R-X-10' }, { rule: 'R-X-13' }],
    change: {
      outcome: (outcome, { protocol, mode }) =>
        protocol === 'anthropic-messages' && mode === 'stream'
          ? { ...outcome, usage: { ...outcome.usage, prompt: 0 } }
          : outcome,
    },
  },
];
