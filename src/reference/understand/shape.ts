import * as z from 'zod';
import { refuse } from '../refusal.js';

type Issue = z.core.$ZodIssue;

/** Gives the request the shape of its protocol, or refuses it with the first field at fault. */
export function shaped<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues.map((found) => deepest(found))[0];
  const param = issue?.path.join('.') || null;
  return refuse(400, `${param ?? 'body'}: ${sentence(issue)}`, { param });
}

/** Of a union (a string or a list of blocks), the branch that came furthest is the one that was meant. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flatMap((branch) => branch.slice(0, 1)).map((inner) => deepest(inner));
  const inner = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return inner === undefined || inner.path.length === 0 ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

function sentence(issue: Issue | undefined): string {
  if (issue === undefined) return 'Invalid request';
  return issue.message.endsWith('received undefined') ? 'Field required' : issue.message;
}

/** A piece of text that must not be empty, wherever the user speaks (R-X-33). */
export const someText = z.string().min(1, 'text must not be empty');

/** The names of tools (protocol reference 4). */
export const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not a name of a tool');

export const anyObject = z.record(z.string(), z.unknown());
export const fraction = z.number().min(0).max(1);
export const positive = z.int().min(1);

/** Several pieces of text are read as paragraphs. */
export function joinTexts(texts: string[]): string {
  return texts.join('\n');
}
