import { defineConfig } from 'vitest/config';

// No test is judged by the clock: a busy machine must not fail one.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
