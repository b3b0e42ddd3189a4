import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../wire/exchange.js';
import { saveEvidence } from './evidence.js';
import type { Report } from './model.js';
import { summary } from './summary.js';

/** The formats of a report that are one file each. */
const FILES: Record<string, (report: Report) => string> = {
  'summary.md': (report) => summary(report),
  'report.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Writes a run into its report directory. `report.json` comes last: where it stands, the rest is there. */
export async function writeReport(dir: string, report: Report, evidence: Evidence, secrets: string[]): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of Object.keys(FILES)) await rm(join(dir, name), { force: true });
  await saveEvidence(join(dir, 'evidence'), evidence, secrets);
  for (const [name, render] of Object.entries(FILES)) await writeFile(join(dir, name), render(report));
}
