import * as z from 'zod';
import { Finding } from '../verdict/finding.js';
import { MODES, PROTOCOLS } from '../wire/exchange.js';

export const SCHEMA_VERSION = 1;

const count = z.int().min(0);
const counts = z.object({ pass: count, fail: count, warn: count, unknown: count, known: count });
const exitCode = z.union([z.literal(0), z.literal(1), z.literal(3)]);

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

/** What was asked: reports with one fingerprint ask and judge the same, and can be joined. */
export const AskedPlan = z.object({
  fingerprint: z.string(),
  /** The server as it was asked for: its name, its command, or its address. */
  server: z.string(),
  /** The model as it was asked for; the report's own is the server's name for it. */
  model: z.string(),
  /** Where only one part was asked: which one. */
  shard: z.object({ number: z.int().min(1), of: z.int().min(1) }).optional(),
  /** As in the option: the folder of further golden cases. */
  golden: z.string().optional(),
  cases: z.array(z.string()),
  checks: z.array(z.string()),
  protocols: z.array(z.enum(PROTOCOLS)),
  modes: z.array(z.enum(MODES)),
});
export type AskedPlan = z.infer<typeof AskedPlan>;

/** One of several servers, models or profiles whose reports were merged: what its own report said. */
export const Member = z.object({
  /** As in `member` of its findings. */
  name: z.string(),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  exitCode,
  reason: z.string(),
  counts,
});
export type Member = z.infer<typeof Member>;

/** The one report type: every format is rendered from it. */
export const Report = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  exitCode,
  /** Why the run has this verdict, in one sentence. */
  reason: z.string(),
  counts,
  server: z.object({
    name: z.string(),
    version: z.string().nullable(),
    openaiBaseUrl: z.string(),
    anthropicBaseUrl: z.string(),
  }),
  model: z.string(),
  profile: z.string(),
  plan: AskedPlan.optional(),
  members: z.array(Member).optional(),
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
