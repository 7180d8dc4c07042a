import { expect, it } from 'vitest';
import type { RunDoc } from '../../src/api/types';
import { benchmarkOf, Results, sourceLine } from '../../src/economy/results';

const doc = {
  schema: { name: 'cobden.run', version: 1 }, scenario: 's', closure: 'fixed', numeraire: 'world-value-added',
  inputs: [{ role: 'scenario', path: 'x.toml', sha256: '' }, { role: 'benchmark', path: 'data/world-2022-12.nc', sha256: '' }],
  model: { family: 'caliendo-parro', variant: 'input-output', elasticities: 'GYY', citation: '' },
  solver: { status: 'converged', method: '', message: '', iterations: 1, residual: 0, seconds: 0 },
  results: [
    { measure: 'welfare_exact', unit: 'percent', importer: 'USA', value: -0.5, base: 0, change: -0.5 },
    { measure: 'exports', unit: 'million USD', exporter: 'USA', value: 90, base: 100, change: -10 },
    { measure: 'exports', unit: 'million USD', exporter: 'USA', sector: 'AGR', value: 5, base: 0, change: 5 },
  ],
} as RunDoc;

it('finds rows by measure and axes, and percent by the unit', () => {
  const r = new Results(doc);
  expect(r.value('welfare_exact', { importer: 'USA' })).toBe(-0.5);
  expect(r.percent('welfare_exact', { importer: 'USA' })).toBe(-0.5);
  expect(r.percent('exports', { exporter: 'USA' })).toBe(-10);
  expect(r.percent('exports', { exporter: 'USA', sector: 'AGR' })).toBeUndefined();
  expect(r.value('exports', { importer: 'USA' })).toBeUndefined();
  expect(r.countries()).toEqual(['USA']);
});

it('always says what a result rests on', () => {
  expect(benchmarkOf(doc)).toBe('world-2022-12');
  expect(sourceLine(doc, 'world-2022-12')).toBe('Cobden, caliendo-parro/input-output on world-2022-12; elasticities GYY, deficits fixed, numeraire world-value-added.');
});
