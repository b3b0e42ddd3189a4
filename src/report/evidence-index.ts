import * as z from 'zod';
import type { Conversation } from '../conversation.js';
import { BODY_ENDS, type Exchange, MODES, PROTOCOLS, type Received } from '../wire/exchange.js';

export const EVIDENCE_VERSION = 1;

const ms = z.number().min(0);

/** Stored as it is: what a conversation holds is the protocols' affair. */
const asked = z.custom<Conversation>(
  (value) => typeof value === 'object' && value !== null && 'turns' in value && Array.isArray(value.turns),
  'not a conversation',
);

/** Evidence may come from someone else: a body's name must not lead out of its directory. */
const fileName = z.string().regex(/^[\w.+-]+\.body$/, 'not the name of a body file');

const SavedBody = z.object({ file: fileName, length: z.int().min(0), sha256: z.string() });

const SavedReceived = z.object({
  status: z.int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: SavedBody,
  arrivals: z.array(z.object({ at: ms, upTo: z.int().min(0) })),
  end: z.enum(BODY_ENDS),
}) satisfies z.ZodType<Omit<Received, 'body'>>;

const SavedExchange = z.object({
  id: z.string(),
  shard: z.int().optional(),
  case: z.string(),
  protocol: z.enum(PROTOCOLS),
  mode: z.enum(MODES),
  purpose: z.enum(['answer', 'option', 'refusal', 'route']),
  take: z.int(),
  method: z.enum(['GET', 'POST', 'HEAD', 'OPTIONS']),
  path: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  abortAfter: z.int().nullable(),
  asked: asked.nullable(),
  received: SavedReceived.nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  timings: z.object({ startedAt: z.string(), headers: ms.nullable(), firstByte: ms.nullable(), end: ms }),
}) satisfies z.ZodType<Omit<Exchange, 'received'>>;
export type SavedExchange = z.infer<typeof SavedExchange>;

/** `evidence/index.json`: everything of the exchanges but the response bodies, which have files of their own. */
export const EvidenceIndex = z.object({
  schemaVersion: z.literal(EVIDENCE_VERSION),
  model: z.string(),
  knownModel: z.boolean(),
  interrupted: z.string().nullable().default(null),
  exchanges: z.array(SavedExchange),
});
export type EvidenceIndex = z.infer<typeof EvidenceIndex>;
