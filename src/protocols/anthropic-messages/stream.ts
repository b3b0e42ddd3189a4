import type { SseEvent, SseReading } from '../../wire/sse.js';
import { isObject, type JsonObject, parseJson } from '../json.js';
import type { Breach } from '../protocol.js';

/** One event whose data is a JSON object. */
export interface MessageEvent {
  event: SseEvent;
  /** `data.type`, or the event's name where the data has none. */
  type: string;
  json: JsonObject;
  at: string;
}

/** A content block as it was streamed. */
export interface Block {
  start: MessageEvent;
  index: unknown;
  type: string;
  deltas: MessageEvent[];
  stop: MessageEvent | null;
}

/** A stream of events taken apart, and what the grammar found in their order (protocol reference 2.5). */
export interface MessageStream {
  sse: SseReading;
  events: MessageEvent[];
  /** Payloads that are no JSON object. */
  broken: SseEvent[];
  start: MessageEvent | null;
  blocks: Block[];
  messageDeltas: MessageEvent[];
  stop: MessageEvent | null;
  errors: MessageEvent[];
  /** Breaches of order, by rule: what the states below do not allow. */
  order: Map<string, Breach[]>;
}

type State = 'before' | 'between' | 'in block' | 'ending' | 'stopped' | 'failed';

/** Types that the grammar orders; any other one may come at any time and is skipped (doc: versioning policy). */
const ORDERED = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'error',
] as const;
type Ordered = (typeof ORDERED)[number];

/** Where each event leads, or the rule that it breaks there. */
const NEXT: Record<State, Record<Ordered, State | `R-AN-${number}`>> = {
  before: {
    message_start: 'between',
    content_block_start: 'R-AN-30',
    content_block_delta: 'R-AN-30',
    content_block_stop: 'R-AN-30',
    message_delta: 'R-AN-30',
    message_stop: 'R-AN-30',
    error: 'failed',
  },
  between: {
    message_start: 'R-AN-31',
    content_block_start: 'in block',
    content_block_delta: 'R-AN-37',
    content_block_stop: 'R-AN-37',
    message_delta: 'ending',
    message_stop: 'R-AN-53',
    error: 'failed',
  },
  'in block': {
    message_start: 'R-AN-31',
    content_block_start: 'R-AN-40',
    content_block_delta: 'in block',
    content_block_stop: 'between',
    message_delta: 'R-AN-57',
    message_stop: 'R-AN-53',
    error: 'failed',
  },
  ending: {
    message_start: 'R-AN-31',
    content_block_start: 'R-AN-57',
    content_block_delta: 'R-AN-57',
    content_block_stop: 'R-AN-57',
    message_delta: 'ending',
    message_stop: 'stopped',
    error: 'failed',
  },
  stopped: {
    message_start: 'R-AN-59',
    content_block_start: 'R-AN-59',
    content_block_delta: 'R-AN-59',
    content_block_stop: 'R-AN-59',
    message_delta: 'R-AN-59',
    message_stop: 'R-AN-59',
    error: 'R-AN-59',
  },
  failed: {
    message_start: 'R-AN-62',
    content_block_start: 'R-AN-62',
    content_block_delta: 'R-AN-62',
    content_block_stop: 'R-AN-62',
    message_delta: 'R-AN-62',
    message_stop: 'R-AN-62',
    error: 'R-AN-62',
  },
};

/** States in which a wrong event changes nothing more: what follows breaks the same rule, and no other one. */
const OVER: readonly State[] = ['ending', 'stopped', 'failed'];

/** Where the walk goes on behind a wrong event; null stays. One fault must not be reported as many. */
const BEHIND: Record<Ordered, State | null> = {
  message_start: null,
  content_block_start: 'in block',
  content_block_delta: null,
  content_block_stop: 'between',
  message_delta: 'ending',
  message_stop: 'stopped',
  error: 'failed',
};

/** Takes a stream apart and walks its grammar; answers for any events. */
export function takeApart(sse: SseReading): MessageStream {
  const stream: MessageStream = {
    sse,
    events: [],
    broken: [],
    start: null,
    blocks: [],
    messageDeltas: [],
    stop: null,
    errors: [],
    order: new Map(),
  };
  for (const event of sse.events) {
    const json = parseJson(event.data);
    if (!isObject(json)) {
      stream.broken.push(event);
      continue;
    }
    const type = typeof json.type === 'string' ? json.type : (event.name ?? '');
    stream.events.push({ event, type, json, at: `event ${event.index} at byte ${event.at}:` });
  }
  walk(stream);
  return stream;
}

/** Whether the grammar has a say on where an event of this type may stand. */
export function isOrdered(type: string): type is Ordered {
  return (ORDERED as readonly string[]).includes(type);
}

function walk(stream: MessageStream): void {
  let state: State = 'before';
  for (const event of stream.events) {
    if (!isOrdered(event.type)) continue;
    const from: State = state === 'between' && continuesBlock(stream, event) ? 'in block' : state;
    const next: State | `R-AN-${number}` = NEXT[from][event.type];
    const broken = next.startsWith('R-AN-');
    if (broken) {
      note(stream, next, { expected: expectedIn(from), actual: event.type, at: event.at });
    }
    if (!(broken && state === 'stopped')) collect(stream, event);
    state = broken ? stateBehind(from, event.type) : (next as State);
  }
}

/** Blocks that overlap are reported where the second one starts (R-AN-40); what then comes of the first is its own. */
function continuesBlock(stream: MessageStream, event: MessageEvent): boolean {
  return /^content_block_(delta|stop)$/.test(event.type) && blockOf(stream, event)?.stop === null;
}

/** After a missing message_start the walk goes on as if it had been there, so that it is reported once. */
function stateBehind(state: State, type: Ordered): State {
  if (OVER.includes(state)) return state;
  return BEHIND[type] ?? (state === 'before' ? 'between' : state);
}

function expectedIn(state: State): string {
  const allowed = ORDERED.filter((type) => !NEXT[state][type].startsWith('R-AN-'));
  return allowed.length > 0 ? allowed.join(' or ') : 'nothing more';
}

function note(stream: MessageStream, rule: string, breach: Breach): void {
  const breaches = stream.order.get(rule) ?? [];
  breaches.push(breach);
  stream.order.set(rule, breaches);
}

/** Puts an event where it belongs; a delta or a stop belongs to the last block that was opened with its index. */
function collect(stream: MessageStream, event: MessageEvent): void {
  const { json } = event;
  switch (event.type) {
    case 'message_start':
      stream.start ??= event;
      break;
    case 'content_block_start': {
      const block = isObject(json.content_block) ? json.content_block : {};
      const type = typeof block.type === 'string' ? block.type : '';
      stream.blocks.push({ start: event, index: json.index, type, deltas: [], stop: null });
      break;
    }
    case 'content_block_delta':
      blockOf(stream, event)?.deltas.push(event);
      break;
    case 'content_block_stop': {
      const block = blockOf(stream, event);
      if (block) block.stop ??= event;
      break;
    }
    case 'message_delta':
      stream.messageDeltas.push(event);
      break;
    case 'message_stop':
      stream.stop ??= event;
      break;
    case 'error':
      stream.errors.push(event);
      break;
  }
}

function blockOf(stream: MessageStream, { json }: MessageEvent): Block | undefined {
  return stream.blocks.findLast(({ index }) => index === json.index);
}
