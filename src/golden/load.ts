import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { WrongOption } from '../options/wrong-option.js';
import { fromRepository } from '../repository.js';
import { type Golden, GoldenCase } from './case.js';

/** The golden folder that ships with this project. */
export const OWN_GOLDEN = fromRepository('golden') ?? 'golden';

/**
 * Reads the golden cases of a folder, with the text of each prompt in `prompt`.
 * @throws WrongOption naming the file and the field, for anything that cannot be read or is no valid case.
 */
export function loadCases(folder: string): Golden[] {
  const files = list(join(folder, 'cases')).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw new WrongOption(`golden: no case file (*.json) in ${join(folder, 'cases')}`);
  return files.sort().map((name) => loadCase(folder, name));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new WrongOption(`golden: cannot read the folder ${folder}: ${(error as Error).message}`);
  }
}

function loadCase(folder: string, name: string): Golden {
  const file = join(folder, 'cases', name);
  const parsed = GoldenCase.safeParse(parseFile(file));
  if (!parsed.success) throw new WrongOption(`golden: ${file} is not a valid case:\n${z.prettifyError(parsed.error)}`);
  if (parsed.data.id !== basename(name, '.json')) {
    throw new WrongOption(`golden: ${file}: id is "${parsed.data.id}", but must be the file's name`);
  }
  return { ...parsed.data, prompt: loadPrompt(file, join(folder, 'prompts', parsed.data.prompt)) };
}

/** The text of a prompt's file; its final newline belongs to the file. */
function loadPrompt(file: string, promptFile: string): string {
  const prompt = read(promptFile, `${file}: prompt: `).replace(/\r?\n$/, '');
  if (prompt === '') throw new WrongOption(`golden: ${file}: prompt: ${promptFile} is empty`);
  return prompt;
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(read(file)) as unknown;
  } catch (error) {
    if (error instanceof WrongOption) throw error;
    throw new WrongOption(`golden: ${file} is not JSON: ${(error as Error).message}`);
  }
}

function read(file: string, wantedBy = ''): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongOption(`golden: ${wantedBy}cannot read ${file}: ${(error as Error).message}`);
  }
}
