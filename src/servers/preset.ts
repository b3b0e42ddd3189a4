import type { Probe } from './probes.js';
import type { PythonProgram } from './python-program.js';
import type { ServerWish } from './types.js';

/** What a preset may build its command line and its environment from. */
export interface Ground {
  wish: ServerWish;
  host: string;
  port: number;
  /** The model as the server is told of it, and as requests name it. */
  model: string;
  /** The path of one of the program's scripts. */
  script: (name: string) => string;
  /** A folder of this launch, removed at its end; `home` and `work` (the working directory) lie in it. */
  scratch: string;
}

/**
 * Where a server looks for its model.
 * `folder`: by the name of a folder in its working directory, or by a hub id. `hub`: by a hub id only.
 * `argv`: the command is given a path or a hub id, and may ignore it. `own`: it brings its own and is asked for the id.
 */
export type Placement = 'folder' | 'hub' | 'argv' | 'own';

/** All that the launcher knows about one server program. */
export interface Preset {
  name: string;
  /** One line for the list of servers. */
  about: string;
  /** What must be installed; null where the program is there already. */
  program: PythonProgram | null;
  placement: Placement;
  argv: (ground: Ground) => string[];
  env: (ground: Ground) => Record<string, string>;
  /** Tells that the server answers. */
  ready: Probe;
  /** A POST that loads the model and answers when it is loaded; null where being ready includes that. */
  load: ((model: string) => string) | null;
}
