import type { AnyReading } from '../protocols/index.js';
import { show } from '../protocols/json.js';
import type { Reply } from '../protocols/protocol.js';
import { bodyText, type Cell, PROTOCOLS } from '../wire/exchange.js';
import type { Outcome, Relation } from './rule.js';
import { variantOf } from './scope.js';
import { cell, type RunView } from './view.js';

/** How relations look at what was asked beside the golden cases: a variant, two sides of it, a bad request. */

export type Said = Pick<Outcome, 'verdict' | 'expected' | 'actual' | 'tolerated'>;

export const holds = (good: boolean, expected: string, actual: string): Said => ({
  verdict: good ? 'pass' : 'fail',
  expected,
  actual,
});
export const unknown = (expected: string, actual: string): Said => ({ verdict: 'unknown', expected, actual });

/** Equal but for blanks at the border: a warning here, as that two cells differ in them is R-X-01's and R-X-02's matter. */
export function isPadded(text: string | undefined, wanted: string): boolean {
  return text !== wanted && text?.trim() === wanted.trim();
}

/** An answered variant beside the case that it is made from. */
export interface Place {
  run: RunView;
  base: string;
  at: Cell;
  /** The answer to the case itself: in the same cell, or the plain one. */
  free: AnyReading | undefined;
  varied: AnyReading;
  reply: Reply;
}

/** What was said of one exchange. */
export function outcomeAt({ exchange }: AnyReading, said: Said): Outcome {
  return { case: exchange.case, protocol: exchange.protocol, mode: exchange.mode, exchanges: [exchange.id], ...said };
}

/** Judges each answered cell of some variants, wherever the plan has one. */
export function eachAnswer(names: string[], judge: (place: Place) => Said | null): Relation['judge'] {
  return eachExchange(names, (varied, run) => {
    const { exchange, reply } = varied;
    if (reply === null) return null;
    const [base = ''] = exchange.case.split('+');
    const at = cell(exchange.protocol, exchange.mode);
    const free = run.at(base, at) ?? run.at(base, cell(at.protocol, 'plain'));
    return judge({ run, base, at, free, varied, reply });
  });
}

/** Judges every exchange of some variants or bad requests, answered or not. */
export function eachExchange(
  names: string[],
  judge: (reading: AnyReading, run: RunView) => Said | null,
): Relation['judge'] {
  return (run) =>
    run.readings
      .filter(({ exchange }) => exchange.case.includes('+') && names.includes(variantOf(exchange.case)))
      .flatMap((reading) => {
        const said = judge(reading, run);
        return said === null ? [] : [outcomeAt(reading, said)];
      });
}

/** Judges the two plain exchanges of a variant, or of a bad request, against each other. */
export function eachPair(
  names: string[],
  judge: (openai: AnyReading, anthropic: AnyReading, run: RunView) => Said | null,
): Relation['judge'] {
  return (run) =>
    run.cases
      .filter((name) => name.includes('+') && names.includes(variantOf(name)))
      .flatMap((name): Outcome[] => {
        const [openai, anthropic] = PROTOCOLS.map((protocol) => run.at(name, cell(protocol, 'plain')));
        const said = openai && anthropic ? judge(openai, anthropic, run) : null;
        if (!openai || !anthropic || said === null) return [];
        const exchanges = [openai.exchange.id, anthropic.exchange.id];
        return [{ case: name, protocol: 'cross', mode: 'plain', exchanges, ...said }];
      });
}

/** 0 where no response came at all. */
export function statusOf({ exchange }: AnyReading): number {
  return exchange.received?.status ?? 0;
}

/** What came back, in a few words. */
export function told({ exchange }: AnyReading): string {
  const { received, failure } = exchange;
  return received
    ? `status ${received.status}: ${show(bodyText(received), 80)}`
    : `no response: ${failure?.message ?? ''}`;
}

export function accepted(reading: AnyReading): Said {
  const good = statusOf(reading) === 200;
  return holds(good, 'status 200', good ? 'status 200' : told(reading));
}

/** What not every server has may be refused, but must not break it. */
export function notBroken(reading: AnyReading): Said {
  const status = statusOf(reading);
  const good = status >= 200 && status < 500;
  return holds(good, 'an answer or a 4xx', good ? `status ${status}` : told(reading));
}

const fate = (reading: AnyReading) => `${Math.floor(statusOf(reading) / 100)}xx`;

/** Statuses of one class are one fate: which code a refusal has may differ (protocol reference 5.5). */
export function sameFate(openai: AnyReading, anthropic: AnyReading): Said {
  return holds(fate(openai) === fate(anthropic), `status ${fate(openai)}, as by OpenAI`, told(anthropic));
}

/** A row of a table of relations. */
export type RelationRow = [
  id: string,
  severity: Relation['severity'],
  sentence: string,
  why: string,
  uses: string[],
  judge: Relation['judge'],
];

export function relationsOf(rows: RelationRow[]): Relation[] {
  return rows.map(([id, severity, sentence, why, uses, judge]) => ({ id, severity, sentence, why, uses, judge }));
}
