/** Rows of the catalogue of defects, D-145 to D-284, that no request from outside can show, and why. */
export const INVISIBLE_REST: { row: string; reason: string }[] = [
  { row: 'D-196', reason: 'it needs a model that sees: count_tokens of a text-only model refuses the image' },
  { row: 'D-202', reason: 'only the time to the first token, or a cache counter that not every server has, tells it' },
  { row: 'D-203', reason: 'only the time to the first token, or a cache counter that not every server has, tells it' },
  {
    row: 'D-235',
    reason: 'the order of keys in a replayed prompt shows in cache timings only; the answer is the same',
  },
  { row: 'D-256', reason: 'it needs a model that sees: a text-only model refuses every image, whatever its address' },
  { row: 'D-257', reason: 'it needs a model that sees: a text-only model refuses the image in the result' },
  { row: 'D-266', reason: 'it needs a model that sees: two pictures in two turns' },
  { row: 'D-280', reason: 'it needs a second model on the same server; a run is about one' },
];
