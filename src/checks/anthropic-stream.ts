import { anthropicBlocks } from './anthropic-blocks.js';
import { anthropicEnding } from './anthropic-ending.js';
import { anthropicOpening } from './anthropic-opening.js';
import type { ReplyRule } from './rule.js';

/** Rules about a stream of events, in the order of the protocol reference 6.5. */
export const anthropicStream: ReplyRule[] = [...anthropicOpening, ...anthropicBlocks, ...anthropicEnding];
