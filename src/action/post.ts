import { killGroup, type ProcessIdentity } from '../servers/process/identity.js';

/**
 * The Action's post step: ends the server if main could not. Node built-ins only, never fails the job, and may run
 * twice. The identity's token proves that the process is ours: numbers are used again.
 */
export async function cleanUp(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const saved = env.STATE_server;
  if (!saved) return;
  try {
    const ended = await killGroup(JSON.parse(saved) as ProcessIdentity);
    if (ended) process.stdout.write('The server was still running: it is stopped now.\n');
  } catch (error) {
    process.stdout.write(`The server could not be looked for: ${error instanceof Error ? error.message : error}\n`);
  }
}
