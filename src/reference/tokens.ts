/** Letters that make no words with their neighbours: each is a token of its own. */
const ALONE = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';

/** Up to four letters or digits, or one other character, each with the space before it; white space one by one. */
const TOKEN = new RegExp(` ?(?:(?![${ALONE}])[\\p{L}\\p{M}\\p{N}]){1,4}| ?[^\\s]|\\s`, 'gu');

/** Splits a text into tokens; joined they are the text again. */
export function tokenize(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** The tokens up to an offset in their joined text; the last is cut where the offset falls inside it. */
export function cutTokens(tokens: string[], offset: number): string[] {
  const kept: string[] = [];
  let left = offset;
  for (const token of tokens) {
    if (left <= 0) break;
    kept.push(token.slice(0, left));
    left -= token.length;
  }
  return kept;
}
