import { describe, expect, it } from 'vitest';
import { redactBytes, redactHeaders, redactJson, redactText } from '../../../src/report/redact.js';
import { bytes, KEY } from './sample.js';

describe('masking the key', () => {
  it('finds it in text, in JSON and in an address', () => {
    const key = 'odd "key"/é';
    const spelled = [key, JSON.stringify({ key }), encodeURIComponent(key)].join('\n');
    expect(redactText(spelled, [key])).toBe('***\n{"key":"***"}\n***');
  });

  it('keeps every offset of a body', () => {
    const body = bytes(`{"error":"bad key ${KEY}, not ${KEY}"}`);
    const masked = Buffer.from(redactBytes(body, [KEY])).toString();
    const stars = '*'.repeat(KEY.length);
    expect(masked).toBe(`{"error":"bad key ${stars}, not ${stars}"}`);
    expect(Buffer.from(body).toString()).toContain(KEY);
  });

  it('masks the whole value of a key header, whatever the key is', () => {
    const headers = { Authorization: 'Bearer a b', 'x-api-key': 'x', accept: 'x' };
    expect(redactHeaders(headers)).toEqual({ Authorization: 'Bearer ***', 'x-api-key': '***', accept: 'x' });
  });

  it('reaches every string of a JSON value', () => {
    const value = { a: [{ b: `is ${KEY}` }], n: 1, none: null };
    expect(redactJson(value, [KEY])).toEqual({ a: [{ b: 'is ***' }], n: 1, none: null });
  });

  it('leaves text alone where the key is only a placeholder', () => {
    expect(redactText('x marks the spot', ['x', ''])).toBe('x marks the spot');
  });
});
