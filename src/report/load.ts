import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WrongOption } from '../options/wrong-option.js';
import type { Evidence } from '../wire/exchange.js';
import { loadEvidence } from './evidence.js';
import { Report } from './model.js';

export interface LoadedReport {
  /** As it was given. */
  path: string;
  report: Report;
}

/**
 * Reads a report from its folder or from its report.json.
 * @throws WrongOption where it is none that this version can read; the message says why.
 */
export async function loadReport(path: string): Promise<LoadedReport> {
  const file = join(await folderOf(path), 'report.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new WrongOption(`${file} cannot be read: ${error.code ?? error.message}`);
  });
  const report = Report.safeParse(parseJson(text, file));
  if (report.success) return { path, report: report.data };
  const [issue] = report.error.issues;
  throw new WrongOption(
    `${file} is not a report that this version can read: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

/**
 * Reads the exchanges beside a report.
 * @throws WrongOption where they are not there, or were changed.
 */
export async function evidenceOf({ path }: LoadedReport): Promise<Evidence> {
  return loadEvidence(join(await folderOf(path), 'evidence')).catch((error: Error) => {
    throw new WrongOption(error.message);
  });
}

async function folderOf(path: string): Promise<string> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? dirname(path) : path;
}

/** @throws WrongOption where the text of a file that the user named is not JSON. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongOption(`${file} is not JSON: ${(error as Error).message}`);
  }
}
