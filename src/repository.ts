import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A file or folder of this repository by its path from the root, from wherever the code runs: `src/servers`, `lib/…` or
 * a bundle in `dist/…`. Null where it is not there.
 */
export function fromRepository(path: string): string | null {
  let folder = import.meta.dirname;
  for (let level = 0; level < 5; level++, folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, path))) return join(folder, path);
  }
  return null;
}
