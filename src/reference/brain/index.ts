import type { Answering, Question } from '../context.js';
import { tokenize } from '../tokens.js';
import { obey } from './force.js';
import { type Done, doneSince, tell } from './results.js';
import { respondTo } from './rows.js';
import { type Answer, callsOf, piecesOf, type Said, type Scene } from './said.js';

/** Below this temperature the dice fall the same way each time. */
const RANDOM_FROM = 0.5;
/** Of six equal sides, none has a smaller share. */
const SHARE_OF_ONE = 0.1;

/** What the model generates for a prompt, if nothing stops it. */
export function answer(question: Question, context: Answering): Answer {
  const spoken = question.turns.findLastIndex((turn) => turn.role === 'user');
  const turn = question.turns[spoken];
  const text = turn?.role === 'user' ? turn.text : '';
  const scene: Scene = { question, dice: diceFor(question, context) };
  const response = respondTo(text, scene);
  const said = obey(continued(response.said, doneSince(question.turns.slice(spoken + 1))), question);
  return {
    reasoning: question.thinking === true ? tokenize(response.reasoning) : [],
    pieces: piecesOf(said),
  };
}

/** Behind tool results the model makes the calls that are still open, or tells what it knows. */
function continued(said: Said[], done: Done[]): Said[] {
  if (done.length === 0) return said;
  const count = (name: string, names: string[]) => names.filter((other) => other === name).length;
  const planned = callsOf(said);
  const names = planned.map((call) => call.name);
  const doneNames = done.map(({ call }) => call.name);
  const open = planned.filter(
    (call) =>
      count(call.name, names) > count(call.name, doneNames) &&
      !done.some(({ call: made }) => made.name === call.name && sameValues(made.arguments, call.arguments)),
  );
  return open.length > 0 ? open : [tell(done)];
}

function sameValues(a: Record<string, unknown> | undefined, b: Record<string, unknown>): boolean {
  return a !== undefined && Object.entries(b).every(([key, value]) => a[key] === value);
}

/** A small generator of pseudo-random numbers (mulberry32), from the seed, else from the request's number. */
function diceFor({ temperature, topP, seed }: Question, { serial, choice }: Answering): () => number {
  let state = temperature < RANDOM_FROM || topP < SHARE_OF_ONE ? 1 : (seed ?? serial) * 1009 + choice;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
