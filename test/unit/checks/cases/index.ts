import { anthropicStreamCases } from './anthropic-stream.js';
import type { Case } from './case.js';
import { openaiStreamCases } from './openai-stream.js';
import { relationCases } from './relations.js';
import { runCases } from './runs.js';
import { seedCases } from './seed.js';
import { singleCases } from './single.js';

export { type Case, complaintOf, evidenceOf } from './case.js';

/** Replies written by hand, each with what one rule must say of it. */
export const CASES: Case[] = [
  ...anthropicStreamCases,
  ...openaiStreamCases,
  ...relationCases,
  ...runCases,
  ...seedCases,
  ...singleCases,
];
