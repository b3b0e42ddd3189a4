import * as z from 'zod';
import { MODES, PROTOCOLS } from '../wire/exchange.js';
import { parseDuration } from './duration.js';

/** Every option, once: the Action's inputs, the CLI's flags, `action.yml` and the table in the docs come from here. */

const text = z.string();
const optional = z.string().transform((value) => (value === '' ? null : value));
const URL_SAYS = 'must be a URL such as http://127.0.0.1:8080, without a query and without a user';
const url = z
  .union([z.literal(''), z.url({ protocol: /^https?$/, error: URL_SAYS }).refine(isBase, URL_SAYS)])
  .transform((value) => (value === '' ? null : value.replace(/\/+$/, '')));

/** A path can be put behind it, and nothing in it is secret. */
function isBase(value: string): boolean {
  return !/[?#]|^https?:\/\/[^/]*@/i.test(value);
}

/** The longest time that a timer can wait: 24 days and some hours. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds. */
const duration = z.string().transform((value, ctx) => {
  const ms = parseDuration(value);
  if (ms !== null && ms > 0 && ms <= LONGEST) return ms;
  ctx.addIssue({ code: 'custom', message: 'must be a duration such as 500ms, 90s, 10m or 1h, at most 24 days' });
  return z.NEVER;
});

/** Words with commas, blanks or line breaks between them. */
const words = z.string().transform((value) => value.split(/[\s,]+/).filter((word) => word !== ''));

/** A selection among known words; nothing selects all. */
const among = <T extends string>(known: readonly [T, ...T[]]) =>
  words.transform((chosen, ctx): T[] => {
    const wrong = chosen.find((word) => !known.includes(word as T));
    if (wrong === undefined) return chosen.length === 0 ? [...known] : known.filter((one) => chosen.includes(one));
    ctx.addIssue({ code: 'custom', message: `has "${wrong}", but allowed are ${known.join(', ')}` });
    return z.NEVER;
  });

/** `2/5`: the second of five shards. */
const shard = z.string().transform((value, ctx): Shard | null => {
  if (value === '') return null;
  const [, number = 0, of = 0] = (/^(\d{1,3})\/(\d{1,3})$/.exec(value) ?? []).map(Number);
  if (number >= 1 && number <= of) return { number, of };
  ctx.addIssue({ code: 'custom', message: 'must be K/N such as 2/5, with K from 1 to N' });
  return z.NEVER;
});

export const DOWNLOAD = ['never', 'missing'] as const;
export const FAIL_ON = ['error', 'warn', 'never'] as const;
/** Null, the word `installed`, or a version as Python's packages have it. */
const version = optional.refine(
  (value) => value === null || value === 'installed' || /^\d+(\.\d+)*([.-]?[a-z]+\d*)*$/i.test(value),
  'must be "installed" or a version such as 0.7.10',
);

/** What the hub names a state of a repository by. */
const revision = optional.refine(
  (value) => value === null || (/^\w[\w./-]*$/.test(value) && !value.includes('..')),
  'must be a branch, a tag or a commit, such as main or 40 hex digits',
);

export const PROFILES = ['seed', 'standard', 'strict'] as const;

/** Which part of how many. */
export interface Shard {
  number: number;
  of: number;
}

/** What a text may be, for those who type workflows: one of some words, or a list. */
export type Shape = { one: readonly string[] } | { list: readonly string[] | null };

interface Row {
  /** As in `--name` and `with: name`. */
  name: string;
  about: string;
  default: string;
  schema: z.ZodType<unknown, string>;
  /** Undefined where any text may be. */
  shape?: Shape;
}

const row = <S extends z.ZodType<unknown, string>>(
  name: string,
  fallback: string,
  schema: S,
  about: string,
  shape?: Shape,
) => ({ name, about, default: fallback, schema, shape });

export const OPTIONS = {
  server: row(
    'server',
    'mlx-manager',
    text.min(1),
    'A server to launch by name, `reference`, `command`, or `attach` to one that runs already.',
  ),
  command: row(
    'command',
    '',
    text,
    'With `server: command`: the program and its arguments, with `{model}`, `{host}` and `{port}`; split without a shell.',
  ),
  serverVersion: row(
    'server-version',
    '',
    version,
    'Of a server that is launched by name: a version to install, or `installed` for the program on PATH; the version that this tool was tried with unless given.',
  ),
  serverArgs: row(
    'server-args',
    '',
    text,
    'Further arguments for a server that is launched by name; split without a shell.',
  ),
  serverEnv: row(
    'server-env',
    '',
    text,
    'Further environment of a server that is launched: `NAME=VALUE`, one on each line; a value with blanks in quotes.',
  ),
  openaiBaseUrl: row(
    'openai-base-url',
    '',
    url,
    'Where the OpenAI API is, such as `http://127.0.0.1:8080/v1`. Needed for `attach`.',
  ),
  anthropicBaseUrl: row(
    'anthropic-base-url',
    '',
    url,
    'Where the Anthropic API is, such as `http://127.0.0.1:8080`. Needed for `attach`.',
  ),
  apiKey: row(
    'api-key',
    '',
    optional,
    'Sent on both sides in every usual header. Random for a server that is launched.',
  ),
  model: row(
    'model',
    'mlx-community/Qwen3-0.6B-4bit-DWQ',
    text.min(1),
    'Model id, a folder, for `llama-server` a GGUF file, or `golden`: the tiny model of this project, with nothing to download.',
  ),
  modelRevision: row(
    'model-revision',
    '',
    revision,
    'With a hub id: the branch, tag or commit that must be on this machine; `main` unless given.',
  ),
  download: row(
    'download',
    'never',
    z.enum(DOWNLOAD),
    '`missing` fetches a hub id that is not on this machine; `never`: such a run has exit status 3.',
    { one: DOWNLOAD },
  ),
  protocols: row('protocols', '', among(PROTOCOLS), `Of ${PROTOCOLS.join(', ')}; all unless given.`, {
    list: PROTOCOLS,
  }),
  modes: row('modes', '', among(MODES), `Of ${MODES.join(', ')}; both unless given.`, { list: MODES }),
  cases: row('cases', '', words, 'Golden cases to ask, by id; all unless given.', { list: null }),
  checks: row(
    'checks',
    '',
    words,
    'Rules to judge: ids and globs such as `R-OA-*`, with `!` to exclude; all unless given.',
    { list: null },
  ),
  profile: row(
    'profile',
    'standard',
    z.enum(PROFILES),
    '`standard`; `seed`: the cases of the first suite at temperature 0.1; `strict`: warnings fail, `unknown` has exit status 3.',
    { one: PROFILES },
  ),
  baseline: row(
    'baseline',
    '',
    optional,
    'A file of known failures, made by `baseline update`: they do not fail the run; a new one does, and so does one that is gone.',
  ),
  failOn: row(
    'fail-on',
    'error',
    z.enum(FAIL_ON),
    'What gives exit status 1: `error`: a mismatch; `warn`: a warning, too; `never`: nothing, but no verdict is still 3.',
    { one: FAIL_ON },
  ),
  shard: row(
    'shard',
    '',
    shard,
    'Ask one part of the plan only, such as `2/5`; `merge` joins the reports of all parts to one.',
  ),
  reportDir: row(
    'report-dir',
    'mlx-xproto-report',
    text.min(1),
    'Where report.json, summary.md, evidence/ and server.log go.',
  ),
  startupTimeout: row('startup-timeout', '10m', duration, 'How long the server may take until it answers.'),
  requestTimeout: row('request-timeout', '2m', duration, 'How long one exchange may take.'),
  timeout: row('timeout', '30m', duration, 'How long the whole run may take.'),
  golden: row('golden', '', optional, 'A folder with further golden cases: `cases/*.json` and `prompts/*.txt`.'),
} as const satisfies Record<string, Row>;

export type OptionKey = keyof typeof OPTIONS;
export type Options = { [K in OptionKey]: z.output<(typeof OPTIONS)[K]['schema']> };
