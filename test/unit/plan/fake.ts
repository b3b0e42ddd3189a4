import type { ToolCall } from '../../../src/conversation.js';
import type { Golden } from '../../../src/golden/case.js';
import { GoldenCase } from '../../../src/golden/case.js';
import { type Gathered, gather } from '../../../src/plan/gather.js';
import { type Plan, plan, steps } from '../../../src/plan/plan.js';
import { type Ask, type Cell, type Exchange, MODES, PROTOCOLS } from '../../../src/wire/exchange.js';
import {
  blockDelta,
  blockStart,
  blockStop,
  chatBody,
  chunkOf,
  exchangeOf,
  fragment,
  type Json,
  messageBody,
  messageDelta,
  messageStart,
  messageStop,
  textBlock,
} from '../protocols/streams.js';

export const CELLS: Cell[] = PROTOCOLS.flatMap((protocol) => MODES.map((mode) => ({ protocol, mode })));
export const place = ({ protocol, mode }: Cell) => `${protocol} ${mode}`;

/** A golden case of which only these things matter. */
export function golden(more: Partial<Golden> = {}): Golden {
  const given = { id: 'hello', about: 'A greeting', ...more };
  return { ...GoldenCase.parse({ ...given, prompt: 'x.txt' }), prompt: more.prompt ?? `Hello from ${given.id}!` };
}

/** A plan in which everything is used, also what takes long. */
export function planOf(cases: Golden[], cells = CELLS, used: (name: string) => boolean = () => true): Plan {
  return plan({ golden: cases, cells, used, heavy: true });
}

/** A plan of answers only: what bad requests, routes and concurrent ones add is not a test's matter. */
export function answersOf(cases: Golden[], cells = CELLS): Plan {
  const { answers } = planOf(cases, cells, (name) => cases.some(({ variants }) => variants.includes(name)));
  return { calibration: [], recalibration: [], answers, together: [], refusals: [], recovery: [] };
}

/** What a server says to one request: a text, or a text with calls. */
export type Answer = string | { text: string; toolCalls: Pick<ToolCall, 'id' | 'name' | 'raw'>[] };

/** The exchange in which a server gives an answer. */
export function answering(ask: Ask, id: string, answer: Answer): Exchange {
  const { text, toolCalls } = typeof answer === 'string' ? { text: answer, toolCalls: [] } : answer;
  return exchangeOf(ask, RENDER[place(ask)]?.(text, toolCalls) ?? '', { ...ask, id });
}

type Calls = Pick<ToolCall, 'id' | 'name' | 'raw'>[];
const RENDER: Record<string, (text: string, calls: Calls) => string | Json> = {
  'openai-chat plain': (content, calls) => ({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content,
          tool_calls: calls.map(({ id, name, raw }) => ({ id, type: 'function', function: { name, arguments: raw } })),
        },
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
  }),
  'openai-chat stream': (content, calls) =>
    chatBody([
      chunkOf({ role: 'assistant', content }),
      ...calls.map(({ raw, ...opening }, k) => chunkOf({ tool_calls: [fragment(k, raw, opening)] })),
      chunkOf({}, calls.length > 0 ? 'tool_calls' : 'stop'),
      '[DONE]',
    ]),
  'anthropic-messages plain': (text, calls) => ({
    id: 'msg_1',
    model: 'm',
    content: [
      { type: 'text', text },
      ...calls.map(({ id, name, raw }) => ({ type: 'tool_use', id, name, input: JSON.parse(raw) as unknown })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
  }),
  'anthropic-messages stream': (text, calls) =>
    messageBody([
      messageStart(),
      ...textBlock(0, text),
      ...calls.flatMap(({ id, name, raw }, k) => [
        blockStart(k + 1, { type: 'tool_use', id, name, input: {} }),
        blockDelta(k + 1, 'partial_json', raw),
        blockStop(k + 1),
      ]),
      messageDelta(calls.length > 0 ? 'tool_use' : 'end_turn'),
      messageStop,
    ]),
};

export interface Gathering {
  gathered: Gathered;
  /** What was asked, in order: `hello openai-chat plain`, with the take where it is a later one. */
  asked: string[];
  asks: Ask[];
  /** What the progress said: made of planned. */
  progress: [made: number, planned: number][];
}

/** Gathers a plan from a server that answers by a script. */
export async function gatherFrom(
  all: Plan,
  script: (ask: Ask, nth: number) => Answer,
  more: { temperature?: number | null; interrupted?: (made: number) => string | null } = {},
): Promise<Gathering> {
  const asks: Ask[] = [];
  const progress: Gathering['progress'] = [];
  const gathered = await gather(all, {
    model: 'm',
    knownModel: false,
    contextSize: null,
    temperature: more.temperature === undefined ? 0 : more.temperature,
    send: async (ask, id) => {
      asks.push(ask);
      return answering(ask, id, script(ask, asks.length));
    },
    progress: (_, made, planned) => progress.push([made, planned]),
    interrupted: () => more.interrupted?.(asks.length) ?? null,
  });
  const asked = asks.map((ask) => `${ask.case} ${place(ask)}${ask.take > 1 ? ` take ${ask.take}` : ''}`);
  return { gathered, asked, asks, progress };
}

/** The request bodies that a plan makes, by case and cell, if every answer is this one. */
export async function bodiesOf(all: Plan, answer: Answer): Promise<Map<string, Json>> {
  const { asks } = await gatherFrom(all, () => answer);
  return new Map(asks.map((ask) => [`${ask.case} ${place(ask)}`, JSON.parse(ask.body ?? 'null') as Json]));
}

export const namesOf = (all: Plan) => [...new Set(steps(all).map((step) => step.case))];
