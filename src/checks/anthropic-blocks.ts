import type { Block, MessageEvent } from '../protocols/anthropic-messages/stream.js';
import { asString, get, isObject, type JsonObject, parseJson, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { replyRules } from './rule.js';
import { expect, messageStream, ordered } from './scope.js';

function blocks(
  type: string | null,
  judge: (block: Block, content: JsonObject, at: string, capped: boolean) => Breach[],
) {
  return messageStream((stream) => {
    const chosen = stream.blocks.filter((block) => type === null || block.type === type);
    const capped = stream.messageDeltas.some(({ json }) => get(json, 'delta', 'stop_reason') === 'max_tokens');
    return chosen.length === 0
      ? null
      : chosen.flatMap((block) => {
          const content = block.start.json.content_block;
          return judge(block, isObject(content) ? content : {}, `${block.start.at} content_block`, capped);
        });
  });
}

/** Delta types that each block type takes (protocol reference 2.3). */
const DELTAS = new Map<string, string[]>([
  ['text', ['text_delta', 'citations_delta']],
  ['thinking', ['thinking_delta', 'signature_delta']],
  ['tool_use', ['input_json_delta']],
  ['server_tool_use', ['input_json_delta']],
  ['redacted_thinking', []],
]);

/** The key that holds what a delta says. */
const PAYLOAD = new Map<string, string>([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['signature_delta', 'signature'],
  ['input_json_delta', 'partial_json'],
]);

/** Characters of JSON that no model generates at once. */
const LONG_ARGUMENTS = 60;

const deltaType = ({ json }: MessageEvent) => asString(get(json, 'delta', 'type')) ?? '';

const fragments = (block: Block) =>
  block.deltas.map(({ json }) => asString(get(json, 'delta', 'partial_json'))).filter((part) => part !== null);

const isFilled = (value: unknown) => typeof value === 'string' && value !== '';

const hasInput = ({ input }: JsonObject) => isObject(input) && Object.keys(input).length > 0;

/** Rules about streamed blocks and their deltas (protocol reference 6.5). */
export const anthropicBlocks = replyRules(
  ['anthropic-messages'],
  [
    [
      'R-AN-37',
      'error',
      'A block is started before it gets deltas or a stop.',
      'official clients throw (T-AN19)',
      ordered('R-AN-37'),
    ],
    [
      'R-AN-38',
      'error',
      'Blocks are numbered 0, 1, 2, and deltas name their block.',
      'clients lose text and arguments without an error (T-AN21 to T-AN26)',
      messageStream((stream) => {
        const starts = stream.blocks.flatMap(({ index, start }, k) =>
          expect(index === k, String(k), show(index), `${start.at} index`),
        );
        const opened = new Set(stream.blocks.map(({ index }) => index));
        const lost = stream.events.filter(
          // What comes after the end is R-AN-59's matter.
          ({ type, json, event }) =>
            /^content_block_(delta|stop)$/.test(type) &&
            !opened.has(json.index) &&
            event.index < (stream.stop?.event.index ?? Number.POSITIVE_INFINITY),
        );
        // Deltas without any block are the missing start's matter (R-AN-37).
        return stream.blocks.length === 0
          ? null
          : [
              ...starts,
              ...lost.map(({ json, at }) => ({
                expected: 'the index of a block',
                actual: show(json.index),
                at: `${at} index`,
              })),
            ];
      }),
      'a content block',
    ],
    [
      'R-AN-39',
      'error',
      'A block is started once, not once per token.',
      'each start adds a block to the message (ggml-org/llama.cpp#18551)',
      messageStream(({ blocks: all }) => {
        if (all.length === 0) return null;
        const ids = all
          .filter(({ type }) => type === 'tool_use')
          .map(({ start }) => get(start.json, 'content_block', 'id'));
        const again = ids.find((id, k) => id !== undefined && ids.indexOf(id) !== k);
        const texts = all.filter(({ type }, k) => type === 'text' && all[k - 1]?.type === 'text').length;
        return [
          ...expect(again === undefined, 'one start per tool_use', `${show(again)} twice`, 'stream'),
          ...expect(texts < 2, 'one text block', `${texts + 1} in a row`, 'stream'),
        ];
      }),
      'a content block',
    ],
    [
      'R-AN-40',
      'warning',
      'A block is stopped before the next one starts.',
      'tolerated, but not the documented flow (T-AN27)',
      ordered('R-AN-40'),
    ],
    [
      'R-AN-41',
      'error',
      'Every block is stopped.',
      'tool calls are never delivered (T-AN20)',
      blocks(null, (block) => expect(block.stop !== null, 'content_block_stop', 'none', block.start.at)),
      'a content block',
    ],
    [
      'R-AN-42',
      'error',
      'A text block starts with an empty text.',
      'the official Python client throws, or the text comes twice (T-AN34 to T-AN36)',
      blocks('text', (_, content, at) => expect(content.text === '', '""', show(content.text), `${at}.text`)),
      'a streamed text block',
    ],
    [
      'R-AN-43',
      'error',
      'A thinking block starts with an empty thinking.',
      'clients show "undefined" or throw (T-AN51)',
      blocks('thinking', (_, content, at) =>
        expect(content.thinking === '', '""', show(content.thinking), `${at}.thinking`),
      ),
      'a streamed thinking block',
    ],
    [
      'R-AN-44',
      'error',
      'A tool_use block starts with id, name and input.',
      'the call is dropped, or has no id (T-AN38, T-AN42, T-AN47)',
      blocks('tool_use', (_, content, at) => [
        ...['id', 'name'].flatMap((key) =>
          expect(isFilled(content[key]), 'a non-empty string', show(content[key]), `${at}.${key}`),
        ),
        ...expect(isObject(content.input), 'an object', show(content.input), `${at}.input`),
      ]),
      'a streamed tool call',
    ],
    [
      'R-AN-45',
      'error',
      'Arguments come in the start or in deltas, not in both.',
      'clients join them to invalid JSON (T-AN40)',
      blocks('tool_use', (block, content, at) =>
        expect(!hasInput(content) || fragments(block).join('') === '', '{}', show(content.input), `${at}.input`),
      ),
      'a streamed tool call',
    ],
    [
      'R-AN-46',
      'error',
      'partial_json is a string.',
      'every client throws (T-AN45)',
      blocks('tool_use', ({ deltas }) =>
        deltas
          .filter((event) => deltaType(event) === 'input_json_delta')
          .flatMap(({ json, at }) =>
            expect(
              typeof get(json, 'delta', 'partial_json') === 'string',
              'a string',
              show(get(json, 'delta', 'partial_json')),
              `${at} delta.partial_json`,
            ),
          ),
      ),
      'a streamed tool call',
    ],
    [
      'R-AN-47',
      'error',
      'partial_json holds what is new.',
      'a plausible wrong object, without an error (T-AN46)',
      blocks('tool_use', (block) => {
        const parts = fragments(block).filter((part) => part !== '');
        const grown = parts.filter(
          (part, k) => k > 0 && part.length > (parts[k - 1]?.length ?? 0) && part.startsWith(parts[k - 1] ?? ' '),
        );
        return expect(
          parts.length < 3 || grown.length < parts.length / 2,
          'deltas',
          'each holds all that came before it',
          block.start.at,
        );
      }),
      'a streamed tool call',
    ],
    [
      'G-30',
      'warning',
      'Long arguments come in several deltas.',
      'clients that show them as they come show nothing until the end (D-065)',
      blocks('tool_use', (block) => {
        const parts = fragments(block).filter((part) => part !== '');
        const length = parts.join('').length;
        return expect(
          length < LONG_ARGUMENTS || parts.length > 1,
          'several deltas',
          `${length} characters in one`,
          block.start.at,
        );
      }),
      'a streamed tool call',
    ],
    [
      'R-AN-48',
      'error',
      'The joined partial_json is a JSON object.',
      'invalid JSON throws; truncated JSON silently becomes {} (T-AN43, T-AN44)',
      blocks('tool_use', (block, _, at, capped) => {
        const joined = fragments(block).join('');
        return expect(
          joined === '' || capped || isObject(parseJson(joined)),
          'a JSON object',
          show(joined),
          `${at} and its deltas`,
        );
      }),
      'a streamed tool call',
    ],
    [
      'R-AN-50',
      'error',
      'Deltas fit the type of their block.',
      'clients drop the data, or throw (T-AN28 to T-AN30)',
      blocks(null, ({ deltas, type }) => {
        const allowed = DELTAS.get(type);
        // Delta types that nobody knows are skipped by clients (doc: versioning policy, T-AN31).
        return deltas.flatMap((event) =>
          expect(
            !allowed || allowed.includes(deltaType(event)) || !PAYLOAD.has(deltaType(event)),
            `${allowed?.join(' or ')} in a ${type} block`,
            deltaType(event),
            `${event.at} delta.type`,
          ),
        );
      }),
      'a content block',
    ],
    [
      'R-AN-51',
      'error',
      'A delta has the text that its type names.',
      'the text "undefined" or "null" is shown (T-AN52)',
      blocks(null, ({ deltas }) =>
        deltas.flatMap((event) => {
          const key = PAYLOAD.get(deltaType(event));
          const value = key && get(event.json, 'delta', key);
          // Arguments that are no string are R-AN-46's matter.
          const right = !key || typeof value === 'string' || (key === 'partial_json' && value !== undefined);
          return expect(right, 'a string', show(value), `${event.at} delta.${key}`);
        }),
      ),
      'a content block',
    ],
    [
      'R-AN-52',
      'error',
      'A thinking block ends with one signature.',
      'of two pieces the last is kept; without one the turn is discarded (T-AN49, T-AN50)',
      blocks('thinking', ({ deltas, start }) => {
        const types = deltas.map(deltaType);
        const signatures = types.filter((type) => type === 'signature_delta').length;
        return [
          ...expect(signatures === 1, 'one signature_delta', `${signatures} of them`, start.at),
          ...expect(
            signatures !== 1 || types.at(-1) === 'signature_delta',
            'signature_delta last',
            types.at(-1) ?? '',
            start.at,
          ),
        ];
      }),
      'a streamed thinking block',
    ],
  ],
);
