import { inUsage } from './edit.js';
import { renderPrompt } from './prompt.js';
import type { Change } from './stages.js';

/** A prefix cache: of a prompt that was answered before, all but the last token comes from memory. */
export const remembered: Change = inUsage(({ prompt }, { server: { memory }, question }) => {
  const key = `prompt: ${renderPrompt(question)}`;
  const known = memory.has(key);
  memory.set(key, true);
  return { cached: known ? prompt - 1 : 0 };
});
