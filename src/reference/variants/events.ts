import { both, only } from '../change.js';
import { inErrorBody, inEvents, inPlainReply } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Variant } from './variant.js';

const PING: StreamEvent = { event: 'ping', data: { type: 'ping' } };
const MORE = { trace: 'x', since: 1 };

/** Legal differences of events and bodies. */
export const EVENTS: Variant[] = [
  {
    id: 'ping-events',
    says: 'A ping stands behind every event of an Anthropic stream but the last (protocol reference 2.5).',
    change: only(
      { protocol: 'anthropic-messages' },
      { streamEvents: (events) => events.flatMap((event, at) => (at < events.length - 1 ? [event, PING] : [event])) },
    ),
  },
  {
    id: 'extra-fields',
    says: 'Every body and event carries a field that nobody knows (protocol reference 5.5).',
    change: [
      inPlainReply('x_reference', () => MORE),
      inEvents('x_reference', () => MORE),
      inErrorBody('x_reference', () => MORE),
    ].reduce(both),
  },
];
