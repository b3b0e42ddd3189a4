import type { Change } from '../stages.js';

/** A legal way to be different: no check may find anything in it. */
export interface Variant {
  id: string;
  /** One sentence: what the server does otherwise, and where that is allowed. */
  says: string;
  change: Change;
}
