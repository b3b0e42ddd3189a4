import { type Preset, USUAL_PATHS } from '../preset.js';
import { healthJson } from '../probes.js';

const VERSION = '2026.10.11549';

/** llama-server's own flags, as far as we use them, for the server inside the wheel of xllamacpp. */
const SOURCE = `import argparse, os, signal, xllamacpp

flags = argparse.ArgumentParser(allow_abbrev=False)
flags.add_argument('--model', required=True)
flags.add_argument('--alias', required=True)
flags.add_argument('--host', required=True)
flags.add_argument('--port', type=int, required=True)
flags.add_argument('--parallel', type=int, default=1)
flags.add_argument('--ctx-size', type=int, default=0)
flags.add_argument('--jinja', action='store_true')
given = flags.parse_args()

params = xllamacpp.CommonParams()
params.model.path = given.model
params.model_alias = {given.alias}
params.hostnames = [given.host]
params.port = given.port
params.n_parallel = given.parallel
params.n_ctx = given.ctx_size
params.use_jinja = given.jinja
params.api_keys = [key for key in [os.environ.get('LLAMA_API_KEY')] if key]
server = xllamacpp.Server(params)
signal.sigwait([signal.SIGTERM, signal.SIGINT])
os._exit(0)
`;

/** The peer without MLX: the program of llama.cpp on PATH, or on Linux the same server inside a Python wheel. */
export const llamaServer: Preset = {
  name: 'llama-server',
  about: 'llama.cpp: GGUF models; OpenAI and Anthropic API',
  program: {
    package: 'xllamacpp',
    version: VERSION,
    python: { min: 10, max: 13 },
    requirements: (version) => [`xllamacpp==${version}`],
    constraints: [],
    without: () => [],
    script: 'llama-server',
    source: SOURCE,
    preferPath: true,
    installed: { on: ['linux'], otherwise: 'install it with "brew install llama.cpp"' },
  },
  only: null,
  placement: 'gguf',
  paths: USUAL_PATHS,
  // With an alias, as the model's id would be a path of this machine otherwise. One slot, or the context is shared out.
  argv: ({ program, model, modelPath, host, port }) => [
    ...[program, '--model', modelPath, '--alias', model, '--host', host, '--port', String(port)],
    ...['--parallel', '1', '--jinja'],
  ],
  // By the environment: the arguments of a process can be read by every user of the machine.
  env: ({ wish }): Record<string, string> => (wish.apiKey === '' ? {} : { LLAMA_API_KEY: wish.apiKey }),
  ready: healthJson('/health', (health) => health.status === 'ok'),
  load: null,
};
