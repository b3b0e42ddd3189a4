import * as z from 'zod';
import { Finding } from '../verdict/finding.js';
import { MODES, PROTOCOLS } from '../wire/exchange.js';

export const SCHEMA_VERSION = 1;

const count = z.int().min(0);

/** What the report says of one exchange; the bytes are in `file`. */
export const ReportedExchange = z.object({
  id: z.string(),
  case: z.string(),
  protocol: z.enum(PROTOCOLS),
  mode: z.enum(MODES),
  take: z.int(),
  request: z.object({ method: z.string(), url: z.string(), body: z.string().nullable() }),
  status: z.int().nullable(),
  failure: z.string().nullable(),
  /** Milliseconds since the request was sent. */
  timings: z.object({
    startedAt: z.string(),
    headers: z.number().nullable(),
    firstByte: z.number().nullable(),
    end: z.number(),
  }),
  /** Below the report directory. */
  file: z.string(),
  /** Reproduces the exchange; the key is read from $API_KEY. */
  curl: z.string(),
});
export type ReportedExchange = z.infer<typeof ReportedExchange>;

/** The one report type: every format is rendered from it. */
export const Report = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  /** Why the run has this verdict, in one sentence. */
  reason: z.string(),
  counts: z.object({ pass: count, fail: count, warn: count, unknown: count, known: count }),
  server: z.object({
    name: z.string(),
    version: z.string().nullable(),
    openaiBaseUrl: z.string(),
    anthropicBaseUrl: z.string(),
  }),
  model: z.string(),
  profile: z.string(),
  startedAt: z.string(),
  /** Milliseconds: the whole run, until the server was ready, and the exchanges. */
  durations: z.object({ total: z.number(), startup: z.number(), exchanges: z.number() }),
  /** What a reader must know before the findings: the temperature used, protocols that are not there, the server's death. */
  notes: z.array(z.string()),
  /** The file of known failures that the run was held against, and its lines that must be deleted. */
  baseline: z
    .object({
      file: z.string(),
      stale: z.array(z.object({ id: z.string(), why: z.string(), line: z.int() })),
    })
    .nullable()
    .default(null),
  findings: z.array(Finding),
  exchanges: z.array(ReportedExchange),
});
export type Report = z.infer<typeof Report>;
