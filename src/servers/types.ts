import type { ProtocolName } from '../wire/exchange.js';
import type { PythonRange } from './install/python.js';
import type { ProcessIdentity } from './process/identity.js';

export type { ProcessIdentity } from './process/identity.js';

/** A server's program: a Python package, installed by us or there already. */
export interface Program {
  package: string;
  /** The one that the preset was tried with. */
  version: string;
  python: PythonRange;
  /** With exact versions where they decide: `mlx-vlm[cpu]==0.7.10`. */
  requirements: (version: string, platform: NodeJS.Platform) => string[];
  /** Versions for packages that come along, as they were tried together with `version`. */
  constraints: string[];
  /** Packages that the server names but does not need, such as torch: they are left out. By platform. */
  without: (platform: NodeJS.Platform) => string[];
  /** What serves, by its name on PATH and among the package's scripts. */
  script: string;
  /** For a package without such a script: the Python that the script consists of. */
  source?: string;
  /** Set where the one on PATH is taken before anything is installed. */
  preferPath?: true;
  /** Where we do not install the package everywhere: on which platforms we do, and what to do on another one. */
  installed?: { on: NodeJS.Platform[]; otherwise: string };
}

/** What the options ask of the launcher. */
export interface ServerWish {
  /** A preset's name, `reference`, `command` or `attach`. */
  server: string;
  /** Only for `command`: the argv, with `{model}`, `{host}` and `{port}`. */
  command: string[];
  /** With the `/v1`: `http://127.0.0.1:8080/v1`. Only for `attach` and `command`. */
  openaiBaseUrl: string | null;
  /** Without the `/v1`: `http://127.0.0.1:8080`. Only for `attach` and `command`. */
  anthropicBaseUrl: string | null;
  apiKey: string;
  /** The APIs that are asked: each must answer before the server counts as ready. */
  protocols: readonly ProtocolName[];
  /** A hub id, a folder, a file for servers that want one, or `golden`. */
  model: string;
  /** A branch, a tag or a commit of the hub; null for `main`. */
  revision: string | null;
  /** Whether a model that is not on this machine is fetched. */
  download: 'never' | 'missing';
  /** Null for the preset's own version, `installed` for what is on PATH, or a version. */
  serverVersion: string | null;
  /** Put behind the preset's own arguments. */
  serverArgs: string[];
  /** Added to the server's environment. */
  serverEnv: Record<string, string>;
  /** Milliseconds from the start of the process to a server that is ready. Installing is not counted. */
  startupTimeout: number;
  /** The folder that `server.log` is written to. Made where it is missing. */
  reportDir: string;
  /** Takes one line of progress. */
  say: (line: string) => void;
  /** Aborted when the run must end: the start is given up, and what it started is killed. */
  signal: AbortSignal;
  /** Called as soon as the server's process exists. */
  onSpawn?: (identity: ProcessIdentity) => void;
  /** Only for `reference`: further arguments, such as `--defect ID`. */
  referenceArgs?: string[];
}

/** A server that is ready for requests. */
export interface RunningServer {
  name: string;
  /** The version that was installed; null where it is not known. */
  version: string | null;
  /** The id to send in requests. */
  model: string;
  openaiBaseUrl: string;
  anthropicBaseUrl: string;
  apiKey: string;
  /** True where the model is known to answer the golden prompts. */
  knownModel: boolean;
  /** How many tokens the model allows a conversation, as its files say; null where none do. */
  contextSize: number | null;
  /** What of this machine may show in the answers, a sentence each. */
  notes: string[];
  /** Absolute path of `server.log`; null for `attach`. */
  logFile: string | null;
  /** Null while it runs, then a predicate such as `exited with status 1`. Always null for `attach`. */
  exited(): string | null;
  /** The last lines of the log, raw: never show them without escaping. */
  logTail(lines: number): string[];
  /** Ends the server and everything that it started. May be called again; does not throw. */
  stop(): Promise<void>;
}
