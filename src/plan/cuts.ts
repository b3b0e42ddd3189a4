import type { Spelling } from '../conversation.js';
import type { Make, NotAsked, Question, Source } from './question.js';

/** Stop strings, cut out of what the server itself answered. */

/** A stop string that the free answer really holds: a guess that never occurs would prove nothing. */
export function stopAt(cut: (text: string) => string | null, spelling: Partial<Spelling> = {}): Make {
  return ({ conversation, answer }) => {
    const stop = cut(answer()?.reply?.text ?? '');
    if (stop === null) return { notAsked: 'the free answer is too short to be cut' };
    return { conversation: { ...conversation, stop: [stop], spelling: { ...conversation.spelling, ...spelling } } };
  };
}

/** A word in the middle of the text with the blank before it, as most tokenizers cut. */
export function wordBorder(text: string): string | null {
  return middle(text, / [^\s]+/g);
}

/** The second and further characters of a word: no tokenizer begins there. */
export function insideWord(text: string): string | null {
  return middle(text, /(?<=[^\s])[^\s]+ [^\s]/gu);
}

/** Of the matches whose text occurs once, the one in the middle. */
function middle(text: string, pattern: RegExp): string | null {
  const found = [...text.matchAll(pattern)].filter(
    ({ 0: match, index }) => index > 0 && text.indexOf(match) === index && index + match.length < text.length,
  );
  return found[Math.floor(found.length / 2)]?.[0] ?? null;
}

/** A word that was thought and not said. */
export function stopInThought({ conversation, answer }: Source): Question | NotAsked {
  const asked = answer('thinking_on');
  const said = asked?.reply?.text ?? '';
  const words = asked?.reply?.reasoning.match(/[A-Za-z]{4,}/g) ?? [];
  const stop = words.find((word) => !said.includes(word));
  if (stop === undefined || said === '') return { notAsked: 'no reasoning came, or no answer behind it' };
  return { conversation: { ...conversation, ...(asked?.exchange.asked ?? {}), stop: [stop] } };
}
