/** What programs of macOS print, read. Each is null where the text does not say. */

/** Whether Rosetta translates this process: a native one prints 0, an Intel Mac nothing. */
export function isTranslated(sysctl: string | null): boolean {
  return sysctl?.trim() === '1';
}

/** `Metal 4`; a machine without a GPU that Metal knows has no such line. */
export function metalOf(displays: string | null): string | null {
  return /^\s*Metal(?: Support| Family)?: (.+)$/m.exec(displays ?? '')?.[1]?.trim() ?? null;
}

export interface Power {
  /** Minutes until the machine sleeps; 0 never. */
  sleep: number | null;
  /** Sleep is forbidden altogether. */
  sleepDisabled: boolean;
  lowPower: boolean;
}

/** `pmset -g`: names may hold blanks, values may have a remark in brackets behind them. */
export function powerOf(pmset: string | null): Power {
  const value = (name: string) => {
    const found = new RegExp(`^\\s*${name}\\s+(\\d+)`, 'm').exec(pmset ?? '')?.[1];
    return found === undefined ? null : Number(found);
  };
  return {
    sleep: value('sleep'),
    sleepDisabled: value('SleepDisabled') === 1,
    lowPower: value('lowpowermode') === 1 || value('powermode') === 1,
  };
}

export interface Service {
  label: string;
  running: boolean;
}

/** The runners that launchd knows: `launchctl list` has the process (or `-`), the last status and the label in a line. */
export function runnersOf(launchctl: string | null): Service[] {
  const lines = (launchctl ?? '').matchAll(/^(\S+)\t\S+\t(actions\.runner\.\S+)$/gm);
  return Array.from(lines, ([, pid = '-', label = '']) => ({ label, running: pid !== '-' }));
}

/** Whether launchd started this process as a service; a program of the desktop or a terminal is none. */
export function isService(startedBy: string | null): boolean {
  return startedBy !== null && startedBy !== '' && startedBy !== '0' && !startedBy.startsWith('application.');
}

/** Who is logged in automatically; null where nobody is. */
export function autoLoginOf(defaults: string | null): string | null {
  const user = defaults?.trim() ?? '';
  return user === '' || user.includes('does not exist') ? null : user;
}

export function isFileVaultOn(fdesetup: string | null): boolean {
  return /FileVault is On/.test(fdesetup ?? '');
}
