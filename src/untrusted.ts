/**
 * The only way that text from a model or a server reaches a log, a table, an annotation or Markdown.
 * What cannot be seen is spelled out; what a reader acts on (the runner, a Markdown renderer) is taken apart.
 */

const NAMED: Record<string, string> = { '\r\n': '⏎', '\n': '⏎', '\r': '␍', '\t': '⇥' };

/** Controls, line ends, bidirectional and zero-width characters, lone surrogates, and spaces that only look like one. */
const UNSEEN = /\r\n|(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]|(?![ \u3000])\p{Zs}/gu;

/** Every character that means something to Markdown, HTML, or GitHub's autolinks, and spaces that HTML would collapse. */
const MARKUP = /[&<>"'|\\`*_[\]()#~!:@/$]|(?<=www)\.|^ | $| (?= )/gi;

/** Spelled out where a line begins with two of them, or would where it is wrapped before a word. */
export const COLON = '\\u003a';

const LINE_ENDS = /\r\n|[\n\r\u0085\u2028\u2029]/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text as one line for a terminal or a log: nothing in it is invisible, and no line of output that holds it can be
 * taken for a workflow command (`::name::` at the start of a line, `##[name]` anywhere).
 */
export function plainLine(text: string, maxLength = 200): string {
  return cut(spellOut(head(text, maxLength)), maxLength);
}

/** True where a line can show the text as it is. */
export function isPlain(text: string): boolean {
  return spellOut(text) === text;
}

/** The last `count` lines of a log, each prefixed; what is left out above them is said in one line more. */
export function logLines(text: string, count: number, maxLength = 400): string[] {
  const lines = text.replace(/\s+$/, '').split(LINE_ENDS);
  const left = Math.max(0, lines.length - count);
  const notice = left > 0 ? [`│ … ${left} earlier lines`] : [];
  return [...notice, ...lines.slice(left).map((line) => `│ ${plainLine(line, maxLength)}`)];
}

/** Text as code inside a Markdown table or sentence: it cannot end its cell, its element or its line, nor mention anyone. */
export function markdownCode(text: string, maxLength = 200): string {
  return `<code>${encode(plainLine(text, maxLength))}</code>`;
}

/** Text as Markdown prose that says what it says: no markup, no links, no mentions, one line. */
export function markdownText(text: string, maxLength = 400): string {
  // Mentions and references are made from the rendered text, where an entity is a plain character again.
  return encode(plainLine(text, maxLength)).replace(/&#(35|64);/g, '&#$1;&#8203;');
}

function spellOut(text: string): string {
  return text
    .replace(UNSEEN, (unseen) => NAMED[unseen] ?? codePoint(unseen))
    .replace(/(?<=^|\s):(?=:)/g, COLON)
    .replaceAll('##[', '##\\u005b');
}

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(4, '0');
  const inJson = code < 0x100 || (code >= 0xd800 && code <= 0xdfff);
  return inJson ? `\\u${hex}` : `U+${hex.toUpperCase()}`;
}

/** A grapheme has no greatest length, so code units are bounded first: four to a grapheme is more than text needs. */
function head(text: string, maxLength: number): string {
  if (text.length <= 4 * maxLength) return text;
  const halfPair = /[\uD800-\uDBFF]$/;
  return `${text.slice(0, 4 * maxLength).replace(halfPair, '')}…`;
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let count = 0;
  let end = 0;
  for (const { index } of graphemes.segment(text)) {
    count += 1;
    if (count === maxLength) end = index;
    if (count > maxLength) return `${text.slice(0, end)}…`;
  }
  return text;
}

function encode(line: string): string {
  return line.replace(MARKUP, (character) => (character === ' ' ? '&nbsp;' : `&#${character.charCodeAt(0)};`));
}
