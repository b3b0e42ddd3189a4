import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '1.2.12';

/** Loads on demand, and only what it is told to offer. Keeps a database: each launch gets a new one. */
export const mlxManager: Preset = {
  name: 'mlx-manager',
  about: `mlx-manager ${VERSION}: manager with an embedded server; OpenAI and Anthropic API`,
  program: {
    package: 'mlx-manager',
    version: VERSION,
    python: { min: 11, max: 12 },
    requirements: (version, platform) => [`mlx-manager==${version}`, ...(platform === 'darwin' ? [] : ['mlx[cpu]'])],
    constraints: [
      'mlx==0.32.4',
      'mlx-lm==0.32.2',
      'mlx-vlm==0.7.10',
      'mlx-audio==0.6.2',
      'mlx-embeddings==0.1.0',
      'transformers==5.23.0',
      'huggingface-hub==2.4.0',
      'fastapi==0.165.0',
      'starlette==1.10.0',
      'uvicorn==0.54.0',
      'sse-starlette==3.7.0',
      'pydantic==2.14.3',
      'sqlalchemy==2.1.9',
      'logfire==5.2.0',
    ],
    // Only vision models need them, and on Linux they bring several GB of CUDA.
    without: () => ['torch', 'torchvision'],
    script: 'mlx-manager',
  },
  only: null,
  placement: 'hub',
  paths: USUAL_PATHS,
  argv: ({ program, host, port }) => [program, 'serve', '--no-open', '--host', host, '--port', String(port)],
  env: ({ scratch, model }) => ({
    MLX_MANAGER_DATABASE_PATH: join(scratch, 'manager.db'),
    MLX_MANAGER_LOG_DIR: join(scratch, 'logs'),
    MLX_MANAGER_LOG_LEVEL: 'INFO',
    MLX_MANAGER_OFFLINE_MODE: 'true',
    MLX_MANAGER_DISABLE_TELEMETRY: 'true',
    MLX_MANAGER_JWT_SECRET: randomBytes(32).toString('hex'),
    MLX_SERVER_DATABASE_PATH: join(scratch, 'audit.db'),
    MLX_SERVER_LOGFIRE_ENABLED: 'false',
    MLX_SERVER_AVAILABLE_MODELS: JSON.stringify([model]),
  }),
  // Any other unknown path answers 200 with a web page, so the JSON must be looked at.
  ready: healthJson('/health', (health) => health.status === 'healthy'),
  load: (model) => `/v1/admin/models/load/${model}`,
};
