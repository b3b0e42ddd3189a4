import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads from a pipe whose other end only we hold. A line means that the group was ended in good order; the end of the
 * pipe means that we died, however that came. $1 is the group, $2 a folder that goes with it.
 */
const SCRIPT = `
trap '' HUP INT QUIT TERM
if read -r line; then exit 0; fi
kill -s TERM -- "-$1" 2>/dev/null
for second in 1 2 3; do
  kill -s 0 -- "-$1" 2>/dev/null || break
  sleep 1
done
kill -s KILL -- "-$1" 2>/dev/null
[ -z "$2" ] || rm -rf -- "$2"
`;

export interface Watchdog {
  /** To be called once no process of the group is left: from then on its number may belong to somebody else. */
  dismiss(): void;
}

/**
 * Starts a process that ends the group (SIGTERM, SIGKILL after 3 s) and removes the folder when this process dies, even
 * by SIGKILL. It has a group of its own, so that a signal to ours does not reach it, and does not keep us alive.
 */
export function watch(group: number, folder: string): Watchdog {
  const dog: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, 'mlx-xproto-watchdog', String(group), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
  });
  // Without a watchdog the server still ends by stop() and by the post step.
  dog.on('error', () => {});
  dog.stdin?.on('error', () => {});
  dog.unref();
  // A pipe to a child is a socket, which the types do not say; it must not keep us alive either.
  (dog.stdin as Socket | null)?.unref();
  let dismissed = false;
  return {
    dismiss() {
      if (dismissed) return;
      dismissed = true;
      dog.stdin?.end('done\n');
    },
  };
}
