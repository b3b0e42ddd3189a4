import type { Exchange } from '../../src/wire/exchange.js';

/** What every exhibit of the museum said. */
export interface Recorded {
  exchanges: Exchange[];
  /** Positions in `exchanges`. */
  exhibits: { id: string; exchanges: number[] }[];
}
