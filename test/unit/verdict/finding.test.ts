import { describe, expect, it } from 'vitest';
import { Finding, Severity, Verdict } from '../../../src/verdict/finding.js';
import { findingOf } from './finding.js';

const isValid = (changed: object) => Finding.safeParse({ ...findingOf('fail'), ...changed }).success;

describe('a finding', () => {
  it('has one of four verdicts and one of two severities', () => {
    expect(Verdict.options).toEqual(['pass', 'fail', 'warn', 'unknown']);
    expect(Severity.options).toEqual(['error', 'warning']);
  });

  it('stands at one protocol or between both, in one mode or in both', () => {
    for (const protocol of ['openai-chat', 'anthropic-messages', 'cross']) expect(isValid({ protocol })).toBe(true);
    for (const mode of ['plain', 'stream', 'both']) expect(isValid({ mode })).toBe(true);
    expect(isValid({ protocol: 'openai' })).toBe(false);
    expect(isValid({ mode: 'cross' })).toBe(false);
  });

  it('carries the sentence of its rule, who breaks, and a link', () => {
    const { spec } = findingOf('fail');
    for (const key of Object.keys(spec)) expect(isValid({ spec: { ...spec, [key]: undefined } })).toBe(false);
    expect(Object.keys(spec).sort()).toEqual(['link', 'sentence', 'why']);
  });
});
