import { spawn } from 'node:child_process';
import { installerEnvironment } from './environment.js';
import { ask } from './process/probe-command.js';

/** What of this machine may show in a server's answers or in their times. Nothing of it is asked elsewhere than on macOS. */
export interface PlatformFacts {
  /** The launchd job that we run under; null in a login session. */
  launchdJob: string | null;
  /** True where an Intel process is translated: MLX has no GPU then. Null where the system does not tell. */
  rosetta: boolean | null;
  /** The Metal version of the first graphics device; null where there is none, or where the system does not tell. */
  metal: string | null;
  /** Bytes; null where the system does not tell. */
  memory: { total: number | null; freePercent: number | null };
}

/** The launchd job from the environment: a terminal has `0`, or nothing. */
export function launchdJobIn(env: NodeJS.ProcessEnv): string | null {
  const name = env.XPC_SERVICE_NAME;
  // A terminal application's own service is a login session, too.
  return name === undefined || name === '' || name === '0' || name.startsWith('application.') ? null : name;
}

/** From `sysctl -n sysctl.proc_translated`: 1 where this process is translated, 0 where not; Intel Macs do not know it. */
export function rosettaIn(output: string): boolean | null {
  return ({ '1': true, '0': false } as const)[output.trim() as '0' | '1'] ?? null;
}

/** From `system_profiler SPDisplaysDataType`: `Metal Support: Metal 3`, in older systems `Metal Family: Supported, …`. */
export function metalIn(output: string): string | null {
  const [, said] = /^\s*Metal(?: Support| Family)?:\s*(.+?)\s*$/m.exec(output) ?? [];
  return said === undefined || /^(not supported|unsupported)/i.test(said) ? null : said;
}

/** From `sysctl -n hw.memsize`: bytes. */
export function memoryIn(output: string): number | null {
  return /^\d+$/.test(output.trim()) ? Number(output.trim()) : null;
}

/** From `memory_pressure -Q`: `System-wide memory free percentage: 61%`. */
export function freePercentIn(output: string): number | null {
  const [, percent] = /free percentage:\s*(\d+)%/.exec(output) ?? [];
  return percent === undefined ? null : Number(percent);
}

/** Asks macOS. Never throws; what a program does not tell is null. */
export async function askMac(signal: AbortSignal, env: NodeJS.ProcessEnv = process.env): Promise<PlatformFacts> {
  const run = async (...argv: string[]) => {
    const { status, output } = await ask(argv, installerEnvironment(), signal, 10_000);
    return status === 0 ? output : '';
  };
  const [translated, displays, total, pressure] = await Promise.all([
    run('sysctl', '-n', 'sysctl.proc_translated'),
    run('system_profiler', 'SPDisplaysDataType'),
    run('sysctl', '-n', 'hw.memsize'),
    run('memory_pressure', '-Q'),
  ]);
  return {
    launchdJob: launchdJobIn(env),
    rosetta: rosettaIn(translated),
    metal: metalIn(displays),
    memory: { total: memoryIn(total), freePercent: freePercentIn(pressure) },
  };
}

/** Below this share of free memory macOS swaps, and times say nothing. */
const LITTLE_MEMORY = 10;

/** What a reader must know of the machine, a sentence each; nothing where all is well. */
export function warningsOf({ launchdJob, rosetta, metal, memory }: PlatformFacts): string[] {
  const warnings: [boolean, string][] = [
    [
      launchdJob !== null,
      `This run is a child of the launchd job ${launchdJob}: servers were seen many times slower there than in a login session.`,
    ],
    [
      rosetta === true,
      'This process is translated by Rosetta: install Node for Apple silicon, or the server may be the Intel one without a GPU.',
    ],
    [metal === null, 'macOS names no device with Metal: MLX runs on the CPU, or not at all.'],
    [
      memory.freePercent !== null && memory.freePercent < LITTLE_MEMORY,
      `Only ${memory.freePercent} % of the memory is free: the server may be slow.`,
    ],
  ];
  return warnings.filter(([applies]) => applies).map(([, sentence]) => sentence);
}

/** The warnings of this machine; none elsewhere than on macOS. */
export async function platformNotes(signal: AbortSignal, platform = process.platform): Promise<string[]> {
  return platform === 'darwin' ? warningsOf(await askMac(signal)) : [];
}

/** Keeps a Mac awake as long as the process lives: `caffeinate` ends with it. Where that fails, the run goes on. */
export function keepAwake(pid: number, platform = process.platform): void {
  if (platform !== 'darwin') return;
  const env = { PATH: process.env.PATH ?? '/usr/bin' };
  const child = spawn('caffeinate', ['-i', '-w', String(pid)], { stdio: 'ignore', detached: true, env });
  child.on('error', () => {});
  child.unref();
}
