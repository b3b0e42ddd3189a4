import { ANTHROPIC_VERSION } from '../protocols/anthropic-messages/request.js';
import type { Mode, ProtocolName } from '../wire/exchange.js';

type Body = Record<string, unknown>;

/** A bad request: a good one, spoilt in one way. Its case is `bad_request+NAME`. */
export interface Refusal {
  name: string;
  about: string;
  /** What is sent in place of a good body. */
  spoil(good: Body, protocol: ProtocolName): string;
  modes: readonly Mode[];
  protocols?: readonly ProtocolName[];
  /** True where some servers are damaged by it: asked last, and a good request follows. */
  damaging?: boolean;
}

const PLAIN: Mode[] = ['plain'];
const BOTH: Mode[] = ['plain', 'stream'];

const json =
  (change: (good: Body) => Body): Refusal['spoil'] =>
  (good) =>
    JSON.stringify(change(good));

const without = (key: string) =>
  json((good) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== key)));

const withField = (key: string, value: unknown) => json((good) => ({ ...good, [key]: value }));

/** Bad bodies, the same for both APIs (issue: error parity; protocol reference 6.3, 6.6). */
export const REFUSALS: Refusal[] = [
  {
    name: 'malformed_json',
    about: 'a body that is cut in the middle',
    spoil: (good) => JSON.stringify(good).slice(0, -2),
    modes: BOTH,
  },
  {
    name: 'array_body',
    about: 'an array in place of an object',
    spoil: (good) => JSON.stringify([good]),
    modes: PLAIN,
  },
  { name: 'missing_messages', about: 'no messages', spoil: without('messages'), modes: BOTH },
  { name: 'missing_model', about: 'no model', spoil: without('model'), modes: PLAIN },
  {
    name: 'missing_cap',
    about: 'no max_tokens',
    spoil: without('max_tokens'),
    modes: PLAIN,
    protocols: ['anthropic-messages'],
  },
  { name: 'empty_messages', about: 'an empty array of messages', spoil: withField('messages', []), modes: PLAIN },
  {
    name: 'messages_string',
    about: 'a string in place of messages',
    spoil: withField('messages', 'Hello!'),
    modes: PLAIN,
  },
  {
    name: 'unknown_role',
    about: 'a message of the role wizard',
    spoil: withField('messages', [{ role: 'wizard', content: 'Hello!' }]),
    modes: PLAIN,
  },
  { name: 'negative_cap', about: 'max_tokens -1', spoil: withField('max_tokens', -1), modes: PLAIN },
  { name: 'string_cap', about: 'max_tokens as a string', spoil: withField('max_tokens', 'three'), modes: PLAIN },
  {
    name: 'unknown_model',
    about: 'a model that nobody has',
    spoil: withField('model', 'mlx-xproto/no-such-model'),
    modes: BOTH,
    damaging: true,
  },
];

/** Headers by which the official clients differ; every one must be accepted (F1, R-AN-69 to R-AN-71). */
export interface HeaderProbe {
  name: string;
  about: string;
  headers(apiKey: string): Record<string, string>;
  /** Added to the path. */
  query: string;
}

/** An empty value takes a header away. */
export const HEADER_PROBES: HeaderProbe[] = [
  { name: 'bearer_only', about: 'the key as Authorization: Bearer', headers: () => ({ 'x-api-key': '' }), query: '' },
  { name: 'x_api_key_only', about: 'the key as x-api-key', headers: () => ({ authorization: '' }), query: '' },
  {
    name: 'newest_version',
    about: 'anthropic-version 2026-10-21',
    headers: () => ({ 'anthropic-version': '2026-10-21' }),
    query: '',
  },
  {
    name: 'unknown_beta',
    about: 'an unknown anthropic-beta and ?beta=true',
    headers: () => ({ 'anthropic-beta': 'no-such-beta-2026-01-01', 'anthropic-version': ANTHROPIC_VERSION }),
    query: '?beta=true',
  },
];
