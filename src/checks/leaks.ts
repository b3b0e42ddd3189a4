import type { AnyReading } from '../protocols/index.js';
import { show } from '../protocols/json.js';
import { strayMarkup } from './content.js';
import {
  eachExchange,
  holds,
  isPadded,
  outcomeAt,
  type RelationRow,
  relationsOf,
  type Said,
  unknown,
} from './probe.js';
import type { Outcome } from './rule.js';
import type { RunView } from './view.js';

/** What stands in an answer and should not, and what gets lost on the way: markup, thoughts, characters. */

/** No markup of the model's template in an answer, wherever the request did not hold it. */
function noLeak(run: RunView): Outcome[] {
  return run.readings
    .filter(({ exchange, reply }) => exchange.purpose === 'answer' && reply !== null)
    .map((reading) => {
      const mark = reading.reply ? strayMarkup(reading.reply, reading) : undefined;
      const actual = mark ? `${mark} in ${show(reading.reply?.text, 80)}` : 'none';
      return outcomeAt(reading, holds(mark === undefined, 'an answer without markup of the template', actual));
    });
}

/** Characters that are easily lost come back in every cell in which they should. */
function echoed(run: RunView): Outcome[] {
  const name = 'repeat_exactly';
  const wanted = run.golden.get(name)?.expect.knownText;
  const readings = run.readings.filter((one) => one.exchange.case === name && one.reply !== null);
  if (wanted === undefined) return [];
  const able = run.knownModel || readings.some(({ reply }) => reply?.text === wanted);
  return readings.map((reading): Outcome => {
    const text = reading.reply?.text;
    const said: Said = able
      ? { ...holds(text === wanted, show(wanted), show(text)), tolerated: isPadded(text, wanted) }
      : unknown(show(wanted), `${show(text, 80)}: the model may be too weak`);
    return outcomeAt(reading, said);
  });
}

/** What was thought is not said again as the answer (raullenchai/Rapid-MLX#702). */
function thoughtApart({ reply }: AnyReading): Said | null {
  if (!reply || reply.reasoning.trim() === '') return null;
  const doubled = reply.text.includes(reply.reasoning.trim());
  return holds(!doubled, 'an answer without the reasoning', doubled ? show(reply.text, 120) : 'apart');
}

function noThought({ reply }: AnyReading): Said | null {
  return reply === null ? null : holds(reply.reasoning === '', 'no reasoning', show(reply.reasoning, 80));
}

const THINKING = ['thinking_on', 'thinking_tool'];

const rows: RelationRow[] = [
  [
    'R-X-17',
    'warning',
    'No markup of the model’s template stands in an answer.',
    'it is shown to users and pollutes the history',
    [],
    noLeak,
  ],
  [
    'R-X-34',
    'error',
    'Characters survive in every cell.',
    'split characters, over-stripped markup (T-SSE10, T-SSE12)',
    [],
    echoed,
  ],
  [
    'G-10',
    'error',
    'What was thought is not said again as the answer.',
    'users read it twice (raullenchai/Rapid-MLX#702)',
    THINKING,
    eachExchange(THINKING, thoughtApart),
  ],
  [
    'G-11',
    'error',
    'No reasoning comes where thinking is switched off.',
    'the switch is documented; reasoning costs tokens and time',
    ['thinking_off'],
    eachExchange(['thinking_off'], noThought),
  ],
];

export const leaks = relationsOf(rows);
