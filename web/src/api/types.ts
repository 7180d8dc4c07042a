/** What the engine answers: the JSON documents of `cobden QUESTION --format json`, as far as the page reads them. */

export interface Item { code: string; label: string }

export interface BenchmarkInfo {
  name: string; title: string; year: number; unit: string; source: string;
  countries: Item[]; sectors: Item[];
  elasticity_sets: { name: string; source: string }[]; variants: string[]; closures: string[];
  country_groups: Record<string, string[]>; sector_groups: Record<string, string[]>; citation: string;
}

export interface BenchmarkSummary { name: string; title: string; year: number; countries: number; sectors: number }
export interface ScenarioSummary { name: string; title: string; benchmark: string; family: string }

export interface Info {
  version: string; commit: string; build: string;
  benchmarks: BenchmarkSummary[]; scenarios: ScenarioSummary[]; schedules: { id: string; importer: string }[];
  store: { path: string; runs: number };
}

export interface Question {
  question: string;
  scenario?: string;
  scenario_text?: string;
  options?: Record<string, string | number | boolean | string[]>;
  title?: string;
}

export type RunState = 'queued' | 'running' | 'done' | 'not_converged' | 'failed' | 'cancelled' | 'lost';

export interface Progress { task: string; fraction: number; detail: string }

export interface Run {
  id: string; title: string; question: string; scenario: string; options: Record<string, unknown>;
  state: RunState; created: string; started: string | null; finished: string | null; version: string;
  seconds: number | null; exit_code: number | null; message: string; progress: Progress | null;
  documents: ('answer' | 'csv' | 'report')[];
  inputs?: { path: string; sha256: string }[];
}

export interface Row {
  measure: string; unit: string; exporter?: string; importer?: string; sector?: string;
  value: number; base: number; change: number;
}

export interface Solver { status: string; method: string; message: string; iterations: number; residual: number; seconds: number }

export interface ModelDoc {
  schema: { name: string; version: number };
  scenario: string; closure: string; numeraire: string;
  inputs: { role?: string; path: string; sha256: string }[];
  model: { family: string; variant: string; elasticities: string; citation: string };
  solver: Solver;
  notes?: string[];
}

export interface RunDoc extends ModelDoc {
  results: Row[];
  elasticity_range?: { importer: string; measure: string; low: number; low_set: string; high: number; high_set: string }[];
}

export interface Payoff { percent: number; billion: number }
export interface MeanTariff { importer: string; exporter: string; unit: string; mean: number; smallest: number; largest: number }
export interface TariffRow { importer: string; exporter: string; sector: string; value: number; start: number; base: number }
export interface WarRow {
  player: string; present: MeanTariff; best_reply: MeanTariff; best_reply_gain_pct: number; cut_gain_pct: number;
  half_gain_pct: number; other_gain_if_cut_pct: number; verdict: string;
}
export interface WelfareRow extends Row { start: number }

export interface StrategyCommon {
  welfare?: WelfareRow[]; tariffs?: TariffRow[]; tariffs_of?: string; war?: WarRow[];
  objectives?: { player: string; start: Payoff; value: Payoff; unit_billion: string }[];
}

export interface FrontierPoint {
  first: Payoff; second: Payoff; first_gain: Payoff; second_gain: Payoff; weight_first: number; status: string;
  mean_tariffs: MeanTariff[];
}

export interface FrontierResults extends StrategyCommon {
  threat_point: { name: string; solved: boolean; payoffs: (Payoff & { player: string })[] };
  first: string; second: string; unit_billion: string; zone: string; frontier: FrontierPoint[];
  solutions: { rule: string; status: string; at_end: boolean; point?: FrontierPoint; tariffs?: TariffRow[] }[];
}

export interface CarveoutEffect {
  items: string[]; solved: boolean; own: Payoff; rival: Payoff; trade_exempted_billion: number;
  revenue_given_up_billion: number; own_price_pct: number; label?: string;
}

export interface CarveoutResults extends StrategyCommon {
  owner: string; rival: string; unit_billion: string; ranking: CarveoutEffect[]; budget: string; budget_unit: string;
  curve: { budget: number; used: number; gain_pct: number; proof: string; effect: CarveoutEffect }[];
}

export interface NashResults extends StrategyCommon {
  epsilon_pct: number;
  certificate?: { epsilon_pct: number; complete: boolean; deviations: { player: string; gain_pct: number; found_from: string; searches: number }[] };
}

export interface OptimumResults extends StrategyCommon { player: string; gain_pct: number; gain_billion: number; unit_billion: string }

export interface Move {
  depth: number; parent: number; mover?: string; move?: string; first: Payoff; second: Payoff; mean_tariffs: MeanTariff[]; on_path: boolean;
}
export interface RespondResults extends StrategyCommon {
  first: string; second: string; myopic: { end: string; cycle_length: number; steps: Move[] };
  tree_complete: boolean; tree: Move[]; path: number[];
}

export interface CooperateResults extends StrategyCommon {
  threat_point: { name: string; payoffs: (Payoff & { player: string })[] };
  common_gain_pct?: number; gains?: { player: string; gain_pct: number; weight: number }[];
}

export interface StrategyDoc<R> extends ModelDoc {
  question: string;
  players: { player: string; class: string; partners: string; sectors: string; instruments: number; lower_pct: number; upper_pct: number; objective: string }[];
  results: R;
}

export interface Pair { first: number; second: number }
export interface Band { mean: number; p05: number; p25: number; p50: number; p75: number; p95: number }

export interface TalksResults {
  sides: { first: string; second: string };
  concession: string; money_unit: string;
  threat_points: { name: string; solved: boolean; mean_tariff_pct: { first_on_second: number; second_on_first: number }; against_base_billion?: Pair; against_base_pct?: Pair; gain_billion?: Pair }[];
  deals?: {
    name: string; concession: number; gain_billion: Pair; first_gain_structural_billion: number; first_gain_reference_class_billion: number;
    chance_both_gain: number; acceptable: boolean; binding: string; binding_slack: number;
  }[];
  linkage?: {
    by_prior: { prior: string; surplus_billion: number; zone_without: string; zone_with: string; best_joint_without_billion: number; best_joint_with_billion: number }[];
    surplus_band: { p05: number; p50: number; p95: number; chance_of_zone: number; draws: number };
    frontier_without: Pair[]; frontier_with: Pair[];
    bargains: { rule: string; without: Pair; with: Pair; status: string }[];
  };
  belief_threshold?: {
    offer: string; prior: number;
    stakes_billion: { relief_first: number; leverage_first: number; relief_second: number; cost_second: number };
    headline: SincerityCase; cases: SincerityCase[]; complies: boolean; snapback_periods: number | null;
    monitoring: { detection: number; belief_threshold: number | null; compliance_discount: number | null; snapback_periods: number | null; signal_lower: number | null; signal_upper: number | null }[];
  };
  equilibria?: { kind: string; receiver_payoff: number; intuitive_criterion: { verdict: string }; d1: { verdict: string } }[];
  enforcement?: {
    critical_discounts: { name: string; first: number | null; second: number | null }[];
    pooled: { name: string; first: number | null; second: number | null };
    sequence?: { first_moves_first: boolean; unravels: boolean; share_first: number; share_second: number; steps: { by: 'first' | 'second'; amount: number; slack: number }[] };
    no_sequence?: string;
  };
  deadlock?: {
    status: string; chance_final: number; delay_cost_billion: Pair;
    rows: SurvivalRow[]; curve: SurvivalRow[]; draws: number;
  };
  dynamics?: { status: string; rows: { period: number; war: number; pause: number; partial_deal: number; deal: number; belief_if_sincere: number }[] };
  offer?: { levels: number[]; months: number; value_of_life_million_usd: number; by_prior: { prior: string; averted_first_year: Band; worth_billion_a_year: number[]; horizons: { month: number; cumulative_averted: Band }[] }[] };
  flips?: { offer_margin: number; offer: Flip[]; chance_of_deal?: number; deal: Flip[] };
  assumptions: { assumption: string; meaning: string; unit: string; low: number; central: number; high: number; source: string }[];
  negotiation?: FrontierResults;
}

export interface SurvivalRow { date: string; no_deal: number; put_off: number; final: number; p05: number; mean: number; p95: number; name?: string }
export interface Flip { assumption: string; low: number; centre: number; high: number; at_low: number; at_high: number; flips_at: number | null }
export interface SincerityCase {
  prior: string; reading: string; counted_worth_billion: number; gain_billion: number; loss_billion: number;
  threshold: { value: number } | null; detection_needed: number | null; prior_is_enough: boolean;
}

export interface Measured { value: number; unit: string }
export interface PrecursorDoc {
  schema: { name: string }; notes: string[]; inputs: { path: string }[];
  results: {
    control: { name: string; text: string; value: number }[];
    deaths_averted: ({ prior: string; month: Measured } & Record<keyof Band, Measured>)[];
    value: { prior: string; deaths_averted: Measured; value: Measured; value_p05: Measured; value_p95: Measured; cost: Measured; net: Measured; break_even: string; chance: Measured }[];
    tornado: { parameter: string; low: number; centre: number; high: number; averted_low: Measured; averted_high: Measured; net_low: Measured; net_high: Measured; flips_at: number | null }[];
    central_path: { month: number; baseline: Measured; deaths: Measured; supply: Measured; price: Measured; purity: Measured }[];
    deaths_by_month: ({ prior: string; month: number } & Record<keyof Band, Measured>)[];
    assumptions: { key: string; symbol: string; low: number; centre: number; high: number; parameter_unit: string; basis: string }[];
  };
}

export interface ScheduleDoc<R> { schema: { name: string }; notes: string[]; inputs: { path: string }[]; results: R }

export interface AverageCell {
  trade_usd: number; statutory_pct: number; claim_adjusted_pct: number; unmatched_usd: number; unconverted_usd: number;
  by_authority: { authority: string; statutory_pct: number; claim_adjusted_pct: number }[];
}
export interface AverageDays { unit: string; days: (AverageCell & { date: string })[] }
export interface ExplainPart {
  measure: string; title: string; authority: string; heading: string; status: string; rate: string; rate_pct: number;
  charged_share: number; owed_pct: number; in_force: boolean; reason: string; source: string;
}
export interface Explain {
  product: string; from: string; to: string; on: string; known: string | null; schedule: string; unit: string;
  total_pct: number; base_pct: number; base_text: string; base_known: boolean; unconverted: boolean; parts: ExplainPart[];
  export_controls: unknown[];
}
export interface RateRow {
  product: string; partner: string; from: string; to: string; base_pct: number; statutory_pct: number; claim_adjusted_pct: number;
  unconverted: boolean; parts: string;
}
export interface Rates { unit: string; rates: RateRow[] }
export interface Carveout {
  id: string; kind: string; of: string[]; trade_usd: number; share_pct: number; duty_not_charged_usd: number; estimate: boolean; source: string;
}
export interface Carveouts { trade_usd: number; carveouts: Carveout[] }
export interface CompareRow { measure: string; unit: string; exporter?: string; importer?: string; sector?: string; a: number; b: number; difference: number }
