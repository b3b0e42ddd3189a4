import { COLON } from '../untrusted.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303E\uFF01-\uFF60]|\uFE0F/u;

/** The columns that text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Text in lines of at most `width` columns: broken at spaces, inside a word only where the word is too long for a line. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const token of text.match(/ *[^ ]+| +$/g) ?? []) {
    const line = lines.at(-1) ?? '';
    if (displayWidth(line + token) <= width) lines[lines.length - 1] = line + token;
    else lines.push(...breakWord(token.replace(/^ /, ''), width));
  }
  return lines[0] === '' && lines.length > 1 ? lines.slice(1) : lines;
}

/** Wrapped text behind a label: the label stands once, and the other lines hang below the first. */
export function labelled(label: string, text: string, width: number): string[] {
  const hang = ' '.repeat(displayWidth(label));
  return wrap(text, width - hang.length).map((line, index) => (index === 0 ? label : hang) + line);
}

function breakWord(word: string, width: number): string[] {
  const lines = [''];
  for (const { segment } of graphemes.segment(word)) {
    const line = lines.at(-1) ?? '';
    if (displayWidth(line + segment) <= width) lines[lines.length - 1] = line + segment;
    else lines.push(segment === ':' ? COLON : segment);
  }
  return lines;
}
