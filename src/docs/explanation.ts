import type { AnyRule } from '../checks/catalogue.js';
import { type Source, sourceOf } from '../checks/sources.js';
import type { Defect } from '../reference/defects/defect.js';

/** What is to be said of a rule beside its own words. */
export interface Explanation {
  /** The document that its sentence comes from. */
  source: Source | undefined;
  /** Defects of the reference server that the rule finds: the first of them. */
  proofs: { id: string; source: string }[];
  /** How many defects are not among `proofs`. */
  more: number;
}

const SHOWN = 3;

/** Where a rule comes from, and what proves it. */
export function explanationOf({ id }: AnyRule, defects: readonly Defect[]): Explanation {
  const proofs = defects.filter(({ expects }) => expects.some(({ rule }) => rule === id));
  return { source: sourceOf(id), proofs: proofs.slice(0, SHOWN), more: Math.max(proofs.length - SHOWN, 0) };
}
