import { CALIBRATED, TOGETHER } from '../golden/special.js';
import type { AnyReading } from '../protocols/index.js';
import type { Reply } from '../protocols/protocol.js';
import {
  type Agreement,
  agreement,
  CONTROL_TAKES,
  isOdd,
  STEADY_TAKES,
  type Takes,
  takeTurns,
} from '../verdict/stability.js';
import type { Cell } from '../wire/exchange.js';
import { isAnswered, variantOf } from './scope.js';
import type { RunView } from './view.js';

/** What of two answers is compared, each as text (protocol reference 5.3). */
export const FACETS = {
  text: (reply: Reply) => reply.text,
  reasoning: (reply: Reply) => reply.reasoning,
  /** Names and order; ids are never compared. */
  calls: (reply: Reply) => reply.toolCalls.map(({ name }) => name).join(', '),
  arguments: (reply: Reply) => reply.toolCalls.map((call) => canonical(call.arguments ?? call.raw)).join(', '),
  stop: (reply: Reply) => stopClass(reply),
} as const;
export type Facet = keyof typeof FACETS;

/** OpenAI's `stop` after a tool call is a tool's stop (F10); which string matched only one API can say (5.5). */
function stopClass({ stop, toolCalls }: Reply): string {
  if (stop.class === 'stop-string') return 'end';
  return stop.raw === 'stop' && toolCalls.length > 0 ? 'tool' : stop.class;
}

/** JSON with its keys in order: spelling is no difference (5.5). */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Two cells that must say the same, and the readings that tell. */
export interface Pair {
  a: AnyReading;
  b: AnyReading;
  exchanges: string[];
  compare(facet: Facet): Agreement;
}

/** Where the cells do not ask the same: each its own nonce, each API its own spelling of a note. */
const DIFFERENT = [TOGETHER, 'system_note'];

/** The pair of two cells of a case; undefined where one of them has no answer. */
export function pairOf(run: RunView, name: string, left: Cell, right: Cell): Pair | undefined {
  const [a, b] = [run.at(name, left), run.at(name, right)];
  if (!a?.reply || !b?.reply || DIFFERENT.includes(variantOf(name))) return undefined;
  // An answer that we broke off ourselves is not whole.
  if (!isAnswered(a) || !isAnswered(b)) return undefined;
  const [againA, againB] = [run.control(name, left), run.control(name, right)];
  return {
    a,
    b,
    exchanges: [a.exchange.id, b.exchange.id],
    compare: (facet) => {
      const [takesA, takesB] = [takesOf(a, againA, facet), takesOf(b, againB, facet)];
      const agreed = agreement(takesA, takesB, takesNeeded(run));
      const isOpen = agreed.kind === 'unstable' && Math.min(againA.length, againB.length) === 0;
      return isOpen && isControlled(run, name, facet, takesA, takesB)
        ? { kind: 'differ', a: takesA.judged, b: takesB.judged }
        : agreed;
    },
  };
}

/** Whether a server that repeats itself gave two different answers by turns, so that asking again would say nothing new. */
function isControlled(run: RunView, name: string, facet: Facet, a: Takes, b: Takes): boolean {
  if (takesNeeded(run) > STEADY_TAKES) return false;
  const asked = run.readings.filter(({ exchange }) => exchange.case === name);
  return takeTurns(
    asked.map((one) => takesOf(one, [], facet).judged),
    a.judged,
    b.judged,
  );
}

/** How many takes of the control must agree before a difference is believed. */
export function takesNeeded(run: RunView): number {
  const repeats = (names: readonly string[]) =>
    run.protocols.length > 0 &&
    run.protocols.every((protocol) => {
      const [first, again] = names.map((name) => run.at(name, { protocol, mode: 'plain' })?.reply?.text);
      return first !== undefined && first === again;
    });
  return repeats(CALIBRATED.atZero) || repeats(CALIBRATED.nearZero) ? STEADY_TAKES : CONTROL_TAKES;
}

function takesOf(judged: AnyReading, control: AnyReading[], facet: Facet): Takes {
  const say = ({ reply }: AnyReading) => (reply ? FACETS[facet](reply) : 'no answer');
  return { judged: say(judged), control: control.map(say) };
}

/** Whether a cell's first answer was not repeated by the control. */
export function isOddCell(run: RunView, name: string, at: Cell): boolean {
  const first = run.at(name, at);
  const facets = Object.keys(FACETS) as Facet[];
  return first !== undefined && facets.some((facet) => isOdd(takesOf(first, run.control(name, at), facet)));
}

/** The pairs of a case that must agree: plain and stream of each protocol, and the protocols with each other. */
export function pairsOf(run: RunView, name: string): { left: Cell; right: Cell; pair: Pair }[] {
  const openai = (mode: Cell['mode']): Cell => ({ protocol: 'openai-chat', mode });
  const anthropic = (mode: Cell['mode']): Cell => ({ protocol: 'anthropic-messages', mode });
  const wanted: [Cell, Cell][] = [
    [openai('plain'), openai('stream')],
    [anthropic('plain'), anthropic('stream')],
    // Where plain equals stream on both sides, a second comparison of the streams would say nothing new.
    [openai('plain'), anthropic('plain')],
    ...(run.at(name, openai('plain')) ? [] : ([[openai('stream'), anthropic('stream')]] as [Cell, Cell][])),
  ];
  return wanted.flatMap(([left, right]) => {
    const pair = pairOf(run, name, left, right);
    return pair ? [{ left, right, pair }] : [];
  });
}

/** The cells of a case that differ from another in a way that may be chance: to be asked again before anything is said. */
export function unsureCells(run: RunView, name: string): Cell[] {
  const facets = Object.keys(FACETS) as Facet[];
  return pairsOf(run, name)
    .filter(({ pair }) => facets.some((facet) => pair.compare(facet).kind === 'unstable'))
    .flatMap(({ left, right }) => [left, right]);
}
