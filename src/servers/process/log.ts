import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** As much of a log's end as is ever looked at, in bytes. */
const WINDOW = 256 * 1024;

/** The lines at the end of a log (of its last 256 KiB), without the empty ones at the very end. Raw. */
export function logLines(file: string): string[] {
  return readEnd(file).trimEnd().split(/\r?\n/);
}

/** The last `count` lines of a log, raw; none where there is no log or nothing in it. */
export function tailOf(file: string, count: number): string[] {
  const lines = logLines(file);
  return lines.length === 1 && lines[0] === '' ? [] : lines.slice(-count);
}

function readEnd(file: string): string {
  let log: number;
  try {
    log = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(log);
    const buffer = Buffer.alloc(Math.min(size, WINDOW));
    const length = readSync(log, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(log);
  }
}
