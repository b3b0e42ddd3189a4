import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence, Exchange } from '../wire/exchange.js';
import { EVIDENCE_VERSION, EvidenceIndex, type SavedExchange } from './evidence-index.js';
import { redactBytes, redactHeaders, redactJson } from './redact.js';

const INDEX = 'index.json';

/** The file of an exchange's response body, in the evidence directory. */
export function bodyFile(id: string): string {
  return `${id.replace(/[^\w.+-]/g, '_')}.body`;
}

/**
 * Writes all exchanges of a run: one file for each response body, as it came, and `index.json` with everything else.
 * An older run's files are taken away first. Keys are masked, in bodies with as many stars as they have bytes.
 */
export async function saveEvidence(dir: string, evidence: Evidence, secrets: string[] = []): Promise<void> {
  await mkdir(dir, { recursive: true });
  await removeOld(dir);
  const exchanges: SavedExchange[] = [];
  for (const exchange of evidence.exchanges) exchanges.push(await saveExchange(dir, exchange, secrets));
  const index: EvidenceIndex = { ...evidence, schemaVersion: EVIDENCE_VERSION, exchanges };
  await writeFile(join(dir, INDEX), `${JSON.stringify(redactJson(index, secrets), null, 2)}\n`);
}

/** Reads saved evidence back, from its directory or from the report directory around it. */
export async function loadEvidence(dir: string): Promise<Evidence> {
  const inside = join(dir, 'evidence');
  const home = (await names(dir)).includes(INDEX) ? dir : inside;
  const { schemaVersion: _, ...index } = await readIndex(join(home, INDEX));
  const exchanges: Exchange[] = [];
  for (const saved of index.exchanges) exchanges.push(await loadExchange(home, saved));
  return { ...index, exchanges };
}

async function saveExchange(dir: string, exchange: Exchange, secrets: string[]): Promise<SavedExchange> {
  const request = { ...exchange, headers: redactHeaders(exchange.headers) };
  if (exchange.received === null) return { ...request, received: null };
  const body = redactBytes(exchange.received.body, secrets);
  const file = bodyFile(exchange.id);
  await writeFile(join(dir, file), body, { flag: 'wx' });
  return { ...request, received: { ...exchange.received, body: { file, length: body.length, sha256: sha256(body) } } };
}

async function loadExchange(dir: string, saved: SavedExchange): Promise<Exchange> {
  if (saved.received === null) return { ...saved, received: null };
  const { file, length, sha256: expected } = saved.received.body;
  const body = await read(join(dir, file));
  if (body.length !== length) throw new Error(`${join(dir, file)} has ${body.length} bytes; the index says ${length}`);
  if (sha256(body) !== expected) throw new Error(`${join(dir, file)} was changed: its SHA-256 is not the index's`);
  return { ...saved, received: { ...saved.received, body: new Uint8Array(body) } };
}

async function readIndex(path: string): Promise<EvidenceIndex> {
  const text = (await read(path)).toString('utf8');
  const index = EvidenceIndex.safeParse(parseJson(text, path));
  if (index.success) return index.data;
  const issues = index.error.issues.slice(0, 5).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${path} is not evidence that this version can read:\n${issues.join('\n')}`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read: ${cause.code ?? cause.message}`, { cause });
  });
}

async function removeOld(dir: string): Promise<void> {
  const ours = (await names(dir)).filter((name) => name === INDEX || name.endsWith('.body'));
  for (const name of ours) await rm(join(dir, name));
}

/** The names in a directory; none where it is not one. */
async function names(dir: string): Promise<string[]> {
  return readdir(dir).catch(() => []);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
