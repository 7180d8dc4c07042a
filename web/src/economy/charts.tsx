import { useMemo, useRef } from 'preact/hooks';
import { api } from '../api/client';
import type { BenchmarkInfo, RunDoc } from '../api/types';
import { barChart, stackChart } from '../charts/bars';
import { Chart } from '../charts/frame';
import { heatMap } from '../charts/heat';
import { disclaimer, worldMap } from '../charts/map';
import { useLoad } from '../lib/ask';
import { billion, measureName, number, signed, signedBillion, signedCompact, the } from '../lib/format';
import { change } from '../lib/route';
import { asOptions, Select, Switch } from '../parts/controls';
import { ErrorBox, Loading } from '../parts/states';
import { Table } from '../parts/table';
import { valueFor } from './aggregation';
import { Results } from './results';

export interface View { results: Results; reference: Results | null; /** Whether there will be one. */ compared: boolean; world: BenchmarkInfo; names: Map<string, string>; source: string; params: URLSearchParams }

const nameOf = (v: View, code: string) => v.names.get(code) ?? code;

/** Economies with the largest changes of real income first. */
function byIncome(v: View): string[] {
  const size = (c: string) => Math.abs(v.results.value('welfare_exact', { importer: c }) ?? 0);
  return v.results.countries().sort((a, b) => size(b) - size(a));
}

export function Headline({ view }: { view: View }) {
  const { results, reference, compared } = view;
  const ranges = new Map((results.document.elasticity_range ?? []).map((r) => [r.importer, r]));
  const rows = byIncome(view).map((c) => {
    const at = { importer: c };
    const own = results.value('welfare_exact', at), usual = reference?.value('welfare_exact', at);
    const range = ranges.get(c);
    return [
      nameOf(view, c), own, ...(compared ? [own !== undefined && usual !== undefined ? own - usual : undefined] : []),
      ...(ranges.size ? [range ? `${signed(range.low)} to ${signed(range.high)}` : ''] : []),
      results.value('real_wage', at), results.value('price_index', at), results.percent('exports', { exporter: c }), results.percent('imports', at),
      (results.value('tariff_revenue', at) ?? 0) / 1000, (results.change('tariff_revenue', at) ?? 0) / 1000, results.value('average_tariff', at),
    ];
  });
  const columns = [
    { key: 'economy', label: 'Economy' }, { key: 'real', label: 'Real income', unit: '%', signed: true },
    ...(compared ? [{ key: 'difference', label: 'Against default scenario', unit: 'points', signed: true }] : []),
    ...(ranges.size ? [{ key: 'range', label: 'Range over elasticities', unit: '%' }] : []),
    { key: 'wage', label: 'Real wage', unit: '%', signed: true }, { key: 'prices', label: 'Consumer prices', unit: '%', signed: true },
    { key: 'exports', label: 'Exports', unit: '%', signed: true }, { key: 'imports', label: 'Imports', unit: '%', signed: true },
    { key: 'revenue', label: 'Tariff revenue', unit: 'bn USD', digits: 1 }, { key: 'revenue_change', label: 'its change', unit: 'bn USD', digits: 1, signed: true },
    { key: 'tariff', label: 'Average tariff', unit: '%' },
  ];
  return (
    <section class="panel" id="headline">
      <h2>What it does to each economy</h2>
      <p class="units">Changes against the benchmark, long run; the largest changes of real income first.{compared ? ' The third column is the difference to the default scenario in percentage points.' : ''}</p>
      <Table table={{ columns, rows }} caption="What it does to each economy" limit={15} />
    </section>
  );
}

export function IncomeMap({ view }: { view: View }) {
  const values = new Map(view.results.countries().map((c) => [c, view.results.value('welfare_exact', { importer: c }) ?? 0]));
  const rest = values.get('ROW');
  return (
    <Chart id="map" title="Where real income rises and falls" subtitle="Change of real income, percent; colours diverge around zero"
      source={view.source} after={<p class="note disclaimer">{disclaimer}</p>}
      table={{ columns: [{ key: 'code', label: 'Code' }, { key: 'economy', label: 'Economy' }, { key: 'value', label: 'Real income', unit: '%', signed: true, digits: 3 }], rows: [...values].map(([c, v]) => [c, nameOf(view, c), v]) }}
      draw={(width) => worldMap({
        value: (code) => valueFor(code, values)?.value,
        read: (code, name) => {
          const found = valueFor(code, values);
          const label = view.names.get(code) ?? name;
          return `${label}: ${signed(found?.value, 2)}%${found && found.code !== code ? ` (value of ${nameOf(view, found.code)})` : ''}`;
        },
        unit: 'percent', format: signedCompact, values: [...values].filter(([c]) => c !== 'ROW').map(([, v]) => v),
        missing: rest === undefined ? 'not in the benchmark' : `not modelled by itself; the rest of the world together ${signed(rest, 2)}%`,
      }, width)} />
  );
}

export function Decomposition({ view }: { view: View }) {
  const list = byIncome(view).slice(0, 14);
  const parts = [{ key: 'terms_of_trade', name: 'terms of trade', className: 's1' }, { key: 'volume_of_trade', name: 'volume of trade', className: 's3' }];
  const value = (measure: string, c: string) => view.results.value(measure, { importer: c }) ?? NaN;
  return (
    <Chart id="decomposition" title="Why real income changes: terms of trade and volume of trade" subtitle="Percent of base income; bars are the first-order parts of Caliendo and Parro (2015), the diamond is the exact change"
      source={view.source}
      table={{
        columns: [{ key: 'economy', label: 'Economy' }, ...['terms_of_trade', 'volume_of_trade', 'welfare_first_order', 'welfare_exact'].map((m) => ({ key: m, label: measureName(m), unit: '%', signed: true, digits: 3 }))],
        rows: list.map((c) => [nameOf(view, c), value('terms_of_trade', c), value('volume_of_trade', c), value('welfare_first_order', c), value('welfare_exact', c)]),
      }}
      draw={(width) => stackChart({
        parts, totalName: 'exact change of real income', xLabel: 'percent of base income',
        rows: list.map((c) => ({
          name: nameOf(view, c), total: value('welfare_exact', c), parts: parts.map((p) => ({ ...p, value: value(p.key, c) })),
          read: `${nameOf(view, c)}: terms of trade ${signed(value('terms_of_trade', c))}, volume of trade ${signed(value('volume_of_trade', c))}, together ${signed(value('welfare_first_order', c))}; exact ${signed(value('welfare_exact', c))}%`,
        })),
      }, width)} />
  );
}

const sectorMeasures = [
  { value: 'output_volume', label: 'Output' }, { value: 'exports', label: 'Exports' }, { value: 'imports', label: 'Imports' },
  { value: 'price_index', label: 'Consumer prices' }, { value: 'unit_cost', label: 'Unit cost' },
];
const exporterSide = new Set(['output_volume', 'exports', 'unit_cost']);

export function SectorBars({ view }: { view: View }) {
  const country = view.params.get('c') ?? 'USA', measure = view.params.get('m') ?? 'output_volume';
  const codes = new Set(view.world.countries.map((c) => c.code));
  const shown = codes.has(country) ? country : view.world.countries[0]?.code ?? '';
  const rows = view.world.sectors.map((s) => {
    const where = exporterSide.has(measure) ? { exporter: shown, sector: s.code } : { importer: shown, sector: s.code };
    return { ...s, value: view.results.percent(measure, where) };
  }).filter((r): r is typeof r & { value: number } => r.value !== undefined).sort((a, b) => a.value - b.value);
  const label = sectorMeasures.find((m) => m.value === measure)?.label ?? measureName(measure);
  return (
    <Chart id="sectors" title={`${label} by sector in ${the(nameOf(view, shown))}`} subtitle={`Change against the benchmark, percent${measure === 'output_volume' ? ', at base prices' : ''}`} source={view.source}
      controls={<>
        <Select label="Economy" value={shown} options={asOptions(view.world.countries)} onChange={(v) => change({ c: v === 'USA' ? null : v })} />
        <Select label="Measure" value={measure} options={sectorMeasures} onChange={(v) => change({ m: v === 'output_volume' ? null : v })} />
      </>}
      table={{ columns: [{ key: 'code', label: 'Sector' }, { key: 'label', label: 'Name' }, { key: 'value', label, unit: '%', signed: true }], rows: rows.map((r) => [r.code, r.label, r.value]) }}
      draw={(width) => barChart({ xLabel: 'percent', plus: true, bars: rows.map((r) => ({ name: r.label, value: r.value, label: signed(r.value, 2), read: `${r.label} (${r.code}): ${signed(r.value, 2)}%` })) }, width)} />
  );
}

type HeatMode = 'change' | 'percent' | 'level';

/** Trade of one sector: from a stored run by its sector, else from the answer that is asked with full detail. */
function useTrade(view: View, sector: string, runId: string | null, ask: ((sector: string, signal: AbortSignal) => Promise<RunDoc>) | null) {
  const total = sector === '';
  const key = total || (!runId && !ask) ? '' : runId ? `run ${runId} ${sector}` : JSON.stringify([view.source, view.results.document.solver.residual, view.params.get('s'), view.params.get('base'), sector]);
  const loaded = useLoad<RunDoc>(key, (signal) => (runId ? api.result<RunDoc>(runId, { measures: 'trade_customs_value', sector }, signal) : ask!(sector, signal)));
  const detail = useMemo(() => loaded.data && new Results(loaded.data), [loaded.data]);
  return { results: total ? view.results : detail, error: loaded.error, loading: loaded.loading, again: loaded.again };
}

export function TradeHeat({ view, runId, ask }: { view: View; runId: string | null; ask: ((sector: string, signal: AbortSignal) => Promise<RunDoc>) | null }) {
  const wanted = view.params.get('hs') ?? '';
  const sector = view.world.sectors.some((s) => s.code === wanted) ? wanted : '';
  const mode = (view.params.get('hm') ?? 'percent') as HeatMode;
  const trade = useTrade(view, sector, runId, ask);
  const seen = useRef<{ sector: string; results: Results } | null>(null);
  if (trade.results) seen.current = { sector, results: trade.results };
  const results = trade.results ?? (seen.current?.sector === sector ? seen.current.results : null);
  const where = (x: string, m: string) => (sector ? { exporter: x, importer: m, sector } : { exporter: x, importer: m });
  const sectorLabel = view.world.sectors.find((s) => s.code === sector)?.label;
  const unit = mode === 'percent' ? 'percent of base trade' : mode === 'change' ? 'change, bn USD a year' : 'new trade, bn USD a year';
  const list = view.world.countries;
  const title = `Who trades with whom${sectorLabel ? `: ${sectorLabel}` : ''}`;
  const controls = <>
    <Select label="Sector" value={sector} onChange={(v) => change({ hs: v || null })} options={[{ value: '', label: 'All sectors together' }, ...asOptions(view.world.sectors)]} />
    <Switch label="Show" value={mode} onChange={(v) => change({ hm: v === 'percent' ? null : v })} options={[{ value: 'percent', label: 'Percent' }, { value: 'change', label: 'Change, bn' }, { value: 'level', label: 'Level, bn' }]} />
  </>;
  if (!results) {
    return (
      <section class="panel" id="trade">
        <h2>{title}</h2>
        <div class="controls">{controls}</div>
        {trade.error ? <ErrorBox error={trade.error} again={trade.again} /> : <Loading what="Fetching this sector's trade" />}
      </section>
    );
  }
  const there = results;
  const value = (x: string, m: string): number | undefined => {
    if (x === m) return undefined;
    if (mode === 'percent') return there.percent('trade_customs_value', where(x, m));
    const row = there.row('trade_customs_value', where(x, m));
    return row && (mode === 'change' ? row.change : row.value) / 1000;
  };
  const text = (x: string, m: string) => {
    const row = there.row('trade_customs_value', where(x, m));
    return row ? `${nameOf(view, x)} to ${nameOf(view, m)}: ${billion(row.base)} bn before, ${billion(row.value)} bn after (${signedBillion(row.change)} bn, ${signed(row.base ? (100 * row.change) / row.base : 0, 1)}%)` : '';
  };
  const rows = list.flatMap((x) => list.filter((m) => m.code !== x.code).map((m) => {
    const r = there.row('trade_customs_value', where(x.code, m.code));
    return [x.code, m.code, r ? r.base / 1000 : undefined, r ? r.value / 1000 : undefined, r ? r.change / 1000 : undefined, r?.base ? (100 * r.change) / r.base : undefined];
  }));
  return (
    <Chart id="trade" title={title} subtitle={`Exporter by importer, customs value, ${unit}; trade at home is left out`} source={view.source}
      controls={controls}
      after={trade.error ? <ErrorBox error={trade.error} again={trade.again} /> : trade.loading ? <Loading what="Fetching this sector's trade" /> : undefined}
      table={{ columns: [{ key: 'exporter', label: 'Exporter' }, { key: 'importer', label: 'Importer' }, { key: 'base', label: 'Base', unit: 'bn USD' }, { key: 'new', label: 'New', unit: 'bn USD' }, { key: 'change', label: 'Change', unit: 'bn USD', signed: true }, { key: 'percent', label: 'Change', unit: '%', signed: true }], rows }}
      draw={(width) => heatMap({ rows: list, columns: list, value, read: text, unit, rowTitle: 'exporter', columnTitle: 'importer', cell: (v) => (mode === 'level' ? number(v, Math.abs(v) < 9.95 ? 1 : 0) : signed(v, Math.abs(v) < 9.95 ? 1 : 0)) }, width)} />
  );
}
