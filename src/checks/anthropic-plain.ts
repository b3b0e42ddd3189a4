import { asArray, asString, get, isObject, type JsonObject, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';
import { parts, stops, usages } from './anthropic-content.js';
import * as is from './field.js';
import { all, field } from './field.js';
import { replyRules } from './rule.js';
import { answered, expect, isJson, messagePlain, saysJson } from './scope.js';

export const STOP_REASONS = [
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'model_context_window_exceeded',
];

/** Block types of a stable response (protocol reference 2.3). */
const BLOCK_TYPES = [
  'text',
  'thinking',
  'redacted_thinking',
  'tool_use',
  'server_tool_use',
  'web_search_tool_result',
  'web_fetch_tool_result',
  'code_execution_tool_result',
  'bash_code_execution_tool_result',
  'text_editor_code_execution_tool_result',
  'tool_search_tool_result',
  'container_upload',
];

const plain = (path: string, kind: is.Kind) => messagePlain(field(path, kind));

/** Judges each block of one type; null where there is none. */
function blocks(type: string, judge: (block: JsonObject, at: string, all: JsonObject[]) => Breach[]) {
  return messagePlain((json) => {
    const content = asArray(json.content).filter(isObject);
    const chosen = content.flatMap((block, k) => (block.type === type ? [{ block, at: `content[${k}]` }] : []));
    return chosen.length === 0 ? null : chosen.flatMap(({ block, at }) => judge(block, at, content));
  });
}

const key = (name: string, kind: is.Kind) => (block: JsonObject, at: string) =>
  expect(kind.schema.safeParse(block[name]).success, kind.says, show(block[name]), `${at}.${name}`);

const OTHERS: unknown[] = ['text', 'tool_use'];

/** Rules about a plain message, and about what a streamed one has in common with it (protocol reference 6.4). */
export const anthropicPlain = replyRules(
  ['anthropic-messages'],
  [
    [
      'R-AN-01',
      'error',
      'A plain reply has a JSON content type.',
      'the official TypeScript client hands the body to its user as a string (T-JS01)',
      saysJson,
    ],
    [
      'R-AN-02',
      'error',
      'A plain reply is one strict JSON object.',
      'clients throw, or hand out undefined (T-JS02 to T-JS05)',
      isJson,
    ],
    [
      'R-AN-03',
      'error',
      'A plain reply says type "message".',
      'schema-checking clients reject the reply (T-JS20)',
      plain('type', is.exactly('message')),
    ],
    [
      'R-AN-04',
      'error',
      'A plain reply has the role assistant.',
      'strict clients reject it (vllm-project/vllm#45367)',
      plain('role', is.exactly('assistant')),
    ],
    [
      'R-AN-05',
      'error',
      'A plain reply has an id and names its model.',
      'the documented type',
      messagePlain(all(field('id', is.nonEmpty), field('model', is.nonEmpty))),
    ],
    [
      'R-AN-06',
      'error',
      'content is an array of blocks with a type.',
      'a string is read character by character, null crashes (T-JS15, T-JS16)',
      messagePlain(all(field('content', is.array), field('content[].type', is.nonEmpty))),
    ],
    [
      'R-AN-07',
      'error',
      'Every block has a documented type.',
      'schema-checking clients reject the whole reply (T-JS17)',
      plain('content[].type', is.oneOf(...BLOCK_TYPES)),
      'a content block',
    ],
    [
      'R-AN-08',
      'error',
      'A text block has a text.',
      'schema-checking clients reject the reply',
      blocks('text', key('text', is.text)),
      'a text block',
    ],
    [
      'R-AN-09',
      'warning',
      'No empty text block stands beside other blocks.',
      'sent back as history, the real API rejects it (anthropics/claude-code#59812)',
      parts((content) => {
        const texts = content.filter(({ type }) => type === 'text');
        return texts.length === 0
          ? null
          : texts.flatMap(({ text, at }) =>
              expect(text !== '' || content.length === 1, 'a text, or no block', 'an empty text block', at),
            );
      }),
      'a text block',
    ],
    [
      'R-AN-10',
      'error',
      'Each tool_use has an id of its own, of letters, digits, _ and -.',
      'without it the result cannot be matched (T-JS18); other characters are refused as history',
      parts((content, streamed) => {
        const calls = content.filter(({ type }) => type === 'tool_use');
        const judged = calls.flatMap(({ id, at }) => {
          // A stream whose start has no id is R-AN-44's matter, one that says an id twice R-AN-39's.
          if (streamed && !asString(id)) return [];
          const twice = !streamed && calls.filter((other) => other.id === id).length > 1;
          const valid = typeof id === 'string' && /^[A-Za-z0-9_-]+$/.test(id);
          return [
            ...expect(valid, 'an id of [A-Za-z0-9_-]', show(id), `${at}.id`),
            ...expect(!twice || !valid, 'ids that differ', show(id), `${at}.id`),
          ];
        });
        return calls.length === 0 ? null : judged;
      }),
      'a tool call',
    ],
    [
      'R-AN-12',
      'error',
      'The input of a tool_use is an object.',
      'a string is handed to the tool as it is (T-JS19, T-TR14)',
      blocks('tool_use', key('input', is.object)),
      'a tool call',
    ],
    [
      'R-AN-13',
      'error',
      'A thinking block has a thinking and a signature.',
      'schema-checking clients reject the whole reply (T-JS21)',
      blocks('thinking', (block, at) => [
        ...key('thinking', is.text)(block, at),
        ...key('signature', is.text)(block, at),
      ]),
      'a thinking block',
    ],
    [
      'R-AN-14',
      'warning',
      'Thinking stands before what it led to.',
      'history is validated in this order',
      parts((content) => {
        const types = content.map(({ type }) => type);
        const [thinking, other] = [types.indexOf('thinking'), types.findIndex((type) => OTHERS.includes(type))];
        if (thinking === -1) return null;
        // Further thinking between calls is legal: it leads to what comes after it.
        return expect(other === -1 || thinking < other, 'thinking first', types.map(String).join(', '), 'content');
      }),
      'a thinking block',
    ],
    [
      'R-AN-15',
      'error',
      'stop_reason is one of the seven values.',
      'tool runners stop (T-JS22)',
      plain('stop_reason', is.oneOf(...STOP_REASONS)),
    ],
    [
      'R-AN-18',
      'error',
      'stop_sequence is there, and is set exactly where stop_reason says so.',
      'it is the only way to learn which string matched',
      stops((reason, sequence, at, r) => {
        const asked = r.exchange.asked?.stop ?? [];
        if (reason !== 'stop_sequence') return expect(sequence === null, 'null', show(sequence), at);
        return expect(asked.includes(String(sequence)), `one of ${show(asked)}`, show(sequence), at);
      }),
    ],
    [
      'R-AN-20',
      'error',
      'usage holds input_tokens and output_tokens.',
      'clients compute with undefined (T-JS23)',
      messagePlain(all(field('usage.input_tokens', is.count), field('usage.output_tokens', is.count))),
    ],
    [
      'R-AN-21',
      'error',
      'Cache counters are counts, null or absent.',
      'cost code adds them up',
      usages(
        all(
          ...['cache_read_input_tokens', 'cache_creation_input_tokens'].map((name) =>
            field(`usage.${name}`, is.orAbsent(is.orNull(is.count))),
          ),
        ),
      ),
    ],
    [
      'R-AN-24',
      'error',
      'An error is never sent with status 200.',
      'clients return it as a success without content (T-JS24)',
      answered((_, r) => {
        if (r.exchange.mode !== 'plain') return null;
        return expect(
          !get(r.json, 'error'),
          'an error status',
          `200 with error ${show(get(r.json, 'error'))}`,
          'error',
        );
      }),
    ],
    [
      'R-AN-25',
      'warning',
      'The newest nullable fields are there as null.',
      'the documented type; every client tolerates their absence',
      messagePlain((json) => {
        const missing = ['container', 'stop_details', 'diagnostics'].filter((name) => json[name] === undefined);
        const citations = asArray(json.content).some(
          (block) => get(block, 'type') === 'text' && get(block, 'citations') === undefined,
        );
        const names = citations ? [...missing, 'content[].citations'] : missing;
        return expect(names.length === 0, 'null', `${names.join(', ')} absent`, names[0] ?? '');
      }),
    ],
    [
      'R-AN-26',
      'error',
      'The reply is a message, not a chat completion.',
      'clients find no content (T-JS25)',
      answered((_, r) => {
        if (r.exchange.mode !== 'plain') return null;
        return expect(!Array.isArray(get(r.json, 'choices')), 'a message', 'an OpenAI chat completion', 'choices');
      }),
    ],
  ],
);
