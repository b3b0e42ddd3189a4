import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of one launch, with an empty HOME and an empty working directory in it. */
export interface Scratch {
  folder: string;
  home: string;
  work: string;
  /** Removes it. Does not throw. */
  remove(): void;
}

/** Makes a fresh folder for a launch in the system's place for temporary files. */
export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'mlx-xproto-'));
  const home = join(folder, 'home');
  const work = join(folder, 'work');
  for (const path of [home, work]) mkdirSync(path);
  return {
    folder,
    home,
    work,
    remove() {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch {
        // A file of a server that was just killed may still be held; the system clears its temporary files itself.
      }
    },
  };
}
