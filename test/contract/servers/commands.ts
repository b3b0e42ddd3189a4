import { join } from 'node:path';
import { CLI } from '../folders.js';

const TROUBLESOME = join(import.meta.dirname, 'troublesome.mjs');
const node = `"${process.execPath}"`;

type Launch = Record<'server' | 'command' | 'model', string>;

/** The options that launch the troublesome server; its flags are in `troublesome.mjs`. */
export function troublesome(flags = ''): Launch {
  return { server: 'command', command: `${node} "${TROUBLESOME}" --port {port} ${flags}`, model: 'some-model' };
}

/** The options that launch the reference server with a defect. */
export function defective(defect: string): Launch {
  const command = `${node} "${CLI}" reference --port {port} --defect ${defect}`;
  return { server: 'command', command, model: 'mlx-xproto/qwen3-reference' };
}
