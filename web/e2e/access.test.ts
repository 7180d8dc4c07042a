import axe from 'axe-core';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishedRun, openWorkbench, screenshots, type Workbench } from './workbench';

let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench();
  const small = { benchmark: 'world-2022-12' };
  const two = { ...small, players: ['USA', 'CHN'], upper: '200%' };
  for (const body of [
    { question: 'frontier', scenario: 'us-china-2025', options: { ...two, threat: 'status-quo' } },
    { question: 'carveouts', scenario: 'us-china-2025', options: two },
    { question: 'talks', scenario: 'us-china-2025', options: small },
    { question: 'precursor', scenario: 'us-china-2025', options: { monthly: true } },
    { question: 'run', scenario: 'us-china-145-125', options: small, title: 'as announced' },
    { question: 'run', scenario: 'us-china-2025', options: small, title: 'as in force' },
  ]) expect((await finishedRun(bench.url, body)).state).toBe('done');
});
afterAll(async () => { await bench.close(); });

const views: { name: string; hash: string; wait: string[]; some?: boolean }[] = [
  { name: 'schedule', hash: 'schedule?q=8517', wait: ['#rates svg', '#line svg', '#carveouts svg'] },
  { name: 'economy', hash: 'economy?base=us-china-145-125&s=USA.CHN.goods.add.10', wait: ['#map svg', '#trade svg', '.facts'] },
  { name: 'strategy', hash: 'strategy', wait: ['#frontier svg', '.facts'] },
  { name: 'carveouts', hash: 'strategy?q=carveouts', wait: ['#ranking svg'], some: true },
  { name: 'talks', hash: 'talks', wait: ['#survival svg', '#deaths-structural svg', '#worth svg'] },
  { name: 'runs', hash: 'runs', wait: ['table.runs'] },
  { name: 'empty', hash: 'strategy?q=nash', wait: ['.state.empty'], some: true },
  { name: 'error', hash: 'economy?el=NONE', wait: ['.state.error'], some: true },
];

interface Finding { id: string; nodes: { target: string[]; failureSummary: string }[] }

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  describe.each([1280, 390])('%i pixels', (width) => {
    const apart = (scheme === 'light') === (width === 1280); // these few in two of the four looks
    it.each(views.filter((v) => !v.some || apart))('$name passes axe and fits its width', async ({ name, hash, wait }) => {
      const page = await bench.page({ width, scheme });
      await page.goto(`${bench.url}/#/${hash}`);
      for (const selector of wait) await page.locator(selector).first().waitFor({ timeout: 60_000 });
      await page.waitForFunction(() => !document.querySelector('.loading, [aria-busy=true]'));
      await page.screenshot({ path: join(screenshots, `${name}-${scheme}-${width}.png`), fullPage: true });
      const fits = await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
      expect(fits, 'the page scrolls sideways').toBe(true);
      const session = await page.context().newCDPSession(page); // past the content security policy of the page
      await session.send('Runtime.evaluate', { expression: axe.source });
      const found = await page.evaluate(async () => {
        const run = (globalThis as unknown as { axe: { run(o: unknown): Promise<{ violations: Finding[] }> } }).axe.run;
        return (await run({ resultTypes: ['violations'] })).violations;
      }) as Finding[];
      const told = found.map((f) => `${f.id}: ${f.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary.split('\n')[1] ?? ''}`).join(' | ')}`);
      expect(told).toEqual([]);
      await page.context().close();
    });
  });
});
