import pc from 'picocolors';
import { plainLine } from '../untrusted.js';
import type { Exchange } from '../wire/exchange.js';
import { duration } from './phrases.js';

/** What progress is written to: standard error, or a file in a test. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** One exchange that was just made. */
  exchange(exchange: Exchange, n: number, total: number): void;
  /** A line of its own: the server is ready, a case is asked once more. */
  note(line: string): void;
  /** Takes the last rewritten line away: what follows starts on a clean one. */
  end(): void;
}

/** A terminal's current line, emptied. */
const CLEAR = '\r\u001b[2K';

/**
 * A line for each exchange as it happens. On a terminal a line in which nothing is wrong is overwritten by the next,
 * so that what stays is what went wrong; elsewhere every line stays.
 */
export function progress(stream: ProgressStream, colour: boolean = pc.isColorSupported): Progress {
  const { dim, red } = pc.createColors(colour);
  const clear = stream.isTTY ? CLEAR : '';
  return {
    exchange(exchange, n, total) {
      const wrong = isWrong(exchange);
      const line = cutTo(stream, exchangeLine(exchange, n, total));
      const end = stream.isTTY && !wrong ? '' : '\n';
      stream.write(`${clear}${wrong ? red(line) : dim(line)}${end}`);
    },
    note: (line) => void stream.write(`${clear}${plainLine(line, 400)}\n`),
    end: () => void stream.write(clear),
  };
}

/** What happened in an exchange: `[ 17/124] count_up · openai-chat · stream   200   84 ms`. */
export function exchangeLine(exchange: Exchange, n: number, total: number): string {
  const { protocol, mode, received, failure, timings, take } = exchange;
  const counter = `[${String(n).padStart(String(total).length)}/${total}]`;
  const again = take > 1 ? ` · take ${take}` : '';
  const what = `${plainLine(exchange.case, 60)} · ${protocol} · ${mode}${again}`;
  const status = received === null ? ' – ' : String(received.status);
  const why = failure === null ? '' : `  ${plainLine(`${failure.code}: ${failure.message}`, 200)}`;
  return `${counter} ${what.padEnd(50)} ${status} ${duration(timings.end).padStart(9)}${why}`;
}

function isWrong({ received, failure, purpose }: Exchange): boolean {
  if (failure !== null || received === null) return true;
  return purpose === 'answer' && received.status >= 400;
}

/** A line longer than the terminal would wrap, and only its last part could be overwritten. */
function cutTo(stream: ProgressStream, line: string): string {
  return stream.isTTY ? plainLine(line, Math.max(20, (stream.columns ?? 80) - 1)) : line;
}
