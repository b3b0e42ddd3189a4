import { type AnyRule, allRules } from '../../src/checks/catalogue.js';
import { judge } from '../../src/checks/judge.js';
import { type RunView, viewOf } from '../../src/checks/view.js';
import { loadCases, OWN_GOLDEN } from '../../src/golden/load.js';
import { compare, objections } from '../../src/museum/compare.js';
import type { AnyReading } from '../../src/protocols/index.js';
import { DEFECTS } from '../../src/reference/defects/index.js';
import { Finding } from '../../src/verdict/finding.js';
import { AGAIN, complaintOfAgain } from '../../test/unit/checks/cases/again.js';
import { aloneOf, CASES, complaintOf, evidenceOf } from '../../test/unit/checks/cases/index.js';
import { PLANNED } from '../../test/unit/checks/planned.js';
import type { Recorded } from './evidence.js';

const golden = loadCases(OWN_GOLDEN);

/** The test of what is asked again before a difference is believed: no rule says it. */
const CONTROL = 'control';

/** One test for each rule, over all that the museum's servers said and over what was written by hand. */
export interface Suite {
  tests: string[];
  /** Why a rule fails by what was written by hand; null where it holds. Takes milliseconds. */
  soon(id: string): string | null;
  /** The same by the museum. Takes tenths of seconds. */
  late(id: string): string | null;
}

/** An exhibit: all that was asked, and the readings that the clean server's do not hold as well. */
export interface Place {
  id: string;
  whole: RunView;
  fresh: RunView;
}

/** Puts the evidence in order; done once, as no code under test has a part in it. */
export function places({ exchanges, exhibits }: Recorded): Place[] {
  const clean = new Set(exhibits.find(({ id }) => id === 'clean')?.exchanges.map((position) => exchanges[position]));
  return exhibits.map(({ id, exchanges: positions }) => {
    const said = positions.flatMap((position) => exchanges[position] ?? []);
    const whole = viewOf({ exchanges: said, knownModel: true, model: 'm', interrupted: null }, golden);
    const isFresh = ({ exchange }: AnyReading) => id === 'clean' || !clean.has(exchange);
    return { id, whole, fresh: { ...whole, readings: whole.readings.filter(isFresh) } };
  });
}

const brief = (all: Finding[]) => all.map(({ id, actual }) => `${id}: ${actual}`).join('; ');

/** What the museum says of one rule at one exhibit; null where all is as it must be. */
function atExhibit(rule: AnyRule, { id, whole, fresh }: Place): string | null {
  const { expects = [], neighbours = [] } = DEFECTS.find((one) => one.id === id) ?? {};
  const { findings, crashes } = judge('needs' in rule ? fresh : whole, [rule]);
  if (crashes.length > 0) return `${id}: ${crashes.join('; ')}`;
  const { missing, strange } = compare(
    { expects: expects.filter((one) => one.rule === rule.id), neighbours },
    { findings },
  );
  const broken = findings.find((finding) => !Finding.safeParse(finding).success);
  const silent = objections({ findings }).find(({ expected }) => expected === '');
  if (broken ?? silent) return `${id}: ${(broken ?? silent)?.id} is no whole finding`;
  if (missing.length > 0) return `${id}: the finding is missing`;
  return strange.length > 0 ? `${id}: ${brief(strange)}` : null;
}

/** The defects that a rule must find come first: they tell soonest. */
function ordered(rule: AnyRule, all: Place[]): Place[] {
  const own = new Set(DEFECTS.filter(({ expects }) => expects.some((one) => one.rule === rule.id)).map(({ id }) => id));
  return [...all.filter(({ id }) => own.has(id)), ...all.filter(({ id }) => !own.has(id))];
}

/** What is wrong with the cases that were written by hand for a rule, and with what it uses; null where nothing is. */
function atCases(rule: AnyRule): string | null {
  const strange = 'uses' in rule ? rule.uses.filter((name) => !PLANNED.has(name)) : [];
  if (strange.length > 0) return `nothing is planned by the name of ${strange}`;
  const own = CASES.filter((given) => given.rule === rule.id);
  for (const one of [...own, ...own.map((given) => aloneOf(given, rule))]) {
    const said = complaintOf(one, judge(viewOf(evidenceOf(one), golden), [rule]));
    if (said !== null) return `${one.says}: ${said}`;
  }
  return null;
}

/** What is wrong with a rule in the museum, which has nothing for the first suite's tests. */
function inMuseum(rule: AnyRule, all: Place[]): string | null {
  if (rule.id.startsWith('SEED-')) return null;
  for (const place of ordered(rule, all)) {
    const said = atExhibit(rule, place);
    if (said !== null) return said;
  }
  return null;
}

/** What would be asked again, or not, other than it must; null where all is right. */
function ofControl(): string | null {
  for (const [says, exchanges, wanted] of AGAIN) {
    const said = complaintOfAgain(exchanges, wanted);
    if (said !== null) return `${says}: ${said}`;
  }
  return null;
}

export function suite(all: Place[]): Suite {
  const judged = (id: string, by: (rule: AnyRule) => string | null) => {
    const rule = allRules.find((one) => one.id === id);
    return rule ? by(rule) : 'the rule is gone';
  };
  return {
    tests: [...allRules.map(({ id }) => id), CONTROL],
    soon: (id) => (id === CONTROL ? ofControl() : judged(id, atCases)),
    late: (id) => (id === CONTROL ? null : judged(id, (rule) => inMuseum(rule, all))),
  };
}
