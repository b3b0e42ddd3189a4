import { createHash } from 'node:crypto';
import { type AnyRule, selectRules, unknownPatterns } from '../checks/catalogue.js';
import type { Golden } from '../golden/case.js';
import { loadCases, OWN_GOLDEN } from '../golden/load.js';
import type { Options } from '../options/table.js';
import { WrongOption } from '../options/wrong-option.js';
import { VERSION } from '../version.js';
import { type Cell, MODES, PROTOCOLS } from '../wire/exchange.js';
import { HEAVY_NAMES, type Plan, plan, steps } from './plan.js';
import { shardOf } from './shard.js';
import { NEEDS, VARIANTS } from './variants.js';

/** What a run asks and judges, chosen by its options. */
export interface Selection {
  golden: Golden[];
  rules: AnyRule[];
  plan: Plan;
  /** Equal for all runs that ask and judge the same, whatever their shard. */
  fingerprint: string;
  /** The temperature of all requests; null finds it out. */
  temperature: number | null;
  /** True where the options leave nothing out of what the profile asks and judges. */
  whole: boolean;
}

/** The first suite sends this one. */
const SEED_TEMPERATURE = 0.1;

/**
 * Chooses cases and rules, and plans what the rules need.
 * @throws WrongOption for a case or a rule that is not there, and for golden files that cannot be read.
 */
export function select(options: Options): Selection {
  const seed = options.profile === 'seed';
  const golden = chooseCases(options, seed);
  const chosen = chooseRules(options.checks, seed);
  // What is heavy is asked in the strict profile, or where nothing else was chosen.
  const heavy = options.profile === 'strict' || chosen.every(isHeavy);
  const rules = heavy ? chosen : chosen.filter((rule) => !isHeavy(rule));
  const cells = options.protocols.flatMap((protocol) => options.modes.map((mode): Cell => ({ protocol, mode })));
  const everything = rules.some((rule) => 'needs' in rule);
  const needed = withNeeds(rules.flatMap((rule) => ('uses' in rule ? rule.uses : [])));
  const used = (name: string) => (seed ? name === 'result' : everything || needed.has(name));
  const whole = plan({ golden, cells, used, heavy });
  return {
    golden,
    rules,
    plan: options.shard === null ? whole : shardOf(whole, options.shard),
    fingerprint: fingerprintOf(golden, rules, whole),
    temperature: seed ? SEED_TEMPERATURE : null,
    whole: options.cases.length + options.checks.length === 0 && cells.length === PROTOCOLS.length * MODES.length,
  };
}

function fingerprintOf(golden: Golden[], rules: AnyRule[], whole: Plan): string {
  const asked = steps(whole).map((step) => [step.case, step.cell]);
  const all = JSON.stringify([VERSION, golden, rules.map(({ id }) => id), asked]);
  return createHash('sha256').update(all).digest('hex');
}

/** What is used, and what that is made from. */
function withNeeds(names: string[]): Set<string> {
  return new Set(names.flatMap((name) => [name, ...withNeeds(NEEDS[name] ?? [])]));
}

/** Whether a rule is about nothing but what only `--profile strict` asks: elsewhere it could never be judged. */
function isHeavy(rule: AnyRule): boolean {
  return 'uses' in rule && rule.uses.length > 0 && rule.uses.every((name) => HEAVY_NAMES.includes(name));
}

function chooseCases(options: Options, seed: boolean): Golden[] {
  const further = options.golden === null ? [] : loadCases(options.golden);
  const all = [...loadCases(OWN_GOLDEN).filter(({ id }) => !further.some((one) => one.id === id)), ...further];
  const unknown = options.cases.find((id) => !all.some((one) => one.id === id));
  if (unknown !== undefined) {
    throw new WrongOption(`cases: there is no case "${unknown}"; there are ${all.map(({ id }) => id).join(', ')}`);
  }
  forbidUnknownVariants(all);
  const usual = options.profile === 'strict' ? all : all.filter(({ strict }) => !strict);
  const chosen = options.cases.length === 0 ? usual : all.filter(({ id }) => options.cases.includes(id));
  return seed ? chosen.filter((one) => one.seed) : chosen;
}

/** A typing mistake in a case must not silently ask less. */
function forbidUnknownVariants(golden: Golden[]): void {
  const known = VARIANTS.map(({ name }) => name);
  for (const { id, variants } of golden) {
    const unknown = variants.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw new WrongOption(`golden: ${id}.json: variants has "${unknown}", but allowed are ${known.join(', ')}`);
  }
}

/** The first suite's own tests are judged in its profile, beside the rules. */
function chooseRules(patterns: string[], seed: boolean): AnyRule[] {
  const [unknown] = unknownPatterns(patterns);
  if (unknown !== undefined) throw new WrongOption(`checks: no rule is called "${unknown}"; see \`list rules\``);
  const rules = selectRules(patterns).filter(({ id }) => seed || !id.startsWith('SEED-'));
  if (rules.length === 0) throw new WrongOption('checks: the selection leaves no rule to judge');
  return rules;
}
