import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '0.32.2';

/** Has no Anthropic API, which the report says. Listens before the model is loaded: the first answer waits for it. */
export const mlxLm: Preset = {
  name: 'mlx-lm',
  about: `mlx-lm ${VERSION}: text models; OpenAI API only`,
  program: {
    package: 'mlx-lm',
    version: VERSION,
    python: { min: 10, max: 13 },
    // On Linux MLX has no backend without the extra; on macOS the extra would be a second one.
    requirements: (version, platform) => [`mlx-lm${platform === 'darwin' ? '' : '[cpu]'}==${version}`],
    constraints: ['mlx==0.32.4', 'transformers==5.23.0', 'huggingface-hub==2.4.0'],
    without: () => [],
    script: 'mlx_lm.server',
  },
  only: null,
  placement: 'folder',
  paths: USUAL_PATHS,
  argv: ({ program, model, host, port }) => [program, '--model', model, '--host', host, '--port', String(port)],
  env: () => ({}),
  ready: healthJson('/health', (health) => health.status === 'ok'),
  load: null,
};
