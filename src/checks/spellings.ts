import type { AnyReading } from '../protocols/index.js';
import { get, isObject, parseJson, show } from '../protocols/json.js';
import { schemaComplaint } from './content.js';
import {
  accepted,
  eachAnswer,
  eachExchange,
  eachPair,
  holds,
  notBroken,
  type Place,
  type RelationRow,
  relationsOf,
  type Said,
  sameFate,
  statusOf,
  told,
  unknown,
} from './probe.js';
import type { RunView } from './view.js';

/** Other spellings of a request, and what not every server has: it works, or it is refused, on both sides alike. */

/** Another spelling of the same request: same text, same prompt tokens. */
function sameAsUsual({ free, reply }: Place): Said | null {
  const usual = free?.reply;
  if (!usual) return null;
  const tokens = usual.usage && reply.usage && usual.usage.prompt !== reply.usage.prompt;
  if (tokens) return holds(false, `${usual.usage?.prompt} prompt tokens`, `${reply.usage?.prompt}`);
  return holds(usual.text === reply.text, show(usual.text), show(reply.text));
}

/** A text-only model cannot see: an answer to a picture is made up (raullenchai/Rapid-MLX#782). */
function pictures(openai: AnyReading, anthropic: AnyReading, run: RunView): Said {
  const same = sameFate(openai, anthropic);
  if (same.verdict === 'fail' || !run.knownModel) return same;
  return holds(statusOf(openai) !== 200, 'a refusal: the model cannot see', told(openai));
}

/** Either the schema is kept on a side, or the side says that it cannot. */
function schemaKept(reading: AnyReading): Said | null {
  const { schema } = reading.exchange.asked ?? {};
  if (!schema || statusOf(reading) !== 200) return null;
  const text = reading.reply?.text ?? '';
  const parsed = parseJson(text);
  const complaint = parsed === undefined ? 'no JSON' : schemaComplaint(schema, parsed);
  // What the cap cut off may have become JSON.
  if (parsed === undefined && reading.reply?.stop.class === 'cap' && text.trimStart().startsWith('{')) {
    return unknown('JSON of the schema, or a 400', `cut by the cap: ${show(text, 80)}`);
  }
  return holds(complaint === null, 'JSON of the schema, or a 400', `${complaint ?? 'valid'}: ${show(text, 80)}`);
}

/** A field that is silently ignored makes the official tool runner lose the conversation (T-TR16). */
function threadRefused(reading: AnyReading): Said {
  const code = get(reading.json, 'error', 'details', 'error_code');
  const isKept = statusOf(reading) === 200 && isObject(get(reading.json, 'thread'));
  return holds(
    isKept || (statusOf(reading) === 400 && code === 'thread_unsupported_request'),
    '400 with error.details.error_code thread_unsupported_request, or a reply with its thread',
    told(reading),
  );
}

/** A document whose text nobody read must not be passed over in silence. */
function documentRead(reading: AnyReading, run: RunView): Said {
  if (statusOf(reading) !== 200) return notBroken(reading);
  const [base = ''] = reading.exchange.case.split('+');
  const wanted = run.golden.get(base)?.expect.textContains ?? [];
  const text = reading.reply?.text ?? '';
  const good = wanted.every((part) => text.includes(part));
  const expected = `an answer with ${show(wanted)}, or a 4xx`;
  return good || run.knownModel
    ? holds(good, expected, show(text, 80))
    : unknown(expected, `${show(text, 80)}: the model may be too weak`);
}

const ofAnthropic =
  (judge: (reading: AnyReading) => Said | null) =>
  (reading: AnyReading): Said | null =>
    reading.exchange.protocol === 'anthropic-messages' ? judge(reading) : null;

const BLOCKS = ['system_blocks', 'system_developer', 'content_blocks'];
const KEYS = ['bearer_only', 'x_api_key_only'];
const OPTIONS = ['metadata', 'cache_control', 'output_effort', 'thinking_on'];

const rows: RelationRow[] = [
  [
    'R-AN-74',
    'error',
    'Text may be a string or a list of blocks.',
    'documented; clients send both',
    BLOCKS,
    eachAnswer(BLOCKS, sameAsUsual),
  ],
  [
    'R-AN-69',
    'error',
    'The key is accepted as x-api-key and as Bearer.',
    'the newest official client sends only Bearer, the others only x-api-key (F1)',
    KEYS,
    eachExchange(KEYS, accepted),
  ],
  [
    'R-AN-70',
    'error',
    'Both versions of the API are accepted.',
    'official clients send 2023-06-01 or 2026-10-21 (F1)',
    ['newest_version'],
    eachExchange(['newest_version'], accepted),
  ],
  [
    'R-AN-71',
    'error',
    'Unknown betas and a query string are ignored.',
    'coding agents send them (ollama/ollama#13708)',
    ['unknown_beta'],
    eachExchange(['unknown_beta'], accepted),
  ],
  [
    'R-OA-74',
    'warning',
    'A field that nobody knows is ignored, or refused with 400.',
    'newer clients send fields that a server has not heard of',
    ['extra_fields'],
    eachExchange(['extra_fields'], (reading) =>
      reading.exchange.protocol === 'openai-chat' ? notBroken(reading) : null,
    ),
  ],
  [
    'R-AN-76',
    'error',
    'A thread is refused in the way that clients understand.',
    'the official tool runner loses the history otherwise (T-TR16)',
    ['thread'],
    eachExchange(['thread'], threadRefused),
  ],
  [
    'R-AN-77',
    'warning',
    'Newer fields are accepted or refused, never a failure of the server.',
    'coding agents send them with every request',
    OPTIONS,
    eachExchange(OPTIONS, ofAnthropic(notBroken)),
  ],
  [
    'R-X-27',
    'error',
    'A picture has the same fate on both sides.',
    'one-sided support; an answer to a dropped picture is made up',
    ['image'],
    eachPair(['image'], pictures),
  ],
  [
    'R-X-28',
    'error',
    'A JSON schema is kept, or refused.',
    'a silently ignored schema breaks the parser behind it',
    ['schema'],
    eachExchange(['schema'], schemaKept),
  ],
  [
    'R-X-37',
    'warning',
    'A field that nobody knows has the same fate on both sides.',
    'parity of leniency',
    ['extra_fields'],
    eachPair(['extra_fields'], sameFate),
  ],
  [
    'G-48',
    'warning',
    'A document is read, or refused.',
    'an answer about a document that was dropped is made up (router-for-me/CLIProxyAPI@44d5e0beb)',
    ['document'],
    eachExchange(['document'], documentRead),
  ],
];

export const spellings = relationsOf(rows);
