import { existsSync } from 'node:fs';
import { WrongOption } from '../options/wrong-option.js';
import { loadBaseline, writeBaseline } from '../report/baseline-file.js';
import { loadReport } from '../report/load.js';
import { baselineOf } from '../verdict/baseline.js';

/** `baseline update`: the failures of a report become what is known. Says what comes and what goes. */
export async function updateBaseline(folder: string, { baseline: path }: { baseline: string }): Promise<void> {
  const { report } = await loadReport(folder);
  if (report.exitCode === 3) {
    throw new WrongOption(`baseline: the report in ${folder} has no verdict (${report.reason}): it proves nothing`);
  }
  const older = existsSync(path) ? (await loadBaseline(path)).baseline : null;
  if (older !== null && older.server !== report.server.name) {
    throw new WrongOption(`baseline: ${path} is of "${older.server}", the report is of "${report.server.name}"`);
  }
  const newer = baselineOf(report, older);
  await writeBaseline(path, newer);
  const [before, after] = [older, newer].map((one) => Object.keys(one?.known ?? {}));
  const without = (some: string[] = [], others: string[] = []) => some.filter((id) => !others.includes(id));
  const lines = [
    ...without(after, before).map((id) => `+ ${id}`),
    ...without(before, after).map((id) => `- ${id}`),
    `${path}: ${after?.length ?? 0} known failures`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
