import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const NEEDED = ['config.json', 'tokenizer.json'];
const INDEX = 'model.safetensors.index.json';
const SHARD = /-(\d+)-of-(\d+)\.safetensors$/;

/**
 * What a model's folder lacks, in words, one entry each: files that are not there, are empty, or are links to nothing.
 * Empty where the folder is whole.
 */
export function missingFiles(folder: string): string[] {
  const lacking = NEEDED.filter((name) => !hasContent(join(folder, name)));
  const weights = shards(folder);
  if (weights.length === 0) return [...lacking, 'weights (*.safetensors)'];
  return [...lacking, ...weights.filter((name) => !hasContent(join(folder, name)))];
}

/** The GGUF files of a folder that hold a model: `mmproj` files are for pictures only. */
export function ggufFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gguf') && !name.includes('mmproj'));
  return names.filter((name) => hasContent(join(folder, name))).sort();
}

/** What a folder lacks to be one GGUF model, in words; empty where it is one. */
export function missingGguf(folder: string): string[] {
  const files = ggufFiles(folder);
  if (files.length === 1) return [];
  return [files.length === 0 ? 'a GGUF file' : `a choice: give the path of one of ${files.join(', ')}`];
}

/** Downloads into a hub cache's repository folder that were broken off, or still go on: names of its blobs. */
export function unfinishedDownloads(repository: string): string[] {
  const blobs = join(repository, 'blobs');
  return existsSync(blobs) ? readdirSync(blobs).filter((name) => name.endsWith('.incomplete')) : [];
}

/** The weights that there ought to be: by the index, else by the numbers in their names, else those that are there. */
function shards(folder: string): string[] {
  const index = readJson(join(folder, INDEX));
  if (typeof index === 'object' && index !== null && 'weight_map' in index) {
    return [...new Set(Object.values(index.weight_map as Record<string, string>))];
  }
  const there = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return [...new Set(there.flatMap(siblings))];
}

/** `model-00001-of-00003.safetensors` tells of three files. */
function siblings(name: string): string[] {
  const [, digits, total] = SHARD.exec(name) ?? [];
  if (!digits || !total) return [name];
  const numbers = Array.from({ length: Number(total) }, (_, i) => String(i + 1).padStart(digits.length, '0'));
  return numbers.map((number) => name.replace(SHARD, `-${number}-of-${total}.safetensors`));
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** What a file says, as JSON; null where it is not there, or is none. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
