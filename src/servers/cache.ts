import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that installed servers are kept in: `$MLX_XPROTO_CACHE`, else the platform's place for caches. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.MLX_XPROTO_CACHE) return env.MLX_XPROTO_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'mlx-xproto');
  const home = env.HOME || homedir();
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'mlx-xproto') : join(home, '.cache', 'mlx-xproto');
}
