import { describe, expect, test } from 'vitest';
import { WrongOption } from '../../../src/servers/errors.js';
import { readServerEnv } from '../../../src/servers/server-env.js';

test.each([
  ['', {}],
  ['A=1', { A: '1' }],
  ['A=1 B_2=', { A: '1', B_2: '' }],
  ['A=1\nB="two words"\n', { A: '1', B: 'two words' }],
  ['URL=http://x/?a=b', { URL: 'http://x/?a=b' }],
])('%j', (text, env) => expect(readServerEnv(text)).toEqual(env));

describe('refuses, and does not repeat what may be secret', () => {
  test.each([
    ['TOKEN', /^server-env: entry 1 must be NAME=VALUE/],
    ['A=1 secret', /^server-env: entry 2 must be NAME=VALUE/],
    ['1A=secret', /entry 1/],
    ['A="secret', /^server-env: the quote " is never closed$/],
  ])('%j', (text, sentence) => {
    expect(() => readServerEnv(text)).toThrow(WrongOption);
    expect(() => readServerEnv(text)).toThrow(sentence);
    expect(() => readServerEnv(text)).not.toThrow(/secret/);
  });
});
