import { ANSWERS } from './answers.js';
import { ANTHROPIC_STREAM } from './anthropic-stream.js';
import type { Defect } from './defect.js';
import { ERRORS } from './errors.js';
import { FRAMING } from './framing.js';
import { OPENAI_STREAM } from './openai-stream.js';
import { PLAIN } from './plain.js';
import { UNDERSTANDING } from './understanding.js';

export type { Defect, Expected } from './defect.js';

/** The museum: every defect, in the order of its families. */
export const DEFECTS: Defect[] = [
  ...UNDERSTANDING,
  ...ANSWERS,
  ...PLAIN,
  ...OPENAI_STREAM,
  ...ANTHROPIC_STREAM,
  ...FRAMING,
  ...ERRORS,
];

/** A defect by its id. */
export function defect(id: string): Defect | undefined {
  return DEFECTS.find((candidate) => candidate.id === id);
}
