import { inWords, suits } from '../servers/install/python.js';
import { PRESETS } from '../servers/presets/index.js';
import type { Facts, MacFacts } from './facts.js';
import { autoLoginOf, isFileVaultOn, isService, isTranslated, metalOf, powerOf, runnersOf } from './parse.js';

/** `bad`: no run can work so. `doubtful`: a run may work, or may not always. */
export interface Diagnosis {
  about: string;
  state: 'good' | 'doubtful' | 'bad';
  says: string;
  /** What to do, where something is to be done. */
  todo?: string;
}

const GB = 1024 ** 3;
/** A server's packages and a small model. */
const DISK_WANTED = 10 * GB;
const DISK_NEEDED = 2 * GB;
/** Weights, the cache of a long prompt, and the rest of the system. */
const MEMORY_OF_WEIGHTS = 1.5;

const sizeOf = (bytes: number) => (bytes < GB ? `${Math.ceil(bytes / 1024 ** 2)} MB` : `${(bytes / GB).toFixed(1)} GB`);

const good = (about: string, says: string): Diagnosis => ({ about, state: 'good', says });
const bad = (about: string, says: string, todo: string): Diagnosis => ({ about, state: 'bad', says, todo });
const doubtful = (about: string, says: string, todo: string): Diagnosis => ({ about, state: 'doubtful', says, todo });

/** What there is to say of a machine on which servers are to be checked, one line for each concern. */
export function diagnose(facts: Facts): Diagnosis[] {
  const own = [node, pythons, uv, cache, disk, memory, model, port].map((judge) => judge(facts));
  const { mac, startedBy } = facts;
  if (mac === null) return [...own, elsewhere(facts)];
  return [...own, native(mac, facts.arch), metal(mac), launchd(startedBy), runner(mac), login(mac), ...power(mac)];
}

function node({ node: version }: Facts): Diagnosis {
  const [major = 0] = version.split('.').map(Number);
  // The Action runs on the runner's own Node: this one is the CLI's.
  return major >= 20 ? good('Node', version) : bad('Node', version, 'install Node 20.18 or later; 24 is best');
}

function pythons({ pythons: found, uv: fetcher }: Facts): Diagnosis {
  const there = found.map(({ version, path }) => `${version} (${path})`).join(', ') || 'none on PATH';
  const unserved = PRESETS.flatMap(({ name, program }) =>
    program && !found.some((python) => suits(python, program.python))
      ? [`${name} needs ${inWords(program.python)}`]
      : [],
  );
  if (unserved.length === 0) return good('Python', there);
  const says = `${there}; ${unserved.join(', ')}`;
  if (fetcher !== null || found.length > 0) {
    return doubtful('Python', says, 'install one of these, or let uv fetch it on the first run');
  }
  return bad(
    'Python',
    says,
    'install Python 3.12, for example with "brew install python@3.12" or "apt install python3"',
  );
}

function uv({ uv: version, pythons: found }: Facts): Diagnosis {
  if (version !== null) return good('uv', version);
  if (found.length > 0) return good('uv', 'none on PATH: the first run installs its own with pip');
  return bad('uv', 'none on PATH, and no Python to install it with', 'install uv, for example with "brew install uv"');
}

function cache({ cache: { folder, writable } }: Facts): Diagnosis {
  if (writable) return good('cache', folder);
  return bad('cache', `${folder} cannot be written`, 'make it writable, or name another folder in $MLX_XPROTO_CACHE');
}

function disk({ diskFree }: Facts): Diagnosis {
  if (diskFree === null) return doubtful('disk', 'nobody says how much is free', `see that ${sizeOf(DISK_WANTED)} are`);
  const says = `${sizeOf(diskFree)} free`;
  const todo = `make room: a server and a small model take ${sizeOf(DISK_NEEDED)} to ${sizeOf(DISK_WANTED)}`;
  if (diskFree < DISK_NEEDED) return bad('disk', says, todo);
  return diskFree < DISK_WANTED ? doubtful('disk', says, todo) : good('disk', says);
}

function memory({ memory: bytes, model: wanted }: Facts): Diagnosis {
  const weights = 'bytes' in wanted ? wanted.bytes : 0;
  const says = `${sizeOf(bytes)}${weights > 0 ? `, the model's weights take ${sizeOf(weights)}` : ''}`;
  return weights * MEMORY_OF_WEIGHTS > bytes
    ? bad('memory', says, 'take a smaller model, or one with fewer bits')
    : good('memory', says);
}

function model({ model: wanted }: Facts): Diagnosis {
  if ('folder' in wanted) return good('model', `${wanted.name} in ${wanted.folder}`);
  return doubtful('model', wanted.flaw, 'fetch it, or check with --model golden, which needs no download');
}

function port({ port: why }: Facts): Diagnosis {
  return why === null
    ? good('port', '127.0.0.1 has free ones')
    : bad('port', `none can be had on 127.0.0.1: ${why}`, 'see what keeps programs from listening there');
}

function elsewhere({ platform, arch }: Facts): Diagnosis {
  const says = `${platform} on ${arch}: MLX runs on the CPU, and what needs Metal is not judged`;
  return good('machine', says);
}

function native({ translated }: MacFacts, arch: string): Diagnosis {
  if (isTranslated(translated)) {
    return bad('processor', 'Rosetta translates this Node', 'install Node for arm64: "arch -arm64 brew install node"');
  }
  return arch === 'arm64'
    ? good('processor', 'Apple silicon, native')
    : bad('processor', arch, 'MLX needs a Mac with Apple silicon');
}

function metal({ displays }: MacFacts): Diagnosis {
  const version = metalOf(displays);
  if (version !== null) return good('Metal', version);
  return bad('Metal', 'no GPU that Metal knows', 'a virtual machine or a session without one: run on the Mac itself');
}

/** A prompt of 4 to 9 s took more than 60 s where launchd had started the runner (raullenchai/Rapid-MLX#1363). */
function launchd(startedBy: string | null): Diagnosis {
  if (!isService(startedBy)) return good('launchd', 'not started by a service');
  return doubtful(
    'launchd',
    `started by the service ${startedBy}`,
    'servers can be many times slower so: compare with a run from a terminal; see docs/self-hosted-runner.md',
  );
}

function runner({ services }: MacFacts): Diagnosis {
  const all = runnersOf(services);
  const labels = all.map(({ label }) => label).join(', ');
  const idle = all.find(({ running }) => !running);
  if (all.length === 0)
    return doubtful('runner', 'no service', 'in the runner’s folder: ./svc.sh install && ./svc.sh start');
  if (idle)
    return bad('runner', `${idle.label} does not run`, 'in the runner’s folder: ./svc.sh start; then look into _diag');
  if (all.length > 1) {
    return doubtful(
      'runner',
      `several: ${labels}`,
      'two jobs would share one GPU: keep one, or one concurrency group for all',
    );
  }
  return good('runner', labels);
}

/** The runner's service starts with its user's session: nobody logs in to a Mac in a cupboard. */
function login({ autoLogin, fileVault }: MacFacts): Diagnosis {
  const user = autoLoginOf(autoLogin);
  if (isFileVaultOn(fileVault)) {
    return doubtful(
      'login',
      'FileVault is on: after a restart somebody must type a password',
      'turn FileVault off, or restart by hand',
    );
  }
  return user === null
    ? doubtful(
        'login',
        'nobody is logged in after a restart',
        'System Settings, Users & Groups: log in automatically as the runner’s user',
      )
    : good('login', `${user}, automatically`);
}

function power({ power: pmset }: MacFacts): Diagnosis[] {
  const { sleep, sleepDisabled, lowPower } = powerOf(pmset);
  const awake = sleepDisabled || sleep === 0;
  const says = sleep === null ? 'pmset does not say when it sleeps' : `sleeps after ${sleep} minutes`;
  return [
    awake
      ? good('sleep', 'never')
      : doubtful('sleep', says, 'sudo pmset -a sleep 0 disksleep 0 && sudo pmset -a autorestart 1'),
    ...(lowPower ? [doubtful('power', 'low power mode is on', 'sudo pmset -a lowpowermode 0')] : []),
  ];
}
