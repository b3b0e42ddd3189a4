import { OPTIONS, type OptionKey, type Options } from './table.js';
import { WrongOption } from './wrong-option.js';

const KEYS = Object.keys(OPTIONS) as OptionKey[];

/**
 * Reads all options from texts by their names; what is not given has its default.
 * @throws WrongOption with one line for each wrong one: name, value, what is allowed.
 */
export function parseOptions(given: Record<string, string | undefined>): Options {
  const wrong: string[] = [];
  const read = KEYS.map((key) => {
    const { name, schema, default: fallback } = OPTIONS[key];
    const value = given[name]?.trim();
    const result = schema.safeParse(value === undefined || value === '' ? fallback : value);
    if (result.success) return [key, result.data];
    wrong.push(`${name}: ${result.error.issues[0]?.message} (got "${value}")`);
    return [key, undefined];
  });
  if (wrong.length > 0) throw new WrongOption(wrong.join('\n'));
  return together(Object.fromEntries(read) as Options);
}

/** What holds between options. */
function together(options: Options): Options {
  const { server, command, openaiBaseUrl, anthropicBaseUrl } = options;
  if (server === 'command' && command === '') throw new WrongOption('command: must be given with server: command');
  if (server !== 'command' && command !== '')
    throw new WrongOption(`command: goes with server: command, not with ${server}`);
  if (server === 'attach' && (!openaiBaseUrl || !anthropicBaseUrl)) {
    throw new WrongOption('server: attach needs openai-base-url and anthropic-base-url');
  }
  return options;
}

/**
 * The Action's inputs, from the runner's INPUT_* variables.
 * @throws WrongOption for an input that no option has: the runner itself only warns.
 */
export function readInputs(env: Record<string, string | undefined>): Options {
  const names = KEYS.map((key) => OPTIONS[key].name);
  const inputs = Object.entries(env)
    .filter(([key]) => key.startsWith('INPUT_'))
    .map(([key, value]) => [key.slice('INPUT_'.length).toLowerCase(), value] as const);
  const unknown = inputs.find(([name]) => !names.includes(name as (typeof names)[number]));
  if (unknown) throw new WrongOption(`unknown input "${unknown[0]}"; allowed are ${names.join(', ')}`);
  return parseOptions(Object.fromEntries(inputs));
}
