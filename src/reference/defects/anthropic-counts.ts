import { only } from '../change.js';
import { inPlainReply, inQuestion } from '../edit.js';
import { ANTHROPIC } from '../edit-message.js';
import type { Defect } from './defect.js';
import { anBoth, anPlain, anStream, cross, crossStream } from './places.js';

/** Defects of why a message stops, and of what it counts (protocol reference 2.2, 2.4, 6.4). */
export const ANTHROPIC_COUNTS: Defect[] = [
  {
    id: 'an-stop-reason-of-openai',
    source: 'T-JS22',
    says: 'The stop_reason is the finish_reason of the other API.',
    expects: [...anPlain('R-AN-15'), ...anStream('R-X-02'), ...cross('R-X-07')],
    change: only(
      ANTHROPIC,
      inPlainReply('stop_reason', (reason) => (reason === 'end_turn' ? 'stop' : reason)),
    ),
  },
  {
    id: 'an-tool-use-without-call',
    source: 'T-TR13',
    says: 'Whoever offers tools is told tool_use, though the answer is a text.',
    expects: [...anBoth('R-AN-17'), ...cross('R-X-07')],
    change: only(ANTHROPIC, {
      outcome: (outcome, { question }) =>
        outcome.stop === 'end' && question.tools.length > 0 ? { ...outcome, stop: 'tool' } : outcome,
    }),
  },
  {
    id: 'an-stop-sequence-missing',
    source: 'R-AN-18',
    says: 'A plain message has no stop_sequence.',
    expects: anPlain('R-AN-18', 'R-X-08'),
    change: only(
      ANTHROPIC,
      inPlainReply('stop_sequence', () => undefined),
    ),
  },
  {
    id: 'an-stop-string-kept',
    source: 'R-AN-19',
    says: 'The stop string stands at the end of the text.',
    expects: anBoth('R-AN-19', 'R-X-08'),
    neighbours: cross('R-X-04', 'R-X-15'),
    change: only(ANTHROPIC, {
      outcome: (outcome) => {
        const { sequence, pieces } = outcome;
        if (sequence === null) return outcome;
        return { ...outcome, pieces: [...pieces.slice(0, -1), ...pieces.slice(-1).map((one) => ended(one, sequence))] };
      },
    }),
  },
  {
    id: 'an-usage-of-openai',
    source: 'T-JS23',
    says: 'The usage has the keys of the other API.',
    expects: anPlain('R-AN-20'),
    change: only(
      ANTHROPIC,
      inPlainReply('usage', () => ({ prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 })),
    ),
  },
  {
    id: 'an-cache-counter-negative',
    source: 'R-AN-21',
    says: 'The tokens read from the cache are -1 where there is no cache.',
    expects: anPlain('R-AN-21'),
    change: only(
      ANTHROPIC,
      inPlainReply('usage.cache_read_input_tokens', () => -1),
    ),
  },
  {
    id: 'an-cap-one-too-many',
    source: 'R-AN-22',
    says: 'One token more than max_tokens comes.',
    expects: [...anBoth('R-AN-22'), ...cross('R-X-04')],
    neighbours: [...cross('R-X-16'), ...crossStream('R-X-04')],
    change: only(
      ANTHROPIC,
      inQuestion(({ maxTokens }) => ({ maxTokens: maxTokens + 1 })),
    ),
  },
  {
    id: 'an-output-without-thinking',
    source: 'R-AN-23',
    says: 'output_tokens leaves the thinking out, of which it should be a part.',
    expects: anPlain('R-AN-23'),
    neighbours: [...anPlain('R-AN-22'), ...anStream('R-X-03'), ...cross('R-X-15')],
    change: only(
      ANTHROPIC,
      inPlainReply('usage', (usage) => withoutThinking(usage as Record<string, unknown>)),
    ),
  },
];

function ended<P extends { kind: string; tokens: string[] }>(piece: P, sequence: string): P {
  return { ...piece, tokens: [...piece.tokens, sequence] };
}

function withoutThinking(usage: Record<string, unknown>): Record<string, unknown> {
  const details = usage.output_tokens_details as { thinking_tokens: number };
  return { ...usage, output_tokens: Number(usage.output_tokens) - details.thinking_tokens };
}
