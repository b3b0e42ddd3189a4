/** Rows of the list of defects about tools and thinking that nobody can see from outside, and why. */
export const INVISIBLE_TOOLS: { row: string; reason: string }[] = [
  {
    row: 'D-106',
    reason:
      'ids without the prefix toolu_ are legal (protocol reference 5.3, 5.5): R-AN-10 judges their letters and that ' +
      'they differ, R-X-23 and R-X-24 whether the server takes them back',
  },
  {
    row: 'D-143',
    reason:
      'a thinking block of a signature alone that a gateway drops was never on the wire; only a backend that demands ' +
      'its own signature back would refuse the next turn, and local models do not sign',
  },
];
