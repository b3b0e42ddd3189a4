import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '0.6.0';

/** Told of no parser, it leaves a model's thinking in the text and shows it its own tool calls as prose. */
const PARSERS: { family: RegExp; flags: string[] }[] = [
  {
    family: /qwen3/i,
    flags: ['--reasoning-parser', 'qwen3', '--enable-auto-tool-choice', '--tool-call-parser', 'qwen'],
  },
];

/** Loads the model before it listens. */
export const vllmMlx: Preset = {
  name: 'vllm-mlx',
  about: `vllm-mlx ${VERSION}: text and vision models; OpenAI and Anthropic API`,
  program: {
    package: 'vllm-mlx',
    version: VERSION,
    python: { min: 10, max: 13 },
    requirements: (version, platform) => [`vllm-mlx==${version}`, ...(platform === 'darwin' ? [] : ['mlx[cpu]'])],
    constraints: [
      'mlx==0.32.4',
      'mlx-lm==0.31.3',
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
      'mcp==2.3.0',
    ],
    // Text models run without, and on Linux they bring several GB of CUDA.
    without: () => ['torch', 'torchvision'],
    script: 'vllm-mlx',
  },
  only: null,
  placement: 'folder',
  paths: USUAL_PATHS,
  // The key as an argument, which every user of the machine can read: this server takes it in no other way.
  argv: ({ program, model, host, port, wish }) => [
    ...[program, 'serve', model, '--host', host, '--port', String(port)],
    ...(wish.apiKey === '' ? [] : ['--api-key', wish.apiKey]),
    ...(PARSERS.find(({ family }) => family.test(model))?.flags ?? []),
  ],
  // Or one request at a time is answered and the others get 503, a retry after an abort as well: who, timing decides.
  env: () => ({ VLLM_MLX_SIMPLE_ENGINE_LOCK_ADMISSION: 'wait' }),
  ready: healthJson('/health', (health) => health.model_loaded === true),
  load: null,
};
