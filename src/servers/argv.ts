import { WrongOption } from './errors.js';

const BLANK = /\s/;

/**
 * Splits a command line into its arguments, as a shell would split a line without variables or patterns: blanks
 * separate, single quotes keep everything, double quotes keep all but `\"` and `\\`, a backslash keeps the next
 * character. Nothing is expanded. Throws WrongOption, by the option's name, at an open quote or a backslash at the end.
 */
export function splitArgv(option: string, text: string): string[] {
  const argv: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const escapes = char === '\\' && (quote === null || (quote === '"' && /["\\]/.test(text.charAt(i + 1))));
    if (escapes) {
      i += 1;
      if (i >= text.length) throw new WrongOption(`${option}: a backslash at the end has nothing to escape`);
      word = (word ?? '') + text.charAt(i);
    } else if (quote !== null) {
      if (char === quote) quote = null;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (BLANK.test(char)) {
      if (word !== null) argv.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) throw new WrongOption(`${option}: the quote ${quote} is never closed`);
  return word === null ? argv : [...argv, word];
}
