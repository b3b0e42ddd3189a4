import type { Preset } from '../preset.js';
import { answersHttp } from '../probes.js';

const VERSION = '0.5.3';

/** Loads on demand, by hub id. Its Anthropic API has a path of its own. */
export const mlxOmniServer: Preset = {
  name: 'mlx-omni-server',
  about: `mlx-omni-server ${VERSION}: text, speech and pictures; OpenAI and Anthropic API; macOS only`,
  program: {
    package: 'mlx-omni-server',
    version: VERSION,
    python: { min: 11, max: 12 },
    requirements: (version) => [`mlx-omni-server==${version}`],
    constraints: [],
    without: () => [],
    script: 'mlx-omni-server',
  },
  only: { platform: 'darwin', why: 'its speech and picture packages are made for Metal' },
  placement: 'hub',
  paths: { openai: '/v1', anthropic: '/anthropic' },
  argv: ({ program, host, port }) => [program, '--host', host, '--port', String(port)],
  env: () => ({}),
  ready: answersHttp(['/v1/models']),
  load: null,
};
