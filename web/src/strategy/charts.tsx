import type { CarveoutResults, CooperateResults, FrontierPoint, FrontierResults, MeanTariff, NashResults, OptimumResults, RespondResults, StrategyCommon, StrategyDoc } from '../api/types';
import { barChart } from '../charts/bars';
import { Chart } from '../charts/frame';
import { lineChart } from '../charts/line';
import { planeChart } from '../charts/plane';
import { compact, number, signed, the } from '../lib/format';
import { Table } from '../parts/table';

export interface Names { of(code: string): string }
interface Props<R> { doc: StrategyDoc<R>; names: Names; source: string }

export const ruleName: Record<string, string> = { nash: 'Nash bargaining', 'kalai-smorodinsky': 'Kalai-Smorodinsky', egalitarian: 'egalitarian' };
const answers: Record<string, string> = { nash: 'at the equilibrium', optimum: 'at the best reply', cooperation: 'at equal gains', 'best list': 'with the best list', 'end of the solved path': 'at the end of the solved path' };
const answerName = (of: string | undefined, frontier = false): string => (frontier ? 'at the Nash bargain' : answers[of ?? ''] ?? `at the ${of ?? 'answer'}`);
const meanText = (list: MeanTariff[], names: Names) => list.map((m) => `${names.of(m.importer)} on ${names.of(m.exporter)} ${number(m.mean, 1)}%`).join(', ');

export function Frontier({ doc, names, source }: Props<FrontierResults>) {
  const r = doc.results, first = names.of(r.first), second = names.of(r.second);
  const read = (name: string, p: FrontierPoint) =>
    `${name}: ${first} ${signed(p.first_gain.percent)}% (${signed(p.first_gain.billion, 0)} ${r.unit_billion}), ${second} ${signed(p.second_gain.percent)}% (${signed(p.second_gain.billion, 0)} ${r.unit_billion}); ${meanText(p.mean_tariffs, names)}`;
  const solutions = r.solutions.filter((s): s is typeof s & { point: FrontierPoint } => !!s.point);
  const rows = [
    ...r.frontier.map((p) => ['frontier', p.first_gain.percent, p.second_gain.percent, p.first_gain.billion, p.second_gain.billion, p.mean_tariffs[0]?.mean, p.mean_tariffs[1]?.mean]),
    ...solutions.map((s) => [ruleName[s.rule] ?? s.rule, s.point.first_gain.percent, s.point.second_gain.percent, s.point.first_gain.billion, s.point.second_gain.billion, s.point.mean_tariffs[0]?.mean, s.point.mean_tariffs[1]?.mean]),
  ];
  return (
    <>
      <Chart id="frontier" title={`What ${the(first)} and ${the(second)} could agree on`} subtitle={`Gains of real income over the threat point (${r.threat_point.name}), percent of base; zone of agreement: ${r.zone}`} source={source}
        table={{ columns: [{ key: 'p', label: 'Point' }, { key: 'f', label: first, unit: '%', signed: true, digits: 3 }, { key: 's', label: second, unit: '%', signed: true, digits: 3 }, { key: 'fb', label: first, unit: r.unit_billion, signed: true, digits: 1 }, { key: 'sb', label: second, unit: r.unit_billion, signed: true, digits: 1 }, { key: 'tf', label: `${first} charges`, unit: '%', digits: 1 }, { key: 'ts', label: `${second} charges`, unit: '%', digits: 1 }], rows }}
        draw={(width) => planeChart({
          curves: [{ name: 'efficient frontier', className: 's1', dots: true, points: r.frontier.map((p) => ({ x: p.first_gain.percent, y: p.second_gain.percent, read: read('On the frontier', p) })) }],
          points: [
            { name: `no deal: ${r.threat_point.name}`, x: 0, y: 0, shape: 'square', className: 'total', read: `Threat point, ${r.threat_point.name}: ${r.threat_point.payoffs.map((p) => `${names.of(p.player)} ${signed(p.percent)}% against the benchmark`).join(', ')}` },
            ...solutions.map((s) => ({ name: ruleName[s.rule] ?? s.rule, x: s.point.first_gain.percent, y: s.point.second_gain.percent, shape: 'circle' as const, className: 's2', read: read(ruleName[s.rule] ?? s.rule, s.point) })),
          ],
          xLabel: `gain of ${the(first)}, %`, yLabel: `gain of ${the(second)}, %`, plus: true,
        }, width)} />
      <section class="panel">
        <h2>Where the rules of bargaining end</h2>
        <p class="units">Gains over {r.threat_point.name}; average tariffs each would then charge the other.</p>
        <Table caption="Solutions" table={{
          columns: [{ key: 'rule', label: 'Rule' }, { key: 'f', label: first, unit: r.unit_billion, signed: true, digits: 1 }, { key: 's', label: second, unit: r.unit_billion, signed: true, digits: 1 }, { key: 'tf', label: `${first} on ${second}`, unit: '%', digits: 1 }, { key: 'ts', label: `${second} on ${first}`, unit: '%', digits: 1 }, { key: 'status', label: 'Status' }],
          rows: r.solutions.map((s) => [ruleName[s.rule] ?? s.rule, s.point?.first_gain.billion, s.point?.second_gain.billion, s.point?.mean_tariffs[0]?.mean, s.point?.mean_tariffs[1]?.mean, s.status]),
        }} />
      </section>
    </>
  );
}

/** The present duties, the best reply to the other's, and what a cut alone would gain. */
export function War({ results, names }: { results: StrategyCommon; names: Names }) {
  if (!results.war?.length) return null;
  return (
    <section class="panel" id="war">
      <h2>Best replies to the present duties</h2>
      <p class="units">Average tariffs, weighted by base trade, percent; gains in percent of base real income.</p>
      <Table caption="Best replies" table={{
        columns: [{ key: 'p', label: 'Side' }, { key: 'now', label: 'Charges now', unit: '%', digits: 1 }, { key: 'best', label: 'Best reply', unit: '%', digits: 1 }, { key: 'gain', label: 'gains', unit: '%', signed: true }, { key: 'cut', label: 'Cut to base gains', unit: '%', signed: true }, { key: 'other', label: 'Other gains from that cut', unit: '%', signed: true }],
        rows: results.war.map((w) => [names.of(w.player), w.present.mean, w.best_reply.mean, w.best_reply_gain_pct, w.cut_gain_pct, w.other_gain_if_cut_pct]),
      }} />
      <ul class="points">{results.war.map((w) => <li key={w.player}>{w.verdict}</li>)}</ul>
    </section>
  );
}

/** Tariffs by sector, now against those of the answer, one chart for each side. */
export function Tariffs({ results, names, sectors, source, frontier }: { results: StrategyCommon; names: Names; sectors: Names; source: string; frontier: boolean }) {
  const list = results.tariffs ?? [];
  const pairs = [...new Set(list.map((t) => `${t.importer} ${t.exporter}`))].slice(0, 2).map((p) => p.split(' ') as [string, string]);
  return (
    <div class="two">
      {pairs.map(([importer, exporter]) => {
        const rows = list.filter((t) => t.importer === importer && t.exporter === exporter);
        return (
          <Chart key={`${importer}-${exporter}`} id={`tariffs-${importer}-${exporter}`} title={`Tariffs of ${the(names.of(importer))} on ${the(names.of(exporter))} ${answerName(results.tariffs_of, frontier)}`} subtitle="Tariff by sector, percent; the present tariff in the table" source={source}
            table={{ columns: [{ key: 's', label: 'Sector' }, { key: 'n', label: 'Name' }, { key: 'v', label: 'Tariff', unit: '%', digits: 1 }, { key: 'p', label: 'Present', unit: '%', digits: 1 }, { key: 'b', label: 'Benchmark', unit: '%', digits: 1 }], rows: rows.map((t) => [t.sector, sectors.of(t.sector), t.value, t.start, t.base]) }}
            draw={(width) => barChart({ xLabel: 'percent', bars: rows.map((t) => ({ name: sectors.of(t.sector), value: t.value, label: number(t.value, 1), className: 's1', read: `${sectors.of(t.sector)}: ${number(t.value, 1)}%, now ${number(t.start, 1)}%, in the benchmark ${number(t.base, 1)}%` })) }, width)} />
        );
      })}
    </div>
  );
}

export function Outcome({ results, names, source, frontier }: { results: StrategyCommon; names: Names; source: string; frontier: boolean }) {
  const rows = (results.welfare ?? []).filter((w) => w.measure === 'welfare_exact' && !w.sector && w.importer).sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, 14);
  if (!rows.length) return null;
  return (
    <Chart id="outcome" title={`Real income ${answerName(results.tariffs_of, frontier)}, against now`} subtitle="Change against the present duties, percentage points of base real income" source={source}
      table={{ columns: [{ key: 'c', label: 'Economy' }, { key: 'now', label: 'Now', unit: '%', signed: true, digits: 3 }, { key: 'then', label: 'Then', unit: '%', signed: true, digits: 3 }, { key: 'change', label: 'Change', unit: 'points', signed: true, digits: 3 }], rows: rows.map((w) => [names.of(w.importer!), w.start, w.value, w.change]) }}
      draw={(width) => barChart({ xLabel: 'percentage points', plus: true, bars: rows.map((w) => ({ name: names.of(w.importer!), value: w.change, label: signed(w.change), read: `${names.of(w.importer!)}: ${signed(w.start)}% now, ${signed(w.value)}% then (${signed(w.change)} points)` })) }, width)} />
  );
}

export function Nash({ doc, names }: Props<NashResults>) {
  const { certificate } = doc.results;
  return (
    <section class="panel verdict" id="certificate">
      <h2>{certificate ? (certificate.complete ? 'No side gains by moving alone' : 'The search for deviations was not complete') : 'No certificate was asked for'}</h2>
      {certificate && <p>The largest gain found by moving alone is {compact(certificate.epsilon_pct)}% of base real income: {certificate.deviations.map((d) => `${names.of(d.player)} ${compact(Math.max(0, d.gain_pct))}% in ${d.searches} searches`).join(', ')}.</p>}
    </section>
  );
}

export function Optimum({ doc, names }: Props<OptimumResults>) {
  const r = doc.results;
  return <section class="panel verdict"><h2>The best tariffs of {the(names.of(r.player))} gain it {signed(r.gain_pct)}% of real income</h2><p>{signed(r.gain_billion, 1)} {r.unit_billion} a year against the present duties, while all others stay as they are.</p></section>;
}

export function Cooperate({ doc, names }: Props<CooperateResults>) {
  const r = doc.results;
  return (
    <section class="panel verdict">
      <h2>{r.common_gain_pct !== undefined ? `Both can gain ${signed(r.common_gain_pct)}% of real income` : 'What each would gain'}</h2>
      <p>Over {r.threat_point.name}: {(r.gains ?? []).map((g) => `${names.of(g.player)} ${signed(g.gain_pct)}%`).join(', ')}.</p>
    </section>
  );
}

export function Respond({ doc, names, source }: Props<RespondResults>) {
  const r = doc.results;
  const path = r.path.map((k) => r.tree[k]!).filter(Boolean);
  const moves = (list: typeof path) => list.map((m, k) => [k === 0 ? 'start' : `${names.of(m.mover ?? '')}: ${m.move}`, m.mean_tariffs[0]?.mean, m.mean_tariffs[1]?.mean, m.first.percent, m.second.percent]);
  const columns = [{ key: 'm', label: 'Move' }, { key: 'a', label: `${names.of(r.first)} charges`, unit: '%', digits: 1 }, { key: 'b', label: `${names.of(r.second)} charges`, unit: '%', digits: 1 }, { key: 'p', label: names.of(r.first), unit: '% of real income', signed: true }, { key: 'q', label: names.of(r.second), unit: '% of real income', signed: true }];
  const series = (list: typeof path) => [0, 1].map((side) => ({ name: `${names.of(side ? r.second : r.first)} on ${names.of(side ? r.first : r.second)}`, className: side ? 's2' : 's1', steps: true, points: list.map((m, k) => ({ x: k, y: m.mean_tariffs[side]?.mean ?? NaN })) }));
  return (
    <>
      {([['path', 'Looking ahead: the solved path', path, r.tree_complete ? 'every answer foreseen to the end of the tree' : 'the tree was not solved to its end'], ['myopic', 'Short-sighted answers, move by move', r.myopic.steps, `ends in a ${r.myopic.end}`]] as const).map(([id, title, list, told]) => (
        <div key={id}>
          <Chart id={id} title={title} subtitle={`Average tariffs after each move, percent; ${told}`} source={source} table={{ columns, rows: moves([...list]) }}
            draw={(width) => lineChart({ series: series([...list]), time: false, xLabel: 'moves', yLabel: 'percent', suffix: '%', xText: (x) => (Number.isInteger(x) ? String(x) : ''), read: (s, p) => `After ${p.x} moves, ${s.name}: ${number(p.y, 1)}%${p.x > 0 ? ` (${names.of(list[p.x]?.mover ?? '')}: ${list[p.x]?.move})` : ''}` }, width)}
            after={<Table caption={title} table={{ columns, rows: moves([...list]) }} />} />
        </div>
      ))}
    </>
  );
}

export function CarveoutRanking({ doc, names, source }: Props<CarveoutResults>) {
  const r = doc.results, own = names.of(r.owner), rival = names.of(r.rival);
  const list = [...r.ranking].sort((a, b) => b.own.percent - a.own.percent);
  const label = (e: { items: string[]; label?: string }) => e.label ?? e.items.join(', ');
  return (
    <>
      <Chart id="ranking" title={`What sparing each sector would do for ${the(own)}`} subtitle={`Gain of real income, percent of base, if the duties on one sector of ${the(rival)} went back to those of the benchmark`} source={source}
        table={{ columns: [{ key: 'i', label: 'Spared' }, { key: 'own', label: own, unit: '%', signed: true, digits: 3 }, { key: 'rival', label: rival, unit: '%', signed: true, digits: 3 }, { key: 'ob', label: own, unit: r.unit_billion, signed: true, digits: 1 }, { key: 'rb', label: rival, unit: r.unit_billion, signed: true, digits: 1 }, { key: 't', label: 'Trade exempted', unit: r.unit_billion, digits: 1 }, { key: 'rev', label: 'Revenue given up', unit: r.unit_billion, digits: 1 }], rows: list.map((e) => [label(e), e.own.percent, e.rival.percent, e.own.billion, e.rival.billion, e.trade_exempted_billion, e.revenue_given_up_billion]) }}
        draw={(width) => barChart({ xLabel: 'percent of base real income', plus: true, bars: list.map((e) => ({ name: label(e), value: e.own.percent, label: signed(e.own.percent, 3), read: `${label(e)}: ${own} ${signed(e.own.percent, 3)}% (${signed(e.own.billion, 1)} ${r.unit_billion}), ${rival} ${signed(e.rival.percent, 3)}%; ${number(e.trade_exempted_billion, 1)} bn of trade` })) }, width)} />
      <Chart id="budget" title={`The best list of carve-outs for every budget: ${own}`} subtitle={`Gain of real income, percent of base, by budget in ${r.budget_unit}`} source={source}
        table={{ columns: [{ key: 'b', label: 'Budget', digits: 0 }, { key: 'g', label: 'Gain', unit: '%', signed: true, digits: 3 }, { key: 'l', label: 'Best list' }, { key: 'p', label: 'Proof' }], rows: r.curve.map((c) => [c.budget, c.gain_pct, c.effect.items.join(', '), c.proof]) }}
        draw={(width) => lineChart({ series: [{ name: `gain of ${the(own)}`, className: 's1', points: r.curve.map((c) => ({ x: c.budget, y: c.gain_pct })) }], time: false, xLabel: r.budget_unit, yLabel: 'percent of base real income', plus: true, xText: (x) => (r.budget === 'items' && !Number.isInteger(x) ? '' : String(x)), read: (_, p) => { const c = r.curve.find((x) => x.budget === p.x); return `${p.x} ${r.budget_unit}: ${signed(p.y, 3)}% with ${c?.effect.items.join(', ')} (${c?.proof})`; } }, width)} />
    </>
  );
}
