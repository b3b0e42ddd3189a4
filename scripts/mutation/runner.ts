import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deserialize } from 'node:v8';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import type {
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner';
import type { Recorded } from './evidence.js';
import type { Place, Suite } from './suite.js';

/**
 * A test runner for Stryker that judges the museum's evidence: a test for each rule, all in one process, as a process
 * for each of some thousand mutants would take hours.
 */

/** What the instrumented code and Stryker tell each other. */
interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const shared: Shared = {};
Object.assign(globalThis, { __stryker__: shared });

type Code = typeof import('./suite.js');
let places: Place[] | undefined;

/** Loads the code under test; another `version` loads it anew. */
async function load(version: string): Promise<Suite> {
  const code = (await import(`${pathToFileURL(resolve('scripts/mutation/suite.ts')).href}?${version}`)) as Code;
  places ??= code.places(deserialize(readFileSync(process.env.MUSEUM_EVIDENCE ?? '')) as Recorded);
  return code.suite(places);
}

let common: Promise<Suite> | undefined;
/** The code without a mutant at work while it is loaded. */
function loadOnce(): Promise<Suite> {
  common ??= load('common');
  return common;
}

const runner: TestRunner = {
  capabilities: () => ({ reloadEnvironment: true }),

  async dryRun(): Promise<DryRunResult> {
    const tests = run(await loadOnce(), null);
    return {
      status: 'complete' as DryRunResult['status'],
      tests,
      mutantCoverage: shared.mutantCoverage,
    } as DryRunResult;
  },

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter, hitLimit } = options;
    Object.assign(shared, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    try {
      if (mutantActivation === 'static') shared.activeMutant = activeMutant.id;
      const suite = await (mutantActivation === 'static' ? load(activeMutant.id) : loadOnce());
      shared.activeMutant = activeMutant.id;
      return resultOf(run(suite, testFilter ?? rulesOf(options.sandboxFileName)), hitLimit);
    } catch (error) {
      // The code cannot even be loaded: nobody overlooks that.
      return killed([], 'load', String(error));
    } finally {
      Object.assign(shared, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
    }
  },
};

/**
 * What is computed when a module is loaded is not seen by coverage: a table of rules is held against its own rules.
 * Null for a module that has none, and then all rules are judged.
 */
function rulesOf(file: string): string[] | null {
  const own = readFileSync(file, 'utf8').match(/(?<=['"])(R-[A-Z]+|G|SEED)-\d+(?=['"])/g);
  return own && [...new Set(own)];
}

/** Runs the tests of a filter up to the first that fails: of all rules what is soon done, and then the museum. */
function run(suite: Suite, filter: string[] | null): TestResult[] {
  const results = new Map<string, TestResult>();
  for (const half of [suite.soon, suite.late]) {
    for (const id of filter ?? suite.tests) {
      shared.currentTestId = id;
      const start = performance.now();
      const failureMessage = half(id);
      const timeSpentMs = performance.now() - start + (results.get(id)?.timeSpentMs ?? 0);
      shared.currentTestId = undefined;
      const said = { id, name: id, timeSpentMs };
      results.set(
        id,
        (failureMessage === null ? { ...said, status: 0 } : { ...said, status: 1, failureMessage }) as TestResult,
      );
      if (failureMessage !== null) return [...results.values()];
    }
  }
  return [...results.values()];
}

function resultOf(results: TestResult[], hitLimit: number | undefined): MutantRunResult {
  if (hitLimit !== undefined && (shared.hitCount ?? 0) > hitLimit) {
    return { status: 'timeout', reason: 'endless' } as MutantRunResult;
  }
  const failed = results.find((one) => 'failureMessage' in one);
  if (failed && 'failureMessage' in failed) return killed(results, failed.id, failed.failureMessage);
  return { status: 'survived', nrOfTests: results.length } as MutantRunResult;
}

function killed(results: TestResult[], by: string, failureMessage: string): MutantRunResult {
  return { status: 'killed', killedBy: [by], failureMessage, nrOfTests: results.length } as MutantRunResult;
}

const factory = () => runner;
export const strykerPlugins = [{ kind: 'TestRunner', name: 'museum', factory }];
