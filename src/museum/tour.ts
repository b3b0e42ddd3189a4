import type { Defect } from '../reference/defects/defect.js';
import type { Variant } from '../reference/variants/variant.js';
import { compare, objections } from './compare.js';
import { visit } from './exhibit.js';
import rows from './rows.json' with { type: 'json' };

/** What became of one exhibit. */
export interface Stop {
  id: string;
  kind: 'defect' | 'variant';
  /** The rows of the list of real bugs that it stands for: `D-064`. */
  rows: string[];
  /** Caught and nothing else found; for a variant: nothing found. */
  good: boolean;
  falseFindings: number;
  requests: number;
}

/** The rows that a source names: `BerriAI/litellm#25561 (D-064)`. */
export function rowsOf(source: string): string[] {
  return source.match(/\bD-\d{3}\b/g) ?? [];
}

/** Exhibits that are visited at the same time: a visit mostly waits. */
const VISITORS = 4;

/** Visits every exhibit and tells of each as it comes. */
export async function tour(
  defects: readonly Defect[],
  variants: readonly Pick<Variant, 'id' | 'change'>[],
  tell: (stop: Stop) => void,
): Promise<Stop[]> {
  const stops: Stop[] = [];
  const waiting = [
    ...variants.map((variant) => () => atVariant(variant)),
    ...defects.map((defect) => () => atDefect(defect)),
  ];
  const visitor = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const stop = await next();
      stops.push(stop);
      tell(stop);
    }
  };
  await Promise.all(Array.from({ length: VISITORS }, visitor));
  return stops;
}

async function atVariant({ id, change }: Pick<Variant, 'id' | 'change'>): Promise<Stop> {
  const seen = await visit(change);
  const found = objections(seen).length;
  return { id, kind: 'variant', rows: [], good: found === 0, falseFindings: found, requests: seen.requests };
}

async function atDefect(defect: Defect): Promise<Stop> {
  const seen = await visit(defect.change);
  const { missing, strange } = compare(defect, seen);
  const good = missing.length === 0 && strange.length === 0;
  const { id, source } = defect;
  return { id, kind: 'defect', rows: rowsOf(source), good, falseFindings: strange.length, requests: seen.requests };
}

/** Several tours as one: good is what was good every time, and false findings add up. */
export function together(tours: Stop[][]): Stop[] {
  return (tours[0] ?? []).map((first) => {
    const same = tours.flatMap((stops) => stops.filter(({ id, kind }) => id === first.id && kind === first.kind));
    const falseFindings = same.reduce((sum, stop) => sum + stop.falseFindings, 0);
    return { ...first, good: same.every(({ good }) => good), falseFindings };
  });
}

interface Line {
  name: string;
  caught: number;
  total: number;
}

/** How many changes of the pure parts the tests notice: `npm run mutation`. */
export interface Mutants {
  killed: number;
  total: number;
}

/** The numbers of some tours of the museum as Markdown, for the README. */
export function numbers(tours: Stop[][], rules: number, mutants: Mutants): string {
  const stops = together(tours);
  const defects = stops.filter(({ kind }) => kind === 'defect');
  const variants = stops.filter(({ kind }) => kind === 'variant');
  const good = (some: Stop[]) => some.filter((stop) => stop.good).length;
  const strange = stops.reduce((sum, stop) => sum + stop.falseFindings, 0);
  const requests = tours.flat().reduce((sum, stop) => sum + stop.requests, 0) / tours.length;
  const runs = tours.length === 1 ? 'one run' : `${tours.length} runs`;
  const known = new Set(rows.map(({ row }) => row));
  const seen = new Set(defects.filter((stop) => stop.good).flatMap((stop) => stop.rows));
  const total: Line[] = [
    { name: 'defects caught, and nothing else found', caught: good(defects), total: defects.length },
    { name: 'legal variants left in peace', caught: good(variants), total: variants.length },
    {
      name: 'reported bugs of the list that are seen',
      caught: [...known].filter((row) => seen.has(row)).length,
      total: known.size,
    },
    {
      name: '[mutants of the pure parts](docs/mutation.md) killed',
      caught: mutants.killed,
      total: mutants.total,
    },
  ];
  return [
    `${rules} rules. ${strange} false findings in ${runs} of ${Math.round(requests).toLocaleString('en')} requests, counted by \`npm run museum\`:`,
    '',
    ...table('', total),
    '',
    ...table('reported bugs by category', grouped('category', seen)),
    '',
    ...table('reported bugs by oracle', grouped('oracle', seen)),
  ].join('\n');
}

function grouped(key: 'category' | 'oracle', seen: Set<string>): Line[] {
  const names = [...new Set(rows.map((row) => row[key]))];
  return names.map((name) => {
    const own = rows.filter((row) => row[key] === name);
    return { name, caught: own.filter(({ row }) => seen.has(row)).length, total: own.length };
  });
}

function table(title: string, lines: Line[]): string[] {
  return [
    `| ${title} | |`,
    '| --- | --- |',
    ...lines.map(({ name, caught, total }) => `| ${name} | ${caught} of ${total} |`),
  ];
}
