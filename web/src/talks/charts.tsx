import type { Pair, PrecursorDoc, TalksResults } from '../api/types';
import { barChart, tornadoChart } from '../charts/bars';
import { Chart } from '../charts/frame';
import { lineChart, type Series } from '../charts/line';
import { planeChart } from '../charts/plane';
import { compact, day, number, signed, the } from '../lib/format';
import { ruleName } from '../strategy/charts';

/** The engine's names of deals end with the concession spelled out; the table has a column for it. */
export const dealName = (name: string): string => name.replace(/ with .* at [\d.]+$/, '');

export interface TalksView { results: TalksResults; first: string; second: string; source: string }

const time = (date: string) => Date.parse(`${date}T00:00:00Z`);
const judged = 'Judged numbers are listed at the end of the brief.';

export function Threshold({ v }: { v: TalksView }) {
  const b = v.results.belief_threshold;
  if (!b?.monitoring.length) return null;
  const now = v.results.assumptions.find((a) => a.assumption === 'detection');
  const points = b.monitoring.filter((m) => m.belief_threshold !== null).map((m) => ({ x: m.detection, y: Math.min(1, Math.max(0, m.belief_threshold!)) }));
  return (
    <Chart id="threshold" title={`How sure ${the(v.first)} must be of ${the(v.second)}, against how well it can watch`}
      subtitle={`Smallest belief in sincerity at which granting relief pays, by the chance of detecting a breach in a period; counting ${b.headline.reading}, ${b.headline.prior} prior`}
      source={`${v.source} Offer: ${b.offer}. ${judged}`}
      table={{ columns: [{ key: 'q', label: 'Detection a period' }, { key: 'mu', label: 'Belief needed', digits: 3 }, { key: 'd', label: 'Discount factor from which a strategic type complies', digits: 3 }, { key: 's', label: 'Snap-back periods', digits: 0 }], rows: b.monitoring.map((m) => [m.detection, m.belief_threshold, m.compliance_discount, m.snapback_periods]) }}
      draw={(width) => lineChart({
        series: [{ name: 'belief needed', className: 's1', points }], time: false, xLabel: 'chance of detecting a breach in a period', yLabel: 'probability', yMax: 1,
        levels: [{ y: b.prior, name: `prior belief ${number(b.prior)} (judged)` }],
        events: now ? [{ x: now.central, name: `detection as judged: ${number(now.central)} (${number(now.low)} to ${number(now.high)})` }] : [],
        read: (_, p) => `Detection ${number(p.x)}: a belief of ${number(p.y)} is needed; the prior ${number(b.prior)} is ${b.prior >= p.y ? 'enough' : 'not enough'}`,
      }, width)} />
  );
}

export function Survival({ v }: { v: TalksView }) {
  const d = v.results.deadlock;
  if (!d?.curve?.length) return null;
  const of = (key: 'no_deal' | 'put_off' | 'final', name: string, className: string, dashed: boolean): Series => ({
    name, className, dashed, points: d.curve.map((r) => ({ x: time(r.date), y: 100 * r[key], ...(key === 'no_deal' ? { low: 100 * r.p05, high: 100 * r.p95 } : {}) })),
  });
  const named = d.rows.filter((r) => r.name && !/^\d+ month/.test(r.name));
  return (
    <Chart id="survival" title="How likely it is that there is no deal yet" subtitle={`Probability, percent; band: 5% to 95% of ${number(d.draws, 0)} draws of the judged numbers`} source={`${v.source} War of attrition with stubborn types. ${judged}`}
      table={{ columns: [{ key: 'd', label: 'Date' }, { key: 'n', label: 'No deal', digits: 3 }, { key: 'l', label: '5%', digits: 3 }, { key: 'h', label: '95%', digits: 3 }, { key: 'p', label: 'if the deadline is put off', digits: 3 }, { key: 'f', label: 'if it ends the talks', digits: 3 }], rows: d.curve.map((r) => [r.date, r.no_deal, r.p05, r.p95, r.put_off, r.final]) }}
      draw={(width) => lineChart({
        series: [of('no_deal', 'no deal yet, with its band', 's1', false), of('put_off', 'if the deadline is put off', 's3', true), of('final', 'if the deadline ends the talks', 's2', true)],
        time: true, xLabel: '', yLabel: 'probability of no deal yet', suffix: '%', yMax: 100,
        events: named.map((r) => ({ x: time(r.date), name: `${day(r.date)}: ${r.name}` })),
        read: (s, p) => `${day(new Date(p.x).toISOString())}, ${s.name}: ${number(p.y, 0)}%${p.low !== undefined ? ` (${number(p.low, 0)}% to ${number(p.high, 0)}%)` : ''}`,
      }, width)} />
  );
}

export function Phases({ v }: { v: TalksView }) {
  const d = v.results.dynamics;
  if (!d?.rows?.length) return null;
  const kinds = [['war', 'war', 's2'], ['pause', 'pause', 's3'], ['partial_deal', 'partial deal', 's5'], ['deal', 'deal', 's1']] as const;
  return (
    <Chart id="phases" title="Where the two sides stand, period by period" subtitle="Probability, percent; played move by move with noise, seen from outside" source={`${v.source} ${judged}`}
      table={{ columns: [{ key: 'p', label: 'Period', digits: 0 }, ...kinds.map(([k, l]) => ({ key: k, label: l, digits: 3 })), { key: 'b', label: 'Belief if sincere', digits: 3 }], rows: d.rows.map((r) => [r.period, ...kinds.map(([k]) => r[k]), r.belief_if_sincere]) }}
      draw={(width) => lineChart({
        series: kinds.map(([key, name, className]) => ({ name, className, points: d.rows.map((r) => ({ x: r.period, y: 100 * r[key] })) })),
        time: false, xLabel: 'periods from the start of the talks', yLabel: 'probability', suffix: '%', yMax: 100, xText: (x) => (Number.isInteger(x) ? String(x) : ''),
        read: (s, p) => `Period ${p.x}, ${s.name}: ${number(p.y, 0)}%`,
      }, width)} />
  );
}

/** What each side has conceded after each move, from the engine's plan; two whole moves where no plan is needed. */
export function concessionSteps(r: TalksResults): { by: 'first' | 'second'; amount: number }[] {
  const e = r.enforcement;
  if (!e) return [];
  if (e.sequence) return e.sequence.unravels ? [] : e.sequence.steps;
  return /^relief pays the first side/.test(e.no_sequence ?? '') ? [{ by: 'first', amount: 1 }, { by: 'second', amount: 1 }]
    : /^the concession costs the second side nothing/.test(e.no_sequence ?? '') ? [{ by: 'second', amount: 1 }, { by: 'first', amount: 1 }] : [];
}

export function Concessions({ v }: { v: TalksView }) {
  const e = v.results.enforcement;
  const steps = concessionSteps(v.results);
  if (!e) return null;
  if (!steps.length) return <section class="panel" id="concessions"><h2>Concessions step by step</h2><p>{e.sequence?.unravels ? 'No plan of steps is kept by both sides: each would stop before its last move.' : e.no_sequence}</p></section>;
  const line = (by: 'first' | 'second'): Series['points'] => {
    let sum = 0;
    const after = steps.map((s, k) => { if (s.by === by) sum += s.amount; return { x: k + 1, y: 100 * sum }; });
    return [{ x: 0, y: 0 }, ...after, { x: steps.length + 1, y: 100 * sum }];
  };
  return (
    <Chart id="concessions" title="Concessions step by step" subtitle={`Conceded so far, percent of the whole offer; ${e.sequence ? 'the plan of fewest moves that both sides keep' : `in two moves: ${e.no_sequence}`}`} source={`${v.source} ${judged}`}
      table={{ columns: [{ key: 'm', label: 'Move', digits: 0 }, { key: 'b', label: 'By' }, { key: 'a', label: 'Share of the offer', unit: '%', digits: 1 }], rows: steps.map((s, k) => [k + 1, s.by === 'first' ? v.first : v.second, 100 * s.amount]) }}
      draw={(width) => lineChart({
        series: [{ name: `${v.first}: relief`, className: 's1', steps: true, points: line('first') }, { name: `${v.second}: ${v.results.concession}`, className: 's2', steps: true, dashed: true, points: line('second') }],
        time: false, xLabel: 'moves, one a period', yLabel: 'conceded so far', suffix: '%', yMax: 100, xText: (x) => (Number.isInteger(x) ? String(x) : ''),
        read: (s, p) => `After ${Math.min(p.x, steps.length)} moves, ${s.name}: ${number(p.y, 0)}%`,
      }, width)} />
  );
}

export function Deals({ v }: { v: TalksView }) {
  const l = v.results.linkage;
  if (!l) return null;
  const unit = v.results.money_unit;
  const read = (name: string, p: Pair) => `${name}: ${v.first} ${signed(p.first, 1)}, ${v.second} ${signed(p.second, 1)} ${unit} a year`;
  const deals = (v.results.deals ?? []).filter((d) => !/bargain over tariffs/.test(d.name)).map((d) => ({ ...d, name: dealName(d.name) }));
  const letter = (k: number) => String.fromCharCode(65 + k);
  return (
    <Chart id="linkage" title="Deals on the table, and what both could reach" subtitle={`Gains over the duties now, ${unit} a year, pooled prior`} source={`${v.source} ${judged}`}
      table={{ columns: [{ key: 'n', label: 'Point' }, { key: 'f', label: v.first, unit, signed: true, digits: 1 }, { key: 's', label: v.second, unit, signed: true, digits: 1 }], rows: [...deals.map((d) => [d.name, d.gain_billion.first, d.gain_billion.second]), ...l.frontier_without.map((p) => ['frontier without the concession', p.first, p.second]), ...l.frontier_with.map((p) => ['frontier with it', p.first, p.second])] }}
      after={<p class="note">{deals.map((d, k) => <span key={d.name} class="event-name">{k > 0 && ' '}<b>{letter(k)}</b> {d.name}{k < deals.length - 1 ? ';' : '.'}</span>)}</p>}
      draw={(width) => planeChart({
        curves: [
          { name: 'frontier over tariffs alone', className: 's6', dashed: true, points: l.frontier_without.map((p) => ({ x: p.first, y: p.second, read: read('Frontier without the concession', p) })) },
          { name: 'frontier with the concession', className: 's1', points: l.frontier_with.map((p) => ({ x: p.first, y: p.second, read: read('Frontier with it', p) })) },
        ],
        points: [
          { name: 'the duties now', x: 0, y: 0, shape: 'square', className: 'total', read: 'No deal: the duties now' },
          ...deals.map((d, k) => ({ name: letter(k), x: d.gain_billion.first, y: d.gain_billion.second, shape: 'diamond' as const, className: 's3', read: read(d.name, d.gain_billion) })),
          ...l.bargains.map((b) => ({ name: ruleName[b.rule] ?? b.rule, x: b.with.first, y: b.with.second, shape: 'circle' as const, className: 's2', read: read(ruleName[b.rule] ?? b.rule, b.with) })),
        ],
        xLabel: `gain of ${the(v.first)}, ${unit}`, yLabel: `gain of ${the(v.second)}, ${unit}`, plus: true,
      }, width)} />
  );
}

const words = (key: string) => key.replaceAll('_', ' ');

export function Flips({ v }: { v: TalksView }) {
  const f = v.results.flips;
  if (!f) return null;
  const charts = [
    { id: 'flips-offer', list: f.offer, centre: f.offer_margin, turn: 0, turnName: 'take it to the right', title: 'What decides whether to take the offer', subtitle: 'Prior less the belief needed; each judged number over its range, its own values at the ends' },
    { id: 'flips-deal', list: f.deal, centre: f.chance_of_deal ?? 0.5, turn: 0.5, turnName: 'even odds', title: 'What decides whether there is a deal', subtitle: 'Probability of a deal by the deadline; each judged number over its range, its own values at the ends' },
  ].filter((c) => c.list.length);
  return (
    <div>
      {charts.map((c) => (
        <Chart key={c.id} id={c.id} title={c.title} subtitle={c.subtitle} source={`${v.source} ${judged}`}
          table={{ columns: [{ key: 'a', label: 'Assumption' }, { key: 'l', label: 'Low' }, { key: 'c', label: 'Centre' }, { key: 'h', label: 'High' }, { key: 'al', label: 'Result at low', digits: 3 }, { key: 'ah', label: 'Result at high', digits: 3 }, { key: 'f', label: 'Turns at', digits: 3 }], rows: c.list.map((r) => [words(r.assumption), r.low, r.centre, r.high, r.at_low, r.at_high, r.flips_at]) }}
          draw={(width) => tornadoChart({
            centre: c.centre, turn: c.turn, turnName: c.turnName, xLabel: c.id === 'flips-offer' ? 'prior less threshold' : 'probability',
            rows: c.list.map((r) => ({ name: words(r.assumption), atLow: r.at_low, atHigh: r.at_high, low: compact(r.low), high: compact(r.high), read: `${words(r.assumption)}: ${number(r.at_low)} at ${compact(r.low)}, ${number(r.at_high)} at ${compact(r.high)}${r.flips_at !== null ? `; the conclusion turns at ${compact(r.flips_at)}` : '; it does not turn the conclusion within its range'}` })),
          }, width)} />
      ))}
    </div>
  );
}

const priorName: Record<string, string> = { structural: 'structural prior', 'reference class': 'reference class', pooled: 'pooled' };
const priorClass: Record<string, string> = { structural: 's1', 'reference class': 's2', pooled: 's3' };

/** Deaths a month with their bands under both priors, beside what would have been without the control. */
export function PrecursorBands({ doc }: { doc: PrecursorDoc }) {
  const rows = doc.results.deaths_by_month;
  if (!rows?.length) return null;
  const priors = ['structural', 'reference class'].filter((p) => rows.some((r) => r.prior === p));
  const source = `Cobden, supply model and reference class of evaluated controls. ${doc.notes[2] ?? ''}`;
  const base = doc.results.central_path.map((m) => ({ x: m.month, y: m.baseline.value }));
  return (
    <div class="two">
      {priors.map((prior) => {
        const list = rows.filter((r) => r.prior === prior);
        return (
          <Chart key={prior} id={`deaths-${prior.replace(' ', '-')}`} title={`Deaths a month under the ${priorName[prior]}`} subtitle="Deaths a month; line: mean, band: 5% to 95% of draws" source={source}
            table={{ columns: [{ key: 'm', label: 'Month', digits: 0 }, ...['mean', 'p05', 'p50', 'p95'].map((k) => ({ key: k, label: k, unit: 'deaths a month', digits: 0 })), { key: 'b', label: 'Without control', digits: 0 }], rows: list.map((r, k) => [r.month, r.mean.value, r.p05.value, r.p50.value, r.p95.value, base[k]?.y]) }}
            draw={(width) => lineChart({
              series: [{ name: 'without the control', className: 's6', dashed: true, points: base }, { name: `with it, ${priorName[prior]}`, className: priorClass[prior]!, points: list.map((r) => ({ x: r.month, y: r.mean.value, low: r.p05.value, high: r.p95.value })) }],
              time: false, xLabel: 'months', yLabel: 'deaths a month',
              read: (s, p) => `Month ${p.x}, ${s.name}: ${number(p.y, 0)}${p.low !== undefined ? ` (${number(p.low, 0)} to ${number(p.high, 0)})` : ''}`,
            }, width)} />
        );
      })}
    </div>
  );
}

export function PrecursorValue({ doc }: { doc: PrecursorDoc }) {
  const list = doc.results.value;
  return (
    <Chart id="worth" title="What the control is worth, under both priors and pooled" subtitle={`Present value of deaths averted over the study, ${list[0]?.value.unit ?? 'bn USD'}; line: 5% to 95% of draws`} source={`Cobden. ${doc.notes[3] ?? ''}`}
      table={{ columns: [{ key: 'p', label: 'Prior' }, { key: 'd', label: 'Deaths averted', digits: 0 }, { key: 'v', label: 'Value', unit: 'bn USD', digits: 1 }, { key: 'l', label: '5%', unit: 'bn USD', digits: 1 }, { key: 'h', label: '95%', unit: 'bn USD', digits: 1 }, { key: 'c', label: 'Cost', unit: 'bn USD', digits: 1 }, { key: 'n', label: 'Net', unit: 'bn USD', digits: 1, signed: true }, { key: 'x', label: 'Value above cost', unit: '% of draws', digits: 0 }], rows: list.map((r) => [priorName[r.prior] ?? r.prior, r.deaths_averted.value, r.value.value, r.value_p05.value, r.value_p95.value, r.cost.value, r.net.value, r.chance.value]) }}
      after={<p class="note">{doc.notes[0]}</p>}
      draw={(width) => barChart({ xLabel: 'bn USD', bars: list.map((r) => ({ name: priorName[r.prior] ?? r.prior, value: r.value.value, low: r.value_p05.value, high: r.value_p95.value, label: number(r.value.value, 0), className: priorClass[r.prior] ?? 's1', read: `${priorName[r.prior] ?? r.prior}: ${number(r.value.value, 1)} bn (${number(r.value_p05.value, 1)} to ${number(r.value_p95.value, 1)}); above a cost of ${number(r.cost.value, 1)} bn in ${number(r.chance.value, 0)}% of draws` })) }, width)} />
  );
}

