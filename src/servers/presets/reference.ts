import { CONTEXT_WINDOW } from '../../reference/context.js';
import { fromRepository } from '../../repository.js';
import { ServerFailed } from '../errors.js';
import { type Preset, USUAL_PATHS } from '../preset.js';
import { logLine } from '../probes.js';

/** The reference server as a child process; `script` is the CLI that can run it. */
export function referencePreset(script: () => string | null): Preset {
  return {
    name: 'reference',
    about: 'our own server, correct in both protocols, with a defect on request',
    program: null,
    only: null,
    placement: 'own',
    contextSize: CONTEXT_WINDOW,
    paths: USUAL_PATHS,
    argv: ({ wish }) => [
      ...[process.execPath, built(script()), 'reference', '--port', '0'],
      ...(wish.referenceArgs ?? []),
    ],
    // By the environment: the arguments of a process can be read by every user of the machine.
    env: ({ wish }) => ({ MLX_XPROTO_API_KEY: wish.apiKey }),
    ready: logLine(/listening on (https?:\/\/[^\s/]+)/),
    load: null,
  };
}

export const reference = referencePreset(() => fromRepository('dist/cli/index.js'));

function built(script: string | null): string {
  if (script !== null) return script;
  throw new ServerFailed('the reference server is not built: dist/cli/index.js is missing (run "npm run build")');
}
