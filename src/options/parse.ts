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

/** Options that make no sense with a server that is not launched by name, as that server has its own way. */
const NOT_WITH: Record<string, { keys: OptionKey[]; why: string }> = {
  attach: {
    keys: ['serverVersion', 'serverArgs', 'serverEnv', 'modelRevision', 'download'],
    why: 'nothing is launched',
  },
  reference: {
    keys: ['serverVersion', 'serverArgs', 'serverEnv', 'modelRevision', 'download'],
    why: 'it is part of this tool',
  },
  command: { keys: ['serverVersion', 'serverArgs'], why: 'the command says it all' },
};

function misplaced(options: Options): string[] {
  const { keys, why } = NOT_WITH[options.server] ?? { keys: [], why: '' };
  const isDefault = (key: OptionKey) => [null, '', OPTIONS[key].default].includes(options[key] as string | null);
  // What is put into an environment may be secret.
  const got = (key: OptionKey) => (key === 'serverEnv' ? '' : ` (got "${options[key]}")`);
  return keys
    .filter((key) => !isDefault(key))
    .map((key) => `${OPTIONS[key].name}: does not go with server: ${options.server}, as ${why}${got(key)}`);
}

/** What holds between options. */
function together(options: Options): string[] {
  const { server, command, openaiBaseUrl, anthropicBaseUrl } = options;
  const wrong = misplaced(options);
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
