import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { quickBlas } from '../../../src/servers/install/blas.js';
import { fill, temporary } from './bed.js';

afterEach(() => vi.unstubAllEnvs());

/** A machine whose uv does `pip`, and writes down what it was asked for. */
function machine(pip: string) {
  const calls = join(temporary(), 'calls');
  const uv = `#!/bin/sh\n[ "$1" = --version ] && echo "uv 1.0.0" && exit\necho "$@" >> ${calls}\n${pip}\n`;
  const folder = fill(temporary(), { uv });
  chmodSync(join(folder, 'uv'), 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  const said: string[] = [];
  const shop = { cache: temporary(), signal: new AbortController().signal, say: (line: string) => said.push(line) };
  return { shop, said, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').slice(0, -1) : []) };
}

/** A program's environment, with the wheels that are named. */
function programWith(...folders: string[]): string {
  const root = temporary();
  for (const folder of folders)
    mkdirSync(join(root, 'lib', 'python3.11', 'site-packages', folder), { recursive: true });
  return root;
}

const BRINGS = 'mkdir -p "$5/scipy.libs"; touch "$5/scipy.libs/libgfortran.so" "$5/scipy.libs/libopenblasp-r0.so"';

describe('MLX on a CPU', () => {
  test('is given OpenBLAS with one thread, which is fetched once', async () => {
    const { shop, said, calls } = machine(BRINGS);
    const program = programWith('mlx', 'mlx_cpu.libs');
    const [first, second] = [await quickBlas(program, [], shop), await quickBlas(program, [], shop)];
    const folder = join(shop.cache, `openblas-${process.platform}-${process.arch}`, 'scipy.libs');
    expect(first).toEqual({
      LD_LIBRARY_PATH: folder,
      LD_PRELOAD: 'libopenblasp-r0.so',
      OPENBLAS_NUM_THREADS: '1',
    });
    expect(second).toEqual(first);
    expect(calls()).toEqual([expect.stringMatching(/--no-deps --only-binary :all: .*scipy==1\.13\.1$/)]);
    expect(said).toEqual(['installing OpenBLAS, as scipy==1.13.1 brings it (once, 38 MB)']);
  });

  test('runs without where it cannot be fetched, and it is said', async () => {
    const { shop, said } = machine('echo "no such wheel" >&2; exit 2');
    expect(await quickBlas(programWith('mlx_cpu.libs'), [], shop)).toEqual({});
    expect(said.at(-1)).toBe('OpenBLAS could not be installed, MLX computes without, and slowly: uv: no such wheel');
  });
});

test.each([[programWith('mlx')], [programWith('scipy', 'scipy.libs')], [temporary()]])(
  'a program without it is left alone',
  async (program) => {
    const { shop, calls } = machine(BRINGS);
    expect(await quickBlas(program, [], shop)).toEqual({});
    expect(calls()).toEqual([]);
  },
);
