import * as z from 'zod';
import { MODES, PROTOCOLS } from '../wire/exchange.js';

export const Verdict = z.enum(['pass', 'fail', 'warn', 'unknown']);
export type Verdict = z.infer<typeof Verdict>;

export const Severity = z.enum(['error', 'warning']);
export type Severity = z.infer<typeof Severity>;

/** One rule judged at one place: what was expected, what came, and where in the bytes. */
export const Finding = z.object({
  /** Stable over runs: `R-OA-44 count_up openai-chat stream`. */
  id: z.string(),
  rule: z.string(),
  /** Golden case, with its variant after a plus sign; `run` for what concerns the run as a whole. */
  case: z.string(),
  protocol: z.enum([...PROTOCOLS, 'cross']),
  mode: z.enum([...MODES, 'both']),
  verdict: Verdict,
  severity: Severity,
  /** Set where a baseline knows this failure, to its note on it: it is shown, and does not turn the run red. */
  known: z.string().optional(),
  /** Where the reports of several servers were merged: whose finding it is. */
  member: z.string().optional(),
  message: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** A path in the JSON or an event with its byte offset; empty where the whole reply is meant. */
  at: z.string(),
  /** The rule's sentence, who breaks where it does not hold, and where to read more. */
  spec: z.object({ sentence: z.string(), why: z.string(), link: z.string() }),
  exchanges: z.array(z.string()),
});
export type Finding = z.infer<typeof Finding>;
