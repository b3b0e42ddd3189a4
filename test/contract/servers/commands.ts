import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CLI } from '../folders.js';
import { closedPort } from '../ports.js';

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

/** Runs the troublesome server until the test is finished, or until it is killed. */
export async function startTroublesome(...flags: string[]): Promise<{ url: string; kill(): void }> {
  const port = await closedPort();
  const args = [TROUBLESOME, '--port', String(port), ...flags];
  const server = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const kill = () => void (server.exitCode ?? server.signalCode ?? process.kill(-(server.pid ?? 0), 'SIGKILL'));
  onTestFinished(kill);
  for await (const text of server.stdout.setEncoding('utf8')) if (String(text).includes('listening')) break;
  return { url: `http://127.0.0.1:${port}`, kill };
}
