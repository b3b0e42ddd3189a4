import { join } from 'node:path';
import * as z from 'zod';
import { findModel, GOLDEN_NAME } from './model.js';
import { readJson } from './model-files.js';
import type { Found } from './placement.js';

const Size = z.int().positive().nullish().catch(null);
/** A rotary embedding that is stretched, as by YaRN: then a server may allow more than the positions trained on. */
const Stretch = z
  .object({ factor: z.number().positive(), original_max_position_embeddings: Size })
  .nullish()
  .catch(null);
const Sizes = z.object({ max_position_embeddings: Size, rope_scaling: Stretch, rope_parameters: Stretch });
/** Models that see have the sizes of their text part. */
const Config = Sizes.extend({ text_config: Sizes.nullish().catch(null) });

/** How many tokens the model's own config.json allows a conversation; null where it is not on this machine. */
export function contextSize(found: Found): number | null {
  const folder = folderOf(found);
  if (folder === null) return null;
  const config = Config.safeParse(readJson(join(folder, 'config.json'))).data;
  return longest(config) ?? longest(config?.text_config);
}

function longest(sizes: z.infer<typeof Sizes> | null | undefined): number | null {
  const positions = sizes?.max_position_embeddings ?? null;
  const stretch = sizes?.rope_scaling ?? sizes?.rope_parameters;
  if (positions === null || !stretch) return positions;
  return Math.max(positions, Math.ceil(stretch.factor * (stretch.original_max_position_embeddings ?? positions)));
}

/** A server that runs already was told of its model by somebody else: it may lie in the usual places all the same. */
function folderOf(found: Found): string | null {
  if (found.kind === 'model') return found.model.folder;
  if (found.kind === 'path') return found.path;
  if (found.kind === 'gguf')
    return found.model.name === GOLDEN_NAME ? folderOf({ kind: 'text', text: 'golden' }) : null;
  try {
    return findModel(found.text).folder;
  } catch {
    return null;
  }
}
