import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A server of its own with an empty store, and a browser. */
export interface Workbench {
  url: string;
  page(options?: { width?: number; scheme?: 'light' | 'dark' }): Promise<Page>;
  /** Console errors, failed requests and breaches of the content security policy, of all pages so far. */
  troubles: string[];
  close(): Promise<void>;
}

export const screenshots = join(process.cwd(), '../build/web/screenshots');

function started(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '', err = '';
    server.stderr!.on('data', (d) => { err += String(d); });
    server.stdout!.on('data', (d) => {
      out += String(d);
      const found = /(http:\/\/\S+?)\/?\s/.exec(out);
      if (found) resolve(found[1]!);
    });
    server.on('exit', (code) => reject(new Error(`cobden serve ended with ${code}: ${err}`)));
  });
}

export async function openWorkbench(): Promise<Workbench> {
  const binary = process.env.COBDEN ?? join(process.cwd(), '../build/release/cobden');
  const folder = mkdtempSync(join(tmpdir(), 'cobden-e2e-'));
  const server = spawn(binary, ['serve', '--port', '0', '--workers', '1', '--store', join(folder, 'runs.sqlite')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await started(server);
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
  const troubles: string[] = [];
  mkdirSync(screenshots, { recursive: true });
  const page = async ({ width = 1280, scheme = 'light' as const } = {}) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, acceptDownloads: true });
    context.setDefaultTimeout(120_000);
    const opened = await context.newPage();
    opened.on('console', (m) => { if (m.type() === 'error') troubles.push(`console: ${m.text()} at ${m.location().url}`); });
    opened.on('pageerror', (e) => troubles.push(`script: ${e.message}`));
    return opened;
  };
  const close = async () => {
    await browser.close();
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.removeAllListeners('exit');
    server.on('exit', () => undefined);
    server.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, page: page as Workbench['page'], troubles, close };
}

/** What a click downloads, as text. */
export async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Posts a run the way a program would. */
export async function postedRun(url: string, body: unknown): Promise<string> {
  const sent = await fetch(`${url}/api/v1/runs`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return ((await sent.json()) as { id: string }).id;
}

/** The same, and waits for its end. */
export async function finishedRun(url: string, body: unknown): Promise<{ id: string; state: string }> {
  const id = await postedRun(url, body);
  for (;;) {
    const run = (await (await fetch(`${url}/api/v1/runs/${id}`)).json()) as { id: string; state: string };
    if (run.state !== 'queued' && run.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
