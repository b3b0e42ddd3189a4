import type { Python } from '../servers/install/python.js';

/** What was found out about the machine. Texts of other programs are kept as they came; null where there was no answer. */
export interface Facts {
  platform: NodeJS.Platform;
  arch: string;
  node: string;
  pythons: Python[];
  /** `uv 0.13.9`, or null. */
  uv: string | null;
  cache: { folder: string; writable: boolean };
  /** Bytes that are free where the cache is. */
  diskFree: number | null;
  /** Bytes. */
  memory: number;
  /** The model that is asked for: where it lies and its bytes, or what is wrong with it. */
  model: { name: string; folder: string; bytes: number } | { name: string; flaw: string };
  /** Null where a port of 127.0.0.1 can be had, else why not. */
  port: string | null;
  /** `$XPC_SERVICE_NAME`: who started us. */
  startedBy: string | null;
  mac: MacFacts | null;
}

/** Outputs of programs that only a Mac has. */
export interface MacFacts {
  /** `sysctl -in sysctl.proc_translated` */
  translated: string | null;
  /** `system_profiler SPDisplaysDataType` */
  displays: string | null;
  /** `pmset -g` */
  power: string | null;
  /** `defaults read /Library/Preferences/com.apple.loginwindow autoLoginUser` */
  autoLogin: string | null;
  /** `fdesetup status` */
  fileVault: string | null;
  /** `launchctl list` */
  services: string | null;
}
