import { useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Info, ModelDoc, PrecursorDoc, Question, TalksResults } from '../api/types';
import { benchmarkOf, sourceLine } from '../economy/results';
import { useLoad } from '../lib/ask';
import { change } from '../lib/route';
import { useStored, type Asked } from '../parts/asked';
import { Select, TextField } from '../parts/controls';
import { Facts } from '../parts/facts';
import { Empty, Ended, ErrorBox, Loading, Working } from '../parts/states';
import { Assumptions, Brief, Sincerity } from '../talks/brief';
import { Concessions, Deals, Flips, Phases, PrecursorBands, PrecursorValue, Survival, Threshold, type TalksView } from '../talks/charts';

type TalksDoc = ModelDoc & { results: TalksResults };
const initial = { scenario: 'us-china-2025', benchmark: 'world-2022-12' };

/** Numbers one may doubt first; each takes one figure, or low, central and high. */
const doubted = [
  { key: 'prior', label: 'Prior belief that the second side is sincere' }, { key: 'detection', label: 'Chance of detecting a breach in a period' },
  { key: 'internalised_share', label: 'Share of an averted death\'s value that is counted' }, { key: 'cost_if_cheated', label: 'Cost of being cheated, bn a year' },
  { key: 'deadline_final', label: 'Chance that the deadline ends the talks' }, { key: 'impatience_first', label: 'Impatience of the first side' }, { key: 'impatience_second', label: 'Impatience of the second side' },
];

/** "prior~0.3*detection~0.2_0.5_0.8" in the address to what --set takes. */
export const decodeSettings = (text: string): Record<string, string> =>
  Object.fromEntries(text.split('*').filter(Boolean).map((p) => p.split('~', 2) as [string, string]).filter(([k, v]) => k && v).map(([k, v]) => [k, v.replaceAll('_', ',')]));
export const encodeSettings = (settings: Record<string, string>): string =>
  Object.entries(settings).filter(([, v]) => v).map(([k, v]) => `${k}~${v.replaceAll(/[\s,]+/g, '_')}`).join('*');

export function Talks({ info, params }: { info: Info; params: URLSearchParams }) {
  const scenario = params.get('base') ?? initial.scenario, benchmark = params.get('bench') ?? initial.benchmark;
  const settings = decodeSettings(params.get('set') ?? '');
  const set = Object.entries(settings).map(([k, v]) => `${k}=${v}`);
  const question: Question = useMemo(() => ({ question: 'talks', scenario, options: { benchmark, ...(set.length && { set }) } }), [params.toString()]);
  const precursor: Question = useMemo(() => ({ question: 'precursor', scenario, options: { monthly: true } }), [scenario]);
  const stored = useStored<TalksDoc>(question, 'The situation in one brief', params.get('run'));
  const offer = useStored<PrecursorDoc>(precursor, 'Control of precursors: deaths by month', params.get('offer'), 'offer');
  const scenarios = useTalksScenarios(info);
  const put = (patch: Record<string, string | null>) => change({ ...patch, run: null });
  const doc = stored.document;
  return (
    <div class="split">
      <aside>
        <form class="builder" aria-label="Talks" onSubmit={(e) => { e.preventDefault(); stored.start(); if (!offer.document) offer.start(); }}>
          <h2>Talks</h2>
          <Select label="Situation" value={scenario} onChange={(v) => put({ base: v === initial.scenario ? null : v, offer: null })} options={scenarios.map((s) => ({ value: s.name, label: s.title }))} />
          <Select label="Benchmark" value={benchmark} onChange={(v) => put({ bench: v === initial.benchmark ? null : v })} hint="The large one takes minutes."
            options={info.benchmarks.filter((b) => b.name.startsWith('world-2022')).map((b) => ({ value: b.name, label: `${b.countries} economies x ${b.sectors} sectors` }))} />
          <details class="more" open={set.length > 0}>
            <summary>Judged numbers</summary>
            <p class="hint">One number, or low, central and high; empty keeps the scenario's.</p>
            {doubted.map((d) => <TextField key={d.key} label={d.label} value={settings[d.key] ?? ''} placeholder={usual(doc?.results, d.key)} onChange={(v) => put({ set: encodeSettings({ ...settings, [d.key]: v }) || null })} />)}
          </details>
          <button type="submit" class="primary" disabled={stored.sending || isRunning(stored)}>{doc ? 'Ask again' : 'Write the brief'}</button>
          {stored.failure && <ErrorBox error={stored.failure} />}
        </form>
      </aside>
      <div class="results">
        <header class="heading"><h1>Talks: is there a deal both would sign and keep?</h1><p class="meta">{stored.run && doc ? `Stored run ${stored.run.id}.` : 'The whole situation in one brief: stakes, offers, sincerity, deadlock, and what would turn the conclusion.'}</p></header>
        <Status asked={stored} what="the brief" />
        {doc && <TalksAnswer doc={doc} />}
        <h2 id="precursor">What the control would do, under both priors</h2>
        <Status asked={offer} what="the precursor study" />
        {offer.document && <><PrecursorBands doc={offer.document} /><PrecursorValue doc={offer.document} /></>}
        {doc && <><Assumptions results={doc.results} /><Facts doc={doc} /></>}
      </div>
    </div>
  );
}

const usual = (r: TalksResults | undefined, key: string): string | undefined => {
  const a = r?.assumptions.find((x) => x.assumption === key);
  return a ? `${a.low}, ${a.central}, ${a.high}` : undefined;
};
const isRunning = (a: Asked<unknown>): boolean => !!a.run && (a.run.state === 'queued' || a.run.state === 'running');

function Status({ asked, what }: { asked: Asked<unknown>; what: string }) {
  if (asked.failure) return <ErrorBox error={asked.failure} />;
  if (asked.error) return <ErrorBox error={asked.error} again={() => change({ run: null, offer: null })} />;
  if (isRunning(asked)) return <Working run={asked.run!} progress={asked.progress} cancel={() => void asked.cancel()} />;
  if (asked.run && ['failed', 'cancelled', 'lost'].includes(asked.run.state)) return <Ended run={asked.run} again={asked.start} />;
  if (asked.loading) return <Loading what={`Looking for ${what}`} />;
  if (!asked.run) return <Empty title={`Nothing kept yet for ${what}`}><p>It takes seconds on 12 economies x 12 sectors; the answer is kept.</p><button type="button" onClick={asked.start} disabled={asked.sending}>Ask for {what}</button></Empty>;
  return null;
}

/** Scenarios whose file has a table of talks. */
function useTalksScenarios(info: Info): { name: string; title: string }[] {
  const [names] = useState(() => info.scenarios.filter((s) => s.family === 'caliendo-parro' && s.benchmark.startsWith('world-2022')).map((s) => s.name));
  const found = useLoad('talks scenarios', async () => {
    const texts = await Promise.all(names.map((n) => api.scenario(n)));
    return texts.filter((t) => /^\[talks\]/m.test(t.text)).map((t) => t.name);
  });
  const list = found.data ?? [initial.scenario];
  return info.scenarios.filter((s) => list.includes(s.name));
}

function TalksAnswer({ doc }: { doc: TalksDoc }) {
  const world = useLoad(`benchmark ${benchmarkOf(doc)}`, () => api.benchmark(benchmarkOf(doc)));
  if (world.error) return <ErrorBox error={world.error} />;
  if (!world.data) return <Loading what="Opening the benchmark" />;
  const label = (code: string) => world.data!.countries.find((c) => c.code === code)?.label ?? code;
  const { first, second } = doc.results.sides;
  const v: TalksView = { results: doc.results, first: label(first), second: label(second), source: sourceLine(doc, benchmarkOf(doc)) };
  return (
    <>
      <Brief v={v} />
      <Deals v={v} />
      <Sincerity v={v} />
      <Threshold v={v} />
      <Concessions v={v} />
      <Survival v={v} />
      <Phases v={v} />
      <Flips v={v} />
    </>
  );
}
