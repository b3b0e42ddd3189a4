import type { NodePath } from '@babel/core';

/**
 * Tells Stryker which mutants only change a text for people: the sentences of rules, and what a finding says was
 * expected, came, and where. Which finding there is, and its verdict, hangs on none of them.
 */

/** Fields that hold such a text. */
const FIELDS = ['sentence', 'why', 'needs', 'says', 'reason', 'expected', 'actual', 'at', 'message'];
/** Functions that make a finding: from this argument on, they take such texts. */
const MAKERS: Record<string, number> = { expect: 1, holds: 1, unknown: 0, nowhere: 0, kind: 0, parts: 1, chunks: 2 };
/** A row of a table of rules: id, severity, sentence, why, … */
const ROW = /^(R-[A-Z]+|G|SEED)-\d+$/;
const SENTENCE = [2, 3];

type Text = Extract<NodePath['node'], { type: 'StringLiteral' | 'TemplateLiteral' }>;

export function shouldIgnore({ node, parent }: NodePath): string | undefined {
  if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
  return hasWords(node) || isPlacedAsText(node, parent) ? 'a text for people' : undefined;
}

/** Names, ids and values of a protocol have no blank. */
function hasWords(node: Text): boolean {
  if (node.type === 'StringLiteral') return / /.test(node.value);
  return node.quasis.some(({ value }) => / /.test(value.raw));
}

function isPlacedAsText(node: Text, parent: NodePath['parent']): boolean {
  switch (parent?.type) {
    case 'ObjectProperty':
      return parent.value === node && parent.key.type === 'Identifier' && FIELDS.includes(parent.key.name);
    case 'CallExpression': {
      const first = parent.callee.type === 'Identifier' ? MAKERS[parent.callee.name] : undefined;
      return first !== undefined && parent.arguments.indexOf(node) >= first;
    }
    case 'ArrayExpression': {
      const [id] = parent.elements;
      const isRow = id?.type === 'StringLiteral' && ROW.test(id.value);
      return isRow && SENTENCE.includes(parent.elements.indexOf(node));
    }
    default:
      return false;
  }
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'prose', value: { shouldIgnore } }];
