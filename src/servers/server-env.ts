import { splitArgv } from './argv.js';
import { WrongOption } from './errors.js';

/**
 * Reads the option `server-env`: words such as `NAME=VALUE`, quoted as in a command line, with blanks or line breaks
 * between them. Throws WrongOption that names the entry, never its value, which may be secret.
 */
export function readServerEnv(text: string): Record<string, string> {
  const entries = splitArgv('server-env', text).map((word, k) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return [name, value] as const;
    throw new WrongOption(`server-env: entry ${k + 1} must be NAME=VALUE, with quotes around a value with blanks`);
  });
  return Object.fromEntries(entries);
}

/** Throws WrongOption where the user sets what we set so that runs stay apart and offline. */
export function forbidOurs(given: Record<string, string>, ours: Record<string, string>): void {
  const taken = Object.keys(given).find((name) => name in ours);
  if (taken === undefined) return;
  const all = Object.keys(ours).sort().join(', ');
  throw new WrongOption(`server-env: ${taken} is set by this tool, so that runs stay apart; so are ${all}`);
}
