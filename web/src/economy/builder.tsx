import type { BenchmarkInfo, Info, Item } from '../api/types';
import { Pick, Select, Slider, Switch, TextField } from '../parts/controls';
import { translated } from './aggregation';
import { describe, initial, isComplete, type Build, type Change } from './build';

const allItem: Item = { code: 'all', label: 'all others' };

/** What the benchmark calls its groups, the most useful first. */
const sectorGroups = (world: BenchmarkInfo): Item[] => {
  const rank = (name: string) => (name === 'goods' ? 0 : name === 'manufacturing' ? 1 : 2);
  const named = Object.keys(world.sector_groups).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return [...named.map((code) => ({ code, label: code === 'goods' ? 'all goods' : code })), ...(named.includes('goods') ? [] : [{ code: 'all', label: 'all sectors' }])];
};
const countryGroups = (world: BenchmarkInfo): Item[] => [allItem, ...Object.keys(world.country_groups).map((code) => ({ code, label: code }))];

interface Props {
  build: Build; info: Info; world: BenchmarkInfo; names: Map<string, string>;
  onChange(build: Build, history: 'push' | 'replace'): void;
}

/** Who taxes whom, what, and how much: a ready scenario, and changes on top of it. */
export function Builder({ build, info, world, names, onChange }: Props) {
  const set = (patch: Partial<Build>, history: 'push' | 'replace' = 'push') => onChange({ ...build, ...patch }, history);
  const setChange = (k: number, patch: Partial<Change>, history: 'push' | 'replace' = 'push') =>
    set({ changes: build.changes.map((c, i) => (i === k ? { ...c, ...patch } : c)) }, history);
  const add = () => set({ changes: [...build.changes, { importers: ['USA'], exporters: ['CHN'], sectors: ['goods'], mode: 'add', value: 10 }] });
  const scenarios = info.scenarios.filter((s) => s.family === 'caliendo-parro' && s.benchmark.startsWith('world-2022'));
  const changeBenchmark = (name: string) => set({ benchmark: name });
  const base = scenarios.find((s) => s.name === build.base);
  return (
    <form class="builder" onSubmit={(e) => e.preventDefault()} aria-label="Scenario">
      <h2>Scenario</h2>
      <Select label="Start from" value={build.base} onChange={(v) => set({ base: v })}
        options={[{ value: 'none', label: 'Tariffs of the benchmark, no change' }, ...scenarios.map((s) => ({ value: s.name, label: s.title }))]} />
      {build.base !== 'none' && base === undefined && <p class="hint">{build.base} is not a ready scenario here.</p>}
      <h3>Changes on top</h3>
      {!build.changes.length && <p class="hint">None yet. Add one to say who taxes whom, which goods, and how much.</p>}
      {build.changes.map((c, k) => (
        <fieldset class="change" key={k}>
          <legend>{isComplete(c) ? describe(c, names) : `Change ${k + 1} is not complete`}</legend>
          <Pick label="Who taxes" chosen={translated('country', c.importers, world.countries)} items={world.countries} groups={countryGroups(world)} onChange={(v) => setChange(k, { importers: v })} />
          <Pick label="Whose goods" chosen={translated('country', c.exporters, world.countries)} items={world.countries} groups={countryGroups(world)} onChange={(v) => setChange(k, { exporters: v })} />
          <Pick label="Which goods" chosen={translated('sector', c.sectors, world.sectors)} items={world.sectors} groups={sectorGroups(world)} onChange={(v) => setChange(k, { sectors: v })} />
          <Switch label="How" value={c.mode} options={[{ value: 'add', label: 'Add points' }, { value: 'set', label: 'Set the rate' }]}
            onChange={(v) => setChange(k, { mode: v as Change['mode'], value: v === 'set' ? Math.max(0, c.value) : c.value })} />
          <Slider label={c.mode === 'add' ? 'Points added' : 'New tariff'} value={c.value} min={c.mode === 'add' ? -50 : 0} max={150} step={1} unit={c.mode === 'add' ? 'points' : 'percent'}
            onInput={(v) => setChange(k, { value: v }, 'replace')} />
          <button type="button" class="plain" onClick={() => set({ changes: build.changes.filter((_, i) => i !== k) })}>Remove</button>
        </fieldset>
      ))}
      <div class="row">
        <button type="button" onClick={add}>Add a change</button>
        <button type="button" class="plain" onClick={() => onChange(initial, 'push')}>Reset</button>
      </div>
      <details class="more">
        <summary>Model and dates</summary>
        <Select label="What happens to deficits" value={build.closure} onChange={(v) => set({ closure: v })} options={[{ value: '', label: "the scenario's own" }, ...world.closures.map((c) => ({ value: c, label: c }))]} />
        <Select label="Elasticity set" value={build.elasticities} onChange={(v) => set({ elasticities: v })} options={[{ value: '', label: "the scenario's own" }, ...world.elasticity_sets.map((e) => ({ value: e.name, label: `${e.name}: ${e.source}` }))]} />
        {build.base !== 'none' && <>
          <TextField label="Laws as of" type="date" value={build.on} onChange={(v) => set({ on: v })} hint="of scenarios that take duties from schedules" />
          <TextField label="As known on" type="date" value={build.known} onChange={(v) => set({ known: v })} />
        </>}
        <Select label="Benchmark" value={build.benchmark} onChange={changeBenchmark} hint="The small one answers while a slider moves."
          options={info.benchmarks.filter((b) => b.name.startsWith('world-2022')).map((b) => ({ value: b.name, label: `${b.countries} economies x ${b.sectors} sectors` }))} />
      </details>
    </form>
  );
}
