import { CommanderError } from 'commander';
import pc from 'picocolors';
import { plainLine } from '../untrusted.js';

/** Ends the process for an error: 2 for what the user gave, 3 for what this tool could not do (design 4). */
export function failWith(error: unknown): never {
  // Help and version are no errors; commander has said what is wrong with the others.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  const wrongOption = error instanceof Error && error.name === 'WrongOption';
  const message = error instanceof Error ? error.message : String(error);
  for (const line of message.split('\n')) process.stderr.write(`${pc.red('error')} ${plainLine(line, 1000)}\n`);
  if (!wrongOption && error instanceof Error && process.env.DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exit(wrongOption ? 2 : 3);
}
