import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { WrongOption } from '../options/wrong-option.js';
import { Baseline, hold } from '../verdict/baseline.js';
import type { Finding } from '../verdict/finding.js';
import { parseJson } from './load.js';
import type { Report } from './model.js';

/** A baseline and the file that it was read from. */
export interface BaselineFile {
  path: string;
  text: string;
  baseline: Baseline;
}

/**
 * Reads the baseline that a run on `server` is held against; null where no file is named.
 * @throws WrongOption for a file that cannot be read, is no baseline, or is another server's.
 */
export async function readBaseline(path: string | null, server: string): Promise<BaselineFile | null> {
  if (path === null) return null;
  const file = await loadBaseline(path);
  const made = file.baseline.server;
  if (made === server) return file;
  throw new WrongOption(`baseline: ${path} was made for the server "${made}", and this run is on "${server}"`);
}

/** @throws WrongOption for a file that cannot be read or is no baseline. */
export async function loadBaseline(path: string): Promise<BaselineFile> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new WrongOption(`baseline: cannot read ${path}: ${error.message} (make one with \`baseline update\`)`);
  });
  const parsed = Baseline.safeParse(parseJson(text, `baseline: ${path}`));
  if (!parsed.success) throw new WrongOption(`baseline: ${path} is no baseline:\n${z.prettifyError(parsed.error)}`);
  return { path, text, baseline: parsed.data };
}

/** Writes a baseline, one entry a line, so that a line can be deleted by hand. */
export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await writeFile(path, `${JSON.stringify(baseline, null, 2)}\n`).catch((error: Error) => {
    throw new WrongOption(`baseline: cannot write ${path}: ${error.message}`);
  });
}

/** Findings held against a baseline's file, and what the report says of it: the lines to delete, counted from 1. */
export function against(
  file: BaselineFile | null,
  found: Finding[],
  { whole, profile }: { whole: boolean; profile: string },
): { findings: Finding[]; baseline: Report['baseline'] } {
  if (file === null) return { findings: found, baseline: null };
  const { findings, stale } = hold(found, file.baseline, whole && profile === file.baseline.profile);
  const lines = file.text.split('\n');
  const lineOf = (id: string) => lines.findIndex((line) => line.trimStart().startsWith(`${JSON.stringify(id)}:`)) + 1;
  return { findings, baseline: { file: file.path, stale: stale.map((one) => ({ ...one, line: lineOf(one.id) })) } };
}
