import { answerRelations, answers } from './answers.js';
import { anthropicPlain } from './anthropic-plain.js';
import { anthropicStream } from './anthropic-stream.js';
import { content } from './content.js';
import { counts } from './counts.js';
import { equality } from './equality.js';
import { anthropicErrors, openaiErrors, sharedErrors } from './errors.js';
import { framing } from './framing.js';
import { goldenExpectations } from './golden.js';
import { leaks } from './leaks.js';
import { openaiExtras } from './openai-extras.js';
import { openaiFragments } from './openai-fragments.js';
import { openaiPlain } from './openai-plain.js';
import { openaiStream } from './openai-stream.js';
import { parity } from './parity.js';
import type { Relation, ReplyRule } from './rule.js';
import { seedSuite } from './seed.js';
import { service } from './service.js';
import { spellings } from './spellings.js';
import { stops } from './stops.js';
import { tools } from './tools.js';
import { uncommon, uncommonFragments } from './uncommon.js';

/** Every rule of the product, in the order of the protocol reference. */
export const replyRules: ReplyRule[] = [
  ...openaiPlain,
  ...openaiStream,
  ...openaiFragments,
  ...uncommonFragments,
  ...openaiExtras,
  ...anthropicPlain,
  ...anthropicStream,
  ...content,
  ...answers,
  ...framing,
  ...openaiErrors,
  ...anthropicErrors,
  ...sharedErrors,
];

export const relations: Relation[] = [
  ...goldenExpectations,
  ...equality,
  ...answerRelations,
  ...stops,
  ...counts,
  ...tools,
  ...uncommon,
  ...spellings,
  ...leaks,
  ...parity,
  ...service,
  ...seedSuite,
];

export type AnyRule = ReplyRule | Relation;
export const allRules: AnyRule[] = [...replyRules, ...relations];

/** Rules of the reference that no check judges, and why. */
export const EXCLUDED: { id: string; reason: string }[] = [
  {
    id: 'R-AN-63',
    reason: 'clients must skip event types that they do not know (versioning policy): an unknown one is legal',
  },
];

/** Where a rule's sentence comes from, for the reader. */
export function linkOf(id: string): string {
  return `https://github.com/org/mlx-xproto-action/blob/v1/docs/rules.md#${id.toLowerCase()}`;
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
