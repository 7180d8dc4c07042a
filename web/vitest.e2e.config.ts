import { defineConfig } from 'vitest/config';

// End to end: a real server, a real browser, one file after the other.
export default defineConfig({
  test: {
    environment: 'node',
    include: ['e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
});
