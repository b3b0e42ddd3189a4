import { EVENTS } from './events.js';
import type { Variant } from './variant.js';
import { WIRE } from './wire.js';

export type { Variant } from './variant.js';

/** Every legal variant of the clean server. */
export const VARIANTS: Variant[] = [...WIRE, ...EVENTS];
