import { describe, expect, it } from 'vitest';
import { brokenBy } from '../../../src/verdict/broken.js';
import type { Exchange, ProtocolName } from '../../../src/wire/exchange.js';
import { cellOf, exchangeOf } from '../protocols/streams.js';

const answered = (protocol: ProtocolName, status = 200) => exchangeOf(cellOf(protocol, 'plain'), '{}', { status });
const silent = (protocol: ProtocolName): Exchange => ({
  ...answered(protocol),
  received: null,
  failure: { code: 'ECONNREFUSED', message: 'refused' },
});
const broken = (...exchanges: Exchange[]) =>
  brokenBy({ exchanges, knownModel: false, model: 'm', interrupted: null }, []);

describe('evidence', () => {
  it('can be trusted where each protocol was answered', () => {
    expect(broken(answered('openai-chat'), answered('anthropic-messages'))).toBeNull();
    expect(broken(answered('openai-chat'))).toBeNull();
  });

  it('can be trusted where a route answers with an error: that is a finding', () => {
    expect(broken(answered('openai-chat'), answered('anthropic-messages', 404))).toBeNull();
    expect(broken(answered('openai-chat', 500))).toBeNull();
  });

  it('can be trusted where single requests were not answered', () => {
    expect(broken(answered('openai-chat'), silent('openai-chat'))).toBeNull();
  });

  it('cannot be trusted where a protocol never gave a reply', () => {
    expect(broken(answered('openai-chat'), silent('anthropic-messages'))).toContain('anthropic-messages');
    expect(broken(silent('openai-chat'), silent('openai-chat'))).toContain('openai-chat');
  });

  it('cannot be trusted where the run ended before its time, whatever was answered by then', () => {
    const evidence = { exchanges: [answered('openai-chat')], knownModel: false, model: 'm', interrupted: 'Ctrl-C' };
    expect(brokenBy(evidence, [])).toBe('Ctrl-C');
  });

  it('cannot be trusted where a check of ours crashed', () => {
    expect(
      brokenBy({ exchanges: [answered('openai-chat')], knownModel: false, model: 'm', interrupted: null }, [
        'R-OA-04: of null',
      ]),
    ).toContain('R-OA-04: of null');
  });
});
