import { WrongOption } from '../options/wrong-option.js';
import { DEFECTS } from '../reference/defects/index.js';
import { serveReference } from '../reference/serve.js';
import { VARIANTS } from '../reference/variants/index.js';
import { nearest } from '../servers/nearest.js';

interface Flags {
  port: string;
  defect?: string;
  variant?: string;
  apiKey?: string;
}

/** The id that the reference server gives its model; `qwen3` as in the golden model's. */
const MODEL = 'mlx-xproto/qwen3-reference';

/** `reference`: runs the reference server until it is told to stop. */
export async function reference({ port, defect, variant, apiKey }: Flags): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    throw new WrongOption(`port: must be a number from 0 to 65535 (got "${port}")`);
  const change = find('defect', DEFECTS, defect)?.change ?? find('variant', VARIANTS, variant)?.change;
  const server = await serveReference({
    port: Number(port),
    apiKey: apiKey ?? process.env.MLX_XPROTO_API_KEY ?? null,
    model: MODEL,
    change,
  });
  process.stdout.write(`listening on ${server.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void server.close().then(() => process.exit(0)));
  }
}

function find<T extends { id: string }>(what: string, all: readonly T[], id: string | undefined): T | undefined {
  if (id === undefined) return undefined;
  const found = all.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    all.map((one) => one.id),
  );
  throw new WrongOption(`${what}: there is no ${what} "${id}"${near ? `; did you mean ${near}?` : ''}`);
}
