import { anthropicPlainCases } from './anthropic-plain.js';
import { anthropicStreamCases } from './anthropic-stream.js';
import type { Case } from './case.js';
import { goldenCases } from './golden.js';
import { openaiExtraCases } from './openai-extras.js';
import { openaiStreamCases } from './openai-stream.js';
import { pairCases } from './pairs.js';
import { relationCases } from './relations.js';
import { seedCases } from './seed.js';
import { serverCases } from './server.js';
import { singleCases } from './single.js';
import { spellingCases } from './spellings.js';
import { wireCases } from './wire.js';

export { aloneOf, type Case, complaintOf, evidenceOf } from './case.js';

/** Replies and runs written by hand, each with what one rule must say of it. */
export const CASES: Case[] = [
  ...singleCases,
  ...wireCases,
  ...anthropicPlainCases,
  ...openaiStreamCases,
  ...openaiExtraCases,
  ...anthropicStreamCases,
  ...goldenCases,
  ...pairCases,
  ...relationCases,
  ...spellingCases,
  ...serverCases,
  ...seedCases,
];
