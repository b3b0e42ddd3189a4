import { installerEnvironment } from '../environment.js';
import { ask } from '../process/probe-command.js';
import { withTimeLimit } from '../time-limit.js';

/** Minor versions of Python 3, both ends included. */
export interface PythonRange {
  min: number;
  max: number;
}

export interface Python {
  /** The interpreter itself, not a shim on PATH. */
  path: string;
  version: string;
  minor: number;
}

/** How long the interpreters together may take to say what they are, in milliseconds. */
const LIMIT = 30_000;
// The interpreter itself: a shim or a virtual environment may be gone tomorrow, and the same one has many names.
const ABOUT = 'import os, sys; print(os.path.realpath(sys.executable)); print("%d.%d.%d" % sys.version_info[:3])';

/**
 * The Pythons on PATH that can be started: those of the range by name, newest first, then whatever `python3` is, which
 * may lie outside of it. A shim that leads nowhere is passed over.
 */
export async function pythonsOnPath({ min, max }: PythonRange, signal: AbortSignal): Promise<Python[]> {
  const minors = Array.from({ length: max - min + 1 }, (_, i) => max - i);
  const names = [...minors.map((minor) => `python3.${minor}`), 'python3', 'python'];
  const inspectAll = (inner: AbortSignal) => Promise.all(names.map((name) => inspect(name, inner)));
  const found = await withTimeLimit(signal, LIMIT, inspectAll);
  const unique = new Map(found.filter((python) => python !== null).map((python) => [python.path, python]));
  return [...unique.values()];
}

/** What the interpreter says of itself; null where it cannot be started or is not Python 3. */
export async function inspect(program: string, signal: AbortSignal): Promise<Python | null> {
  const { status, output } = await ask([program, '-c', ABOUT], installerEnvironment(), signal);
  const [path, version] = output.trim().split('\n');
  const minor = /^3\.(\d+)/.exec(version ?? '')?.[1];
  return status === 0 && path && version && minor ? { path, version, minor: Number(minor) } : null;
}

/** True where the interpreter's version is in the range. */
export function suits(python: Python, range: PythonRange): boolean {
  return python.minor >= range.min && python.minor <= range.max;
}

/** The range in words: `Python 3.11 or 3.12`, `Python 3.10 to 3.13`. */
export function inWords({ min, max }: PythonRange): string {
  if (min === max) return `Python 3.${min}`;
  return `Python 3.${min} ${max - min === 1 ? 'or' : 'to'} 3.${max}`;
}
