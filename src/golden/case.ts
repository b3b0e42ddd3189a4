import * as z from 'zod';
import { MODES } from '../wire/exchange.js';

const Tool = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  description: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});

const Expectations = z.strictObject({
  /** Each must stand in the text, whatever the case of its letters. */
  textContains: z.array(z.string().min(1)).default([]),
  /** What a model that knows the golden prompts answers; other models are not held to it. */
  knownText: z.string().optional(),
  /** Each must stand in the answer to the tools' results. */
  resultContains: z.array(z.string().min(1)).default([]),
  /** As `resultContains`, for the answer to the follow-up's results. */
  nextContains: z.array(z.string().min(1)).default([]),
  /** The calls that must come, in order, with at least these arguments. */
  toolCalls: z
    .array(z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) }))
    .default([]),
});

/** A golden case: one scenario as data, `golden/cases/ID.json` beside its prompt. */
export const GoldenCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/, 'lower-case letters, digits and underscores'),
  about: z.string().min(1),
  /** A file in `golden/prompts`. */
  prompt: z.string().regex(/^[\w.-]+\.txt$/),
  system: z.string().nullable().default(null),
  tools: z.array(Tool).default([]),
  /** What each tool answers, by its name or by name and first argument: `get_code(alpha)`. A second turn is asked with it. */
  toolResults: z.record(z.string(), z.string()).default({}),
  /** The user's next question, once the first one is answered: asked by the variants `next` and `next_result`. */
  followUp: z.string().min(1).nullable().default(null),
  maxTokens: z.int().min(1).max(100_000).default(128),
  /** In which modes it is asked: a variant adds nothing to a mode that its case leaves out. */
  modes: z
    .array(z.enum(MODES))
    .min(1)
    .default([...MODES]),
  /** False where only its variants are asked. */
  free: z.boolean().default(true),
  /** Which further questions are made from this case: the names of `src/plan/variants.ts`. */
  variants: z.array(z.string()).default([]),
  /** True for the cases of the suite that this project began as: `--profile seed`. */
  seed: z.boolean().default(false),
  /** True where the case takes long and adds little: `--profile strict` asks it, and who names it. */
  strict: z.boolean().default(false),
  expect: Expectations.default({ textContains: [], resultContains: [], nextContains: [], toolCalls: [] }),
});
export type GoldenCaseFile = z.infer<typeof GoldenCase>;

/** A golden case with its prompt's text in place of the file's name. */
export type Golden = GoldenCaseFile;
