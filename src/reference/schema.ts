import { asArray, isObject, type JsonObject } from '../protocols/json.js';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
const LISTS_OF_SCHEMAS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const MAPS_OF_SCHEMAS = ['properties', '$defs', 'definitions', 'patternProperties'];

/** What is wrong with a JSON Schema: the path of the first fault, or null. */
export function schemaFault(schema: unknown, at = 'schema'): string | null {
  if (typeof schema === 'boolean') return null;
  if (!isObject(schema)) return at;
  if (schema.type !== undefined && ![schema.type].flat().every((type) => TYPES.includes(String(type)))) {
    return `${at}.type`;
  }
  if (schema.enum !== undefined && asArray(schema.enum).length === 0) return `${at}.enum`;
  if (schema.required !== undefined && !isListOfStrings(schema.required)) return `${at}.required`;
  for (const [key, value] of Object.entries(schema)) {
    const fault = keywordFault(key, value, `${at}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function keywordFault(key: string, value: unknown, at: string): string | null {
  if (key === 'items' && !Array.isArray(value)) return schemaFault(value, at);
  if (LISTS_OF_SCHEMAS.includes(key)) {
    return Array.isArray(value) ? firstFault(Object.entries(value), at) : at;
  }
  if (MAPS_OF_SCHEMAS.includes(key)) return isObject(value) ? firstFault(Object.entries(value), at) : at;
  return null;
}

function firstFault(entries: [string, unknown][], at: string): string | null {
  for (const [key, value] of entries) {
    const fault = schemaFault(value, `${at}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
}

/** What the model fills in where a schema says no more than `string`. */
const WORDS: Record<string, string> = { location: 'Tokyo', city: 'Tokyo', name: 'alpha', text: 'hello' };

const SAMPLES: Record<string, (schema: JsonObject, key: string) => unknown> = {
  string: (schema, key) => (WORDS[key] ?? 'text').padEnd(Number(schema.minLength ?? 0), 'x'),
  number: (schema) => Number(schema.minimum ?? 1),
  integer: (schema) => Math.ceil(Number(schema.minimum ?? 1)),
  boolean: () => true,
  null: () => null,
  array: (schema) => Array.from({ length: Number(schema.minItems ?? 1) }, () => sampleOf(schema.items ?? {}, '')),
  object: (schema) => sampleObject(schema),
};

/** A value that satisfies a schema; of an object, the required properties only. */
export function sampleOf(schema: unknown, key = ''): unknown {
  if (!isObject(schema)) return 'text';
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const branch = asArray(schema.anyOf ?? schema.oneOf)[0];
  if (branch !== undefined) return sampleOf(branch, key);
  const type = [schema.type].flat()[0] ?? (isObject(schema.properties) ? 'object' : 'string');
  return SAMPLES[String(type)]?.(schema, key);
}

/** An object that satisfies a schema of a tool's arguments. */
export function sampleObject(schema: JsonObject): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.fromEntries(
    asArray(schema.required).map((key) => [key, sampleOf(properties[String(key)], String(key))]),
  );
}

const IS: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

/** Whether a value satisfies a schema, as far as type, enum, required, properties and items go. */
export function satisfies(schema: unknown, value: unknown): boolean {
  if (!isObject(schema)) return true;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => IS[String(type)]?.(value))) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (Array.isArray(value)) return value.every((item) => satisfies(schema.items, item));
  return !isObject(value) || satisfiesObject(schema, value);
}

function satisfiesObject(schema: JsonObject, value: JsonObject): boolean {
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (asArray(schema.required).some((key) => !Object.hasOwn(value, String(key)))) return false;
  return Object.entries(value).every(([key, item]) =>
    Object.hasOwn(properties, key) ? satisfies(properties[key], item) : schema.additionalProperties !== false,
  );
}
