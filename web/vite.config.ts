import { defineConfig } from 'vitest/config';

// `npm run dev` beside a running `cobden serve` (its port in COBDEN_PORT); the server takes no other site's requests.
const engine = {
  target: `http://127.0.0.1:${process.env.COBDEN_PORT ?? '8080'}`,
  changeOrigin: true,
  configure: (proxy: { on(event: 'proxyReq', handler: (request: { removeHeader(name: string): void }) => void): void }) => {
    proxy.on('proxyReq', (request) => request.removeHeader('origin'));
  },
};

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
  server: { proxy: { '/api': engine }, fs: { allow: ['..'] } },
  preview: { proxy: { '/api': engine } },
  test: { environment: 'jsdom', include: ['test/**/*.test.{ts,tsx}'] },
});
