import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BenchmarkInfo } from '../../src/api/types';
import { inCheckout } from '../files';
import { groupOf, membersOf, translated, valueFor } from '../../src/economy/aggregation';
import { decodeChanges, describe as inWords, encodeChanges, fromParams, initial, toParams, toQuestion, toToml, type Change } from '../../src/economy/build';

const items = (codes: string) => codes.split(' ').map((code) => ({ code, label: code }));
const world = (countries: string, sectors: string): BenchmarkInfo => ({
  name: 'w', title: '', year: 2022, unit: '', source: '', citation: '', countries: items(countries), sectors: items(sectors), elasticity_sets: [], variants: [], closures: [], country_groups: {}, sector_groups: {},
});
const small = world('USA CHN EU27 ASEAN ROW', 'AGR MET C26 SRV');
const large = world('USA CHN DEU FRA VNM', 'A01 A02 C23 C24A C24B C25 C26 SRV');
const metals: Change = { importers: ['USA'], exporters: ['CHN', 'EU27'], sectors: ['MET'], mode: 'add', value: 12.5 };
const ready = readFileSync(inCheckout('scenarios/us-china-2025.toml'), 'utf8');
const nash = readFileSync(inCheckout('scenarios/us-china-nash.toml'), 'utf8');

describe('changes in the address', () => {
  it('come back as they were, decimals and minus signs too', () => {
    const changes: Change[] = [metals, { importers: ['CHN'], exporters: ['all'], sectors: ['goods'], mode: 'set', value: 0 }, { ...metals, value: -7.25 }];
    expect(decodeChanges(encodeChanges(changes))).toEqual(changes);
  });
  it('are dropped where they make no sense', () => {
    expect(decodeChanges('USA.CHN.goods.double.3~USA.CHN.goods.add.x~USA')).toEqual([]);
  });
  it('leave defaults out and restore the whole state', () => {
    expect(Object.values(toParams(initial)).every((v) => v === null)).toBe(true);
    const b = { ...initial, base: 'none', closure: 'income', changes: [metals] };
    const filled = Object.fromEntries(Object.entries(toParams(b)).filter((p): p is [string, string] => p[1] !== null));
    expect(fromParams(new URLSearchParams(filled))).toEqual(b);
  });
});

describe('codes of one size of the world in the words of the other', () => {
  it('become members, groups, or stay', () => {
    expect(translated('sector', ['MET', 'goods'], large.sectors)).toEqual(['C23', 'C24A', 'C24B', 'C25', 'goods']);
    expect(translated('country', ['EU27'], large.countries).sort()).toEqual(['DEU', 'FRA']);
    expect(translated('country', ['DEU', 'FRA', 'USA'], small.countries)).toEqual(['EU27', 'USA']);
    expect(translated('country', ['ZZZ'], small.countries)).toEqual(['ZZZ']);
  });
  it('follow the file that the engine aggregates with', () => {
    expect(membersOf('country', 'EU27')).toHaveLength(27);
    expect(groupOf('country', 'VNM')).toBe('ASEAN');
  });
  it('give the map a group\'s value, and nothing for the rest of the world', () => {
    const values = new Map([['EU27', -0.06], ['ROW', -0.05], ['USA', -0.33]]);
    expect(valueFor('FRA', values)).toEqual({ code: 'EU27', value: -0.06 });
    expect(valueFor('USA', values)?.value).toBe(-0.33);
    expect(valueFor('AGO', values)).toBeUndefined();
    expect(valueFor('PRK', values)).toBeUndefined();
  });
});

describe('the scenario file', () => {
  it('is the ready one with the changes after it', () => {
    const text = toToml({ ...initial, changes: [metals] }, ready, large);
    expect(text.startsWith('# What the United States')).toBe(true);
    expect(text).toContain('title = "US and Chinese tariffs in force on 2 May 2025, changed"');
    expect(text.trimEnd().endsWith('add = 12.5\nunit = "percentage points"')).toBe(true);
    expect(text).toContain('sector = ["C23", "C24A", "C24B", "C25"]');
    expect(text.match(/^title = /gm)).toHaveLength(1);
  });
  it('asks nothing of governments', () => {
    expect(nash).toMatch(/^question = "nash"/m);
    expect(toToml({ ...initial, base: 'us-china-nash' }, nash, small)).not.toMatch(/^question/m);
    expect(toQuestion({ ...initial, base: 'us-china-nash' }, nash, small, [])?.scenario_text).toBeDefined();
  });
  it('is a name where nothing is changed, and waits for what it needs', () => {
    expect(toQuestion(initial, ready, small, ['welfare_exact'])).toEqual({ question: 'run', scenario: 'us-china-2025', options: { benchmark: 'world-2022-12', measures: ['welfare_exact'] } });
    expect(toQuestion(initial, null, small, [])).toBeNull();
    expect(toQuestion(initial, ready, null, [])).toBeNull();
  });
  it('can start from the tariffs of the benchmark', () => {
    const q = toQuestion({ ...initial, base: 'none', on: '2025-04-10', changes: [{ ...metals, exporters: [] }, metals] }, '', small, []);
    expect(q?.scenario_text?.match(/\[\[shock\]\]/g)).toHaveLength(1);
    expect(q?.options?.on).toBeUndefined();
  });
  it('is told in words', () => {
    expect(inWords({ ...metals, value: -10 }, new Map([['USA', 'United States'], ['MET', 'metals']]))).toBe('United States on CHN, EU27, metals: \u221210 points');
    expect(inWords({ ...metals, mode: 'set', value: 0 }, new Map())).toBe('USA on CHN, EU27, MET: 0%');
  });
});
