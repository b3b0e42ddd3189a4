import { OPTIONS, type OptionKey, type Options } from './table.js';
import { WrongOption } from './wrong-option.js';

const KEYS = Object.keys(OPTIONS) as OptionKey[];

/**
 * Reads all options from texts by their names; what is not given has its default.
 * @throws WrongOption with one line for each wrong one: name, value, what is allowed.
 */
export function parseOptions(given: Record<string, string | undefined>): Options {
  return parse(given, []);
}

/** Reads all options; what is wrong already is said together with what is found here. */
function parse(given: Record<string, string | undefined>, before: string[]): Options {
  const wrong = [...before];
  const read = KEYS.map((key) => {
    const { name, schema, default: fallback } = OPTIONS[key];
    const value = given[name]?.trim();
    const result = schema.safeParse(value === undefined || value === '' ? fallback : value);
    if (result.success) return [key, result.data];
    wrong.push(`${name}: ${result.error.issues[0]?.message} (got "${value}")`);
    return [key, undefined];
  });
  const options = Object.fromEntries(read) as Options;
  const all = wrong.length > 0 ? wrong : together(options);
  if (all.length > 0) throw new WrongOption(all.join('\n'));
  return options;
}

/** What holds between options. */
function together({ server, command, openaiBaseUrl, anthropicBaseUrl }: Options): string[] {
  const wrong: string[] = [];
  if (server === 'command' && command === '') wrong.push('command: must be given with server: command');
  if (server !== 'command' && command !== '') wrong.push(`command: goes with server: command, not with ${server}`);
  if (server === 'attach' && (!openaiBaseUrl || !anthropicBaseUrl)) {
    wrong.push('server: attach needs openai-base-url and anthropic-base-url');
  }
  return wrong;
}

/**
 * The Action's inputs, from the runner's INPUT_* variables.
 * @throws WrongOption for an input that no option has: the runner itself only warns.
 */
export function readInputs(env: Record<string, string | undefined>): Options {
  const names: string[] = KEYS.map((key) => OPTIONS[key].name);
  const inputs = Object.entries(env)
    .filter(([key]) => key.startsWith('INPUT_'))
    .map(([key, value]) => [key.slice('INPUT_'.length).toLowerCase(), value] as const);
  const unknown = inputs.filter(([name]) => !names.includes(name));
  return parse(
    Object.fromEntries(inputs),
    unknown.map(([name]) => `unknown input "${name}"; allowed are ${names.join(', ')}`),
  );
}
