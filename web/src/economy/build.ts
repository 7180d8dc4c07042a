import type { BenchmarkInfo, Question } from '../api/types';
import { translated } from './aggregation';

/** One change of tariffs that the builder puts on top of a ready scenario. */
export interface Change { importers: string[]; exporters: string[]; sectors: string[]; mode: 'add' | 'set'; value: number }

export interface Build {
  /** A ready scenario, or "none": the benchmark's own tariffs. */
  base: string;
  benchmark: string;
  closure: string;
  elasticities: string;
  on: string;
  known: string;
  changes: Change[];
}

export const small = 'world-2022-12';
export const large = 'world-2022';
export const defaultScenario = 'us-china-2025';
export const initial: Build = { base: defaultScenario, benchmark: small, closure: '', elasticities: '', on: '', known: '', changes: [] };

const list = (codes: string[]) => codes.join('*');

/** Changes as one short text for the address: importers.exporters.sectors.mode.value, one after the other with "~". */
export const encodeChanges = (changes: Change[]): string =>
  changes.map((c) => [list(c.importers), list(c.exporters), list(c.sectors), c.mode, c.value].join('.')).join('~');

export function decodeChanges(text: string): Change[] {
  return text.split('~').filter(Boolean).flatMap((part) => {
    const [importers = '', exporters = '', sectors = '', mode = '', ...rest] = part.split('.');
    const value = Number(rest.join('.'));
    if (!Number.isFinite(value) || rest.length === 0 || (mode !== 'add' && mode !== 'set')) return [];
    const codes = (s: string) => s.split('*').filter(Boolean);
    return [{ importers: codes(importers), exporters: codes(exporters), sectors: codes(sectors), mode, value }];
  });
}

export function fromParams(p: URLSearchParams): Build {
  return {
    base: p.get('base') ?? initial.base, benchmark: p.get('bench') ?? initial.benchmark, closure: p.get('closure') ?? '',
    elasticities: p.get('el') ?? '', on: p.get('on') ?? '', known: p.get('known') ?? '', changes: decodeChanges(p.get('s') ?? ''),
  };
}

/** The keys that differ from the opening state; null takes a key out of the address. */
export function toParams(b: Build): Record<string, string | null> {
  const unless = (value: string, usual: string) => (value === usual ? null : value);
  return {
    base: unless(b.base, initial.base), bench: unless(b.benchmark, initial.benchmark), closure: b.closure || null,
    el: b.elasticities || null, on: b.on || null, known: b.known || null, s: encodeChanges(b.changes) || null,
  };
}

const quoted = (codes: string[]) => (codes.length === 1 ? `"${codes[0]}"` : `[${codes.map((c) => `"${c}"`).join(', ')}]`);

/** What can be asked: somebody taxes somebody else's something. */
export const isComplete = (c: Change): boolean => c.importers.length > 0 && c.exporters.length > 0 && c.sectors.length > 0;

function shock(c: Change, world: BenchmarkInfo): string {
  const unit = c.mode === 'add' ? 'percentage points' : 'percent';
  return [
    '[[shock]]',
    `importer = ${quoted(translated('country', c.importers, world.countries))}`,
    `exporter = ${quoted(translated('country', c.exporters, world.countries))}`,
    `sector = ${quoted(translated('sector', c.sectors, world.sectors))}`,
    `${c.mode} = ${c.value}`,
    `unit = "${unit}"`,
  ].join('\n');
}

const needsText = (text: string) => /^question\s*=/m.test(text);

/** A scenario file: the ready one with the changes after it, or the changes alone. What it asks of governments is left out. */
export function toToml(b: Build, readyText: string, world: BenchmarkInfo): string {
  const shocks = b.changes.filter(isComplete).map((c) => shock(c, world));
  if (b.base === 'none') {
    return [`title = "Own scenario"\nbenchmark = "${b.benchmark}"\n\n[model]\nfamily = "caliendo-parro"`, ...shocks].join('\n\n').concat('\n');
  }
  const text = readyText.replace(/^question\s*=.*\n/m, '').replace(/^title\s*=\s*"(.*)"$/m, (_, title: string) => `title = "${title}, changed"`);
  return `${[text.trimEnd(), ...shocks].join('\n\n')}\n`;
}

/** The question to the engine; null while the ready scenario or the benchmark is still on its way. */
export function toQuestion(b: Build, readyText: string | null, world: BenchmarkInfo | null, measures: string[]): Question | null {
  if (!world || (b.base !== 'none' && readyText === null)) return null;
  const options: Question['options'] = { benchmark: b.benchmark };
  if (b.closure) options.closure = b.closure;
  if (b.elasticities) options.elasticities = b.elasticities;
  if (b.on && b.base !== 'none') options.on = b.on;
  if (b.known && b.base !== 'none') options.known = b.known;
  if (measures.length) options.measures = measures;
  const changed = b.changes.some(isComplete);
  if (b.base !== 'none' && !changed && !needsText(readyText ?? '')) return { question: 'run', scenario: b.base, options };
  return { question: 'run', scenario_text: toToml(b, readyText ?? '', world), options };
}

/** In words, for titles and lists. */
export function describe(c: Change, names: Map<string, string>): string {
  const text = (codes: string[]) => codes.map((x) => names.get(x) ?? x).join(', ');
  return `${text(c.importers)} on ${text(c.exporters)}, ${text(c.sectors)}: ${c.mode === 'add' ? `${c.value >= 0 ? '+' : '\u2212'}${Math.abs(c.value)} points` : `${c.value}%`}`;
}
