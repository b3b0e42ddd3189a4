/** Rows of the list of defects, of plain replies and streams, that nobody can see from outside, and why. */
export const INVISIBLE_OA: { row: string; reason: string }[] = [
  {
    row: 'D-010',
    reason:
      'a scaled temperature is another distribution: it shows in many samples, or in one whose seed both APIs take, ' +
      'and the Anthropic API has no seed',
  },
  {
    row: 'D-011',
    reason:
      'a penalty moves the odds of a token by 2 at most: a model that is sure of its words says the same with it, so ' +
      'that no answer proves it lost',
  },
  {
    row: 'D-032',
    reason:
      'comments are the documented keep-alive, in the first line, too (R-OA-64): a legal variant of the clean server, ' +
      'and no check may object to it',
  },
];
