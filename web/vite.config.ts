import { defineConfig } from 'vitest/config';

// The page is embedded in the binary and served under a strict content security policy: nothing is inlined as
// data, every script and style is a file of its own under /assets.
export default defineConfig({
  base: '/',
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 400,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8650' } },
  test: { environment: 'jsdom', include: ['test/**/*.test.{ts,tsx}'] },
});
