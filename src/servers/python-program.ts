import type { PythonRange } from './python.js';

/** A server that is a Python package. */
export interface PythonProgram {
  package: string;
  version: string;
  python: PythonRange;
  /** With exact versions where they decide: `mlx-vlm[cpu]==0.7.10`. By platform. */
  requirements: (platform: NodeJS.Platform) => string[];
  /** Versions for packages that come along, as they were tried together. */
  constraints: string[];
  /** Packages that the server names but does not need, such as torch: they are left out. */
  without: string[];
}
