import { setTimeout as sleep } from 'node:timers/promises';
import { type LaunchOrder, launch } from './launch.js';
import { logLines, tailOf } from './log.js';

/**
 * Runs a program to its end with its output in a file, and tells of every new line that says something. Resolves to how
 * it ended (`exited with status 0`) and to its last lines. On abort everything it started is killed; then it rejects.
 * `soFar` says every ten seconds how far it is.
 */
export async function runLogged(
  order: Omit<LaunchOrder, 'scratch'>,
  { signal, say, soFar }: { signal: AbortSignal; say: (line: string) => void; soFar: () => string },
): Promise<{ status: string; tail: string[] }> {
  signal.throwIfAborted();
  const running = await launch({ ...order, scratch: '' });
  let told = 0;
  const tell = () => {
    const lines = logLines(order.logFile).filter((line) => /^(Resolved|Prepared|Installed) \d+ package/.test(line));
    for (const line of lines.slice(told)) say(`  ${line.trim()}`);
    told = lines.length;
  };
  const start = Date.now();
  for (let round = 1; running.exited() === null && !signal.aborted; round++) {
    await Promise.race([running.ended, sleep(500)]);
    tell();
    if (round % 20 === 0) say(`  ${soFar()} (${Math.round((Date.now() - start) / 1000)} s)`);
  }
  await running.stop();
  signal.throwIfAborted();
  return { status: running.exited() ?? 'did not end', tail: tailOf(order.logFile, 40) };
}
