/** A line that GitHub's runner takes for a command. */
export interface Command {
  name: string;
  /** What stands between the name and the data: `title=…`. */
  properties: string;
  data: string;
}

/** Lines as the runner splits them: a lone CR ends one, too. */
export function linesOf(output: string): string[] {
  return output.split(/\r\n|\n|\r/);
}

/** The commands in an output, by both of the runner's recognisers: `::name …::` at the start, `##[name …]` anywhere. */
export function commandsIn(output: string): Command[] {
  return linesOf(output).flatMap((line) => recognise(line) ?? []);
}

function recognise(line: string): Command | null {
  const match = /^\s*::([^\s:]+)\s*(.*?)::(.*)$/.exec(line) ?? /##\[([^\s\]]*)\s*([^\]]*)\](.*)$/.exec(line);
  return match && { name: match[1] ?? '', properties: match[2] ?? '', data: match[3] ?? '' };
}
