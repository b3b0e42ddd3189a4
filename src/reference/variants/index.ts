import { ANSWER_VARIANTS } from './answers.js';
import { ANTHROPIC_VARIANTS } from './anthropic.js';
import { OPENAI_VARIANTS } from './openai.js';
import { OPENAI_MORE } from './openai-more.js';
import type { Variant } from './variant.js';
import { WIRE } from './wire.js';

export type { Variant } from './variant.js';

/** Every legal variant of the clean server. */
export const VARIANTS: Variant[] = [
  ...WIRE,
  ...OPENAI_VARIANTS,
  ...OPENAI_MORE,
  ...ANTHROPIC_VARIANTS,
  ...ANSWER_VARIANTS,
];

/** Every server in which nothing may be found: the clean one first. */
export const LEGAL: Pick<Variant, 'id' | 'says' | 'change'>[] = [
  { id: 'clean', says: 'The server is correct.', change: {} },
  ...VARIANTS,
];
