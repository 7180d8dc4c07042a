import { useEffect, useState } from 'preact/hooks';
import { api, ApiError, isFinal } from '../api/client';
import type { CompareRow, Info, Run } from '../api/types';
import { barChart } from '../charts/bars';
import { Chart } from '../charts/frame';
import { useLoad } from '../lib/ask';
import { compact, duration, measureName, moment, number, signed, signedCompact } from '../lib/format';
import { address, change } from '../lib/route';
import { Select } from '../parts/controls';
import { Empty, ErrorBox, Loading } from '../parts/states';

const states: Record<string, string> = { queued: 'waiting', running: 'running', done: 'done', not_converged: 'not converged', failed: 'failed', cancelled: 'cancelled', lost: 'lost' };
const comparable = new Set(['run']);
const pageSize = 30;

/** Where a stored run is looked at: its view, with its settings in the address. */
export function addressOf(run: Run): string {
  const o = run.options;
  const text = (v: unknown) => (Array.isArray(v) ? v.join(',') : String(v));
  const base: Record<string, string> = { run: run.id };
  if (run.scenario) base.base = run.scenario;
  if (typeof o.benchmark === 'string') base.bench = o.benchmark;
  if (run.question === 'talks') return address('talks', base);
  if (run.question === 'precursor') return address('talks', { offer: run.id, ...(run.scenario && { base: run.scenario }) });
  if (run.question === 'run') {
    for (const [option, key] of [['closure', 'closure'], ['elasticities', 'el'], ['on', 'on'], ['known', 'known']] as const) if (o[option]) base[key] = text(o[option]);
    return address('economy', base);
  }
  if (['frontier', 'nash', 'optimum', 'respond', 'carveouts', 'cooperate'].includes(run.question)) {
    const [first, second] = text(o.players ?? o.player ?? '').split(',');
    return address('strategy', { ...base, q: run.question, ...(first && { first }), ...(second && { second }) });
  }
  return api.address.json(run.id);
}

export function Runs({ info, params }: { info: Info; params: URLSearchParams }) {
  const question = params.get('question') ?? '', state = params.get('state') ?? '';
  const a = params.get('a'), b = params.get('b');
  const [runs, setRuns] = useState<Run[] | null>(null);
  const [more, setMore] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [beat, setBeat] = useState(0);
  const again = () => setBeat((n) => n + 1);
  const told = (e: unknown) => setError(e instanceof ApiError ? e : new ApiError(0, String(e)));

  useEffect(() => {
    const control = new AbortController();
    api.runs({ question, state, limit: String(pageSize) }, control.signal)
      .then((r) => { setRuns(r.runs); setMore(r.runs.length === pageSize); setError(null); })
      .catch((e: unknown) => { if (!control.signal.aborted) told(e); });
    return () => control.abort();
  }, [question, state, beat]);
  const busy = runs?.some((r) => !isFinal(r.state));
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(again, 2000);
    return () => clearInterval(timer);
  }, [busy]);

  const act = (work: Promise<unknown>) => void work.then(again, told);
  const older = () => void api.runs({ question, state, limit: String(pageSize), before: runs?.at(-1)?.id ?? '' })
    .then((r) => { setRuns([...(runs ?? []), ...r.runs]); setMore(r.runs.length === pageSize); }, told);
  const pick = (id: string) => {
    if (a === id) change({ a: b, b: null });
    else if (b === id) change({ b: null });
    else if (!a) change({ a: id });
    else change({ b: id });
  };
  const remove = (run: Run) => {
    if (!confirm(`Delete run ${run.id} (${run.title || run.scenario || run.question})? Its answer is gone for good.`)) return;
    if (a === run.id || b === run.id) change({ a: null, b: null });
    act(api.remove(run.id));
  };
  const questions = [...new Set(['run', 'frontier', 'nash', 'optimum', 'respond', 'carveouts', 'cooperate', 'talks', 'precursor'])];
  return (
    <div class="single">
      <header class="heading"><h1>Runs</h1><p class="meta">Every run is kept in {info.store.path.split('/').pop()}, with its scenario, the hashes of its inputs and the program's version.</p></header>
      <div class="controls panel">
        <Select label="Question" value={question} onChange={(v) => change({ question: v || null })} options={[{ value: '', label: 'every question' }, ...questions.map((q) => ({ value: q, label: q }))]} />
        <Select label="State" value={state} onChange={(v) => change({ state: v || null })} options={[{ value: '', label: 'every state' }, ...Object.entries(states).map(([value, label]) => ({ value, label }))]} />
      </div>
      {error && <ErrorBox error={error} again={again} />}
      {!runs && !error && <Loading what="Reading the store of runs" />}
      {runs && !runs.length && <Empty title={question || state ? 'No run is like this' : 'No run is kept yet'}><p>{question || state ? 'Choose another question or state.' : 'Solve a scenario under Economy, or ask a question under Strategy or Talks.'}</p></Empty>}
      {!!runs?.length && (
        <section class="panel">
          <p class="units">Choose two finished runs of the question "run" to see them side by side.</p>
          <div class="scroll" tabIndex={0} role="region" aria-label="Past runs">
            <table class="runs">
              <caption class="hidden">Past runs, the latest first</caption>
              <thead><tr><th scope="col">Compare</th><th scope="col">Run</th><th scope="col">Question</th><th scope="col">State</th><th scope="col">Started</th><th scope="col" class="num">Took</th><th scope="col">Actions</th></tr></thead>
              <tbody>{runs.map((r) => <Line key={r.id} run={r} chosen={a === r.id ? 'A' : b === r.id ? 'B' : ''} full={!!a && !!b} pick={() => pick(r.id)} remove={() => remove(r)} cancel={() => act(api.cancel(r.id))} />)}</tbody>
            </table>
          </div>
          {more && <button type="button" onClick={older}>Show older runs</button>}
        </section>
      )}
      {a && b && <Comparison a={a} b={b} params={params} runs={runs ?? []} />}
    </div>
  );
}

interface LineProps { run: Run; chosen: string; full: boolean; pick(): void; remove(): void; cancel(): void }

function Line({ run, chosen, full, pick, remove, cancel }: LineProps) {
  const name = run.title || run.scenario || 'own scenario';
  const answered = run.state === 'done' || run.state === 'not_converged';
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td>{comparable.has(run.question) && answered
        ? <label class="choice"><input type="checkbox" checked={!!chosen} disabled={full && !chosen} onChange={pick} aria-label={`Compare run ${run.id}`} /><b>{chosen}</b></label> : ''}</td>
      <th scope="row"><a href={addressOf(run)}>{name}</a><span class="hint block">{run.id}{typeof run.options.benchmark === 'string' ? `, ${run.options.benchmark}` : ''}</span>{run.message && <span class="hint block">{run.message.slice(0, 160)}</span>}</th>
      <td>{run.question}</td>
      <td><span class={`tag ${run.state}`}>{states[run.state] ?? run.state}{run.state === 'running' && run.progress ? ` ${number(100 * run.progress.fraction, 0)}%` : ''}</span></td>
      <td>{moment(run.started ?? run.created)}</td>
      <td class="num">{duration(run.seconds)}</td>
      <td class="actions">
        {answered && <><a href={api.address.json(run.id)} download={`run-${run.id}.json`} aria-label={`Download JSON of run ${run.id}`}>JSON</a><a href={api.address.csv(run.id)} download={`run-${run.id}.csv`} aria-label={`Download CSV of run ${run.id}`}>CSV</a></>}
        {run.documents?.includes('report') && <a href={api.address.report(run.id)} download={`run-${run.id}.html`} aria-label={`Report of run ${run.id}, one page`}>Report</a>}
        {(run.scenario || run.question === 'run') && <a href={api.address.scenario(run.id)} download={`run-${run.id}.toml`} aria-label={`TOML scenario file of run ${run.id}`}>TOML</a>}
        {isFinal(run.state) ? <button type="button" class="plain" onClick={remove} aria-label={`Delete run ${run.id}`}>Delete</button> : <button type="button" class="plain" onClick={cancel} aria-label={`Cancel run ${run.id}`}>Cancel</button>}
      </td>
    </tr>
  );
}

const compared = ['welfare_exact', 'real_wage', 'price_index', 'exports', 'imports', 'tariff_revenue', 'average_tariff', 'terms_of_trade', 'volume_of_trade', 'output_volume', 'trade_customs_value'];

function Comparison({ a, b, params, runs }: { a: string; b: string; params: URLSearchParams; runs: Run[] }) {
  const measure = params.get('measure') ?? 'welfare_exact';
  const found = useLoad(`compare ${a} ${b} ${measure}`, (signal) => api.compare(a, b, measure, signal));
  const name = (id: string) => { const r = runs.find((x) => x.id === id); return r ? r.title || r.scenario || `run ${id}` : `run ${id}`; };
  const where = (r: CompareRow) => [r.exporter, r.importer].filter(Boolean).join(' to ') + (r.sector ? `${r.exporter || r.importer ? ', ' : ''}${r.sector}` : '');
  const rows = [...(found.data?.rows ?? [])].filter((r) => (measure === 'output_volume' || measure === 'trade_customs_value' ? true : !r.sector)).sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
  const unit = rows[0]?.unit ?? '';
  const top = rows.slice(0, 20);
  const controls = <>
    <Select label="Measure" value={measure} onChange={(v) => change({ measure: v === 'welfare_exact' ? null : v })} options={compared.map((m) => ({ value: m, label: measureName(m) }))} />
    <button type="button" onClick={() => change({ a: b, b: a })}>Swap A and B</button>
    <button type="button" class="plain" onClick={() => change({ a: null, b: null })}>Close</button>
  </>;
  return (
    <section aria-label="Comparison" id="comparison">
      <h2>Side by side</h2>
      <p><b>A</b> {name(a)} <span class="hint">({a})</span><br /><b>B</b> {name(b)} <span class="hint">({b})</span></p>
      {found.error && <ErrorBox error={found.error} again={found.again} />}
      {found.loading && <Loading what="Comparing" />}
      {found.data && !rows.length && <div class="panel"><div class="controls">{controls}</div><Empty title="The two runs share no such row"><p>They may be on different benchmarks; choose another measure.</p></Empty></div>}
      {!!rows.length && (
        <Chart id="differences" title={`${measureName(measure)}: B less A`} subtitle={`${unit}; the ${top.length} largest differences of ${rows.length}`} source={`Cobden, runs ${a} and ${b}.`} controls={controls}
          table={{ columns: [{ key: 'w', label: 'Where' }, { key: 'a', label: 'A', unit, digits: 3 }, { key: 'b', label: 'B', unit, digits: 3 }, { key: 'd', label: 'B less A', unit, signed: true, digits: 3 }], rows: rows.map((r) => [where(r), r.a, r.b, r.difference]) }}
          draw={(width) => barChart({ xLabel: unit, plus: true, bars: top.map((r) => ({ name: where(r), value: r.difference, label: unit.startsWith('percent') ? signed(r.difference, 3) : signedCompact(r.difference), read: `${where(r)}: A ${compact(r.a)}, B ${compact(r.b)}, B less A ${signedCompact(r.difference)} ${unit}` })) }, width)} />
      )}
    </section>
  );
}
