import type { TalksResults } from '../api/types';
import { The, day, number, percentOf, signed, the } from '../lib/format';
import { Table } from '../parts/table';
import { dealName, type TalksView } from './charts';

const proper = (name: string) => name.replace('kalai-smorodinsky', 'Kalai-Smorodinsky').replace(/^nash/, 'Nash');
const sides = (text: string, first: string, second: string) => text.replace('the first side', first).replace('the second side', second);
const spread = (low: number, high: number, digits = 1) => (Math.abs(high - low) < 0.05 ? signed(low, digits) : `${signed(low, digits)} to ${signed(high, digits)}`);

/** The conclusions in short, each from the figures below it. */
export function conclusions(r: TalksResults, first: string, second: string): string[] {
  const out: string[] = [];
  const unit = r.money_unit;
  const now = r.threat_points[0];
  if (now?.against_base_billion) {
    out.push(`The duties change the real income of ${the(first)} by ${signed(now.against_base_billion.first, 0)} and of ${the(second)} by ${signed(now.against_base_billion.second, 0)} ${unit} a year.`);
  }
  if (r.deals?.length) {
    const good = r.deals.filter((d) => d.acceptable).length;
    out.push(`${good} of ${r.deals.length} deals looked at leave both better off and keep themselves.`);
  }
  const full = r.offer?.by_prior.map((p) => p.worth_billion_a_year.at(-1) ?? 0);
  if (full?.length) out.push(`The concession is worth ${number(Math.min(...full), 1)} to ${number(Math.max(...full), 1)} ${unit} a year in full, by prior.`);
  const b = r.belief_threshold;
  if (b) {
    const mu = b.headline.threshold?.value;
    out.push(mu === undefined ? `Counting ${b.headline.reading}, no belief is high enough to take the offer.` : `${The(first)} must believe with ${number(mu)} that ${the(second)} is sincere, counting ${b.headline.reading}; the prior of ${number(b.prior)} (judged) is ${b.headline.prior_is_enough ? 'enough' : 'not enough'}.`);
  }
  const end = r.deadlock?.rows?.find((x) => x.name && !/^\d+ month/.test(x.name));
  if (end) out.push(`No deal by ${day(end.date)} (${end.name}): ${percentOf(end.no_deal)}, in 90% of draws between ${percentOf(end.p05)} and ${percentOf(end.p95)}.`);
  return out;
}

export function Brief({ v }: { v: TalksView }) {
  const { results: r, first, second } = v;
  const unit = r.money_unit;
  return (
    <>
      <section class="panel verdict" id="brief">
        <h2>In short</h2>
        <ul class="points">{conclusions(r, first, second).map((c) => <li key={c}>{c}</li>)}</ul>
      </section>
      <section class="panel" id="standing">
        <h2>Where they could stand without a deal</h2>
        <p class="units">Average tariffs, percent; gains over the duties now and changes against the benchmark, {unit} a year.</p>
        <Table caption="Where they could stand without a deal" table={{
          columns: [{ key: 'n', label: 'Point' }, { key: 'a', label: `${first} on ${second}`, unit: '%', digits: 1 }, { key: 'b', label: `${second} on ${first}`, unit: '%', digits: 1 }, { key: 'c', label: `${first} gains`, unit, signed: true, digits: 0 }, { key: 'd', label: `${second} gains`, unit, signed: true, digits: 0 }, { key: 'e', label: `${first} against benchmark`, unit, signed: true, digits: 0 }, { key: 'f', label: `${second} against benchmark`, unit, signed: true, digits: 0 }],
          rows: r.threat_points.map((t) => [t.name, t.mean_tariff_pct.first_on_second, t.mean_tariff_pct.second_on_first, t.gain_billion?.first, t.gain_billion?.second, t.against_base_billion?.first, t.against_base_billion?.second]),
        }} />
      </section>
      {!!r.deals?.length && (
        <section class="panel" id="deals">
          <h2>Which deals both prefer to the duties now</h2>
          <p class="units">Gains over the duties now, {unit} a year; the range runs from the structural prior to the reference class.</p>
          <Table caption="Which deals both prefer" table={{
            columns: [{ key: 'n', label: 'Deal' }, { key: 'c', label: 'Concession', unit: 'share' }, { key: 'f', label: `${first} gains`, unit, signed: true, digits: 1 }, { key: 'r', label: 'by prior', unit }, { key: 's', label: `${second} gains`, unit, signed: true, digits: 1 }, { key: 'p', label: 'Both gain', unit: '% of draws', digits: 0 }, { key: 'o', label: 'Kept by both' }, { key: 'b', label: 'Nearest constraint' }],
            rows: r.deals.map((d) => [proper(dealName(d.name)), d.concession, d.gain_billion.first, spread(d.first_gain_structural_billion, d.first_gain_reference_class_billion), d.gain_billion.second, 100 * d.chance_both_gain, d.acceptable ? 'yes' : 'no', sides(d.binding, the(first), the(second))]),
          }} />
          {r.linkage && <p class="note">Linkage adds {number(r.linkage.by_prior.at(-1)?.surplus_billion, 1)} {unit} a year to the best joint gain at the pooled prior (5% to 95% of draws: {number(r.linkage.surplus_band.p05, 1)} to {number(r.linkage.surplus_band.p95, 1)}). Zone of agreement: {r.linkage.by_prior.at(-1)?.zone_without} without the concession, {r.linkage.by_prior.at(-1)?.zone_with} with it.</p>}
        </section>
      )}
    </>
  );
}

export function Sincerity({ v }: { v: TalksView }) {
  const b = v.results.belief_threshold;
  if (!b) return null;
  const unit = v.results.money_unit;
  return (
    <section class="panel" id="sincerity">
      <h2>What {the(v.first)} counts, and the belief it then needs</h2>
      <p class="units">Offer: {b.offer}. Relief alone changes the real income of {the(v.first)} by {signed(b.stakes_billion.relief_first, 1)} {unit} a year.</p>
      <Table caption="Belief needed by reading and prior" table={{
        columns: [{ key: 'r', label: 'What counts' }, { key: 'p', label: 'Prior' }, { key: 'g', label: 'Gains if kept', unit, signed: true, digits: 1 }, { key: 'l', label: 'Loses if cheated', unit, digits: 1 }, { key: 'm', label: 'Belief needed' }, { key: 'e', label: 'Is the prior enough?' }],
        rows: b.cases.map((c) => [c.reading, c.prior, c.gain_billion, c.loss_billion, c.threshold?.value ?? null, c.prior_is_enough ? 'yes' : 'no']),
      }} />
      {!!v.results.equilibria?.length && <p class="note">Equilibria of the game of signals, none chosen: {v.results.equilibria.map((e) => `${e.kind} (Intuitive Criterion: ${e.intuitive_criterion.verdict}, D1: ${e.d1.verdict})`).join('; ')}. {The(v.second)} {b.complies ? 'would comply' : 'would not comply'} if strategic{b.snapback_periods !== null ? `; a snap-back of ${b.snapback_periods} period${b.snapback_periods === 1 ? '' : 's'} is enough` : ''}.</p>}
    </section>
  );
}

export function Assumptions({ results }: { results: TalksResults }) {
  return (
    <section class="panel" id="assumptions">
      <h2>What is judged, not measured</h2>
      <p class="units">Every number can be changed above, under "Judged numbers".</p>
      <Table caption="What is judged" limit={30} table={{
        columns: [{ key: 'a', label: 'Assumption' }, { key: 'm', label: 'Meaning' }, { key: 'u', label: 'Unit' }, { key: 'l', label: 'Low', digits: 3 }, { key: 'c', label: 'Central', digits: 3 }, { key: 'h', label: 'High', digits: 3 }, { key: 's', label: 'Source' }],
        rows: results.assumptions.map((a) => [a.assumption.replaceAll('_', ' '), a.meaning, a.unit, a.low, a.central, a.high, a.source]),
      }} />
    </section>
  );
}
