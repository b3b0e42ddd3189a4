import * as z from 'zod';
import { isObject, show } from '../protocols/json.js';
import type { Breach } from '../protocols/protocol.js';

/** What a field must hold: a sentence fragment for the reader, a schema for the machine. */
export interface Kind {
  says: string;
  schema: z.ZodType;
}

const kind = (says: string, schema: z.ZodType): Kind => ({ says, schema });

export const exactly = (value: string): Kind => kind(JSON.stringify(value), z.literal(value));
export const oneOf = (...values: string[]): Kind => kind(`one of ${values.join(', ')}`, z.enum(values));
export const orNull = (inner: Kind): Kind => kind(`${inner.says} or null`, inner.schema.nullable());
export const orAbsent = (inner: Kind): Kind => kind(`${inner.says} or nothing`, inner.schema.optional());
export const text = kind('a string', z.string());
export const nonEmpty = kind('a non-empty string', z.string().min(1));
export const object = kind('an object', z.record(z.string(), z.unknown()));
export const count = kind('an integer ≥ 0', z.int().min(0));
export const number = kind('a number', z.number());
export const integer = kind('an integer', z.int());
export const array = kind('an array', z.array(z.unknown()));
export const emptyArray = kind('an empty array', z.array(z.never()));
export const present = kind(
  'the key to be there',
  z.unknown().refine((value) => value !== undefined),
);
/** Unix time in seconds has ten digits until the year 2286; milliseconds have thirteen (R-OA-05). */
export const seconds = kind('Unix time in whole seconds', z.int().min(1e9).lt(1e10));

interface Place {
  path: string;
  value: unknown;
}

/**
 * Judges every value at a path: `choices[].message.role`. A `[]` stands for each element of an array.
 * Null where there is no element to judge.
 */
export function field(path: string, { says, schema }: Kind): (json: unknown) => Breach[] | null {
  const steps = path.split('.');
  return (json) => {
    const places = resolve({ path: '', value: json }, steps);
    if (places.length === 0) return null;
    return places
      .filter(({ value }) => !schema.safeParse(value).success)
      .map((place) => ({ expected: says, actual: show(place.value), at: place.path }));
  };
}

function resolve(from: Place, steps: string[]): Place[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [from];
  const name = step.replace('[]', '');
  const value = isObject(from.value) ? from.value[name] : undefined;
  const path = from.path === '' ? name : `${from.path}.${name}`;
  if (!step.endsWith('[]')) return resolve({ path, value }, rest);
  const elements = Array.isArray(value) ? value : [];
  return elements.flatMap((element, k) => resolve({ path: `${path}[${k}]`, value: element }, rest));
}

/** The breaches of several judges of one value; null where none of them had anything to judge. */
export function all<T>(...judges: ((value: T) => Breach[] | null)[]): (value: T) => Breach[] | null {
  return (value) => merge(judges.map((judge) => judge(value)));
}

/** Joins what several judges said. */
export function merge(results: (Breach[] | null)[]): Breach[] | null {
  const said = results.filter((result) => result !== null);
  return said.length > 0 ? said.flat() : null;
}
