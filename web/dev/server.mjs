// A stand-in for `cobden serve` while the page is developed: every question is one process of the command line.
//   node dev/server.mjs PATH/TO/cobden [PORT]
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { readFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [binary, port = '8650'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'cobden-dev-'));
const runs = [];
let counter = 0;

function execute(args, run) {
  return new Promise((done) => {
    const child = spawn(binary, args);
    let out = '', err = '';
    if (run) run.child = child;
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => {
      err += d;
      if (run) { run.progress = { task: 'solving', fraction: Math.min(0.95, run.progress.fraction + 0.05), detail: String(d).trim().slice(0, 80) }; tell(run, 'progress', run.progress); }
    });
    child.on('close', (code) => done({ code, out, err }));
  });
}
function words({ question, scenario, scenario_text, options = {} }) {
  const args = question.split(' ');
  if (scenario_text) { const f = join(folder, `s${++counter}.toml`); writeFileSync(f, scenario_text); args.push(f); }
  else if (scenario) args.push(scenario);
  for (const [k, v] of Object.entries(options)) {
    if (v === false || v === '' || v == null) continue;
    if (k === 'code') args.push(v);
    else if (v === true) args.push(`--${k}`);
    else args.push(`--${k}=${Array.isArray(v) ? v.join(',') : v}`);
  }
  return [...args, '--format', 'json'];
}
const say = (r, status, body) => { r.writeHead(status, { 'content-type': 'application/json' }); r.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)); };
const fail = (r, status, message, more = {}) => say(r, status, { error: { status, message, ...more } });
const seen = (run) => { const { child, listeners, result, body, ...rest } = run; return rest; };
function tell(run, type, data) { for (const l of run.listeners) l.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`); }
const now = () => new Date().toISOString();

async function start(run) {
  run.state = 'running'; run.started = now(); tell(run, 'state', seen(run));
  const { code, out, err } = await execute(words(run.body), run);
  run.finished = now(); run.seconds = (Date.parse(run.finished) - Date.parse(run.started)) / 1000; run.exit_code = code;
  run.result = out; run.progress = null;
  run.state = run.cancelled ? 'cancelled' : code === 0 ? 'done' : code === 1 ? 'not_converged' : 'failed';
  run.message = code ? err.trim() : '';
  tell(run, 'state', seen(run)); for (const l of run.listeners) l.end(); run.listeners = [];
}
const body = (q) => new Promise((done) => { let t = ''; q.on('data', (d) => (t += d)); q.on('end', () => done(JSON.parse(t || '{}'))); });

async function benchmark(name) {
  const { out, code } = await execute(['data', 'info', name, '--format', 'json', '--quiet']);
  if (code) return null;
  const r = JSON.parse(out).results, about = Object.fromEntries(r.about.map((a) => [a.key, a.value]));
  const text = readFileSync(join(here, '../../data/world-2022-12.map.csv'), 'utf8').trim().split('\n').slice(1).map((l) => l.split(','));
  const label = new Map(text.map((l) => [l[2], l[3]]));
  const codes = (k) => about[k].split(' ').map((code) => ({ code, label: label.get(code) ?? (r.economies ?? []).find((e) => e.code === code)?.economy ?? code }));
  return { name, title: about.title, year: +about.year, unit: about.unit, source: about.citation, countries: codes('countries'), sectors: codes('sectors'),
    elasticity_sets: ['BSY', 'CP', 'FGO', 'GYY', 'IS', 'LL', 'Shap', 'U4'], variants: ['input-output'], closures: ['zero', 'fixed', 'world-share', 'income'], totals: [] };
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
createServer(async (q, r) => {
  const url = new URL(q.url, 'http://x'), path = url.pathname, p = path.split('/').slice(3);
  try {
    if (!path.startsWith('/api/v1')) {
      const file = join(here, '../dist', path === '/' ? 'index.html' : path);
      if (!existsSync(file)) return fail(r, 404, 'not found');
      r.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': "default-src 'self'" });
      return r.end(readFileSync(file));
    }
    if (p[0] === 'info') {
      const scenarios = JSON.parse((await execute(['scenarios', '--format', 'json'])).out).results;
      return say(r, 200, { version: 'dev', commit: 'dev', build: 'dev', questions: [], scenarios, schedules: [{ id: 'cn-2025', importer: 'CHN' }, { id: 'us-2025', importer: 'USA' }],
        benchmarks: [{ name: 'world-2022', title: 'World 2022', year: 2022, countries: 81, sectors: 28 }, { name: 'world-2022-12', title: 'World 2022, 12 x 12', year: 2022, countries: 12, sectors: 12 }], store: { path: 'memory', runs: runs.length }, limits: {} });
    }
    if (p[0] === 'scenarios') return say(r, 200, { name: p[1], title: p[1], text: readFileSync(join(here, '../../scenarios', `${p[1]}.toml`), 'utf8') });
    if (p[0] === 'benchmarks') { const b = await benchmark(p[1]); return b ? say(r, 200, b) : fail(r, 404, 'no such benchmark'); }
    if (p[0] === 'ask') {
      const { out, code, err } = await execute(words(await body(q)));
      return code === 0 ? say(r, 200, out) : fail(r, 422, err.trim().replace(/^cobden: /, ''));
    }
    if (p[0] === 'runs' && !p[1] && q.method === 'POST') {
      const b = await body(q), run = { id: String(++counter), title: b.title ?? '', question: b.question, scenario: b.scenario ?? 'own', options: b.options ?? {}, state: 'queued', created: now(), started: null, finished: null, version: 'dev', seconds: null, exit_code: null, message: '', inputs: [], progress: { task: 'queued', fraction: 0, detail: '' }, listeners: [], body: b };
      runs.unshift(run); setTimeout(() => start(run), 100);
      return say(r, 202, { id: run.id, state: 'queued', position: 0 });
    }
    if (p[0] === 'runs' && !p[1]) return say(r, 200, { runs: runs.filter((x) => (!url.searchParams.get('question') || x.question === url.searchParams.get('question')) && (!url.searchParams.get('state') || x.state === url.searchParams.get('state'))).map(seen) });
    if (p[0] === 'runs' && p[1] === 'compare') {
      const rows = (id) => JSON.parse(runs.find((x) => x.id === url.searchParams.get(id)).result).results;
      const only = (url.searchParams.get('measures') ?? '').split(',').filter(Boolean), key = (x) => [x.measure, x.exporter, x.importer, x.sector].join('|');
      const other = new Map(rows('b').map((x) => [key(x), x]));
      return say(r, 200, { rows: rows('a').filter((x) => (!only.length || only.includes(x.measure)) && other.has(key(x))).map((x) => ({ measure: x.measure, unit: x.unit, exporter: x.exporter, importer: x.importer, sector: x.sector, a: x.value, b: other.get(key(x)).value, difference: other.get(key(x)).value - x.value })) });
    }
    const run = runs.find((x) => x.id === p[1]);
    if (!run) return fail(r, 404, 'no such run');
    if (q.method === 'DELETE') { runs.splice(runs.indexOf(run), 1); r.writeHead(204); return r.end(); }
    if (p[2] === 'cancel') { run.cancelled = true; run.child?.kill('SIGINT'); return say(r, 202, { id: run.id, state: run.state }); }
    if (p[2] === 'events') {
      r.writeHead(200, { 'content-type': 'text/event-stream' });
      run.listeners.push(r); tell(run, 'state', seen(run));
      if (run.finished) { r.end(); run.listeners = []; }
      return;
    }
    if (p[2] === 'scenario') { r.writeHead(200, { 'content-type': 'application/toml' }); return r.end(run.body.scenario_text ?? ''); }
    if (p[2] === 'result') {
      if (!run.result) return fail(r, 404, 'no result');
      const d = JSON.parse(run.result), s = url.searchParams;
      if (Array.isArray(d.results) && (s.get('measures') || s.get('sector'))) d.results = d.results.filter((x) => (!s.get('measures') || s.get('measures').split(',').includes(x.measure)) && (!s.get('sector') || x.sector === s.get('sector')));
      return say(r, 200, d);
    }
    return say(r, 200, seen(run));
  } catch (e) { fail(r, 500, String(e)); }
}).listen(+port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
