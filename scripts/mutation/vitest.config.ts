import { defineConfig } from 'vitest/config';

/** The tests of one part: Stryker's own `testFiles` would leave out what is computed when a module is loaded. */
export default defineConfig({ test: { include: (process.env.MUTATION_TESTS ?? '').split(','), testTimeout: 60_000 } });
