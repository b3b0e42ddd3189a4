import { only } from '../change.js';
import { inQuestion } from '../edit.js';
import type { Defect } from './defect.js';

/** Requests that mean something else to the server than to everybody else. */
export const UNDERSTANDING: Defect[] = [
  {
    id: 'oa-stop-ignored',
    source: 'Blaizzy/mlx-vlm#1069 (D-227)',
    says: 'The stop field is not implemented.',
    expects: [
      { rule: 'R-OA-31', protocol: 'openai-chat', mode: 'both' },
      { rule: 'R-X-08', protocol: 'openai-chat', mode: 'both' },
    ],
    neighbours: [{ rule: 'R-X-04' }, { rule: 'R-X-07' }, { rule: 'R-X-15' }],
    change: only(
      { protocol: 'openai-chat' },
      inQuestion(() => ({ stop: [] })),
    ),
  },
  {
    id: 'an-system-dropped',
    source: 'R-X-11',
    says: 'The translation of /v1/messages loses the system text.',
    expects: [{ rule: 'R-X-11', protocol: 'cross', mode: 'plain' }],
    neighbours: [
      { rule: 'R-X-04' },
      { rule: 'R-X-10' },
      { rule: 'R-X-13' },
      { rule: 'R-X-15' },
      { rule: 'G-03' },
      { rule: 'G-05' },
    ],
    change: only(
      { protocol: 'anthropic-messages' },
      inQuestion(() => ({ system: null })),
    ),
  },
  {
    id: 'an-tool-choice-ignored',
    source: 'Blaizzy/mlx-vlm@164e2eed (D-098)',
    says: 'A forced tool choice has no effect on /v1/messages.',
    expects: [
      { rule: 'R-X-18', protocol: 'anthropic-messages', mode: 'both' },
      { rule: 'R-X-19', protocol: 'anthropic-messages', mode: 'plain' },
      { rule: 'R-X-20', protocol: 'anthropic-messages', mode: 'both' },
    ],
    neighbours: [{ protocol: 'cross', mode: 'plain' }],
    change: only(
      { protocol: 'anthropic-messages' },
      inQuestion(() => ({ toolChoice: null })),
    ),
  },
  {
    id: 'temperature-zero-not-greedy',
    source: 'tumma72/mlx-manager: services/cloud/router.py, temperature or 1.0',
    says: 'A temperature of 0 is read as none, so the default of 1 holds.',
    expects: [
      { rule: 'R-X-38', protocol: 'openai-chat', mode: 'plain', case: 'roll_dice' },
      { rule: 'R-X-38', protocol: 'anthropic-messages', mode: 'plain', case: 'roll_dice' },
    ],
    neighbours: [{ case: 'roll_dice' }],
    change: inQuestion(({ temperature }) => ({ temperature: temperature === 0 ? 1 : temperature })),
  },
  {
    id: 'an-tools-not-in-prompt',
    source: 'R-X-12',
    says: 'The chat template of /v1/messages leaves the tools out.',
    expects: [{ rule: 'R-X-12', protocol: 'cross', mode: 'plain' }],
    neighbours: [{ rule: 'R-X-10' }, { rule: 'R-X-13' }, { rule: 'R-X-25' }],
    change: only({ protocol: 'anthropic-messages' }, { prompt: (text) => text.replace(/^<tool> .*\n/gm, '') }),
  },
  {
    id: 'an-prompt-truncated',
    source: 'ollama/ollama@79f252746 (D-197)',
    says: 'A long prompt of /v1/messages silently loses its head.',
    expects: [{ rule: 'R-X-32', protocol: 'cross', mode: 'plain' }],
    neighbours: [
      { rule: 'R-AN-67', protocol: 'anthropic-messages', case: 'bad_request' },
      { rule: 'R-X-10', protocol: 'cross' },
    ],
    change: only({ protocol: 'anthropic-messages' }, { prompt: (text) => text.slice(-4096) }),
  },
];
