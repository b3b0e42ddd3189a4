import { asArray, get, isObject } from '../../protocols/json.js';
import { both } from '../change.js';
import { oaChunk, oaEvents, oaReply, setChunk } from '../defects/openai-edit.js';
import { editObject } from '../edit.js';
import type { StreamEvent } from '../render/event.js';
import type { Variant } from './variant.js';

/** Further legal differences of OpenAI's chunks (protocol reference 1.6). */
export const OPENAI_MORE: Variant[] = [
  {
    id: 'oa-all-fragments-in-one-chunk',
    says: 'One chunk holds all fragments of all calls.',
    change: oaEvents((events) => events.reduce<StreamEvent[]>(joinFragments, [])),
  },
  {
    id: 'oa-optional-keys-absent',
    says: 'Chunks have no refusal, and no logprobs where none were asked for.',
    change: both(
      setChunk('choices.*.delta.refusal', undefined),
      oaChunk('choices.*', (choice) => {
        if (!isObject(choice) || choice.logprobs !== null) return choice;
        const { logprobs: _, ...rest } = choice;
        return rest;
      }),
    ),
  },
  {
    id: 'oa-logprobs-of-half-characters',
    says: 'Among the likely tokens is a part of a character: U+FFFD, and its byte beside it.',
    change: both(
      oaChunk('choices.*.logprobs.content.*', withHalfCharacter),
      oaReply('choices.*.logprobs.content.*', withHalfCharacter),
    ),
  },
];

function withHalfCharacter(entry: unknown): unknown {
  const half = { token: '\ufffd', logprob: -16, bytes: [189] };
  return isObject(entry) ? { ...entry, top_logprobs: [half] } : entry;
}

function joinFragments(done: StreamEvent[], event: StreamEvent): StreamEvent[] {
  const fragments = (of: StreamEvent | undefined) => asArray(get(of?.data, 'choices', 0, 'delta', 'tool_calls'));
  const last = done.at(-1);
  const [before, now] = [fragments(last), fragments(event)];
  if (!last || before.length === 0 || now.length === 0) return [...done, event];
  const data = editObject(Object(last.data), 'choices.*.delta.tool_calls', () => [...before, ...now]);
  return [...done.slice(0, -1), { ...last, data }];
}
