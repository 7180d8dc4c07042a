import { defineConfig } from 'vitest/config';

// End to end: a real server, a real browser, one file after the other.
export default defineConfig({
  test: {
    environment: 'node',
    include: ['e2e/**/*.test.ts'],
    fileParallelism: false,
    retry: 1, // a browser on a machine that others use may miss a wait once; a fault fails twice
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
