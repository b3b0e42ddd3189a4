import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { WrongOption } from '../options/wrong-option.js';
import { Report } from './model.js';

/**
 * Reads a report back: `report.json`, or the folder that it lies in.
 * @throws WrongOption for what cannot be read or is no report of this version.
 */
export async function loadReport(path: string): Promise<Report> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false;
  const file = isFolder ? join(path, 'report.json') : path;
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new WrongOption(`report: cannot read ${file}: ${error.message}`);
  });
  const parsed = Report.safeParse(parse(file, text));
  if (!parsed.success) throw new WrongOption(`report: ${file} is no report:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongOption(`report: ${file} is not JSON: ${(error as Error).message}`);
  }
}
