import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'troublesome.mjs');

/** The options that launch the troublesome server; its flags are in `troublesome.mjs`. */
export function troublesome(flags = ''): { server: string; command: string } {
  return { server: 'command', command: `"${process.execPath}" "${SCRIPT}" --port {port} ${flags}` };
}
