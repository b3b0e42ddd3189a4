import { describe, expect, it } from 'vitest';
import { absentProtocols } from '../../../src/verdict/absent.js';
import type { Exchange, Purpose } from '../../../src/wire/exchange.js';
import { cellOf, exchangeOf } from '../protocols/streams.js';

const answered = (status: number, purpose: Purpose = 'answer'): Exchange => ({
  ...exchangeOf(cellOf('anthropic-messages', 'plain'), '{}', { status }),
  purpose,
});
const other = exchangeOf(cellOf('openai-chat', 'plain'), '{}', { status: 200 });
const absent = (...exchanges: Exchange[]) => absentProtocols([other, ...exchanges]);

describe('an API', () => {
  it('is absent where no request to it found a route', () => {
    expect(absent(answered(404), answered(405), answered(404, 'refusal'))).toEqual(['anthropic-messages']);
  });

  it('is absent as well where a guard refused a wrong key, and another route answered', () => {
    expect(absent(answered(404), answered(401, 'refusal'), answered(200, 'route'))).toEqual(['anthropic-messages']);
  });

  it.each([
    ['one good request was answered', [answered(404), answered(200)]],
    ['a bad request was understood, so that the model was not found', [answered(404), answered(400, 'refusal')]],
    ['a guard refuses everything', [answered(401), answered(401)]],
    ['nothing came at all', [{ ...answered(404), received: null }]],
    ['it was not asked', []],
  ])('is there where %s', (_, exchanges) => expect(absent(...exchanges)).toEqual([]));
});
