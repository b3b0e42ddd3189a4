import { only } from '../change.js';
import type { Defect } from './defect.js';

/** Defects of what is generated, and of when it stops. */
export const ANSWERS: Defect[] = [
  {
    id: 'text-before-call-dropped',
    source: 'waybarrios/vllm-mlx@c5ec0b1 (D-068)',
    says: 'A stream drops the text before a tool call; the plain reply keeps it.',
    expects: [
      { rule: 'R-X-01', protocol: 'openai-chat', mode: 'stream' },
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream' },
    ],
    neighbours: [{ rule: 'R-X-03' }, { rule: 'R-X-04' }, { rule: 'R-X-15' }],
    change: only(
      { mode: 'stream' },
      {
        answer: (answer) => {
          const calls = answer.pieces.filter((piece) => piece.kind === 'call');
          return calls.length > 0 ? { ...answer, pieces: calls } : answer;
        },
      },
    ),
  },
  {
    id: 'an-cap-is-end-turn',
    source: 'raullenchai/Rapid-MLX@788307e5 (D-208)',
    says: 'A stream that the cap cuts says end_turn.',
    expects: [
      { rule: 'R-X-02', protocol: 'anthropic-messages', mode: 'stream' },
      { rule: 'R-X-09', protocol: 'anthropic-messages', mode: 'stream' },
    ],
    neighbours: [{ rule: 'R-X-07' }],
    change: only(
      { protocol: 'anthropic-messages', mode: 'stream' },
      { outcome: (outcome) => (outcome.stop === 'cap' ? { ...outcome, stop: 'end' } : outcome) },
    ),
  },
];
