import type { AnyReading } from '../protocols/index.js';
import type { Breach } from '../protocols/protocol.js';
import type { Severity, Verdict } from '../verdict/finding.js';
import type { Cell, ProtocolName } from '../wire/exchange.js';
import type { RunView } from './view.js';

interface Statement {
  /** As in the protocol reference: `R-OA-44`. */
  id: string;
  severity: Severity;
  /** What must hold, in one sentence. */
  sentence: string;
  /** Who breaks when it does not hold, and how we know. */
  why: string;
}

/** A rule about one reply: judged wherever a reply offers what it is about. */
export interface ReplyRule extends Statement {
  /** The protocols whose replies it is about. */
  protocols: readonly ProtocolName[];
  /** What a reply must have so that the rule can be judged: said where no reply of a run had it. */
  needs: string;
  /** Null where the reading offers nothing to judge. */
  judge(reading: AnyReading): Breach[] | null;
}

/** What a relation says of one place: a pair of cells, a case, or the run as a whole. */
export interface Outcome {
  case: string;
  protocol: ProtocolName | 'cross';
  mode: Cell['mode'] | 'both';
  verdict: Extract<Verdict, 'pass' | 'fail' | 'unknown'>;
  expected: string;
  actual: string;
  at?: string;
  /** As in a breach. */
  tolerated?: boolean;
  exchanges: string[];
}

/** A rule about two or more exchanges that must agree. */
export interface Relation extends Statement {
  /** The variants and bad requests that it needs, as in `src/plan`; the golden cases themselves are always there. */
  uses: string[];
  /** One outcome for each place that the plan offers; none where the plan holds no such place. */
  judge(run: RunView): Outcome[];
}

type Judge = ReplyRule['judge'];
/** A row of a table of rules. */
export type Row = [id: string, severity: Severity, sentence: string, why: string, judge: Judge, needs?: string];

/** Makes rules from a table, for the replies of one protocol or of several. */
export function replyRules(protocols: readonly ProtocolName[], rows: Row[]): ReplyRule[] {
  return rows.map(([id, severity, sentence, why, judge, needs]) => ({
    id,
    severity,
    sentence,
    why,
    protocols,
    judge,
    needs: needs ?? 'a reply of this kind',
  }));
}
