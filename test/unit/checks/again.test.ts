import { describe, expect, it } from 'vitest';
import { AGAIN, complaintOfAgain } from './cases/again.js';

describe('what is asked again before a difference is believed', () => {
  it.each(AGAIN)('%s', (_, exchanges, wanted) => {
    expect(complaintOfAgain(exchanges, wanted)).toBeNull();
  });
});
