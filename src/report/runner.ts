import { appendFile } from 'node:fs/promises';
import * as core from '@actions/core';
import type { Annotation } from './annotations.js';
import type { Outputs } from './outputs.js';

const EMIT = { error: core.error, warning: core.warning };

/** Shows annotations on the workflow run. */
export function emitAnnotations(annotations: Annotation[]): void {
  for (const { level, title, message, place } of annotations) EMIT[level](message, { title, ...place });
}

/** Sets the step's outputs. */
export function emitOutputs(outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

/** Adds to the job summary; false where this runner has none. */
export async function emitSummary(markdown: string, file = process.env.GITHUB_STEP_SUMMARY): Promise<boolean> {
  if (!file) return false;
  await appendFile(file, markdown);
  return true;
}
