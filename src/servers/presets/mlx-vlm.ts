import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '0.7.10';

/** Loads the model before it listens; both protocols from one code base. */
export const mlxVlm: Preset = {
  name: 'mlx-vlm',
  about: `mlx-vlm ${VERSION}: text and vision models; OpenAI and Anthropic API`,
  program: {
    package: 'mlx-vlm',
    version: VERSION,
    python: { min: 10, max: 13 },
    // On Linux MLX has no backend without the extra; on macOS the extra would be a second one.
    requirements: (version, platform) => [`mlx-vlm${platform === 'darwin' ? '' : '[cpu]'}==${version}`],
    constraints: [
      'mlx==0.32.4',
      'mlx-audio==0.6.2',
      'transformers==5.23.0',
      'huggingface-hub==2.4.0',
      'fastapi==0.165.0',
      'starlette==1.10.0',
      'uvicorn==0.54.0',
      'pydantic==2.14.3',
    ],
    without: () => [],
    script: 'mlx_vlm.server',
  },
  only: null,
  placement: 'folder',
  paths: USUAL_PATHS,
  argv: ({ program, model, host, port }) => [program, '--model', model, '--host', host, '--port', String(port)],
  // By the environment: the arguments of a process can be read by every user of the machine.
  env: ({ wish }): Record<string, string> => (wish.apiKey ? { MLX_VLM_SERVER_API_KEY: wish.apiKey } : {}),
  ready: healthJson('/health', (health) => typeof health.loaded_model === 'string' && health.loaded_model !== ''),
  load: null,
};
