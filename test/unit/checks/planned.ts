import { CORS, HEAD, MODELS, TOGETHER } from '../../../src/golden/special.js';
import { REFUSALS } from '../../../src/plan/refusals.js';
import { VARIANTS } from '../../../src/plan/variants.js';

/** The names under which a plan asks more than the golden cases. */
export const PLANNED: ReadonlySet<string> = new Set([
  ...VARIANTS.map(({ name }) => name),
  ...REFUSALS.map(({ name }) => name),
  MODELS,
  HEAD,
  CORS,
  TOGETHER,
]);
