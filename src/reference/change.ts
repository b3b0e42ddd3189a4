import type { Mode, ProtocolName } from '../wire/exchange.js';
import type { Change, StageName, Stages } from './stages.js';

/** The server with a change: each entry has the last word on what its stage made. */
export function applyChange(stages: Stages, change: Change): Stages {
  const changed = { ...stages };
  for (const name of namesOf(change)) install(changed, name, stages[name], change[name]);
  return changed;
}

/** Two changes as one, the first applied first. */
export function both(first: Change, second: Change): Change {
  const joined: Change = {};
  for (const name of new Set([...namesOf(first), ...namesOf(second)])) join(joined, name, first[name], second[name]);
  return joined;
}

/** Where a change applies; what is left out is any. */
export interface Where {
  protocol?: ProtocolName;
  mode?: Mode;
}

/** A change in one protocol, or one mode, only. A stage that comes before the body is read knows no mode but `plain`. */
export function only(where: Where, change: Change): Change {
  const limited: Change = {};
  for (const name of namesOf(change)) limit(limited, name, where, change[name]);
  return limited;
}

function namesOf(change: Change): StageName[] {
  return Object.keys(change) as StageName[];
}

/** The casts below say what the type checker cannot: that a stage and a change of one name fit together. */
function install<S extends StageName>(into: Stages, name: S, stage: Stages[S], alter: Change[S]): void {
  if (alter === undefined) return;
  into[name] = ((input, context) => alter(stage(input, context), context)) as Stages[S];
}

function join<S extends StageName>(into: Change, name: S, first: Change[S], second: Change[S]): void {
  if (first === undefined || second === undefined) into[name] = first ?? second;
  else into[name] = ((made, context) => second(first(made, context), context)) as Change[S];
}

function limit<S extends StageName>(into: Change, name: S, where: Where, alter: Change[S]): void {
  if (alter === undefined) return;
  into[name] = ((made, context) => {
    const here =
      (where.protocol ?? context.protocol) === context.protocol && (where.mode ?? context.mode) === context.mode;
    return here ? alter(made, context) : made;
  }) as Change[S];
}
