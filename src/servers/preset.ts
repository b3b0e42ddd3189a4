import type { Probe } from './probes.js';
import type { Program, ServerWish } from './types.js';

/** What a preset may build its command line and its environment from. */
export interface Ground {
  wish: ServerWish;
  host: string;
  port: number;
  /** The model as the server is told of it, and as requests name it. */
  model: string;
  /** Absolute path of the model's folder or file; empty where only the server knows the model. */
  modelPath: string;
  /** Path of the program's script; empty where the preset has no program. */
  program: string;
  /** A folder of this launch, removed at its end; `home` and `work` (the working directory) lie in it. */
  scratch: string;
}

/**
 * Where a server looks for its model.
 * `folder`: by the name of a folder in its working directory, or by a hub id. `hub`: by a hub id only.
 * `gguf`: a GGUF file. `argv`: the command is given a path or a hub id, and may ignore it.
 * `own`: it brings its own and is asked for the id.
 */
export type Placement = 'folder' | 'hub' | 'gguf' | 'argv' | 'own';

/** Where a server has its two APIs, below its origin: as the base URLs of the official clients. */
export interface BasePaths {
  openai: string;
  anthropic: string;
}

/** Almost every server has them there. */
export const USUAL_PATHS: BasePaths = { openai: '/v1', anthropic: '' };

/** All that the launcher knows about one server program. */
export interface Preset {
  name: string;
  /** One line for the list of servers. */
  about: string;
  /** What serves, and how it comes to this machine; null where it is there already. */
  program: Program | null;
  /** The only platform that the server runs on, and why; null for any. */
  only: { platform: NodeJS.Platform; why: string } | null;
  placement: Placement;
  /** Of a server that brings its own model: how many tokens that allows a conversation. */
  contextSize?: number;
  paths: BasePaths;
  argv: (ground: Ground) => string[];
  env: (ground: Ground) => Record<string, string>;
  /** Tells that the server answers. */
  ready: Probe;
  /** A POST that loads the model and answers when it is loaded; null where being ready includes that. */
  load: ((model: string) => string) | null;
}
