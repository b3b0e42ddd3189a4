import type { Question } from '../context.js';
import type { StreamEvent } from '../render/event.js';
import type { Change } from '../stages.js';
import type { Defect } from './defect.js';
import { oa } from './openai-edit.js';

const CITIES = { protocol: 'openai-chat', mode: 'stream', case: 'cities_list' } as const;
const ERROR: StreamEvent = {
  data: { error: { message: 'The model failed.', type: 'server_error', param: null, code: null } },
};
const FLAT: StreamEvent = { data: { object: 'error', message: 'The model failed.' } };

/** Defects of a stream in which the model fails: by one prompt only, so that all else can be judged. */
export const OPENAI_FAILURES: Defect[] = [
  {
    id: 'oa-failure-is-flat',
    source: 'T-OA56',
    says: 'The model fails in the middle of an answer, and the stream reports it without the key error.',
    expects: [{ rule: 'R-OA-65', ...CITIES }],
    // It looks like a chunk without fields, and the stream like one that breaks off.
    neighbours: [CITIES],
    change: failing((events) => [...events.slice(0, 4), FLAT]),
  },
  {
    id: 'oa-goes-on-after-error',
    source: 'R-OA-65',
    says: 'An error is reported in the middle of an answer, and the answer goes on.',
    expects: [
      { rule: 'R-OA-65', ...CITIES },
      { rule: 'G-01', ...CITIES },
    ],
    change: failing((events) => events.toSpliced(4, 0, ERROR)),
  },
  {
    id: 'oa-failure-in-stream',
    source: 'R-OA-75',
    says: 'The model fails at once, and all that comes of a good request is an error, with status 200.',
    expects: [{ rule: 'G-01', ...CITIES }],
    change: failing(() => [ERROR]),
  },
];

/** Changes the events of one answer. */
function failing(change: (events: StreamEvent[]) => StreamEvent[]): Change {
  return oa({ streamEvents: (events, { question }) => (asksForCities(question) ? change(events) : events) });
}

function asksForCities({ turns }: Question): boolean {
  const [turn] = turns;
  return turn?.role === 'user' && turn.text.startsWith('List three cities');
}
