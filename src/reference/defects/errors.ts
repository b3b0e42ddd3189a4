import { isObject } from '../../protocols/json.js';
import { refusal } from '../refusal.js';
import type { Defect } from './defect.js';

/** Defects of refusals: their status, their envelope, and what is not refused. */
export const ERRORS: Defect[] = [
  {
    id: 'errors-as-detail',
    source: 'basketikun/chatgpt2api#171 (D-154)',
    says: 'Validation errors have the shape of the web framework: {"detail": …}.',
    expects: [
      { rule: 'R-OA-67', protocol: 'openai-chat', mode: 'both' },
      { rule: 'R-AN-65', protocol: 'anthropic-messages', mode: 'both' },
    ],
    neighbours: [{ rule: 'R-AN-66' }, { rule: 'R-OA-68' }, { rule: 'R-X-30' }, { rule: 'R-X-31' }, { rule: 'R-AN-76' }],
    change: { errorBody: (body) => ({ detail: isObject(body.error) ? body.error.message : 'error' }) },
  },
  {
    id: 'unknown-model-is-500',
    source: 'T-ER01',
    says: 'A model that is not there is a fault of the server.',
    expects: [
      { rule: 'R-OA-70', protocol: 'openai-chat', mode: 'both' },
      { rule: 'R-AN-67', protocol: 'anthropic-messages', mode: 'both' },
    ],
    neighbours: [{ rule: 'R-OA-69' }, { rule: 'R-X-30' }],
    change: { refusal: (reason) => (reason.code === 'model_not_found' ? { ...reason, status: 500 } : reason) },
  },
  {
    id: 'oa-n-zero-accepted',
    source: 'raullenchai/Rapid-MLX@e3f1a130 (D-167)',
    says: 'An n of 0 is answered with one choice.',
    expects: [{ rule: 'R-OA-72', protocol: 'openai-chat', mode: 'both' }],
    change: { json: (body) => (isObject(body) && body.n === 0 ? { ...body, n: 1 } : body) },
  },
  {
    id: 'an-no-count-tokens',
    source: 'BerriAI/litellm#13252 (D-193)',
    says: 'There is no route to count tokens.',
    expects: [{ rule: 'R-AN-73', protocol: 'anthropic-messages', mode: 'plain' }],
    neighbours: [{ rule: 'R-X-13' }],
    change: {
      route: (route, { path }) => (path.endsWith('/count_tokens') ? refusal(404, 'There is no such route.') : route),
    },
  },
  {
    id: 'an-count-tokens-without-number',
    source: 'lmstudio-ai/lmstudio-bug-tracker#2055 (D-194)',
    says: 'The route to count tokens answers 200 and no number.',
    expects: [{ rule: 'R-AN-73', protocol: 'anthropic-messages', mode: 'plain' }],
    neighbours: [{ rule: 'R-X-13' }],
    change: { otherReply: ({ input_tokens: _, ...rest }) => rest },
  },
];
