import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.js';

const MARKER = 'mlx-xproto-complete';

/** What must be known to build a folder of the cache. */
export interface Build {
  folder: string;
  /** What it is made of. A folder that was made of something else is built anew. */
  recipe: string;
  /** Files without which the folder is broken, such as its interpreter: below the folder, links not to nothing. */
  proofs: string[];
  signal: AbortSignal;
  say: (line: string) => void;
}

/**
 * Makes the folder unless it is there and whole. It is built in its final place, because a virtual environment cannot
 * be moved, under a lock, and marked last: a build that was broken off is thrown away by the next run.
 */
export async function buildOnce(build: Build, make: () => Promise<void>): Promise<void> {
  if (isWhole(build)) return;
  const waiting = (who: string) => build.say(`waiting for ${who}, which installs the same`);
  await withLock(build.folder, { signal: build.signal, waiting }, async () => {
    if (isWhole(build)) return;
    await rm(build.folder, { recursive: true, force: true });
    await make();
    writeFileSync(join(build.folder, MARKER), build.recipe);
  });
}

function isWhole({ folder, recipe, proofs }: Build): boolean {
  const marker = join(folder, MARKER);
  return (
    [marker, ...proofs.map((proof) => join(folder, proof))].every((file) => existsSync(file)) &&
    readFileSync(marker, 'utf8') === recipe
  );
}
