import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/checks/sources.js';

const OPENAI = 'https://platform.openai.com/docs/';
const ANTHROPIC = 'https://docs.anthropic.com/en/';
const OWN = 'https://github.com/org/mlx-xproto-action/blob/v1/docs/design.md#relations';

describe('the source of a rule', () => {
  it.each([
    [['R-OA-01', 'R-OA-32'], `${OPENAI}api-reference/chat/object`],
    [['R-OA-33', 'R-OA-66'], `${OPENAI}api-reference/chat/streaming`],
    [['R-OA-67', 'R-OA-75'], `${OPENAI}guides/error-codes`],
    [['R-AN-01', 'R-AN-26', 'R-AN-74', 'R-AN-77'], `${ANTHROPIC}api/messages`],
    [['R-AN-27', 'R-AN-64'], `${ANTHROPIC}docs/build-with-claude/streaming`],
    [['R-AN-65', 'R-AN-68'], `${ANTHROPIC}api/errors`],
    [['R-AN-69', 'R-AN-72'], `${ANTHROPIC}api/versioning`],
    [['R-AN-73'], `${ANTHROPIC}api/messages-count-tokens`],
    [['R-SSE-01', 'R-SSE-99'], 'https://html.spec.whatwg.org/multipage/server-sent-events.html'],
    [['R-X-01', 'R-X-99', 'G-01', 'G-47', 'SEED-01', 'SEED-11'], OWN],
  ])('is found by family and number: %s', (ids, url) => {
    for (const id of ids) expect(sourceOf(id)).toMatchObject({ url, title: expect.stringMatching(/^[A-Z].+/) });
  });

  it.each(['R-OA-00', 'R-OA-76', 'R-AN-78', 'R-X-00', 'SEED-12', 'R-ZZ-01', 'G', 'xR-OA', '', 'R-OA-01x', 'G-1-2'])(
    'is nowhere for what is no rule: "%s"',
    (id) => expect(sourceOf(id)).toBeUndefined(),
  );
});
