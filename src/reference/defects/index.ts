import { ANSWERS } from './answers.js';
import { ANTHROPIC_BLOCKS } from './anthropic-blocks.js';
import { ANTHROPIC_COUNTS } from './anthropic-counts.js';
import { ANTHROPIC_ENDING } from './anthropic-ending.js';
import { ANTHROPIC_ENVELOPE } from './anthropic-envelope.js';
import { ANTHROPIC_MESSAGE } from './anthropic-message.js';
import { ANTHROPIC_REQUESTS } from './anthropic-requests.js';
import { ANTHROPIC_STREAM } from './anthropic-stream.js';
import type { Defect } from './defect.js';
import { ERRORS } from './errors.js';
import { FRAMING } from './framing.js';
import { FRAMING_BYTES } from './framing-bytes.js';
import { INVISIBLE_OA } from './invisible.js';
import { INVISIBLE_REST } from './invisible-rest.js';
import { INVISIBLE_TOOLS } from './invisible-tools.js';
import { OPENAI_CHUNKS } from './openai-chunks.js';
import { OPENAI_CONTENT } from './openai-content.js';
import { OPENAI_FAILURES } from './openai-failures.js';
import { OPENAI_FRAGMENTS } from './openai-fragments.js';
import { OPENAI_PLAIN } from './openai-plain.js';
import { OPENAI_REQUESTS } from './openai-requests.js';
import { OPENAI_STREAM } from './openai-stream.js';
import { PLAIN } from './plain.js';
import { RELATIONS_ANSWERS } from './relations-answers.js';
import { RELATIONS_REQUESTS } from './relations-requests.js';
import { ROWS_CHUNKS } from './rows-chunks.js';
import { ROWS_ERRORS } from './rows-errors.js';
import { ROWS_LIFECYCLE } from './rows-lifecycle.js';
import { ROWS_PLAIN } from './rows-plain.js';
import { ROWS_STOP } from './rows-stop.js';
import { ROWS_STREAM } from './rows-stream.js';
import { ROWS_THINKING } from './rows-thinking.js';
import { ROWS_TOOLS } from './rows-tools.js';
import { ROWS_TOOLS_2 } from './rows-tools-2.js';
import { ROWS_TOOLS_3 } from './rows-tools-3.js';
import { ROWS_TURNS } from './rows-turns.js';
import { ROWS_USAGE } from './rows-usage.js';
import { UNDERSTANDING } from './understanding.js';

export type { Defect, Expected } from './defect.js';

/** The museum: every defect, in the order of its families. */
export const DEFECTS: Defect[] = [
  ...UNDERSTANDING,
  ...ANSWERS,
  ...PLAIN,
  ...OPENAI_PLAIN,
  ...OPENAI_CONTENT,
  ...OPENAI_STREAM,
  ...OPENAI_CHUNKS,
  ...OPENAI_FRAGMENTS,
  ...OPENAI_FAILURES,
  ...OPENAI_REQUESTS,
  ...ANTHROPIC_MESSAGE,
  ...ANTHROPIC_COUNTS,
  ...ANTHROPIC_ENVELOPE,
  ...ANTHROPIC_BLOCKS,
  ...ANTHROPIC_ENDING,
  ...ANTHROPIC_STREAM,
  ...ANTHROPIC_REQUESTS,
  ...FRAMING,
  ...ERRORS,
  ...RELATIONS_ANSWERS,
  ...RELATIONS_REQUESTS,
  ...FRAMING_BYTES,
  ...ROWS_PLAIN,
  ...ROWS_STREAM,
  ...ROWS_CHUNKS,
  ...ROWS_THINKING,
  ...ROWS_TOOLS,
  ...ROWS_TOOLS_2,
  ...ROWS_TOOLS_3,
  ...ROWS_ERRORS,
  ...ROWS_USAGE,
  ...ROWS_STOP,
  ...ROWS_TURNS,
  ...ROWS_LIFECYCLE,
];

/** A defect by its id. */
export function defect(id: string): Defect | undefined {
  return DEFECTS.find((candidate) => candidate.id === id);
}

/** Rows of the list of reported bugs that nobody can see from outside, and why. */
export const INVISIBLE: { row: string; reason: string }[] = [...INVISIBLE_OA, ...INVISIBLE_TOOLS, ...INVISIBLE_REST];
