import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api, ApiError } from '../api/client';
import type { Info, RunDoc } from '../api/types';
import { Builder } from '../economy/builder';
import { Decomposition, Headline, IncomeMap, SectorBars, TradeHeat, type View } from '../economy/charts';
import { defaultScenario, describe, fromParams, isComplete, large, small, toParams, toQuestion, type Build } from '../economy/build';
import { benchmarkOf, Results, sourceLine } from '../economy/results';
import { useAsk, useLoad, useRun } from '../lib/ask';
import { duration } from '../lib/format';
import { change } from '../lib/route';
import { Facts } from '../parts/facts';
import { Ended, Empty, ErrorBox, Loading, Working } from '../parts/states';

const measures = [
  'welfare_exact', 'welfare_first_order', 'terms_of_trade', 'volume_of_trade', 'real_wage', 'price_index', 'exports', 'imports', 'tariff_revenue',
  'average_tariff', 'trade_customs_value', 'output_volume', 'unit_cost',
];

/** True where answers come at once: what is asked goes to the stored runs otherwise. */
const isSmall = (info: Info, name: string) => {
  const b = info.benchmarks.find((x) => x.name === name);
  return !b || b.countries * b.countries * b.sectors <= 5000;
};

function usePrepared(build: Build, benchmark: string) {
  const world = useLoad(`benchmark ${benchmark}`, () => api.benchmark(benchmark));
  const ready = useLoad(build.base === 'none' ? '' : `scenario ${build.base}`, () => api.scenario(build.base));
  return { world, ready, text: build.base === 'none' ? '' : ready.data?.text ?? null, error: world.error ?? ready.error };
}

export function Economy({ info, params }: { info: Info; params: URLSearchParams }) {
  const build = fromParams(params);
  const runId = params.get('run');
  const quick = isSmall(info, build.benchmark);
  const prepared = usePrepared(build, build.benchmark);
  const question = useMemo(() => (quick && !runId ? withoutRange(toQuestion(build, prepared.text, prepared.world.data, measures)) : null),
    [params.toString(), prepared.text, prepared.world.data, quick]);
  const usual = useMemo(() => (quick && !runId && prepared.world.data
    ? withoutRange({ question: 'run', scenario: defaultScenario, options: { benchmark: build.benchmark, measures, ...(build.closure && { closure: build.closure }), ...(build.elasticities && { elasticities: build.elasticities }) } }) : null),
  [build.benchmark, build.closure, build.elasticities, prepared.world.data, quick, runId]);
  const answer = useAsk<RunDoc>(question);
  const isUsual = JSON.stringify(question) === JSON.stringify(usual);
  const reference = useAsk<RunDoc>(isUsual ? null : usual);
  const followed = useRun<RunDoc>(runId, measures.join(','));
  const update = (b: Build, history: 'push' | 'replace') => change({ ...toParams(b), run: null }, history);

  const doc = runId ? followed.document : answer.data;
  const shownWorld = useLoad(doc ? `benchmark ${benchmarkOf(doc)}` : '', () => api.benchmark(benchmarkOf(doc!)));
  const storedReference = useReference(doc && runId ? doc : null);
  const view = useMemo<View | null>(() => {
    if (!doc || !shownWorld.data) return null;
    const names = new Map([...shownWorld.data.countries, ...shownWorld.data.sectors].map((i) => [i.code, i.label]));
    const other = runId ? storedReference : isUsual ? doc : reference.data;
    return { results: new Results(doc), reference: other ? new Results(other) : null, compared: !runId || !!other, world: shownWorld.data, names, source: sourceLine(doc, `${benchmarkOf(doc)} (${shownWorld.data.year})`), params };
  }, [doc, isUsual, reference.data, storedReference, shownWorld.data, params.toString()]);
  const names = new Map([...(prepared.world.data?.countries ?? []), ...(prepared.world.data?.sectors ?? []), { code: 'goods', label: 'all goods' }, { code: 'all', label: 'all others' }, { code: 'manufacturing', label: 'manufacturing' }, { code: 'agriculture', label: 'agriculture' }].map((i) => [i.code, i.label]));
  const askSector = question && ((sector: string, signal: AbortSignal) => sectorDetail(question, sector, signal));

  return (
    <div class="split">
      <aside>
        {prepared.world.data
          ? <Builder build={build} info={info} world={prepared.world.data} names={names} onChange={update} />
          : prepared.error ? <ErrorBox error={prepared.error} again={() => { prepared.world.again(); prepared.ready.again(); }} /> : <Loading what="Opening the benchmark" />}
        <FullRun build={build} runId={runId} quick={quick} />
      </aside>
      <div class="results" aria-busy={answer.loading}>
        <Heading build={build} info={info} names={names} answer={runId ? null : answer} run={followed.run} />
        {prepared.error && prepared.world.data && <ErrorBox error={prepared.error} />}
        {runId && followed.error && <ErrorBox error={followed.error} again={() => change({ run: null })} />}
        {runId && followed.run && (followed.run.state === 'queued' || followed.run.state === 'running') && <Working run={followed.run} progress={followed.progress} cancel={() => void followed.cancel()} />}
        {runId && followed.run && ['failed', 'cancelled', 'lost'].includes(followed.run.state) && <Ended run={followed.run} again={() => change({ run: null })} />}
        {!runId && answer.error && <ErrorBox error={answer.error} />}
        {!runId && !quick && <Empty title="This benchmark is solved as a run"><p>81 economies and 28 sectors take a moment longer than a slider. Press "Solve" and watch it; the run is kept.</p></Empty>}
        {!view && (followed.loading || (quick && !runId && !answer.error)) && <Loading what="Solving" />}
        {view && (runId || !answer.error) && (
          <div class={answer.loading ? 'stale' : ''}>
            <Headline view={view} />
            <IncomeMap view={view} />
            <Decomposition view={view} />
            <SectorBars view={view} />
            <TradeHeat view={view} runId={runId} ask={askSector} />
            <Facts doc={view.results.document} source={view.world.citation} />
          </div>
        )}
      </div>
    </div>
  );
}

function withoutRange<T extends { options?: Record<string, unknown> } | null>(q: T): T {
  return q && ({ ...q, options: { ...q.options, 'no-range': true } } as T);
}

async function sectorDetail(question: NonNullable<ReturnType<typeof toQuestion>>, sector: string, signal: AbortSignal): Promise<RunDoc> {
  const doc = await api.ask<RunDoc>({ ...question, options: { ...question.options, measures: ['trade_customs_value'], sector: [sector], full: true } }, signal);
  return { ...doc, results: doc.results.filter((r) => r.sector === sector) };
}

/** The default scenario beside a stored run: the latest finished run of it on the same benchmark, closure and elasticities. */
function useReference(doc: RunDoc | null): RunDoc | null {
  const wanted = doc ? `${benchmarkOf(doc)} ${doc.closure} ${doc.model.elasticities}` : '';
  const found = useLoad<RunDoc | null>(wanted && `reference ${wanted}`, async (signal) => {
    if (benchmarkOf(doc!) === small) {
      return api.ask<RunDoc>({ question: 'run', scenario: defaultScenario, options: { benchmark: small, closure: doc!.closure, elasticities: doc!.model.elasticities, measures, 'no-range': true } }, signal);
    }
    const { runs } = await api.runs({ question: 'run', state: 'done', limit: '100' }, signal);
    for (const run of runs.filter((r) => r.scenario === defaultScenario && !r.options.on && !r.options.known).slice(0, 6)) {
      const other = await api.result<RunDoc>(run.id, { measures: measures.join(',') }, signal);
      if (`${benchmarkOf(other)} ${other.closure} ${other.model.elasticities}` === wanted) return other;
    }
    return null;
  });
  return found.data;
}

function Heading({ build, info, names, answer, run }: { build: Build; info: Info; names: Map<string, string>; answer: { milliseconds: number | null; loading: boolean } | null; run: { id: string; title: string; scenario: string; seconds: number | null } | null }) {
  const base = build.base === 'none' ? 'Tariffs of the benchmark' : info.scenarios.find((s) => s.name === build.base)?.title ?? build.base;
  const changes = build.changes.filter(isComplete);
  return (
    <header class="heading">
      <h1>{run ? run.title || info.scenarios.find((s) => s.name === run.scenario)?.title || base : changes.length ? `${base}, changed` : base}</h1>
      {!!changes.length && <ul class="changes">{changes.map((c, k) => <li key={k}>{describe(c, names)}</li>)}</ul>}
      <p class="meta" role="status">
        {run ? <>Stored run {run.id}{run.seconds !== null ? `, solved in ${duration(run.seconds)}` : ''}. <a href={api.address.scenario(run.id)} download={`run-${run.id}.toml`}>Scenario file</a></> : answer?.milliseconds ? `Answered in ${Math.round(answer.milliseconds)} ms on ${build.benchmark}.` : answer?.loading ? 'Solving.' : ' '}
      </p>
    </header>
  );
}

function FullRun({ build, runId, quick }: { build: Build; runId: string | null; quick: boolean }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [sending, setSending] = useState(false);
  const benchmark = quick ? large : build.benchmark;
  const target = { ...build, benchmark };
  const shown = useRef<string | null>(null);
  useEffect(() => { shown.current = runId; }, [runId]);
  const solve = async () => {
    setSending(true);
    setError(null);
    try {
      const world = await api.benchmark(benchmark);
      const text = build.base === 'none' ? '' : (await api.scenario(build.base)).text;
      const question = toQuestion(target, text, world, []);
      if (question) {
        const label = build.base === 'none' ? 'Own scenario' : (await api.info()).scenarios.find((s) => s.name === build.base)?.title ?? build.base;
        const names = new Map([...world.countries, ...world.sectors].map((i) => [i.code, i.label]));
        const told = build.changes.filter(isComplete).map((c) => describe(c, names)).join('; ');
        const { id } = await api.submit({ ...question, title: told ? `${label}; ${told}`.slice(0, 200) : label });
        change({ run: id });
      }
    } catch (failure) {
      setError(failure instanceof ApiError ? failure : new ApiError(0, String(failure)));
    } finally {
      setSending(false);
    }
  };
  return (
    <section class="full-run" aria-label="Full benchmark">
      <h2>All economies</h2>
      <p class="hint">81 economies x 28 sectors, with the range over all elasticity sets. The run is kept under Runs.</p>
      <button type="button" class="primary" disabled={sending} onClick={() => void solve()}>{sending ? 'Sending' : 'Solve on 81 economies'}</button>
      {runId && <button type="button" class="plain" onClick={() => change({ run: null })}>Back to instant answers</button>}
      {error && <ErrorBox error={error} />}
    </section>
  );
}
