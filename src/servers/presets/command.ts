import { WrongOption } from '../errors.js';
import { type Ground, type Preset, USUAL_PATHS } from '../preset.js';
import { answersHttp } from '../probes.js';

/** Any server that a command line starts. */
export const command: Preset = {
  name: 'command',
  about: 'a command of yours, with {model}, {host} and {port} filled in',
  program: null,
  only: null,
  placement: 'argv',
  paths: USUAL_PATHS,
  argv: fillIn,
  env: () => ({}),
  ready: answersHttp(['/health', '/v1/models', '/']),
  load: null,
};

/** The command with its placeholders filled in. Throws WrongOption where it is empty, or where its port cannot be known. */
function fillIn({ wish, model, host, port }: Ground): string[] {
  const values: Record<string, string> = { model, host, port: String(port) };
  const known = wish.command.some((word) => word.includes('{port}')) || wish.openaiBaseUrl || wish.anthropicBaseUrl;
  if (wish.command.length === 0) throw new WrongOption('server "command" needs the option command');
  if (!known) throw new WrongOption('command: say {port} where the port belongs, or give the base URLs');
  return wish.command.map((word) => word.replace(/\{(model|host|port)\}/g, (_, name: string) => values[name] ?? ''));
}
