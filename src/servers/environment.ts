const ALWAYS = ['PATH', 'LANG', 'TMPDIR', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE'];
// The runner finds processes that were left behind by this variable. Our own watchdog comes first; this is the last net.
const RUNNER = ['RUNNER_TRACKING_ID'];
const NETWORK = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
];
const INSTALLER = ['HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'NETRC', ...NETWORK];

/** uv does not read pip's settings: those that say where packages come from are handed on under uv's names. */
const PIP_TO_UV: Record<string, string> = {
  PIP_INDEX_URL: 'UV_DEFAULT_INDEX',
  PIP_EXTRA_INDEX_URL: 'UV_INDEX',
  PIP_CERT: 'SSL_CERT_FILE',
};

/** What a server inherits: an allow-list, so that no token of the job reaches it. */
export function inheritedEnvironment(inherited: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return chosen(inherited, [...ALWAYS, ...RUNNER], /^LC_/);
}

/** What keeps a server apart from the user's files and from other runs: a HOME of its own above all. */
export function isolation(home: string): Record<string, string> {
  return {
    HOME: home,
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    DO_NOT_TRACK: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
  };
}

/** The environment of pip and uv: the real HOME, proxies, and their own settings. */
export function installerEnvironment(inherited: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const env = chosen(inherited, [...ALWAYS, ...RUNNER, ...INSTALLER], /^(LC_|UV_|PIP_)/);
  for (const [pip, uv] of Object.entries(PIP_TO_UV)) {
    const value = env[pip];
    if (value !== undefined) env[uv] ??= value;
  }
  return env;
}

/** For a model that is on this machine: no library may look for it, or for anything, on the network. */
export const OFFLINE: Record<string, string> = { HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' };

function chosen(inherited: NodeJS.ProcessEnv, names: string[], pattern: RegExp): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && (names.includes(name) || pattern.test(name))) kept[name] = value;
  }
  return kept;
}
