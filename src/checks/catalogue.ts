import { anthropicPlain } from './anthropic-plain.js';
import { anthropicStream } from './anthropic-stream.js';
import { content } from './content.js';
import { equality } from './equality.js';
import { anthropicErrors, openaiErrors } from './errors.js';
import { framing } from './framing.js';
import { goldenExpectations } from './golden.js';
import { openaiPlain } from './openai-plain.js';
import { openaiStream } from './openai-stream.js';
import { probes } from './probes.js';
import type { Relation, ReplyRule } from './rule.js';
import { seedSuite } from './seed.js';

/** Every rule of the product, in the order of the protocol reference. */
export const replyRules: ReplyRule[] = [
  ...openaiPlain,
  ...openaiStream,
  ...anthropicPlain,
  ...anthropicStream,
  ...content,
  ...framing,
  ...openaiErrors,
  ...anthropicErrors,
];

export const relations: Relation[] = [...goldenExpectations, ...equality, ...probes, ...seedSuite];

export type AnyRule = ReplyRule | Relation;
export const allRules: AnyRule[] = [...replyRules, ...relations];

/** Where a rule's sentence comes from, for the reader. */
export function linkOf(id: string): string {
  return `docs/rules.md#${id.toLowerCase()}`;
}

/**
 * The rules that a selection names: ids and globs such as `R-OA-*`; `!` excludes.
 * Nothing but exclusions starts from all of them.
 */
export function selectRules(patterns: string[]): AnyRule[] {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(glob);
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => glob(pattern.slice(1)));
  return allRules.filter(
    ({ id }) => (wanted.length === 0 || wanted.some((one) => one.test(id))) && !excluded.some((one) => one.test(id)),
  );
}

/** Patterns of a selection that name no rule at all: typing mistakes. */
export function unknownPatterns(patterns: string[]): string[] {
  return patterns.filter((pattern) => !allRules.some(({ id }) => glob(pattern.replace(/^!/, '')).test(id)));
}

function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}
