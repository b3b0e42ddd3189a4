import { show } from '../protocols/json.js';
import { eachAnswer, holds, type Place, type RelationRow, relationsOf, type Said } from './probe.js';

/** Where an answer ends: stop strings and caps, against the free answer to the same question (protocol reference 6.8). */

/** A text that is cut at a stop string: what stands before the first match, and nothing after it. */
function stopCuts({ free, varied, reply }: Place): Said | null {
  const [stop] = varied.exchange.asked?.stop ?? [];
  const whole = free?.reply?.text;
  if (stop === undefined || whole === undefined || !whole.includes(stop)) return null;
  const cut = whole.slice(0, whole.indexOf(stop));
  return holds(reply.text === cut, show(cut), show(reply.text));
}

/** The Anthropic API says which string matched; the OpenAI API cannot. */
function stopIsSaid({ varied, reply }: Place): Said {
  const [stop = ''] = varied.exchange.asked?.stop ?? [];
  if (varied.exchange.protocol === 'openai-chat') return holds(reply.stop.raw === 'stop', 'stop', show(reply.stop.raw));
  const said = `${reply.stop.raw}, stop_sequence ${show(reply.stop.sequence)}`;
  return holds(
    reply.stop.raw === 'stop_sequence' && reply.stop.sequence === stop,
    `stop_sequence, stop_sequence ${show(stop)}`,
    said,
  );
}

/** Both halves of a stop probe; the text first, as the reason follows from it. */
function stopProbe(place: Place): Said | null {
  const text = stopCuts(place);
  if (text === null || text.verdict === 'fail') return text;
  const said = stopIsSaid(place);
  return said.verdict === 'fail' ? said : usageStops(place, text);
}

/** Generation ends at the match: tokens behind it are neither made nor counted. */
function usageStops({ free, reply }: Place, text: Said): Said {
  const [whole, cut] = [free?.reply?.usage?.completion, reply.usage?.completion];
  if (whole === undefined || cut === undefined) return text;
  return cut < whole ? text : holds(false, `fewer than ${whole} output tokens`, `${cut}`);
}

function capProbe({ free, varied, reply }: Place): Said | null {
  const cap = varied.exchange.asked?.maxTokens ?? 0;
  const whole = free?.reply;
  if (!whole || (whole.usage && whole.usage.completion <= cap)) return null;
  const tokens = reply.usage?.completion;
  const short = tokens === undefined ? reply.text.length < whole.text.length : tokens <= cap + 1;
  const prefix = (whole.reasoning + whole.text).startsWith(reply.reasoning + reply.text);
  const said = `${reply.stop.raw}, ${tokens ?? 'no'} tokens, ${show(reply.text, 60)}`;
  return holds(
    short && prefix && reply.stop.class === 'cap',
    `the first ${cap} tokens, and the cap as the reason`,
    said,
  );
}

/** A word that was thought, and is not part of the answer, must not end the thought, and the answer with it. */
function thoughtGoesOn({ run, base, at, reply }: Place): Said | null {
  const thought = run.at(`${base}+thinking_on`, at)?.reply;
  if (!thought) return null;
  return holds(
    reply.text === thought.text,
    `the answer ${show(thought.text, 60)}`,
    `${reply.stop.raw}, ${show(reply.text, 60)}`,
  );
}

const STOPS = ['stop_border', 'stop_inside', 'stop_string'];
const CAPS = ['cap_1', 'cap_5'];

const rows: RelationRow[] = [
  [
    'R-X-08',
    'error',
    'A stop string cuts the text exactly there, and is reported.',
    'documented on both sides; translation drops the string or only labels the reason',
    STOPS,
    eachAnswer(STOPS, stopProbe),
  ],
  [
    'R-X-09',
    'error',
    'A smaller cap gives the first tokens, and says so.',
    'a cap that is not reported hides that the text is cut (T-TR11, T-TR17)',
    CAPS,
    eachAnswer(CAPS, capProbe),
  ],
  [
    'R-OA-73',
    'error',
    'max_completion_tokens caps as max_tokens does.',
    'newer clients send only this one: ignoring it is unlimited output',
    ['max_completion_tokens'],
    eachAnswer(['max_completion_tokens'], capProbe),
  ],
  [
    'G-43',
    'warning',
    'A stop string that stands in the reasoning only does not end the answer.',
    'the answer is lost to a word that nobody sees (raullenchai/Rapid-MLX#1049)',
    ['stop_in_thought'],
    eachAnswer(['stop_in_thought'], thoughtGoesOn),
  ],
];

export const stops = relationsOf(rows);
