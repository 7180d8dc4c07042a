import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloaded, finishedRun, openWorkbench, postedRun, type Workbench } from './workbench';

let bench: Workbench;
let page: Page;

beforeAll(async () => { bench = await openWorkbench(); });
afterAll(async () => { await bench.close(); });
beforeEach(async () => { page = await bench.page(); });
afterEach(async () => {
  await page.context().close();
  expect(bench.troubles.splice(0)).toEqual([]);
});

const open = (hash: string) => page.goto(`${bench.url}/#/${hash}`);
const cell = async (row: string, column: number) => (await page.locator('#headline tr', { has: page.locator(`th[scope=row]:text-is("${row}")`) }).locator('td').nth(column).innerText()).trim();
const small = { benchmark: 'world-2022-12' };

describe('economy', () => {
  it('opens with the default scenario: headline, map, decomposition, sectors, trade, and what it rests on', async () => {
    await open('economy');
    for (const id of ['headline', 'map', 'decomposition', 'sectors', 'trade']) await page.locator(`#${id}`).waitFor();
    expect(await cell('China', 0)).toBe('\u22120.58');
    expect(await cell('China', 1)).toBe('0.00');
    expect(await page.locator('#map .disclaimer').innerText()).toContain('no opinion on the legal status');
    expect(await page.locator('#map svg path.missing').count()).toBeGreaterThan(20);
    expect(await page.locator('#map svg circle.dot').count()).toBeGreaterThan(2);
    const facts = await page.locator('.facts').innerText();
    for (const word of ['deficits fixed', 'world-value-added', 'GYY', 'converged']) expect(facts).toContain(word);
  });

  it('builds a scenario: the answer follows the slider, the address holds it, and a new page restores it', async () => {
    await open('economy?base=none');
    await page.getByRole('button', { name: 'Add a change' }).click();
    const slider = page.getByRole('slider', { name: 'Points added' });
    await slider.waitFor();
    await page.locator('#headline').waitFor();
    const seen = new Set<string>();
    for (const points of ['10', '30', '60', '100']) {
      await slider.fill(points);
      await page.getByText(`: +${points} points`).first().waitFor();
      await page.waitForFunction(() => document.querySelector('.results')?.getAttribute('aria-busy') === 'false');
      seen.add(await cell('China', 0));
    }
    expect(seen.size).toBe(4);
    expect(await page.locator('.meta').first().innerText()).toMatch(/Answered in \d+ ms/);
    await page.locator('.pick summary', { hasText: 'Which goods' }).click();
    await page.getByRole('checkbox', { name: /Computer, electronic, optical/ }).check();
    await page.getByText('Computer, electronic, optical: +100 points').first().waitFor();
    expect(page.url()).toContain('USA.CHN.C26.add.100');
    await page.waitForFunction(() => document.querySelector('.results')?.getAttribute('aria-busy') === 'false');
    const kept = await cell('China', 0);
    const again = await bench.page();
    await again.goto(page.url());
    await again.locator('#headline').waitFor();
    await again.getByText('Computer, electronic, optical: +100 points').first().waitFor();
    expect((await again.locator('#headline tr', { hasText: 'China' }).locator('td').first().innerText()).trim()).toBe(kept);
    await again.context().close();
  });

  it('shows trade of one sector, reads values with the keyboard, and downloads CSV and SVG', async () => {
    await open('economy?base=us-china-145-125');
    await page.locator('#trade').waitFor();
    await page.locator('#trade').getByLabel('Sector').selectOption('C26');
    await page.getByRole('heading', { name: 'Who trades with whom: Computer' }).waitFor();
    await page.locator('#trade .loading').waitFor({ state: 'detached' });
    await page.locator('#trade .plot').focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    expect(await page.locator('#trade output').innerText()).toMatch(/ to .*bn before, .*bn after/);
    const csv = await downloaded(page, () => page.getByRole('button', { name: 'Download CSV: Who trades with whom' }).click());
    expect(csv.name).toMatch(/\.csv$/);
    const row = csv.text.split('\n').find((line) => line.startsWith('CHN,USA,'))!.split(',').map(Number);
    expect(row[5]).toBeLessThan(-50);
    const svg = await downloaded(page, () => page.getByRole('button', { name: 'Download SVG: Where real income' }).click());
    expect(svg.text).toContain('Where real income rises and falls');
    for (const part of ['elasticities GYY', 'no opinion on the legal', 'small economies', '+0.25']) expect(svg.text).toContain(part);
    expect(svg.text).not.toMatch(/class=|var\(--/);
    expect(svg.text).toMatch(/fill="rgb\(/);
  });

  it('gives each chart a permalink that opens at it', async () => {
    await open('economy');
    await page.locator('#decomposition').waitFor();
    await page.getByRole('link', { name: /^Link: Why real income changes/ }).click();
    expect(page.url()).toContain('chart=decomposition');
    const again = await bench.page();
    await again.goto(page.url());
    await again.locator('#decomposition').waitFor();
    await again.waitForFunction(() => Math.abs(document.querySelector('#decomposition')!.getBoundingClientRect().top) < 300);
    await again.context().close();
  });

  it('solves the large benchmark with visible progress, and can cancel it', async () => {
    // One run at a time: a long one in front keeps the next one waiting for as long as the test needs.
    const long = await postedRun(bench.url, { question: 'ensemble', scenario: 'us-china-2025', options: { benchmark: 'world-2022', draws: '200000' }, title: 'a long one' });
    await open('economy');
    await page.getByRole('button', { name: 'Solve on 81 economies' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('This run was cancelled').waitFor();
    const other = await bench.page();
    await other.goto(`${bench.url}/#/runs`);
    await other.getByRole('button', { name: `Cancel run ${long}` }).click();
    await other.getByRole('row', { name: /a long one/ }).getByText('cancelled', { exact: true }).waitFor();
    await other.context().close();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('button', { name: 'Solve on 81 economies' }).click();
    await page.getByRole('columnheader', { name: 'Range over elasticities' }).waitFor({ timeout: 300_000 });
    await page.getByRole('button', { name: 'Show all 81 rows' }).first().waitFor();
    expect(await page.locator('.facts').innerText()).toContain('world-2022');
    await page.locator('#trade').getByLabel('Sector').selectOption('C29');
    await page.getByRole('heading', { name: 'Who trades with whom: Motor vehicles' }).waitFor();
    await page.locator('#trade .loading').waitFor({ state: 'detached', timeout: 120_000 });
    const cells = await page.locator('#trade svg .cells rect').count(); // pairs that trade cars at all
    expect(cells).toBeGreaterThan(5000);
    expect(cells).toBeLessThanOrEqual(81 * 80);
  });

  it("shows the engine's own message with its remedy", async () => {
    await open('economy?el=NONE');
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/NONE/);
    bench.troubles.splice(0); // the browser reports the 422 itself
  });
});

describe('schedule', () => {
  it('draws rates by day with the days on which they turn', async () => {
    await open('schedule');
    await page.locator('#rates svg path.line').first().waitFor();
    expect(await page.locator('#rates svg path.line').count()).toBe(2);
    expect(await page.locator('#rates .note').first().innerText()).toContain('14 May 2025');
  });
  it('finds a line by words and explains it', async () => {
    await open('schedule?to=USA&from=CHN&on=2025-05-02');
    await page.getByLabel('Product').fill('phones');
    await page.getByRole('button', { name: /8517 smartphones/ }).click();
    await page.getByRole('button', { name: '8517.13.0000', exact: true }).click();
    await page.getByRole('heading', { name: '8517.13.0000 from China pays 20.0% on 2 May 2025' }).waitFor();
    expect(await page.locator('table.reasons').innerText()).toContain('apr11-electronics');
    expect(page.url()).toContain('code=8517130000');
  });
  it('takes a code, and says so where words name nothing', async () => {
    await open('schedule');
    await page.getByLabel('Product').fill('8471.30');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('button', { name: /^8471\.30/ }).first().waitFor();
    await page.getByLabel('Product').fill('zzzz');
    await page.getByText('No heading has these words').waitFor();
  });
  it('lists carve-outs with what they are worth', async () => {
    await open('schedule?on=2025-05-02');
    await page.locator('#carveouts svg rect.fill').first().waitFor();
    expect(await page.locator('#carveouts').innerText()).toContain('apr11-electronics');
  });
});

describe('strategy', () => {
  it('starts empty, asks, and shows the frontier with threat point and solutions', async () => {
    await open('strategy');
    await page.getByText('Not asked yet').waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('#frontier svg path.line').waitFor({ timeout: 120_000 });
    const names = await page.locator('#frontier svg .point-name').allTextContents();
    expect(names).toEqual(['no deal: status quo', 'Nash bargaining', 'Kalai-Smorodinsky', 'egalitarian']);
    expect(page.url()).toContain('run=');
    await page.locator('#war').waitFor();
    await open('strategy');
    await page.reload();
    await page.locator('#frontier svg path.line').waitFor();
  });
  it('ranks carve-outs', async () => {
    await open('strategy?q=carveouts');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('#ranking svg rect.fill').first().waitFor({ timeout: 120_000 });
    await page.locator('#budget').waitFor();
  });
  it('tells a refused setting', async () => {
    await open('strategy?upper=lots');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.state.error').first().waitFor();
    expect(await page.locator('.state.error').first().innerText()).toContain('lots');
    bench.troubles.splice(0);
  });
});

describe('talks', () => {
  it('writes the brief with every chart, and the precursor bands under both priors', async () => {
    await open('talks');
    await page.getByRole('button', { name: 'Write the brief' }).click();
    for (const id of ['brief', 'deals', 'linkage', 'threshold', 'concessions', 'survival', 'phases', 'flips-offer']) await page.locator(`#${id}`).waitFor({ timeout: 150_000 });
    expect(await page.locator('#brief li').count()).toBe(5);
    const ask = page.getByRole('button', { name: 'Ask for the precursor study' });
    if (await ask.isVisible()) await ask.click();
    for (const id of ['deaths-structural', 'deaths-reference-class', 'worth']) await page.locator(`#${id}`).waitFor({ timeout: 120_000 });
  });
});

describe('runs', () => {
  it('lists, compares, opens, downloads and deletes', async () => {
    const a = await finishedRun(bench.url, { question: 'run', scenario: 'us-china-145-125', options: small, title: 'first of two' });
    const b = await finishedRun(bench.url, { question: 'run', scenario: 'us-china-2025', options: small, title: 'second of two' });
    expect([a.state, b.state]).toEqual(['done', 'done']);
    await open('runs?question=run');
    await page.getByRole('checkbox', { name: `Compare run ${a.id}` }).check();
    await page.getByRole('checkbox', { name: `Compare run ${b.id}` }).check();
    await page.locator('#differences svg rect.fill').first().waitFor();
    expect(page.url()).toContain(`a=${a.id}`);
    await page.locator('#comparison').getByLabel('Measure').selectOption('imports');
    await page.getByRole('heading', { name: 'Imports: B less A' }).waitFor();
    const json = await downloaded(page, () => page.getByRole('link', { name: `Download JSON of run ${a.id}` }).click());
    expect((JSON.parse(json.text) as { schema: { name: string } }).schema.name).toBe('cobden.run');
    const csv = await downloaded(page, () => page.getByRole('link', { name: `Download CSV of run ${a.id}` }).click());
    expect(csv.text.split('\n')[0]).toContain('measure');
    const toml = await downloaded(page, () => page.getByRole('link', { name: `TOML scenario file of run ${a.id}` }).click());
    expect(toml.text).toContain('[[shock]]');
    const report = await downloaded(page, () => page.getByRole('link', { name: `Report of run ${a.id}` }).click());
    expect(report.text).toContain('<!DOCTYPE html>');
    page.once('dialog', (d) => void d.accept());
    await page.getByRole('button', { name: `Delete run ${a.id}` }).click();
    await page.getByText('first of two').first().waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'second of two' }).click();
    await page.locator('#headline').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('second of two');
  });
});
