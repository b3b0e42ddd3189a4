import type { Golden } from '../golden/case.js';
import { ask, type Conversation } from '../protocols/conversation.js';
import type { AnyReading } from '../protocols/index.js';
import { protocols } from '../protocols/index.js';
import type { Ask, Cell, ProtocolName, Purpose } from '../wire/exchange.js';
import { HEADER_PROBES, REFUSALS } from './refusals.js';
import { cellsOf, type NotAsked, VARIANTS, type Variant } from './variants.js';

/** What a step knows when its turn comes. */
export interface Known {
  model: string;
  apiKey: string;
  /** Of all requests of the run: 0, unless the server does not take 0 as greedy (R-X-38). */
  temperature: number;
  /** The judged take of an earlier step. */
  seen(name: string, cell: Cell): AnyReading | undefined;
}

/** One exchange to come. What is asked may hang on what was answered before. */
export interface Step {
  case: string;
  about: string;
  cell: Cell;
  make(known: Known): Ask | NotAsked;
}

export interface Plan {
  /** Asked first, at temperature 0: does the server agree with itself? Empty where nobody asked for it. */
  calibration: Step[];
  /** Asked only where the calibration's answers differ: the same, close to temperature 0. */
  recalibration: Step[];
  answers: Step[];
  refusals: Step[];
  /** A good request after all bad ones. */
  recovery: Step[];
}

export interface PlanWish {
  golden: Golden[];
  cells: Cell[];
  /** The variants and bad requests that some selected rule uses; the others are not asked. */
  used(name: string): boolean;
}

/** The case whose answer shows sampling: many equally good ones, one at temperature 0. */
export const CALIBRATION = 'roll_dice';
/** Close enough to 0 that a sampler always takes the best token, and yet not 0. */
export const NEARLY_ZERO = 0.01;
const RECOVERY = 'recovery';

/** Which exchanges a run makes, in order: each once, bad requests after good ones, damaging ones last. */
export function plan({ golden, cells, used }: PlanWish): Plan {
  const calibrated = golden.find(({ id }) => id === CALIBRATION);
  const cases = golden.filter((one) => one !== calibrated);
  const plain = cells.filter(({ mode }) => mode === 'plain');
  return {
    calibration: calibrated && used('again') ? twice(calibrated, plain, '', 0) : [],
    recalibration: calibrated && used('again') ? twice(calibrated, plain, '+nearly_zero', NEARLY_ZERO) : [],
    answers: [...cases.flatMap((one) => answerSteps(one, cells, used)), ...headerSteps(plain, used)],
    refusals: refusalSteps(cells, used),
    recovery: plain.map((cell) => step(RECOVERY, 'a good request after the bad ones', cell, () => ask(GREETING, 16))),
  };
}

const GREETING = 'Hello! Please respond with a single sentence greeting.';

/** All steps that will be made for certain, in order. */
export function steps({ calibration, answers, refusals, recovery }: Plan): Step[] {
  return [...calibration, ...answers, ...refusals, ...recovery];
}

function twice(golden: Golden, cells: Cell[], suffix: string, temperature: number): Step[] {
  const conversation = { ...conversationOf(golden), temperature };
  return ['', suffix === '' ? '+again' : '_again'].flatMap((time) =>
    cells.map((cell) => step(`${golden.id}${suffix}${time}`, golden.about, cell, () => conversation)),
  );
}

function answerSteps(golden: Golden, cells: Cell[], used: PlanWish['used']): Step[] {
  const free = cells.map((cell) =>
    step(golden.id, golden.about, cell, ({ temperature }) => ({ ...conversationOf(golden), temperature })),
  );
  const variants = VARIANTS.filter(({ name }) => golden.variants.includes(name) && used(name));
  return [...free, ...variants.flatMap((variant) => variantSteps(golden, variant, cells))];
}

function variantSteps(golden: Golden, variant: Variant, cells: Cell[]): Step[] {
  return cellsOf(variant, cells).map((cell) =>
    step(`${golden.id}+${variant.name}`, variant.about, cell, ({ temperature, seen }) =>
      variant.make({
        golden,
        conversation: { ...conversationOf(golden), temperature },
        answer: seen(golden.id, cell),
      }),
    ),
  );
}

/** The conversation that a golden case opens. */
export function conversationOf({ prompt, system, tools, maxTokens }: Golden): Conversation {
  return { ...ask(prompt, maxTokens), system, tools };
}

function step(name: string, about: string, cell: Cell, make: (known: Known) => Conversation | NotAsked): Step {
  return {
    case: name,
    about,
    cell,
    make: (known) => {
      const conversation = make(known);
      if ('notAsked' in conversation) return conversation;
      const body = JSON.stringify(protocols[cell.protocol].body(known.model, conversation, cell.mode));
      return post(name, cell, 'answer', body, conversation);
    },
  };
}

function post(name: string, cell: Cell, purpose: Purpose, body: string, asked: Conversation | null): Ask {
  const { path } = protocols[cell.protocol];
  return { case: name, ...cell, purpose, take: 1, method: 'POST', path, headers: {}, body, asked };
}

/** A good body of the protocol, to be spoilt. */
function goodBody(protocol: ProtocolName, mode: Cell['mode'], model: string): Record<string, unknown> {
  return protocols[protocol].body(model, ask(GREETING, 16), mode);
}

function refusalSteps(cells: Cell[], used: PlanWish['used']): Step[] {
  const wanted = REFUSALS.filter(({ name }) => used(name));
  const ordered = [...wanted.filter(({ damaging }) => !damaging), ...wanted.filter(({ damaging }) => damaging)];
  return ordered.flatMap(({ name, about, spoil, modes, protocols: only }) =>
    cells
      .filter(({ protocol, mode }) => modes.includes(mode) && (only?.includes(protocol) ?? true))
      .map((cell) => {
        const id = `bad_request+${name}`;
        const make = ({ model }: Known) =>
          post(id, cell, 'refusal', spoil(goodBody(cell.protocol, cell.mode, model), cell.protocol), null);
        return { case: id, about, cell, make };
      }),
  );
}

function headerSteps(cells: Cell[], used: PlanWish['used']): Step[] {
  const anthropic = cells.filter(({ protocol }) => protocol === 'anthropic-messages');
  return HEADER_PROBES.filter(({ name }) => used(name)).flatMap(({ name, about, headers, query }) =>
    anthropic.map((cell) => {
      const base = step(`headers+${name}`, about, cell, ({ temperature }) => ({ ...ask(GREETING, 16), temperature }));
      const make = (known: Known) => {
        const made = base.make(known);
        return 'notAsked' in made ? made : { ...made, path: made.path + query, headers: headers(known.apiKey) };
      };
      return { ...base, make };
    }),
  );
}
