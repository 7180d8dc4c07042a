#include "cobden/scenario/schedule_shock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "cobden/core/confined_reading.h"
#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/scenario/schedule_shelf.h"
#include "cobden/scenario/shocks.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;
using data::Benchmark;
using schedule::EvaluatorOptions;
using schedule::SectorMatrix;
using schedule::WeightSource;
using schedule::When;

/// Where a key of the shock stands, or the shock.
SourcePlace place_of(const Shock& shock, const std::string& key) {
  const auto it = shock.schedule->places.find(key);
  return it == shock.schedule->places.end() ? shock.place : it->second;
}

/// Runs `action`; a mistake that names no file of its own is one of the shock.
template <class Action>
auto at_shock(const Shock& shock, const std::string& key, const Action& action) {
  try {
    return action();
  } catch (const UserError& e) {
    if (!e.detail().place.file.empty()) throw;
    auto detail = e.detail();
    detail.place = place_of(shock, key);
    throw UserError(detail);
  }
}

fs::path beside_scenario(const Scenario& scenario, const fs::path& name) {
  const fs::path own = scenario.file.parent_path() / name;
  return is_readable_file(own) ? own : name;
}

fs::path schedule_file(const Scenario& scenario, const Shock& shock) {
  return at_shock(shock, "schedule", [&] {
    return schedule::find_schedule(beside_scenario(scenario, shock.schedule->name).string());
  });
}

Instant instant_of(const CivilTime& time, const LocalClock& clock) {
  return time.time_of_day ? clock.instant(time) : clock.end_of(time.day);
}

When when_of(const std::vector<CivilTime>& on, const LocalClock& clock) {
  if (on.size() == 2) return schedule::Days{on[0].day, on[1].day};
  return instant_of(on.at(0), clock);
}

/// One schedule shock on its way from a file to a matrix.
class Evaluation {
 public:
  Evaluation(const Scenario& scenario, std::size_t shock, const Benchmark& benchmark)
      : shock_(scenario.shocks[shock]), ask_(*shock_.schedule), benchmark_(benchmark) {
    effect.shock = shock;
    read(scenario);
  }

  void run() {
    const std::vector<When> when{on(), since()};
    open();
    auto made = matrices(*evaluator_, change() && !ask_.known ? when : std::vector<When>{when[0]});
    effect.on = std::move(made[0]);
    if (change() && ask_.known)
      effect.since = matrices(schedule::Evaluator(*schedule_, options()), {when[1]})[0];
    else if (change())
      effect.since = std::move(made[1]);
    take_rates();
    add_notes();
  }

  /// The lines behind one exporter's cells.
  ScheduleGoods goods(Country importer, Country exporter, const std::vector<Sector>& sectors,
                      const RunContext& context) {
    open();
    const auto economies = schedule::economy_sources(benchmark_, trade_, *evaluator_);
    const auto& economy = economies.by_country[static_cast<std::size_t>(exporter.value)];
    const auto duties = [&](const schedule::Evaluator& evaluator, const When& when) {
      return schedule::product_duties(evaluator, trade_, concordance_, benchmark_.sector_count(), economy,
                                      when, context);
    };
    const auto now = duties(*evaluator_, on());
    const auto before = !change()    ? now
                        : ask_.known ? duties(schedule::Evaluator(*schedule_, options()), since())
                                     : duties(*evaluator_, since());
    ScheduleGoods made;
    made.borrowed.assign(benchmark_.sector_count(), false);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const auto& p = now[i];
      if (std::find(sectors.begin(), sectors.end(), p.sector) == sectors.end()) continue;
      const double spared =
          change() ? duty(before[i]) : benchmark_.tables().tariff(p.sector, importer, exporter) * p.trade_usd;
      if (!p.own) made.borrowed[static_cast<std::size_t>(p.sector.value)] = true;
      made.goods.push_back({p.code, p.sector, p.trade_usd, duty(p) - spared});
    }
    made.at = end();
    made.partner = economy.rules;
    made.year = trade_.year, made.estimate = trade_.estimate;
    made.evaluator = std::move(evaluator_), made.law = std::move(schedule_);
    return made;
  }

  ScheduleEffect effect;
  std::vector<std::string> importers;
  std::vector<InputFile> inputs;

 private:
  void read(const Scenario& scenario) {
    const fs::path path = schedule_file(scenario, shock_);
    schedule_ = std::make_unique<schedule::Schedule>(schedule::read_schedule(path));
    if (ask_.use == ScheduleAsk::Use::kLevel && !schedule_->base)
      fail_at(place_of(shock_, "use"), "level",
              fmt::format("the schedule {} has no base duties: it says what was added, not what is charged",
                          schedule_->id),
              "use = \"change\"");
    const auto economies =
        schedule::importer_economies(schedule_->importer, benchmark_, place_of(shock_, "schedule"));
    name_importers(economies);
    concordance_ = at_shock(shock_, "concordance", [&] {
      if (ask_.concordance.empty()) return schedule::concordance_for(benchmark_);
      return schedule::concordance_for(benchmark_, beside_scenario(scenario, ask_.concordance));
    });
    add_input("schedule", path, schedule_->sha256);
  }

  /// The group EU27 where the members are many.
  void name_importers(const std::vector<Country>& economies) {
    for (const Country n : economies) importers.push_back(benchmark_.countries().code(n));
    const auto group = benchmark_.tables().country_groups.find("EU27");
    if (group == benchmark_.tables().country_groups.end()) return;
    auto members = group->second, named = importers;
    std::sort(members.begin(), members.end());
    std::sort(named.begin(), named.end());
    if (members == named) importers = {"EU27"};
  }

  bool change() const { return ask_.use == ScheduleAsk::Use::kChange; }
  When on() const { return when_of(ask_.on, schedule_->clock); }
  When since() const { return instant_of(ask_.since, schedule_->clock); }
  double duty(const schedule::ProductDuty& p) const {
    return ask_.claim_adjusted ? p.adjusted_usd : p.statutory_usd;
  }

  /// The time asked for; of a span the end of its last day.
  Instant end() const {
    const auto& clock = schedule_->clock;
    return ask_.on.size() == 2 ? clock.end_of(ask_.on[1].day) : instant_of(ask_.on[0], clock);
  }

  /// For what the benchmark holds there is no day of knowledge: it is what was charged, and no one had to
  /// guess it.
  EvaluatorOptions options() const {
    EvaluatorOptions options;
    options.unpublished = true;  // a scenario asks what is charged, published or not
    options.without = {ask_.without.begin(), ask_.without.end()};
    return options;
  }

  /// Rules and trade are in different files, the two longest to read.
  void open() {
    EvaluatorOptions options = this->options();
    options.known = ask_.known;
    parallel_for(2, [&](std::size_t i) {
      if (i == 0)
        at_shock(shock_, "without",
                 [&] { evaluator_ = std::make_unique<schedule::Evaluator>(*schedule_, options); });
      else
        trade_ = at_shock(shock_, "schedule", [&] { return schedule::read_trade(*schedule_); });
    });
  }

  std::vector<SectorMatrix> matrices(const schedule::Evaluator& evaluator,
                                     const std::vector<When>& when) const {
    return schedule::sector_matrices(evaluator, trade_, concordance_, benchmark_, when);
  }

  const SectorCountry& rates(const SectorMatrix& m) const {
    return ask_.claim_adjusted ? m.adjusted : m.statutory;
  }

  void take_rates() {
    effect.rate = rates(effect.on);
    if (!effect.since) return;
    const auto before = rates(*effect.since).flat();
    const auto rate = effect.rate.flat();
    for (std::size_t i = 0; i < rate.size(); ++i) rate[i] -= before[i];
  }

  // --- files

  void add_input(const std::string& role, const fs::path& path, const std::string& sha256 = "") {
    if (path.empty()) return;
    inputs.push_back({role, path.string(), sha256.empty() ? sha256_of_file(path) : sha256});
  }

 public:
  /// Every file the rates depend on, with its hash.
  void add_inputs() {
    const schedule::Schedule& s = *schedule_;
    for (const auto& list : s.lists) add_input("product list", list.file());
    if (s.base) {
      add_input("base duties", s.base->duties.path);
      if (s.base->equivalents) add_input("ad valorem equivalents", s.base->equivalents->path);
    }
    const auto on_content = [](const schedule::Measure& m) { return !m.content.empty(); };
    if (s.content && std::any_of(s.measures.begin(), s.measures.end(), on_content))
      add_input("content shares", s.content->path);
    if (s.unit_values) add_input("unit values", s.unit_values->path);
    for (const auto& claim : s.claims) add_input("claims", claim.shares.path);
    if (s.trade) add_input("trade weights", s.trade->path);
    for (const auto& file : effect.on.files) add_input("concordance", file);
  }

 private:
  // --- notes

  void note(std::string text) { effect.notes.push_back(schedule_->id + ": " + std::move(text)); }

  void add_notes() {
    const SectorMatrix& m = effect.on;
    std::string weights = m.weights_year > 0 ? fmt::format(" of {}", m.weights_year) : "";
    if (m.weights_estimate) weights += ", an estimate";
    note(
        fmt::format("sector rates are means over products weighted by imports{} ({}); products go to sectors "
                    "by {}",
                    weights, m.weights_file, m.concordance));
    note_uncounted(m);
    note_weights(m);
    if (!schedule_->base) note("the file has no base duties: its rates are what was added to them");
    note_estimates();
  }

  void note_uncounted(const SectorMatrix& m) {
    const auto share = [&](double usd, const char* what) {
      return fmt::format("{:.1f} bn USD ({:.1f}%) {}", usd / 1e9, 100 * usd / m.total_usd, what);
    };
    std::vector<std::string> parts;
    if (m.without_sector_usd > 0) parts.push_back(share(m.without_sector_usd, "belong to no sector"));
    if (m.unclaimed_usd > 0) parts.push_back(share(m.unclaimed_usd, "are of partners the benchmark lacks"));
    if (m.all_unconverted_usd > 0)
      parts.push_back(share(m.all_unconverted_usd, "bear a specific duty that counts as 0"));
    if (m.all_unmatched_usd > 0)
      parts.push_back(share(m.all_unmatched_usd, "have no base duty in the file, which counts as 0"));
    if (!parts.empty())
      note(fmt::format("of {:.1f} bn USD of imports, {}", m.total_usd / 1e9, fmt::join(parts, "; ")));
  }

  /// How much of the benchmark's trade is in cells that bear a duty and that another's trade weighed.
  void note_weights(const SectorMatrix& m) {
    double all = 0, borrowed = 0;
    std::size_t cells = 0;
    const auto importing = schedule::importer_economies(schedule_->importer, benchmark_);
    for (const Sector s : benchmark_.sectors().all())
      for (const Country o : benchmark_.countries().all()) {
        if (m.weight(s, o) == WeightSource::kNone || m.statutory(s, o) == 0) continue;
        double flow = 0;
        for (const Country d : importing) flow += benchmark_.tables().flow(s, d, o);
        all += flow;
        if (m.weight(s, o) == WeightSource::kAllPartners) borrowed += flow, ++cells;
      }
    if (cells > 0 && borrowed > 0)
      note(
          fmt::format("{} sectors of exporters have no trade of their own in the weights and use that of all "
                      "partners ({:.1f}% of the flows that bear a duty)",
                      cells, 100 * borrowed / all));
  }

  void note_estimates() {
    const auto& clock = schedule_->clock;
    const Instant last = end();
    const Instant first = ask_.on.size() == 2 ? clock.end_of(ask_.on[0].day) : last;
    for (const auto& x : schedule_->exemptions) {
      const auto& without = ask_.without;
      const bool taken_away = std::find(without.begin(), without.end(), x.id) != without.end();
      const bool unknown = ask_.known && x.window.announced && *x.window.announced > *ask_.known;
      if (!(x.estimate || x.unpublished) || taken_away || unknown || x.window.from > last ||
          x.window.to <= first)
        continue;
      std::string text = fmt::format("the exemption {} is an estimate", x.id);
      if (x.unpublished) text += ", no official text exists";
      if (x.covers_usd) text += fmt::format(": {:.1f} bn USD", *x.covers_usd / 1e9);
      if (x.covers_usd && x.of_total_usd)
        text +=
            fmt::format(" of {:.1f} bn USD of imports, in proportion to the weights", *x.of_total_usd / 1e9);
      if (!x.source.empty()) text += " (" + x.source + ")";
      note(text);
    }
  }

  const Shock& shock_;
  const ScheduleAsk& ask_;
  const Benchmark& benchmark_;
  std::unique_ptr<schedule::Schedule> schedule_;
  std::unique_ptr<schedule::Evaluator> evaluator_;
  schedule::Trade trade_;
  schedule::Concordance concordance_;
};

EvaluatedShock evaluated(const Scenario& scenario, std::size_t shock,
                         const economy::BenchmarkPtr& benchmark) {
  const Shock& asked = scenario.shocks[shock];
  const fs::path folder = scenario.file.parent_path();
  const fs::path file = schedule_file(scenario, asked);
  if (auto known = find_evaluated(*asked.schedule, file, folder, benchmark)) {
    known->effect.shock = shock;
    return *known;
  }
  Evaluation evaluation(scenario, shock, *benchmark);
  evaluation.run();
  evaluation.add_inputs();
  EvaluatedShock made{std::move(evaluation.effect), std::move(evaluation.importers),
                      std::move(evaluation.inputs)};
  keep_evaluated(*asked.schedule, file, folder, benchmark, made);
  return made;
}

void add_new(const std::vector<InputFile>& more, std::vector<InputFile>& inputs) {
  for (const auto& file : more)
    if (std::none_of(inputs.begin(), inputs.end(), [&](const auto& f) { return f.path == file.path; }))
      inputs.push_back(file);
}

}  // namespace

std::vector<ScheduleEffect> evaluate_schedules(Scenario& scenario, const economy::BenchmarkPtr& benchmark,
                                               std::vector<InputFile>& inputs) {
  std::vector<std::size_t> shocks;
  for (std::size_t i = 0; i < scenario.shocks.size(); ++i)
    if (scenario.shocks[i].schedule) shocks.push_back(i);
  std::vector<EvaluatedShock> made(shocks.size());
  parallel_for(shocks.size(), [&](std::size_t i) { made[i] = evaluated(scenario, shocks[i], benchmark); });
  std::vector<ScheduleEffect> effects;
  for (std::size_t i = 0; i < made.size(); ++i) {
    add_new(made[i].inputs, inputs);
    effects.push_back(std::move(made[i].effect));
    scenario.shocks[shocks[i]].importers = made[i].importers;
  }
  return effects;
}

ScheduleGoods schedule_goods(const Scenario& scenario, const ScheduleEffect& effect,
                             const Benchmark& benchmark, Country importer, Country exporter,
                             const RunContext& context) {
  const ShockCells cells = select_cells(scenario.shocks[effect.shock], scenario, benchmark);
  return Evaluation(scenario, effect.shock, benchmark).goods(importer, exporter, cells.sectors, context);
}

std::vector<ExporterRate> exporter_rates(const ScheduleEffect& effect, const Scenario& scenario,
                                         const Benchmark& benchmark) {
  const auto& t = benchmark.tables();
  const ShockCells cells = select_cells(scenario.shocks[effect.shock], scenario, benchmark);
  const auto group = t.country_groups.find("EU27");
  const bool grouped = group != t.country_groups.end() && group->second.size() > 1;
  std::vector<ExporterRate> rates;
  for (const Country o : cells.exporters) {
    const std::string& code = t.countries.code(o);
    const bool member =
        grouped && std::find(group->second.begin(), group->second.end(), code) != group->second.end();
    const std::string name = member ? "EU27" : code;
    double flow = 0, sum = 0;
    for (const Country d : cells.importers)
      for (const Sector s : cells.sectors)
        if (d != o && effect.gives_rate(s, o))
          flow += t.flow(s, d, o), sum += t.flow(s, d, o) * effect.rate(s, o);
    if (flow == 0) continue;
    auto known = std::find_if(rates.begin(), rates.end(), [&](const auto& r) { return r.exporter == name; });
    if (known == rates.end()) known = rates.insert(rates.end(), {.exporter = name});
    known->flow += flow, known->percent += 100 * sum;
  }
  for (auto& rate : rates) rate.percent /= rate.flow;
  std::stable_sort(rates.begin(), rates.end(), [](const auto& a, const auto& b) { return a.flow > b.flow; });
  return rates;
}

std::string describe(const ScheduleEffect& effect, const Scenario& scenario, const Benchmark& benchmark) {
  constexpr std::size_t kMost = 6;
  constexpr double kSmall = 0.05;  // points; less is printed as +0.0
  const Shock& shock = scenario.shocks[effect.shock];
  const bool level = shock.schedule->use == ScheduleAsk::Use::kLevel;
  std::string text;
  std::size_t shown = 0, further = 0;
  for (const auto& r : exporter_rates(effect, scenario, benchmark)) {
    if (std::abs(r.percent) < kSmall) continue;
    if (shown == kMost) {
      ++further;
      continue;
    }
    const char* unit = shown == 0 ? (level ? "%" : " points") : (level ? "%" : "");
    text += shown++ == 0 ? ": " : ", ";
    text += level ? fmt::format("{:.1f}{} on {}", r.percent, unit, r.exporter)
                  : fmt::format("{:+.1f}{} on {}", r.percent, unit, r.exporter);
  }
  if (shown == 0) text = ": no change";
  if (further > 0) text += fmt::format(" and {} more", further);
  return describe(shock) + text;
}

}  // namespace cobden::scenario
