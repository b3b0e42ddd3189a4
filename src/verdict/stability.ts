/**
 * Equality without false alarms (design 5): a difference between two cells counts only where each cell agrees with
 * itself. The judged takes are compared; where they differ, the control's takes decide.
 */

/** One facet of a cell's answers, as text: of the judged take, and of the control's. */
export interface Takes {
  judged: string;
  control: string[];
}

export type Agreement = { kind: 'same' } | { kind: 'differ'; a: string; b: string } | { kind: 'unstable'; why: string };

/**
 * How often each cell is asked again where two differ: backwards, then forwards, so that A B becomes A B, B A, A B.
 * Once is enough where the calibration has shown that both APIs repeat themselves (R-X-38).
 * Where a first take was an odd one out, three times.
 */
export const CONTROL_TAKES = 2;
export const STEADY_TAKES = 1;
export const ODD_TAKES = 3;

/** Whether two cells say the same, and whether that can be known: from so many takes of the control. */
export function agreement(a: Takes, b: Takes, needed: number): Agreement {
  if (a.judged === b.judged) return { kind: 'same' };
  if (a.control.length < needed || b.control.length < needed) {
    return { kind: 'unstable', why: 'they differ, and were not asked again' };
  }
  const loose = changes(a.control) ?? changes(b.control);
  if (loose !== null) return { kind: 'unstable', why: loose };
  const [first = '', second = ''] = [a.control[0], b.control[0]];
  // The first takes differed by the state of a cache: asked again, both sides agree.
  if (first === second) return { kind: 'same' };
  if (!isOdd(a) && !isOdd(b)) return { kind: 'differ', a: first, b: second };
  const enough = Math.min(a.control.length, b.control.length) >= ODD_TAKES;
  return enough
    ? { kind: 'differ', a: first, b: second }
    : { kind: 'unstable', why: 'a first answer was not repeated' };
}

/**
 * Whether the judged takes of a case are a control already: `a` and `b` came twice each, and by turns (A B A B or
 * A B B A), as modes that differ do. A A B B is none, as a cache that filled up looks like this. `all` is what the cells
 * of the case said, in the order in which they were asked.
 */
export function takeTurns(all: string[], a: string, b: string): boolean {
  const order = all.filter((one) => one === a || one === b).map((one) => one === a);
  const changes = order.filter((one, index) => index > 0 && one !== order[index - 1]).length;
  const timesA = order.filter((one) => one).length;
  return Math.min(timesA, order.length - timesA) >= 2 && changes >= 2;
}

/** A first take that no later one repeats: a cold cache, most likely. */
export function isOdd({ judged, control }: Takes): boolean {
  return control.length > 0 && !control.includes(judged);
}

/** Where equal requests had different answers; null where all agree. */
function changes(takes: string[]): string | null {
  const [first = ''] = takes;
  const other = takes.find((take) => take !== first);
  if (other === undefined) return null;
  const at = firstDifference(first, other);
  return `the server is not stable with itself: two equal requests differ from character ${at} on`;
}

/** Index of the first character that differs. */
export function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
