import { only } from '../change.js';
import type { Defect } from './defect.js';

const STREAM = { mode: 'stream' } as const;

/** Defects below the events: bytes, and the end of the body. */
export const FRAMING: Defect[] = [
  {
    id: 'clean-end-in-mid-stream',
    source: 'mozilla-ai/any-llm#847 (D-166)',
    says: 'The backend fails, and the body just ends as if all were well.',
    expects: [
      { rule: 'R-SSE-11', protocol: 'openai-chat', mode: 'stream' },
      { rule: 'R-SSE-11', protocol: 'anthropic-messages', mode: 'stream' },
    ],
    neighbours: [{ mode: 'stream' }, { protocol: 'cross' }, { rule: 'R-X-01' }, { rule: 'R-X-02' }, { rule: 'R-X-03' }],
    change: { frames: (frames) => frames.slice(0, Math.ceil(frames.length / 2)) },
  },
  {
    id: 'body-left-open',
    source: 'T-SSE16',
    says: 'The terminator is sent, and the body never ends.',
    expects: [
      { rule: 'R-SSE-10', protocol: 'openai-chat', mode: 'stream' },
      { rule: 'R-SSE-10', protocol: 'anthropic-messages', mode: 'stream' },
    ],
    change: only(STREAM, {
      response: (response) => (response.status === 200 ? { ...response, end: 'left-open' } : response),
    }),
  },
];
