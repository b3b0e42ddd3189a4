import { isOddCell, takesNeeded, unsureCells } from '../checks/compare.js';
import { type RunView, viewOf } from '../checks/view.js';
import { CALIBRATED, NEARLY_ZERO } from '../golden/special.js';
import { read } from '../protocols/index.js';
import { ODD_TAKES } from '../verdict/stability.js';
import type { Ask, Cell, Evidence, Exchange } from '../wire/exchange.js';
import { type Known, type Plan, type Step, steps } from './plan.js';
import type { NotAsked } from './question.js';

export interface Gathering {
  model: string;
  knownModel: boolean;
  /** Tokens; null where it is not known. */
  contextSize: number | null;
  /** Null: find out whether the server takes 0 as greedy. A number: send that one always. */
  temperature: number | null;
  /** Makes one exchange. */
  send(ask: Ask, id: string): Promise<Exchange>;
  /** After each exchange: how many are made, and how many are planned by now. */
  progress(exchange: Exchange, made: number, planned: number): void;
  /** Why to stop: the server died, time is up, somebody pressed Ctrl-C. Null while all is well. */
  interrupted(): string | null;
}

export interface Gathered {
  evidence: Evidence;
  /** Steps that could not be asked, and why. */
  notAsked: { case: string; cell: Cell; why: string }[];
  temperature: number;
}

interface State extends Gathered {
  known: Known;
  made: number;
  planned: number;
}

/** Makes every exchange of a plan, one after the other, and repeats what differs (design 5). Never throws. */
export async function gather(plan: Plan, wish: Gathering): Promise<Gathered> {
  const state = begin(plan, wish);
  if (wish.temperature === null) await calibrate(plan, wish, state);
  for (const group of byCase(plan.answers)) {
    await makeAll(group, wish, state);
    await control(group, wish, state);
  }
  await Promise.all(plan.together.map((step) => make(step, 1, wish, state)));
  await makeAll(plan.refusals, wish, state);
  await makeAll(plan.recovery, wish, state);
  return state;
}

function begin(plan: Plan, wish: Gathering): State {
  const evidence: Evidence = { exchanges: [], knownModel: wish.knownModel, model: wish.model, interrupted: null };
  const seen = (name: string, { protocol, mode }: Cell) => {
    const exchange = evidence.exchanges.find(
      (one) => one.take === 1 && one.case === name && isSameCell(one, { protocol, mode }),
    );
    return exchange && read(exchange);
  };
  const temperature = wish.temperature ?? 0;
  const known: Known = { model: wish.model, contextSize: wish.contextSize, temperature, seen };
  return { evidence, notAsked: [], temperature, known, made: 0, planned: steps(plan).length };
}

/** The steps of one case and its variants stand together, so that a control comes right after what it controls. */
function byCase(all: Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of all) {
    const last = groups.at(-1);
    if (last?.[0]?.case === step.case) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** Does the server take temperature 0 as greedy? If not, text is compared close to 0 (R-X-38). */
async function calibrate(plan: Plan, wish: Gathering, state: State): Promise<void> {
  await makeAll(plan.calibration, wish, state);
  if (isSteady(plan.calibration, state)) return;
  state.planned += plan.recalibration.length;
  await makeAll(plan.recalibration, wish, state);
  if (!isSteady(plan.recalibration, state)) return;
  state.temperature = NEARLY_ZERO;
  state.known.temperature = NEARLY_ZERO;
}

/** Whether each cell gave the same text each time. */
function isSteady(asked: Step[], { known }: State): boolean {
  const texts = (cell: Cell) =>
    asked.filter((step) => isSameCell(step.cell, cell)).map((step) => known.seen(step.case, cell)?.reply?.text);
  return asked.every(({ cell }) => new Set(texts(cell)).size <= 1);
}

async function makeAll(all: Step[], wish: Gathering, state: State): Promise<void> {
  for (const step of all) await make(step, 1, wish, state);
}

async function make(step: Step, take: number, wish: Gathering, state: State): Promise<void> {
  const { evidence } = state;
  evidence.interrupted ??= wish.interrupted() ?? gone(evidence);
  if (evidence.interrupted !== null) return;
  const ask: Ask | NotAsked = step.make(state.known, take);
  if ('notAsked' in ask) {
    state.planned--;
    state.notAsked.push({ case: step.case, cell: step.cell, why: ask.notAsked });
    return;
  }
  // Its own number, as others may be on their way.
  const number = ++state.made;
  const id = `${String(number).padStart(3, '0')}-${step.case}.${ask.protocol}.${ask.mode}`;
  const exchange = await wish.send({ ...ask, take }, id);
  // What we broke off ourselves, as somebody stopped the run, says nothing of the server.
  const ended = wish.interrupted();
  if (ended !== null && !isWhole(exchange)) {
    evidence.interrupted ??= ended;
    return;
  }
  evidence.exchanges.push(exchange);
  wish.progress(exchange, number, state.planned);
}

function isWhole({ received }: Exchange): boolean {
  return received !== null && received.end !== 'aborted';
}

/** As often in a row as nobody listens by chance. */
const REFUSED_IN_A_ROW = 3;

/** A server that nobody of us started ends without a word: then every connection is refused. */
function gone({ exchanges }: Evidence): string | null {
  const last = exchanges.slice(-REFUSED_IN_A_ROW);
  const refused = last.length === REFUSED_IN_A_ROW && last.every(({ failure }) => failure?.code === 'ECONNREFUSED');
  return refused ? `nothing listens at ${last[0]?.url} any more` : null;
}

/** Asks the cells of a case that differ again, backwards and forwards; once more where a first take was an odd one out. */
async function control(group: Step[], wish: Gathering, state: State): Promise<void> {
  const name = group[0]?.case;
  if (name === undefined || group.length < 2) return;
  let view = viewOfCase(name, state);
  const unsure = unsureCells(view, name);
  const again = group.filter((step) => unsure.some((cell) => isSameCell(cell, step.cell)));
  for (let take = 1; again.length > 0 && take <= ODD_TAKES; take++) {
    if (state.evidence.interrupted !== null || !needsTake(take, again, name, view)) return;
    state.planned += again.length;
    const order = take % 2 === 1 ? again.toReversed() : again;
    for (const step of order) await make(step, take + 1, wish, state);
    view = viewOfCase(name, state);
  }
}

function needsTake(take: number, again: Step[], name: string, view: RunView): boolean {
  return take <= takesNeeded(view) || again.some(({ cell }) => isOddCell(view, name, cell));
}

/** What was gathered of one case, and what tells whether the server repeats itself. */
function viewOfCase(name: string, { evidence }: State): RunView {
  const told = [name, ...CALIBRATED.atZero, ...CALIBRATED.nearZero];
  return viewOf({ ...evidence, exchanges: evidence.exchanges.filter((one) => told.includes(one.case)) }, []);
}

function isSameCell(a: Cell, b: Cell): boolean {
  return a.protocol === b.protocol && a.mode === b.mode;
}
