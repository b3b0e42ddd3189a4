import type { Mode, ProtocolName } from '../../wire/exchange.js';
import type { Change } from '../stages.js';

/** A finding that a defect causes. */
export interface Expected {
  /** An id of the protocol reference, section 6. */
  rule: string;
  protocol: ProtocolName | 'cross';
  /** `both`: in plain and in stream alike. Where plain and stream are compared, the finding is the stream's. */
  mode: Mode | 'both';
  /** The only case in which it can show. */
  case?: string;
}

/** A named mutation of the reference server, copied from a real bug. */
export interface Defect {
  id: string;
  /** Where it was seen: an issue, a commit, or a row of the protocol reference. */
  source: string;
  /** One sentence: what the server does wrong. */
  says: string;
  /** The findings that must be there. Written by hand from the rules, never taken from a run. */
  expects: Expected[];
  /** Findings that may be there as well: consequences of the same bug. What is left out is any. */
  neighbours?: Partial<Expected>[];
  change: Change;
}
