import { describe, expect, it } from 'vitest';
import { ask, type Conversation } from '../../../src/conversation.js';
import { cellOf, exchangeOf } from '../protocols/streams.js';
import { judged } from './run.js';

/** What a cap cut off is not held against what it might have become. */

const reply = (message: object, finish: string) => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
});
const SCHEMA = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
const withSchema: Conversation = { ...ask('Ada?', 16), schema: SCHEMA };

function verdictOf(rule: string, name: string, body: object, asked: Conversation | null = null) {
  const exchange = { ...exchangeOf(cellOf('openai-chat', 'plain'), { ...body }, { case: name }), asked };
  const { findings } = judged({ exchanges: [exchange], knownModel: true, model: 'm', interrupted: null });
  return findings.find((one) => one.rule === rule)?.verdict;
}

describe('an answer that ends while the model thinks', () => {
  const thinking = { content: '', reasoning_content: 'I keep' };

  it('by the cap has no text to judge', () => {
    expect(verdictOf('G-03', 'tick_forever', reply(thinking, 'length'))).toBe('unknown');
  });

  it.each([
    ['by itself', reply(thinking, 'stop')],
    ['with another text', reply({ ...thinking, content: 'tack' }, 'length')],
    ['without thinking', reply({ content: '' }, 'length')],
  ])('%s lacks what the case expects', (_, body) => {
    expect(verdictOf('G-03', 'tick_forever', body)).toBe('fail');
  });
});

describe('JSON that a schema asks for', () => {
  const text = (content: string, finish: string) =>
    verdictOf('R-X-28', 'json_answer+schema', reply({ content }, finish), withSchema);

  it('may be cut by the cap', () => expect(text('{"age": 36666', 'length')).toBe('unknown'));
  it('is kept where it is whole', () => expect(text('{"age": 36}', 'length')).toBe('pass'));

  it.each([
    ['prose at the cap', 'Ada is', 'length'],
    ['a half at the end', '{"age": 3', 'stop'],
    ['another schema', '{"name": "Ada"}', 'length'],
  ])('is not kept by %s', (_, content, finish) => expect(text(content, finish)).toBe('fail'));
});
