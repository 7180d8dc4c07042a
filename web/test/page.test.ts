import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inPage } from './files';
import { describe, expect, it } from 'vitest';


describe('the built page', () => {
  const files = readdirSync(inPage('dist/assets'));
  const page = readFileSync(inPage('dist/index.html'), 'utf8');
  it('has less than 150 KB of script, gzipped', () => {
    const size = files.filter((f) => f.endsWith('.js')).reduce((sum, f) => sum + gzipSync(readFileSync(inPage(`dist/assets/${f}`))).length, 0);
    expect(size).toBeGreaterThan(20_000);
    expect(size).toBeLessThan(150_000);
  });
  it('keeps to a strict content security policy', () => {
    expect(page).not.toMatch(/\sstyle=|\son\w+=|<style/);
    for (const script of page.match(/<script[^>]*>/g) ?? []) expect(script).toMatch(/src="\/assets\//);
    for (const style of files.filter((f) => f.endsWith('.css'))) expect(readFileSync(inPage(`dist/assets/${style}`), 'utf8')).not.toMatch(/url\(|@import/);
  });
  it('asks nothing of other hosts', () => {
    const script = files.filter((f) => f.endsWith('.js')).map((f) => readFileSync(inPage(`dist/assets/${f}`), 'utf8')).join('');
    const hosts = new Set((script + page).match(/https?:\/\/[\w.-]+/g) ?? []);
    for (const host of hosts) expect(host).toMatch(/^http:\/\/www\.w3\.org$/);
  });
});

it('is installed from a lock file that names no registry', () => {
  const lock = JSON.parse(readFileSync(inPage('package-lock.json'), 'utf8')) as { packages: Record<string, { resolved?: string }> };
  expect(Object.values(lock.packages).filter((p) => p.resolved && !p.resolved.startsWith('https://registry.npmjs.org/'))).toEqual([]);
});

it('names the terms of everything that is built in', () => {
  const lock = JSON.parse(readFileSync(inPage('package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string; dev?: boolean }> };
  const terms = readFileSync(inPage('public/licences.txt'), 'utf8');
  const commandLineOnly = 'node_modules/commander'; // of topojson-client's own programs
  const built = Object.entries(lock.packages).filter(([path, p]) => path && !p.dev && path !== commandLineOnly);
  expect(built.length).toBeGreaterThan(10);
  for (const [path, p] of built) expect(terms).toContain(`${path.replace('node_modules/', '')} ${p.version}`);
});
