import { useState } from 'preact/hooks';
import type { AverageDays, Carveouts, Explain, Info, Rates, ScheduleDoc } from '../api/types';
import { barChart } from '../charts/bars';
import { Chart } from '../charts/frame';
import { lineChart, type Event, type Series } from '../charts/line';
import { useAsk } from '../lib/ask';
import { day, number, signed, the } from '../lib/format';
import { change } from '../lib/route';
import { asOptions, Select, TextField } from '../parts/controls';
import { Empty, ErrorBox, Loading } from '../parts/states';
import { Table } from '../parts/table';
import { digits, dotted, isCode, search, wordsFor } from '../schedule/products';
import { economyName, partnersOf } from '../schedule/partners';

interface Pair { to: string; from: string }

const time = (date: string) => Date.parse(`${date}T00:00:00Z`);
const opening = { first: '2025-01-01', last: '2025-12-31', on: '2025-05-02', code: '8517130000' };

export function Schedule({ params }: { info: Info; params: URLSearchParams }) {
  const to = params.get('to') ?? 'USA';
  const from = partnersOf(to).some((p) => p.code === params.get('from')) ? params.get('from')! : to === 'CHN' ? 'USA' : 'CHN';
  const on = params.get('on') ?? opening.on;
  return (
    <div class="single">
      <header class="heading">
        <h1>What the schedules charge</h1>
        <p class="meta">Duties of the United States and of China by day, line by line, with the order each rests on.</p>
      </header>
      <div class="controls panel">
        <Select label="Whose border" value={to} options={[{ value: 'USA', label: 'United States (USA)' }, { value: 'CHN', label: 'China (CHN)' }]} onChange={(v) => change({ to: v === 'USA' ? null : v, from: null, q: null, code: null })} />
        <Select label="Whose goods" value={from} options={asOptions(partnersOf(to))} onChange={(v) => change({ from: v === 'CHN' ? null : v, code: null })} />
        <TextField label="Day" type="date" value={on} onChange={(v) => change({ on: v === opening.on ? null : v || null })} />
        <TextField label="As known on" type="date" value={params.get('known') ?? ''} onChange={(v) => change({ known: v || null })} hint="empty: everything known today" />
      </div>
      <RatesByDay pair={{ to, from }} params={params} on={on} />
      <Explainer pair={{ to, from }} params={params} on={on} />
      <CarveoutList pair={{ to, from }} params={params} on={on} />
    </div>
  );
}

/** Days on which an average moves by a point or more, as numbered dates under the chart. */
export function turningDays(lists: { pair: Pair; days: { date: string; statutory_pct: number }[] }[], least = 1, most = 12): Event[] {
  const jumps = lists.flatMap(({ pair, days }) => days.slice(1).map((d, k) => ({ date: d.date, by: d.statutory_pct - days[k]!.statutory_pct, pair })))
    .filter((j) => Math.abs(j.by) >= least).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, most);
  const dates = [...new Set(jumps.map((j) => j.date))].sort();
  return dates.map((date) => ({
    x: time(date),
    name: `${day(date)}: ${jumps.filter((j) => j.date === date).map((j) => `${economyName(j.pair.to)} on ${economyName(j.pair.from)} ${signed(j.by, 1)}`).join(', ')}`,
  }));
}

function RatesByDay({ pair, params, on }: { pair: Pair; params: URLSearchParams; on: string }) {
  const first = params.get('first') ?? opening.first, last = params.get('last') ?? opening.last;
  const mirrored = (pair.to === 'USA' && pair.from === 'CHN') || pair.to === 'CHN';
  const known = params.get('known');
  const ask = (p: Pair) => ({ question: 'schedule average', options: { to: p.to, from: [p.from], between: [first, last], ...(known && { known }) } });
  const own = useAsk<ScheduleDoc<AverageDays>>(ask(pair));
  const back = useAsk<ScheduleDoc<AverageDays>>(mirrored ? ask({ to: pair.from, from: pair.to }) : null);
  const answers = [{ pair, answer: own }, ...(mirrored ? [{ pair: { to: pair.from, from: pair.to }, answer: back }] : [])];
  const failed = answers.find((a) => a.answer.error);
  const there = answers.filter((a) => a.answer.data);
  const controls = <>
    <TextField label="First day" type="date" value={first} onChange={(v) => change({ first: v === opening.first ? null : v || null })} />
    <TextField label="Last day" type="date" value={last} onChange={(v) => change({ last: v === opening.last ? null : v || null })} />
  </>;
  if (failed) return <section class="panel"><div class="controls">{controls}</div><ErrorBox error={failed.answer.error!} /></section>;
  if (there.length < answers.length) return <section class="panel"><Loading what="Averaging the duties of every day" /></section>;
  const series: Series[] = there.flatMap(({ pair: p, answer }, k) => {
    const days = answer.data!.results.days;
    const name = `${economyName(p.to)} on ${economyName(p.from)}`;
    const differs = days.some((d) => Math.abs(d.statutory_pct - d.claim_adjusted_pct) > 0.5);
    return [
      { name, className: `s${k + 1}`, steps: true, points: days.map((d) => ({ x: time(d.date), y: d.statutory_pct })) },
      ...(differs ? [{ name: `${name}, claim-adjusted`, className: `s${k + 3}`, steps: true, dashed: true, points: days.map((d) => ({ x: time(d.date), y: d.claim_adjusted_pct })) }] : []),
    ];
  });
  const events = turningDays(there.map(({ pair: p, answer }) => ({ pair: p, days: answer.data!.results.days })));
  const notes = [...new Set(there.flatMap((a) => a.answer.data!.notes))];
  return (
    <Chart id="rates" title={mirrored ? 'Average duties between the United States and China, by day' : `Average duties of the United States on ${the(economyName(pair.from))}, by day`}
      subtitle={`Percent of customs value, end of each day, weighted by imports of 2024; statutory unless marked${known ? `; as known on ${day(known)}` : ''}`}
      source={`Cobden, schedules us-2025 and cn-2025 (orders named in the line explainer). ${notes.filter((n) => n.startsWith('Weights') || n.startsWith('The schedule gives')).join(' ')}`}
      controls={controls}
      table={{ columns: [{ key: 'date', label: 'Date' }, ...series.map((s) => ({ key: s.name, label: s.name, unit: '%' }))], rows: (series[0]?.points ?? []).map((p, k) => [new Date(p.x).toISOString().slice(0, 10), ...series.map((s) => s.points[k]?.y)]) }}
      draw={(width) => lineChart({
        series, time: true, xLabel: '', yLabel: 'percent of customs value', suffix: '%', events,
        read: (s, p) => `${day(new Date(p.x).toISOString())}: ${s.name} ${number(p.y, 1)}%`,
      }, width)}
      after={<p class="note">On {day(on)}: {there.map((a) => { const d = a.answer.data!.results.days.find((x) => x.date === on); return d ? `${economyName(a.pair.to)} on ${economyName(a.pair.from)} ${number(d.statutory_pct, 1)}% (claim-adjusted ${number(d.claim_adjusted_pct, 1)}%)` : ''; }).filter(Boolean).join('; ') || 'outside the span shown'}.</p>} />
  );
}

function Explainer({ pair, params, on }: { pair: Pair; params: URLSearchParams; on: string }) {
  const query = params.get('q') ?? '';
  const [typed, setTyped] = useState(query);
  const known = params.get('known');
  const found = isCode(typed) ? [] : search(typed);
  const prefix = isCode(query) ? digits(query) : '';
  const code = params.get('code') ?? (pair.to === 'USA' ? opening.code : '120190');
  const common = { to: pair.to, from: [pair.from], on, ...(known && { known }) };
  const lines = useAsk<ScheduleDoc<Rates>>(prefix ? { question: 'schedule rates', options: { ...common, products: [prefix] } } : null);
  const answer = useAsk<ScheduleDoc<Explain>>({ question: 'schedule explain', options: { ...common, code } });
  const pickHeading = (h: string) => { setTyped(h); change({ q: h }); };
  return (
    <section class="panel" id="explainer">
      <h2>What one product pays, and why</h2>
      <p class="units">Search by words ("phones", "soybeans") or by code ("8517", "8517.13.0000").</p>
      <form class="controls" onSubmit={(e) => { e.preventDefault(); if (isCode(typed)) change({ q: digits(typed) }); else if (found[0]) pickHeading(found[0].code); }}>
        <div class="field wide"><label for="product">Product</label>
          <input id="product" type="search" value={typed} onInput={(e) => setTyped(e.currentTarget.value)} placeholder="words or a code" /></div>
        <button type="submit">Search</button>
      </form>
      {typed && !isCode(typed) && (found.length
        ? <ul class="hits">{found.map((h) => <li key={h.code}><button type="button" class="plain" onClick={() => pickHeading(h.code)}><b>{h.code}</b> {h.name}</button></li>)}</ul>
        : <Empty title="No heading has these words"><p>Try a more general word, or the first digits of the code.</p></Empty>)}
      {prefix && (lines.error ? <ErrorBox error={lines.error} /> : lines.data ? <Lines rates={lines.data.results.rates} chosen={code} /> : <Loading what="Looking up the lines" />)}
      {answer.error ? <ErrorBox error={answer.error} /> : answer.data ? <Explanation doc={answer.data} /> : <Loading what="Reading the schedule" />}
    </section>
  );
}

function Lines({ rates, chosen }: { rates: Rates['rates']; chosen: string }) {
  const [all, setAll] = useState(false);
  if (!rates.length) return <Empty title="No line with trade begins with this code"><p>Shorten the code, or search by words.</p></Empty>;
  const shown = all ? rates : rates.slice(0, 12);
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label="Lines found">
        <table>
          <caption class="hidden">Lines found</caption>
          <thead><tr><th scope="col">Line</th><th scope="col" class="num">Base <span class="unit">%</span></th><th scope="col" class="num">Statutory <span class="unit">%</span></th><th scope="col" class="num">Claim-adjusted <span class="unit">%</span></th></tr></thead>
          <tbody>{shown.map((r) => (
            <tr key={r.product} class={r.product === chosen ? 'chosen' : ''}>
              <th scope="row"><button type="button" class="plain" aria-pressed={r.product === chosen} onClick={() => change({ code: r.product })}>{dotted(r.product)}</button></th>
              <td class="num">{number(r.base_pct, 1)}</td><td class="num">{number(r.statutory_pct, 1)}</td><td class="num">{number(r.claim_adjusted_pct, 1)}</td>
            </tr>))}</tbody>
        </table>
      </div>
      {rates.length > 12 && !all && <button type="button" class="plain" onClick={() => setAll(true)}>Show all {rates.length} lines</button>}
    </>
  );
}

const statusText: Record<string, string> = { owed: 'owed', exempt: 'exempt', 'not in force': 'not in force' };

function Explanation({ doc }: { doc: ScheduleDoc<Explain> }) {
  const r = doc.results;
  const name = wordsFor(r.product);
  const owed = r.parts.filter((p) => p.owed_pct > 0);
  const bars = [{ name: 'base duty', value: r.base_pct, label: `${number(r.base_pct, 1)}`, read: `Base duty: ${r.base_text}`, className: 's6' },
    ...owed.map((p) => ({ name: p.title, value: p.owed_pct, label: `+${number(p.owed_pct, 1)}`, read: `${p.title}: ${number(p.owed_pct, 1)}%, ${p.reason} [${p.source}]`, className: 's1' }))];
  return (
    <>
      <Chart id="line" title={`${dotted(r.product)} from ${the(economyName(r.from))} pays ${number(r.total_pct, 1)}% on ${day(r.on)}`}
        subtitle={`Percent of customs value${name ? `; heading of ${name}` : ''}${r.known ? `; as known on ${day(r.known)}` : ''}${r.unconverted ? '; a duty by quantity is not counted' : ''}${r.base_known ? '' : '; the base duty is not in the schedule and counts as 0'}`}
        source={`Cobden, schedule ${r.schedule}; sources in the table.`}
        table={{ columns: [{ key: 'm', label: 'Measure' }, { key: 'a', label: 'Authority' }, { key: 'r', label: 'Rate' }, { key: 's', label: 'Status' }, { key: 'o', label: 'Owed', unit: '%' }, { key: 'w', label: 'Why' }, { key: 'q', label: 'Source' }], rows: [['base', 'column 1', r.base_text, 'owed', r.base_pct, '', ''], ...r.parts.map((p) => [p.title, p.authority, p.rate, p.status, p.owed_pct, p.reason, p.source])] }}
        draw={(width) => barChart({ bars, xLabel: 'percent of customs value' }, width)} />
      <div class="scroll" tabIndex={0} role="region" aria-label="Every measure on this line">
        <table class="reasons">
          <caption class="hidden">Every measure on this line</caption>
          <thead><tr><th scope="col">Measure</th><th scope="col">Rate</th><th scope="col">Status</th><th scope="col" class="num">Owed <span class="unit">%</span></th><th scope="col">Why</th><th scope="col">Source</th></tr></thead>
          <tbody>
            <tr><th scope="row">Base duty, column 1</th><td>{r.base_text}</td><td>{r.base_known ? 'owed' : 'unknown'}</td><td class="num">{number(r.base_pct, 1)}</td><td /><td /></tr>
            {r.parts.map((p) => (
              <tr key={p.measure} class={p.owed_pct > 0 ? '' : 'off'}>
                <th scope="row">{p.title}<span class="code">{p.heading}</span></th><td>{p.rate}</td><td>{p.in_force ? statusText[p.status] ?? p.status : 'not in force'}</td>
                <td class="num">{number(p.owed_pct, 1)}</td><td>{p.reason}</td><td>{p.source}</td>
              </tr>))}
            <tr class="total"><th scope="row">Total</th><td /><td /><td class="num">{number(r.total_pct, 1)}</td><td /><td /></tr>
          </tbody>
        </table>
      </div>
    </>
  );
}

function CarveoutList({ pair, params, on }: { pair: Pair; params: URLSearchParams; on: string }) {
  const known = params.get('known');
  const answer = useAsk<ScheduleDoc<Carveouts>>({ question: 'schedule carveouts', options: { to: pair.to, from: [pair.from], on, ...(known && { known }) } });
  if (answer.error) return <section class="panel"><h2>Carve-outs</h2><ErrorBox error={answer.error} /></section>;
  if (!answer.data) return <section class="panel"><Loading what="Weighing the carve-outs" /></section>;
  const list = [...answer.data.results.carveouts].sort((a, b) => b.duty_not_charged_usd - a.duty_not_charged_usd);
  if (!list.length) return <section class="panel"><Empty title="No exemption is in force on this day"><p>Choose another day or another partner.</p></Empty></section>;
  const table = {
    columns: [{ key: 'id', label: 'Carve-out' }, { key: 'kind', label: 'Kind' }, { key: 'trade', label: 'Trade covered', unit: 'bn USD', digits: 1 }, { key: 'share', label: 'Share of trade', unit: '%', digits: 1 }, { key: 'duty', label: 'Duty not charged', unit: 'bn USD', digits: 1 }, { key: 'source', label: 'Source' }],
    rows: list.map((c) => [(c.kind === 'total' ? 'all together' : c.id) + (c.estimate ? ' (estimate)' : ''), c.kind, c.trade_usd / 1e9, c.share_pct, c.duty_not_charged_usd / 1e9, c.source]),
  };
  return (
    <Chart id="carveouts" title={`What ${the(economyName(pair.to))} carves out of duties on ${the(economyName(pair.from))}`} subtitle={`Duty not charged, billion USD a year at imports of 2024, on ${day(on)}; each as if it alone were withdrawn`}
      source={`Cobden, schedule of ${the(economyName(pair.to))}. ${answer.data.notes.join(' ')}`} table={table}
      draw={(width) => barChart({ xLabel: 'bn USD a year', bars: list.map((c) => ({ name: c.kind === 'total' ? 'all together' : c.id, value: c.duty_not_charged_usd / 1e9, label: number(c.duty_not_charged_usd / 1e9, 1), className: c.kind === 'total' ? 's6' : c.estimate ? 's3' : 's1', read: `${c.id}${c.estimate ? ' (an estimate)' : ''}: ${number(c.duty_not_charged_usd / 1e9, 1)} bn not charged on ${number(c.trade_usd / 1e9, 1)} bn of trade (${number(c.share_pct, 1)}%). ${c.source}` })), legend: list.some((c) => c.estimate) ? [{ name: 'from an official text', className: 's1' }, { name: 'an estimate: no official text', className: 's3' }] : undefined }, width)}
      after={<Table table={table} caption="Carve-outs" limit={20} />} />
  );
}
