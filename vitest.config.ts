import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // No test is judged by the clock: a busy machine must not fail one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Without it one core of two is left idle.
    maxWorkers: '100%',
  },
});
