import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { serialize } from 'node:v8';
import { allRules } from '../../src/checks/catalogue.js';
import { judge } from '../../src/checks/judge.js';
import { viewOf } from '../../src/checks/view.js';
import { loadCases, OWN_GOLDEN } from '../../src/golden/load.js';
import { compare } from '../../src/museum/compare.js';
import { record } from '../../src/museum/exhibit.js';
import type { Defect } from '../../src/reference/defects/defect.js';
import { DEFECTS } from '../../src/reference/defects/index.js';
import { LEGAL } from '../../src/reference/variants/index.js';
import type { Evidence, Exchange } from '../../src/wire/exchange.js';
import type { Recorded } from './evidence.js';

/** Visits every exhibit of the museum once and keeps what it said: `node record.ts FILE`. */

const VISITORS = 4;
const VISITS = 4;
/** Milliseconds by which a machine that does other things as well may delay an answer. */
const HICCUP = 150;

const LARGE = 100_000;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: record.ts FILE');

// The clock of the reference server stands still, so that equal answers are equal bytes.
const NOW = Date.now();
Date.now = () => NOW;

const golden = loadCases(OWN_GOLDEN);
const RULES = allRules.filter(({ id }) => !id.startsWith('SEED-'));
const recorded: Recorded = { exchanges: [], exhibits: [] };
const known = new Map<string, number[]>();

/** The position of an exchange among the different ones: what the clean server said is kept once. */
function keep(exchange: Exchange): number {
  const { id: _, url: __, timings: ___, received, ...ask } = exchange;
  const headers = received?.headers.filter(([name]) => name.toLowerCase() !== 'date');
  const said = received && [received.status, headers, received.end, received.arrivals.length];
  const key = createHash('sha256')
    .update(JSON.stringify([ask, said]))
    .update(received?.body ?? '')
    .digest('hex');
  const same = known.get(key) ?? [];
  const position = same.find((one) => isAsFast(recorded.exchanges[one], exchange));
  if (position !== undefined) return position;
  known.set(key, [...same, recorded.exchanges.length]);
  return recorded.exchanges.push(exchange) - 1;
}

/** Rules about time need what is slow. */
function isAsFast(one: Exchange | undefined, other: Exchange): boolean {
  if (one === undefined) return false;
  const times = ({ timings, received }: Exchange) => [timings.end, ...(received?.arrivals.map(({ at }) => at) ?? [])];
  const [a, b] = [times(one), times(other)];
  return a.every((at, k) => Math.abs(at - (b[k] ?? 0)) < HICCUP);
}

type Exhibit = Pick<Defect, 'id' | 'change'> & Partial<Defect>;

/** Visits an exhibit; once more where it is not as it should be, as a machine that is very busy makes answers late. */
async function visited({ change, expects = [], neighbours }: Exhibit): Promise<Evidence> {
  let evidence = await record(change, golden);
  for (let visit = 1; visit < VISITS; visit++) {
    const { missing, strange } = compare({ expects, neighbours }, judge(viewOf(evidence, golden), RULES));
    if (missing.length + strange.length === 0) break;
    evidence = await record(change, golden);
  }
  return evidence;
}

const waiting: Exhibit[] = [...LEGAL, ...DEFECTS];
async function visitor(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const evidence = await visited(next);
    // No rule reads a body of 40 MB that was sent.
    const exchanges = evidence.exchanges.map((one) => ((one.body?.length ?? 0) > LARGE ? { ...one, body: null } : one));
    recorded.exhibits.push({ id: next.id, exchanges: exchanges.map(keep) });
    if (recorded.exhibits.length % 50 === 0)
      console.log(`${recorded.exhibits.length} exhibits, ${recorded.exchanges.length} exchanges`);
  }
}
await Promise.all(Array.from({ length: VISITORS }, visitor));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, serialize(recorded));
console.log(`${recorded.exhibits.length} exhibits, ${recorded.exchanges.length} different exchanges in ${file}`);
