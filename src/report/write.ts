import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongOption } from '../options/wrong-option.js';
import type { Evidence } from '../wire/exchange.js';
import { saveEvidence } from './evidence.js';
import type { Report } from './model.js';
import { redactBytes } from './redact.js';
import { summary } from './summary.js';

/** The formats of a report that are one file each. */
const FILES: Record<string, (report: Report) => string> = {
  'summary.md': (report) => summary(report),
  'report.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Writes a run into its report directory; no evidence where it is elsewhere. `report.json` comes last: where it stands, the rest is there. */
export async function writeReport(
  dir: string,
  report: Report,
  evidence: Evidence | null,
  secrets: string[],
): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of Object.keys(FILES)) await rm(join(dir, name), { force: true });
  if (evidence !== null) await saveEvidence(join(dir, 'evidence'), evidence, secrets);
  for (const [name, render] of Object.entries(FILES)) await writeFile(join(dir, name), render(report));
}

/**
 * Makes the report directory.
 * @throws WrongOption where it cannot be one, before anything is started.
 */
export async function makeReportDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error: Error) => {
    throw new WrongOption(`report-dir: ${dir} cannot be a folder: ${error.message}`);
  });
}

/** Masks keys in a file that another program wrote, such as the server's log. A file that is not there is left. */
export async function maskFile(path: string, secrets: string[]): Promise<void> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return;
  const masked = redactBytes(bytes, secrets);
  if (!bytes.equals(masked)) await writeFile(path, masked);
}
