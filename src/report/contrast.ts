/** Texts up to this length are taken in at a glance, and shown whole. */
const SHOWN_WHOLE = 80;

/** Longer ones are shown from shortly before they part. */
const SHARED_SHOWN = 24;

/**
 * Expected and actual with a long common beginning left out of both: it takes the eye from where they part, and where
 * the texts are cut at their end it would hide that.
 */
export function contrast(expected: string, actual: string): [expected: string, actual: string] {
  const shared = sharedLength(expected, actual);
  const longest = Math.max(expected.length, actual.length);
  const from = startOfCharacter(expected, shared - SHARED_SHOWN);
  if (longest <= SHOWN_WHOLE || from <= 0 || shared === longest) return [expected, actual];
  return [`…${expected.slice(from)}`, `…${actual.slice(from)}`];
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function startOfCharacter(text: string, at: number): number {
  return /^[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
