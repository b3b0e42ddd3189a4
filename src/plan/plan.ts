import { ask, type Conversation } from '../conversation.js';
import type { Golden } from '../golden/case.js';
import {
  BAD_REQUEST,
  CALIBRATION,
  CORS,
  HEAD,
  MODELS,
  NEARLY_ZERO,
  NONCES,
  RECOVERY,
  TOGETHER,
} from '../golden/special.js';
import { type AnyReading, protocols } from '../protocols/index.js';
import type { Json } from '../protocols/protocol.js';
import type { Ask, Cell, Mode, ProtocolName } from '../wire/exchange.js';
import type { NotAsked, Question, Variant } from './question.js';
import { REFUSALS, type Refusal } from './refusals.js';
import { cellsOf, VARIANTS } from './variants.js';

/** What a step knows when its turn comes. */
export interface Known {
  model: string;
  /** Tokens; null where it is not known. */
  contextSize: number | null;
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
  /** `take`: 1 for the judged one, more in a control. */
  make(known: Known, take?: number): Ask | NotAsked;
}

export interface Plan {
  /** Asked first, at temperature 0: does the server agree with itself? Empty where nobody asked for it. */
  calibration: Step[];
  /** Asked only where the calibration's answers differ: the same, close to temperature 0. */
  recalibration: Step[];
  answers: Step[];
  /** Sent at the same time: the answers must not mix (R-X-36). */
  together: Step[];
  refusals: Step[];
  /** A good request after all bad ones. */
  recovery: Step[];
}

export interface PlanWish {
  golden: Golden[];
  cells: Cell[];
  /** The variants and bad requests that some selected rule uses; the others are not asked. */
  used(name: string): boolean;
  /** Ask what takes long, too. */
  heavy: boolean;
}

/** Which exchanges a run makes, in order: each once, bad requests after good ones, damaging ones last. */
export function plan({ golden, cells, used, heavy }: PlanWish): Plan {
  const calibrated = used('again') ? golden.find(({ id }) => id === CALIBRATION) : undefined;
  const plain = cells.filter(({ mode }) => mode === 'plain');
  return {
    calibration: calibrated ? twice(calibrated, plain, '', 0) : [],
    recalibration: calibrated ? twice(calibrated, plain, '+nearly_zero', NEARLY_ZERO) : [],
    answers: [...golden.flatMap((one) => answerSteps(one, cells, used, heavy)), ...routeSteps(plain, used, heavy)],
    together: used(TOGETHER) ? cells.map((cell, k) => nonceStep(cell, k)) : [],
    refusals: refusalSteps(cells, used, heavy),
    recovery: plain.map((cell) =>
      step(RECOVERY, 'a good request after the bad ones', cell, () => ({ conversation: ask(GREETING, 16) })),
    ),
  };
}

const GREETING = 'Hello! Please respond with a single sentence greeting.';
/** All steps that will be made for certain, in order. */
export function steps({ calibration, answers, together, refusals, recovery }: Plan): Step[] {
  return [...calibration, ...answers, ...together, ...refusals, ...recovery];
}

function twice(golden: Golden, cells: Cell[], suffix: string, temperature: number): Step[] {
  const conversation = { ...conversationOf(golden), temperature };
  return ['', suffix === '' ? '+again' : '_again'].flatMap((time) =>
    cells.map((cell) => step(`${golden.id}${suffix}${time}`, golden.about, cell, () => ({ conversation }))),
  );
}

function answerSteps(golden: Golden, all: Cell[], used: PlanWish['used'], heavy: boolean): Step[] {
  const cells = all.filter(({ mode }) => golden.modes.includes(mode));
  // The calibration has asked its case already.
  const asked = golden.free && golden.id !== CALIBRATION ? cells : [];
  const free = asked.map((cell) =>
    step(golden.id, golden.about, cell, ({ temperature }) => ({
      conversation: { ...conversationOf(golden), temperature },
    })),
  );
  const variants = VARIANTS.filter(
    (one) => golden.variants.includes(one.name) && used(one.name) && (heavy || !one.heavy),
  );
  return [...free, ...variants.flatMap((variant) => variantSteps(golden, variant, cells))];
}

function variantSteps(golden: Golden, variant: Variant, cells: Cell[]): Step[] {
  const asked = cellsOf(variant, cells);
  return asked.map((cell) =>
    step(`${golden.id}+${variant.name}`, variant.about, cell, ({ temperature, seen }, take) => {
      const at = (place: Cell) => (name?: string) =>
        seen(name === undefined ? golden.id : `${golden.id}+${name}`, place);
      const conversation = { ...conversationOf(golden), temperature };
      const telling = (place: Cell) => variant.make({ golden, conversation, answer: at(cell), told: at(place) });
      const again = take > 1 ? telling(asked[0] ?? cell) : null;
      return again === null || 'notAsked' in again ? telling(cell) : again;
    }),
  );
}

/** The conversation that a golden case opens. */
export function conversationOf({ prompt, system, tools, maxTokens }: Golden): Conversation {
  return { ...ask(prompt, maxTokens), system, tools };
}

type MakeQuestion = (known: Known, take: number) => Question | NotAsked;

function step(name: string, about: string, cell: Cell, make: MakeQuestion): Step {
  return {
    case: name,
    about,
    cell,
    make: (known, take = 1) => {
      const question = make(known, take);
      return 'notAsked' in question ? question : render(name, cell, question, known.model);
    },
  };
}

function render(name: string, cell: Cell, question: Question, model: string): Ask {
  const { conversation, purpose = 'answer', path = '', headers = {}, abortAfter = null, body } = question;
  const { protocol, mode } = cell;
  const usual = protocols[protocol].body(model, conversation, mode);
  return {
    case: name,
    ...cell,
    purpose,
    take: 1,
    method: 'POST',
    path: protocols[protocol].path + path,
    headers,
    body: JSON.stringify(body ? body(usual, protocol) : usual),
    abortAfter,
    asked: conversation,
  };
}

function nonceStep(cell: Cell, k: number): Step {
  const text = `Repeat exactly: ${NONCES[k]}`;
  return step(TOGETHER, 'all cells at the same time', cell, ({ temperature }) => ({
    conversation: { ...ask(text, 64), temperature },
  }));
}

interface RouteRow {
  name: string;
  about: string;
  method: Ask['method'];
  paths: Partial<Record<ProtocolName, string>>;
  headers: Record<string, string>;
  heavy: boolean;
}

/** What a browser asks before a page of another origin may talk to the server. */
const PREFLIGHT = {
  origin: 'https://example.org',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type',
};

/** Further routes that clients of each API ask. */
const ROUTES: RouteRow[] = [
  {
    ...{ name: MODELS, about: 'the list of models', method: 'GET', headers: {}, heavy: false },
    paths: { 'openai-chat': '/models', 'anthropic-messages': '/v1/models' },
  },
  {
    ...{ name: HEAD, about: 'is anybody there?', method: 'HEAD', headers: {}, heavy: false },
    paths: { 'anthropic-messages': '/' },
  },
  {
    ...{ name: CORS, about: 'may a web page ask?', method: 'OPTIONS', headers: PREFLIGHT, heavy: true },
    paths: { 'openai-chat': '/chat/completions' },
  },
];

/** All that only a strict run asks, by name. */
export const HEAVY_NAMES: string[] = [...VARIANTS, ...REFUSALS, ...ROUTES]
  .filter(({ heavy }) => heavy)
  .map(({ name }) => name);

function routeSteps(cells: Cell[], used: PlanWish['used'], heavy: boolean): Step[] {
  return ROUTES.filter((row) => used(row.name) && (heavy || !row.heavy)).flatMap(
    ({ name, about, method, paths, headers }) =>
      cells.flatMap((cell): Step[] => {
        const path = paths[cell.protocol];
        if (path === undefined) return [];
        const make = (): Ask => ({
          ...{ case: name, ...cell, purpose: 'route', take: 1, method, path },
          ...{ headers, body: null, abortAfter: null, asked: null },
        });
        return [{ case: name, about, cell, make }];
      }),
  );
}

/** A good body of the protocol, to be spoilt. */
function goodBody(protocol: ProtocolName, mode: Mode, model: string): Json {
  return protocols[protocol].body(model, ask(GREETING, 16), mode);
}

function refusalSteps(cells: Cell[], used: PlanWish['used'], heavy: boolean): Step[] {
  const wanted = REFUSALS.filter((one) => used(one.name) && (heavy || !one.heavy));
  const ordered = [...wanted.filter(({ damaging }) => !damaging), ...wanted.filter(({ damaging }) => damaging)];
  return ordered.flatMap((refusal) =>
    cells
      .filter(({ protocol }) => refusal.protocols.includes(protocol))
      .filter(({ mode }) => (heavy ? refusal.strictModes : refusal.modes).includes(mode))
      .map((cell) => refusalStep(refusal, cell)),
  );
}

function refusalStep({ name, about, spoil, headers, method }: Refusal, cell: Cell): Step {
  const id = `${BAD_REQUEST}+${name}`;
  const { protocol, mode } = cell;
  const make = ({ model, contextSize }: Known): Ask | NotAsked => {
    const spoilt = spoil(goodBody(protocol, mode, model), protocol, contextSize);
    if (typeof spoilt !== 'string') return spoilt;
    return {
      ...{ case: id, ...cell, purpose: 'refusal', take: 1, method, path: protocols[protocol].path, headers },
      ...{ body: method === 'GET' ? null : spoilt, abortAfter: null, asked: null },
    };
  };
  return { case: id, about, cell, make };
}
