import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '0.16.10';

/** Loads the model before it listens. Keeps prompts on disk between launches: each has a HOME of its own. */
export const rapidMlx: Preset = {
  name: 'rapid-mlx',
  about: `rapid-mlx ${VERSION}: text and vision models; OpenAI and Anthropic API`,
  program: {
    package: 'rapid-mlx',
    version: VERSION,
    python: { min: 10, max: 13 },
    requirements: (version, platform) => [`rapid-mlx==${version}`, ...(platform === 'darwin' ? [] : ['mlx[cpu]'])],
    constraints: [
      'mlx==0.32.4',
      'mlx-lm==0.31.3',
      'mlx-vlm==0.7.2',
      'mlx-audio==0.6.2',
      'transformers==5.15.1',
      'huggingface-hub==1.33.0',
      'llguidance==1.9.1',
      'fastapi==0.162.7',
      'starlette==1.10.0',
      'uvicorn==0.54.0',
      'sse-starlette==3.7.0',
      'pydantic==2.14.3',
      'mcp==1.30.0',
    ],
    // Text models run without torch, and on Linux it brings several GB of CUDA. Without llguidance the server answers
    // free of a grammar; with it, every request with tools fails where there is no Metal, as its mask is a Metal kernel.
    without: (platform) => ['torch', 'torchvision', ...(platform === 'darwin' ? [] : ['llguidance'])],
    script: 'rapid-mlx',
  },
  only: null,
  placement: 'folder',
  paths: USUAL_PATHS,
  argv: ({ program, model, host, port }) => [program, 'serve', model, '--host', host, '--port', String(port)],
  env: ({ wish }): Record<string, string> => ({
    // Its usage reports are on unless it is told otherwise; DO_NOT_TRACK is in every server's environment.
    RAPID_MLX_TELEMETRY: '0',
    RAPID_MLX_DISABLE_VERSION_CHECK: '1',
    // By the environment: the arguments of a process can be read by every user of the machine.
    ...(wish.apiKey === '' ? {} : { RAPID_MLX_API_KEY: wish.apiKey }),
  }),
  ready: healthJson('/health/ready', (health) => health.ready === true),
  load: null,
};
