import { useMemo } from 'preact/hooks';
import { api } from '../api/client';
import type { CarveoutResults, CooperateResults, FrontierResults, Info, NashResults, OptimumResults, RespondResults, StrategyCommon, StrategyDoc } from '../api/types';
import { sourceLine, benchmarkOf } from '../economy/results';
import { useLoad } from '../lib/ask';
import { change } from '../lib/route';
import { useStored } from '../parts/asked';
import { asOptions, Select, TextField } from '../parts/controls';
import { Facts } from '../parts/facts';
import { Empty, Ended, ErrorBox, Loading, Working } from '../parts/states';
import { CarveoutRanking, Cooperate, Frontier, Nash, Optimum, Outcome, Respond, Tariffs, War, type Names } from '../strategy/charts';
import { fromParams, initial, questions, threats, toQuestion, type Asked } from '../strategy/question';

type AnyDoc = StrategyDoc<StrategyCommon>;

export function Strategy({ info, params }: { info: Info; params: URLSearchParams }) {
  const asked = (questions.find((q) => q.value === params.get('q'))?.value ?? 'frontier') as Asked;
  const setting = fromParams(params);
  const question = useMemo(() => toQuestion(asked, setting), [asked, params.toString()]);
  const about = questions.find((q) => q.value === asked)!;
  const world = useLoad(`benchmark ${setting.benchmark}`, () => api.benchmark(setting.benchmark));
  const stored = useStored<AnyDoc>(question, `${about.label}? ${setting.first} and ${setting.second}`, params.get('run'));
  const set = (patch: Record<string, string | null>) => change({ ...patch, run: null });
  const doc = stored.document;
  const shownWorld = useLoad(doc ? `benchmark ${benchmarkOf(doc)}` : '', () => api.benchmark(benchmarkOf(doc!)));
  const names = useMemo(() => namesOf(shownWorld.data?.countries ?? []), [shownWorld.data]);
  const sectors = useMemo(() => namesOf(shownWorld.data?.sectors ?? []), [shownWorld.data]);
  const unless = (key: keyof typeof initial, value: string) => (value === initial[key] ? null : value);
  const scenarios = info.scenarios.filter((s) => s.benchmark.startsWith('world-2022') && s.family === 'caliendo-parro');
  const running = stored.run && (stored.run.state === 'queued' || stored.run.state === 'running');
  return (
    <div class="split">
      <aside>
        <form class="builder" aria-label="Question" onSubmit={(e) => { e.preventDefault(); stored.start(); }}>
          <h2>Question</h2>
          <Select label="What is asked" value={asked} options={questions.map((q) => ({ value: q.value, label: q.label }))} onChange={(v) => set({ q: v === 'frontier' ? null : v })} />
          <p class="hint">{about.about}</p>
          <Select label="Duties now" value={setting.scenario} options={scenarios.map((s) => ({ value: s.name, label: s.title }))} onChange={(v) => set({ base: unless('scenario', v) })} />
          {world.data && <>
            <Select label={asked === 'carveouts' ? 'Whose duties' : asked === 'optimum' ? 'Whose tariffs' : 'First side'} value={setting.first} options={asOptions(world.data.countries)} onChange={(v) => set({ first: unless('first', v) })} />
            <Select label={asked === 'optimum' ? 'On whose goods' : 'Second side'} value={setting.second} options={asOptions(world.data.countries.filter((c) => c.code !== setting.first))} onChange={(v) => set({ second: unless('second', v) })} />
          </>}
          {(asked === 'frontier' || asked === 'cooperate') && <Select label="Without a deal" value={setting.threat} options={threats} onChange={(v) => set({ threat: unless('threat', v) })} />}
          <TextField label="Highest tariff" value={setting.upper} onChange={(v) => set({ upper: unless('upper', v) })} hint="for example 200%" />
          <Select label="Benchmark" value={setting.benchmark} hint="The large one takes minutes." onChange={(v) => set({ bench: unless('benchmark', v) })}
            options={info.benchmarks.filter((b) => b.name.startsWith('world-2022')).map((b) => ({ value: b.name, label: `${b.countries} economies x ${b.sectors} sectors` }))} />
          <button type="submit" class="primary" disabled={stored.sending || !!running}>{stored.sending ? 'Sending' : doc ? 'Ask again' : 'Ask'}</button>
          {stored.failure && <ErrorBox error={stored.failure} />}
        </form>
      </aside>
      <div class="results">
        <header class="heading"><h1>{about.label}?</h1><p class="meta">{stored.run && doc ? `Stored run ${stored.run.id}.` : about.about}</p></header>
        {stored.error && <ErrorBox error={stored.error} again={() => change({ run: null })} />}
        {running && <Working run={stored.run!} progress={stored.progress} cancel={() => void stored.cancel()} />}
        {stored.run && ['failed', 'cancelled', 'lost'].includes(stored.run.state) && <Ended run={stored.run} again={stored.start} />}
        {stored.loading && !running && <Loading what="Looking for an answer that is kept" />}
        {!stored.run && !stored.loading && !stored.error && <Empty title="Not asked yet"><p>Press "Ask". On 12 economies x 12 sectors this takes seconds; the answer is kept, and shown here at once next time.</p></Empty>}
        {doc && (shownWorld.data ? <Answer doc={doc} names={names} sectors={sectors} citation={shownWorld.data.citation} /> : shownWorld.error ? <ErrorBox error={shownWorld.error} /> : <Loading what="Opening the benchmark" />)}
      </div>
    </div>
  );
}

const namesOf = (items: { code: string; label: string }[]): Names => {
  const map = new Map(items.map((i) => [i.code, i.label]));
  return { of: (code) => map.get(code) ?? code };
};

function Answer({ doc, names, sectors, citation }: { doc: AnyDoc; names: Names; sectors: Names; citation: string }) {
  const source = sourceLine(doc, benchmarkOf(doc));
  const of = <R,>() => doc as unknown as StrategyDoc<R>;
  const shared = { names, source };
  return (
    <>
      {doc.question === 'frontier' && <Frontier doc={of<FrontierResults>()} {...shared} />}
      {doc.question === 'nash' && <Nash doc={of<NashResults>()} {...shared} />}
      {doc.question === 'optimum' && <Optimum doc={of<OptimumResults>()} {...shared} />}
      {doc.question === 'cooperate' && <Cooperate doc={of<CooperateResults>()} {...shared} />}
      {doc.question === 'respond' && <Respond doc={of<RespondResults>()} {...shared} />}
      {doc.question === 'carveouts' && <CarveoutRanking doc={of<CarveoutResults>()} {...shared} />}
      <War results={doc.results} names={names} />
      <Outcome results={doc.results} frontier={doc.question === 'frontier'} {...shared} />
      {doc.question !== 'carveouts' && <Tariffs results={doc.results} sectors={sectors} frontier={doc.question === 'frontier'} {...shared} />}
      <Facts doc={doc} source={citation} />
    </>
  );
}
