import type { Json } from '../protocols/protocol.js';
import { MODES, type Mode, PROTOCOLS, type ProtocolName } from '../wire/exchange.js';
import type { NotAsked } from './question.js';

/** A bad request: a good one, spoilt in one way. Its case is `bad_request+NAME`. */
export interface Refusal {
  name: string;
  about: string;
  /** What is sent in place of a good body. `contextSize`: of the model, in tokens; null where it is not known. */
  spoil(good: Json, protocol: ProtocolName, contextSize: number | null): string | NotAsked;
  modes: readonly Mode[];
  /** In a strict run. */
  strictModes: readonly Mode[];
  protocols: readonly ProtocolName[];
  headers: Record<string, string>;
  method: 'POST' | 'GET';
  /** True where some servers are damaged by it: asked last, and a good request follows. */
  damaging: boolean;
  /** True where it matters less, or takes long: asked only by `--profile strict`. */
  heavy: boolean;
}

type Spoil = Refusal['spoil'];
type Special = Partial<
  Pick<Refusal, 'modes' | 'strictModes' | 'protocols' | 'headers' | 'method' | 'damaging' | 'heavy'>
>;

const BOTH: Special = { modes: MODES };
const HEAVY: Special = { heavy: true };

const json =
  (change: (good: Json, protocol: ProtocolName) => Json): Spoil =>
  (good, protocol) =>
    JSON.stringify(change(good, protocol));

const without = (key: string) =>
  json((good) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== key)));

const withField = (key: string, value: unknown) => json((good) => ({ ...good, [key]: value }));
const withMessage = (message: unknown) => withField('messages', [message]);

const DULL = 'all work and no play ';
/** A tokenizer makes at least one token of a word. */
const DULL_TOKENS = 5;

/** No longer than it must be: a server that takes it computes for minutes, and needs gigabytes. */
const overlong: Spoil = (good, protocol, contextSize) => {
  if (contextSize === null) return { notAsked: 'nothing says how long the context of the model is' };
  const content = DULL.repeat(Math.ceil(contextSize / DULL_TOKENS) + 1);
  return withMessage({ role: 'user', content })(good, protocol, contextSize);
};

const PADDING = ' '.repeat(40 * 1024 * 1024);
/** A good request but for its size. Blanks between tokens of JSON never reach the model: a server may as well answer. */
const oversized: Spoil = (good) => `${JSON.stringify(good).slice(0, -1)}${PADDING}}`;

const NOT_A_TYPE = { type: 'object', properties: { name: { type: 'notatype' } } };

/** The other API's shape of a forced choice, without any tools. */
const requiredChoice = (protocol: ProtocolName) => (protocol === 'openai-chat' ? 'required' : { type: 'any' });

const badSchema = (protocol: ProtocolName): Json =>
  protocol === 'openai-chat'
    ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: NOT_A_TYPE } } }
    : { output_config: { format: { type: 'json_schema', schema: NOT_A_TYPE } } };

type Row = [name: string, about: string, spoil: Spoil, special?: Special];

/** Bad requests, the same for both APIs where both can say them (protocol reference 6.3, 6.6). */
const rows: Row[] = [
  ['malformed_json', 'a body that is cut in the middle', (good) => JSON.stringify(good).slice(0, -2)],
  ['array_body', 'an array in place of an object', (good) => JSON.stringify([good]), HEAVY],
  ['missing_messages', 'no messages', without('messages')],
  ['missing_model', 'no model', without('model'), HEAVY],
  ['missing_cap', 'no max_tokens', without('max_tokens'), { protocols: ['anthropic-messages'] }],
  ['empty_messages', 'an empty array of messages', withField('messages', [])],
  ['messages_string', 'a string in place of messages', withField('messages', 'Hello!'), HEAVY],
  ['unknown_role', 'a message of the role wizard', withMessage({ role: 'wizard', content: 'Hello!' })],
  ['empty_text', 'an empty text', withMessage({ role: 'user', content: [{ type: 'text', text: '' }] }), HEAVY],
  [
    'unknown_block',
    'a block of the type wizard',
    withMessage({ role: 'user', content: [{ type: 'wizard', text: 'Hello!' }] }),
    HEAVY,
  ],
  ['textless_block', 'a text block without text', withMessage({ role: 'user', content: [{ type: 'text' }] }), HEAVY],
  [
    'lone_surrogate',
    'half of a character',
    (good) => JSON.stringify({ ...good, messages: [{ role: 'user', content: 'HALF' }] }).replace('HALF', '\\ud800'),
    { ...BOTH, heavy: true },
  ],
  ['zero_cap', 'max_tokens 0', withField('max_tokens', 0), { protocols: ['openai-chat'], heavy: true }],
  ['negative_cap', 'max_tokens -1', withField('max_tokens', -1)],
  ['string_cap', 'max_tokens as a string', withField('max_tokens', 'three'), HEAVY],
  ['hot_temperature', 'temperature 9', withField('temperature', 9), HEAVY],
  ['string_temperature', 'temperature as a string', withField('temperature', 'warm'), HEAVY],
  ['zero_n', 'n 0', withField('n', 0), { protocols: ['openai-chat'], heavy: true }],
  [
    'bad_logit_bias',
    'logit_bias as a list',
    withField('logit_bias', [true]),
    { protocols: ['openai-chat'], heavy: true },
  ],
  [
    'choice_without_tools',
    'a forced choice without tools',
    json((good, protocol) => ({ ...good, tool_choice: requiredChoice(protocol) })),
    HEAVY,
  ],
  [
    'bad_schema',
    'a JSON schema of the type notatype',
    json((good, protocol) => ({ ...good, ...badSchema(protocol) })),
    HEAVY,
  ],
  ['orphan_result', 'a result of a call that nobody made', json(orphanResult), HEAVY],
  [
    'result_in_assistant',
    'a tool result in a message of the assistant',
    withField('messages', [
      { role: 'user', content: 'Hello!' },
      { role: 'assistant', content: [{ type: 'tool_result', tool_use_id: 'toolu_nobody', content: '18' }] },
      { role: 'user', content: 'Hello!' },
    ]),
    { protocols: ['anthropic-messages'], heavy: true },
  ],
  [
    'bare_image',
    'the address of a picture in place of its object',
    withMessage({ role: 'user', content: [{ type: 'image_url', image_url: 'data:image/png;base64,AAAA' }] }),
    { protocols: ['openai-chat'], heavy: true },
  ],
  [
    'wrong_content_type',
    'a body that says it is text',
    (good) => JSON.stringify(good),
    { headers: { 'content-type': 'text/plain' }, heavy: true },
  ],
  ['no_key', 'no key', (good) => JSON.stringify(good), { headers: { authorization: '', 'x-api-key': '' } }],
  ['get', 'GET in place of POST', () => '', { method: 'GET', strictModes: ['plain'], heavy: true }],
  ['overlong_prompt', 'a prompt beyond the context', overlong, { heavy: true, damaging: true }],
  ['oversized_body', 'a good request of 40 MB', oversized, { strictModes: ['plain'], heavy: true }],
  [
    'unknown_model',
    'a model that nobody has',
    withField('model', 'mlx-xproto/no-such-model'),
    { ...BOTH, damaging: true },
  ],
];

function orphanResult(good: Json, protocol: ProtocolName): Json {
  const result =
    protocol === 'openai-chat'
      ? { role: 'tool', tool_call_id: 'call_nobody', content: '18' }
      : { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_nobody', content: '18' }] };
  return { ...good, messages: [{ role: 'user', content: 'Hello!' }, { role: 'assistant', content: 'Hello!' }, result] };
}

export const REFUSALS: Refusal[] = rows.map(([name, about, spoil, special]) => ({
  name,
  about,
  spoil,
  modes: ['plain'],
  strictModes: MODES,
  protocols: PROTOCOLS,
  headers: {},
  method: 'POST',
  damaging: false,
  heavy: false,
  ...special,
}));
