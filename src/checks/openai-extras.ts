import { get, isObject, parseJson, show } from '../protocols/json.js';
import { isUsageChunk, where } from '../protocols/openai-chat/stream.js';
import type { Exchange } from '../wire/exchange.js';
import { replyRules } from './rule.js';
import { chatStream, expect } from './scope.js';

/** Whether a stream's usage was asked for. */
function wishesUsage({ body }: Exchange): boolean {
  return get(parseJson(body ?? ''), 'stream_options', 'include_usage') === true;
}

/** Rules about what else a stream of chunks carries: usage, keep-alives, failures, reasoning (protocol reference 6.2). */
export const openaiExtras = replyRules(
  ['openai-chat'],
  [
    [
      'R-OA-61',
      'error',
      'Where usage was asked for, it comes once, in the last chunk, without choices.',
      'clients lose it, or have none (T-OA34 to T-OA41)',
      chatStream(({ chunks, done, errors }, { exchange }) => {
        if (errors.length > 0 || !wishesUsage(exchange)) return null;
        // Clients stop reading at the terminator (T-OA35).
        const end = done[0]?.event.index ?? Number.POSITIVE_INFINITY;
        const read = chunks.filter(({ event }) => event.index < end);
        const last = read.at(-1);
        const whole = read.filter(isUsageChunk);
        const right = whole.length === 1 && whole[0] === last;
        const withUsage = read.filter(({ json }) => isObject(json.usage));
        const found = withUsage.map(({ json }) => `usage with ${show(json.choices, 60)}`).slice(-2);
        const actual = found.join(', then ') || 'no usage';
        const at = last ? where(last.event) : 'stream';
        const wrong = expect(right, 'usage in the last chunk, with choices []', actual, at);
        // On the finish chunk nobody loses it (T-OA36).
        const onFinish = withUsage.length === 1 && withUsage[0] === last && whole.length === 0;
        return onFinish ? wrong.map((breach) => ({ ...breach, tolerated: true as const })) : wrong;
      }),
    ],
    [
      'R-OA-62',
      'warning',
      'Where usage was not asked for, no usage chunk comes.',
      'code that reads choices[0] crashes on it',
      chatStream(({ chunks: all }, { exchange }) =>
        wishesUsage(exchange)
          ? null
          : all
              .filter(isUsageChunk)
              .map(({ event, json }) => ({ expected: 'no usage chunk', actual: show(json), at: where(event) })),
      ),
      'a stream without a wish for usage',
    ],
    [
      'R-OA-63',
      'warning',
      'Other chunks have no usage.',
      'running counters confuse clients; the last wins (T-OA38)',
      chatStream(({ chunks: all }) =>
        all
          .filter((chunk, k) => isObject(chunk.json.usage) && k < all.length - 1)
          .map(({ event, json }) => ({
            expected: 'null or nothing',
            actual: show(json.usage),
            at: `${where(event)} usage`,
          })),
      ),
    ],
    [
      'R-OA-64',
      'warning',
      'Keep-alives are comments, not chunks.',
      'code that reads choices[0] crashes (T-OA51)',
      chatStream(({ chunks: all }) =>
        all
          .filter(
            (chunk) => Array.isArray(chunk.json.choices) && chunk.json.choices.length === 0 && !isUsageChunk(chunk),
          )
          .map(({ event, json }) => ({ expected: 'a choice or usage', actual: show(json), at: where(event) })),
      ),
    ],
    [
      'R-OA-65',
      'error',
      'A failure in a stream is reported as an error and ends it.',
      'clients return truncated text as success (T-OA03, T-OA56)',
      chatStream(({ chunks: all, errors, sse, done }) => {
        const flat = all.filter(
          ({ json }) => json.object === 'error' || (json.message !== undefined && json.choices === undefined),
        );
        const wrong = flat.map(({ event, json }) => ({
          expected: '{"error": {…}}',
          actual: show(json),
          at: where(event),
        }));
        const failed = errors[0]?.event.index;
        const behind =
          failed === undefined
            ? []
            : sse.events.filter(({ index }) => index > failed && !done.some(({ event }) => event.index === index));
        return [
          ...wrong,
          ...behind.map((event) => ({
            expected: 'the end of the stream after an error',
            actual: show(event.data),
            at: where(event),
          })),
        ];
      }),
    ],
    [
      'R-OA-66',
      'warning',
      'Reasoning comes under one name.',
      'clients that read both show it twice',
      chatStream(({ parts: all }) => {
        const thinking = all.filter(({ delta }) => delta?.reasoning_content || delta?.reasoning);
        if (thinking.length === 0) return null;
        const both = thinking.find(({ delta }) => delta?.reasoning_content && delta.reasoning);
        return expect(both === undefined, 'reasoning_content or reasoning', 'both', `${both?.at}.delta`);
      }),
      'streamed reasoning',
    ],
    [
      'G-29',
      'warning',
      'Each chunk says something.',
      'empty deltas cost time, and code that reads content of each crashes (ollama/ollama@3406f7b69)',
      chatStream(({ parts }) =>
        // The first one is to have a role (R-OA-43).
        parts
          .slice(1)
          .flatMap(({ delta, choice, at }) =>
            expect(
              delta === null || choice.finish_reason != null || Object.values(delta).some((value) => value !== null),
              'a role, content, a call or a finish',
              show(delta),
              `${at}.delta`,
            ),
          ),
      ),
    ],
  ],
);
