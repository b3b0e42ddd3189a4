import { only } from '../change.js';
import { inPlainReply } from '../edit.js';
import type { Defect } from './defect.js';

/** Defects of plain replies. */
export const PLAIN: Defect[] = [
  {
    id: 'oa-content-key-missing',
    source: 'raullenchai/Rapid-MLX@4555d343 (D-014)',
    says: 'The message has no content key.',
    expects: [{ rule: 'R-OA-10', protocol: 'openai-chat', mode: 'plain' }],
    neighbours: [{ rule: 'R-X-01' }, { protocol: 'openai-chat', mode: 'plain' }, { protocol: 'cross', mode: 'plain' }],
    change: only(
      { protocol: 'openai-chat' },
      inPlainReply('choices.*.message.content', () => undefined),
    ),
  },
  {
    id: 'an-plain-json-as-text',
    source: 'T-JS01',
    says: 'A plain reply is sent as text/plain.',
    expects: [{ rule: 'R-AN-01', protocol: 'anthropic-messages', mode: 'plain' }],
    change: only(
      { protocol: 'anthropic-messages', mode: 'plain' },
      {
        response: (response) =>
          response.status === 200
            ? { ...response, headers: { ...response.headers, 'content-type': 'text/plain' } }
            : response,
      },
    ),
  },
];
