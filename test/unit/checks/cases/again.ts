import { isDeepStrictEqual } from 'node:util';
import { isOddCell, takesNeeded, unsureCells } from '../../../../src/checks/compare.js';
import { equality } from '../../../../src/checks/equality.js';
import { viewOf } from '../../../../src/checks/view.js';
import type { Cell, Exchange } from '../../../../src/wire/exchange.js';
import { again, ans, ant, byTurns, called, dice, messageDice, oai, ois, REPEATS, TOKYO } from './cells.js';

/** What is asked again before a difference is believed. */
export interface Again {
  /** Cells that differ from another, and it may be chance. */
  unsure: string[];
  /** Cells whose first answer was not repeated. */
  odd: string[];
  /** How many further takes must agree. */
  takes: number;
  /** What R-X-01 says of the cases in the end. */
  verdicts: string[];
}

export const AGAIN: [says: string, exchanges: Exchange[], wanted: Partial<Again>][] = [
  ['all cells agree', [oai('c'), ois('c'), ant('c'), ans('c')], { unsure: [], odd: [], takes: 2 }],
  ['nothing was asked', [], { unsure: [], odd: [], takes: 2 }],
  ['one cell alone', [oai('c')], { unsure: [], odd: [] }],
  ['another text', [oai('c'), ois('c', { text: 'x' })], { unsure: ['c oai', 'c ois'], odd: [] }],
  [
    'another text in one of two cases',
    [oai('c'), ois('c'), oai('d'), ois('d', { text: 'x' })],
    { unsure: ['d oai', 'd ois'] },
  ],
  ['another reason only', [oai('c'), ois('c', { finish: 'length' })], { unsure: ['c oai', 'c ois'] }],
  ['another thought only', [oai('c', { thought: 'a' }), ois('c', { thought: 'b' })], { unsure: ['c oai', 'c ois'] }],
  ['no call on one side', [oai('c', called(TOKYO)), ant('c', { text: '' })], { unsure: ['c oai', 'c ant'] }],
  [
    'another argument only',
    [oai('c', called(TOKYO)), ois('c', called(['get_weather', '{"location":"Rome"}']))],
    { unsure: ['c oai', 'c ois'] },
  ],
  [
    'another text by the other API, the same in both modes',
    [oai('c'), ois('c'), ant('c', { text: 'x' }), ans('c', { text: 'x' })],
    { unsure: ['c oai', 'c ant'] },
  ],
  [
    'a first answer that is not repeated, and then all agree',
    [oai('c', { text: 'cold' }), ...again(oai('c'), 2), ois('c'), ...again(ois('c'), 2)],
    { unsure: [], odd: ['c oai'] },
  ],
  ['a first reason that is not repeated', [oai('c', { finish: 'length' }), ...again(oai('c'), 1)], { odd: ['c oai'] }],
  [
    'a first answer that one of two repeats',
    [oai('c'), again(oai('c', { text: 'x' }), 1), again(oai('c'), 2)].flat(),
    { odd: [] },
  ],
  [
    'another text, and the same one each time',
    [oai('c'), ...again(oai('c'), 2), ois('c', { text: 'x' }), ...again(ois('c', { text: 'x' }), 2)],
    { unsure: [], odd: [] },
  ],
  [
    'modes that differ, of a server that repeats itself',
    [...REPEATS, ...byTurns('a', 'b', 'a', 'b')],
    { unsure: [], verdicts: ['fail'] },
  ],
  [
    'modes that differ, and the same when asked again',
    [...REPEATS, ...byTurns('a', 'b', 'a', 'b'), ...[oai, ois].flatMap((cell) => again(cell('c', { text: 'b' }), 1))],
    { verdicts: ['pass'] },
  ],
  [
    'modes that differ, one of them asked again for another reason',
    [...REPEATS, ...byTurns('a', 'b', 'a', 'b'), ...again(oai('c', { text: 'a' }), 1)],
    { verdicts: ['fail'] },
  ],
  [
    'modes that differ in each of two cases: not by turns within a case',
    [...REPEATS, ...['c', 'd'].flatMap((name) => [oai(name), ois(name, { text: 'x' })])],
    { unsure: ['c oai', 'c ois', 'd oai', 'd ois'], verdicts: ['unknown', 'unknown'] },
  ],
  [
    'modes that differ, of one that may not',
    byTurns('a', 'b', 'a', 'b'),
    { unsure: ['c oai', 'c ois', 'c ant', 'c ans'] },
  ],
  [
    'APIs that differ, of a server that repeats itself',
    [...REPEATS, ...byTurns('a', 'a', 'b', 'b')],
    { unsure: ['c oai', 'c ant'] },
  ],
  [
    'a cell that differs, of a server that repeats itself',
    [...REPEATS, ...byTurns('a', 'b', 'b', 'b')],
    { unsure: ['c oai', 'c ois', 'c ant'] },
  ],
  [
    'three answers, of a server that repeats itself',
    [...REPEATS, ...byTurns('a', 'b', 'a', 'c')],
    { unsure: ['c oai', 'c ois', 'c ant', 'c ans'] },
  ],
  ['a server that repeats itself', dice('a', 'a'), { takes: 1 }],
  ['a server that does not', dice('a', 'b'), { takes: 2 }],
  ['a server that was asked once', dice('a'), { takes: 2 }],
  ['a server that repeats itself close to 0', dice('a', 'b', 'c', 'c'), { takes: 1 }],
  ['a server that repeats itself nowhere', dice('a', 'b', 'c', 'd'), { takes: 2 }],
  ['both APIs repeat themselves', REPEATS, { takes: 1 }],
  ['only one API repeats itself', [...dice('a', 'a'), ...messageDice('a', 'b')], { takes: 2 }],
];

const CELLS: [label: string, cell: Cell][] = [
  ['oai', { protocol: 'openai-chat', mode: 'plain' }],
  ['ois', { protocol: 'openai-chat', mode: 'stream' }],
  ['ant', { protocol: 'anthropic-messages', mode: 'plain' }],
  ['ans', { protocol: 'anthropic-messages', mode: 'stream' }],
];

/** What a run would ask again. */
export function askedAgain(exchanges: Exchange[]): Again {
  const run = viewOf({ exchanges, knownModel: true, model: 'm', interrupted: null }, []);
  const cellsWhere = (holds: (name: string, cell: Cell) => boolean) =>
    run.cases.flatMap((name) => CELLS.filter(([, cell]) => holds(name, cell)).map(([label]) => `${name} ${label}`));
  return {
    unsure: cellsWhere((name, cell) => unsureCells(run, name).some((one) => isDeepStrictEqual(one, cell))),
    odd: cellsWhere((name, cell) => isOddCell(run, name, cell)),
    takes: takesNeeded(run),
    verdicts: equality.filter(({ id }) => id === 'R-X-01').flatMap(({ judge }) => judge(run).map((one) => one.verdict)),
  };
}

/** What of it would be wrong; null where nothing is. */
export function complaintOfAgain(exchanges: Exchange[], wanted: Partial<Again>): string | null {
  const came = askedAgain(exchanges);
  const wrong = (Object.keys(wanted) as (keyof Again)[]).filter((key) => String(came[key]) !== String(wanted[key]));
  return wrong.length === 0 ? null : wrong.map((key) => `${key}: ${came[key]}`).join('; ');
}
