import { describe, expect, it } from 'vitest';
import { callsOf, isUsageChunk, takeApart } from '../../../src/protocols/openai-chat/stream.js';
import { chatBody, chunkOf, fragment, type Json, sseOf, usageChunk } from './streams.js';

const apart = (...payloads: (Json | string)[]) => takeApart(sseOf(chatBody(payloads)));
const callText = (stream: ReturnType<typeof takeApart>) =>
  callsOf(stream).map((call) => call.map(({ entry }) => (entry.function as Json).arguments).join(''));
const tools = (...entries: Json[]) => chunkOf({ tool_calls: entries });

describe('a stream taken apart', () => {
  it('has its chunks, parts and terminator', () => {
    const stream = apart(chunkOf({ role: 'assistant', content: '' }), chunkOf({ content: 'a' }, 'stop'), '[DONE]');
    expect(stream.chunks.length).toBe(2);
    expect(stream.parts.map(({ delta }) => delta)).toEqual([{ role: 'assistant', content: '' }, { content: 'a' }]);
    expect(stream.done).toMatchObject([{ exact: true, event: { index: 2 } }]);
    expect([stream.broken, stream.errors, stream.fragments]).toEqual([[], [], []]);
  });

  it.each([
    ['[DONE]', true],
    ['[DONE] ', false],
    [' [DONE]', false],
    ['"[DONE]"', false],
  ])('knows the terminator %j, exact or not', (said, exact) => {
    expect(apart(chunkOf({}), said).done).toMatchObject([{ exact }]);
  });

  it.each(['[done]', 'DONE', '[DONE', '{"done": true}', '[]', '"x"', 'null', '1', '{"a":', 'NaN'])(
    'takes %s for no terminator',
    (said) => {
      expect(apart(chunkOf({}), said).done).toEqual([]);
    },
  );

  it.each(['{"a":', '[]', '[{}]', '"x"', 'null', '1', 'NaN', '{"a":1} x', '{"a":NaN}', '\ufeff{}'])(
    'sets the broken payload %s aside, and goes on',
    (said) => {
      const stream = apart(chunkOf({ content: 'a' }), said, chunkOf({ content: 'b' }));
      expect(stream.broken).toMatchObject([{ index: 1, data: said }]);
      expect(stream.chunks.length).toBe(2);
    },
  );

  it('knows an error from a chunk', () => {
    const stream = apart(chunkOf({}), { error: { message: 'no' } }, { error: 'flat' });
    expect(stream.errors.map(({ json }) => json.error)).toEqual([{ message: 'no' }, 'flat']);
    expect(apart({ ...chunkOf({}), error: null }).errors).toEqual([]);
  });

  it('knows the chunk that carries usage', () => {
    const [plain, usage] = apart(chunkOf({}), usageChunk({ prompt_tokens: 1 })).chunks;
    expect([plain, usage].map((chunk) => chunk && isUsageChunk(chunk))).toEqual([false, true]);
  });

  it('has no delta where there is none, and says where each part stands', () => {
    const stream = apart(chunkOf({}), { choices: [{ index: 0 }, { index: 1, delta: 'x' }, null] });
    expect(stream.parts.map(({ delta, at }) => [delta, at])).toEqual([
      [{}, 'event 0 at byte 0: choices[0]'],
      [null, expect.stringMatching(/^event 1 at byte \d+: choices\[0\]$/)],
      [null, expect.stringMatching(/choices\[1\]$/)],
    ]);
  });
});

describe('the fragments of tool calls', () => {
  const A = { id: 'a', name: 'f' };
  const B = { id: 'b', name: 'g' };

  it('belong to the call of their index, however they are mixed', () => {
    const stream = apart(
      tools(fragment(0, '{', A), fragment(1, '[', B)),
      tools(fragment(1, ']')),
      tools(fragment(0, '}')),
    );
    expect(callText(stream)).toEqual(['{}', '[]']);
  });

  it('without an index belong to the call before them', () => {
    const stream = apart(tools(fragment(0, 'a', A)), tools(fragment(undefined, 'b')), tools(fragment(1, 'c', B)));
    expect(callText(stream)).toEqual(['ab', 'c']);
    expect(callText(apart(tools(fragment(undefined, 'a', A), fragment(undefined, 'b'))))).toEqual(['ab']);
  });

  it('stand in the order of appearance, whatever the numbers', () => {
    expect(callText(apart(tools(fragment(5, 'a', A), fragment(2, 'b', B))))).toEqual(['a', 'b']);
  });

  it('are only objects', () => {
    const stream = apart(chunkOf({ tool_calls: [null, 'x', 1, fragment(0, 'a', A)] }), chunkOf({ tool_calls: {} }));
    expect(stream.fragments).toMatchObject([{ at: 'event 0 at byte 0: choices[0].delta.tool_calls[3]' }]);
  });
});
