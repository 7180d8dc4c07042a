// Replication of Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, Journal of International Economics
// 157, 104138): every single-sector experiment, with the averages and table metrics of the study beside the
// printed numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/economy/single_sector_calibration.h"
#include "cobden/scenario/liberation_day_printed.h"
#include "cobden/scenario/liberation_day_study.h"
#include "cobden/scenario/replication.h"

namespace cobden::scenario {
namespace {

constexpr double kFederalBudgetShare = 0.23;  // of GDP, as in the study's Table 3
constexpr const char* kMeasures[] = {"welfare_pct",    "deficit_pct", "export_gdp_pct",   "import_gdp_pct",
                                     "employment_pct", "price_pct",   "tariff_rev_over_E"};

struct Group {
  std::string name;
  std::vector<Country> members;
};

std::vector<Group> groups_of(const LiberationDayData& data) {
  Group non_us{"nonUS", {}}, rest{"RoW", {}};
  for (const Country n : data.benchmark->countries().all()) {
    if (n == data.usa) continue;
    non_us.members.push_back(n);
    if (n != data.china && std::find(data.europe.begin(), data.europe.end(), n) == data.europe.end())
      rest.members.push_back(n);
  }
  return {{"USA", {data.usa}}, {"CHN", {data.china}}, {"EU", data.europe}, non_us, rest};
}

/// Average weighted by base spending, as in the study.
double average(const std::vector<double>& value, const std::vector<double>& weight,
               const std::vector<Country>& members) {
  double sum = 0, weights = 0;
  for (const Country n : members) {
    const auto i = static_cast<std::size_t>(n.value);
    sum += weight[i] * value[i];
    weights += weight[i];
  }
  return sum / weights;
}

class Study {
 public:
  Study(LiberationDayData data, const RunContext& context)
      : data_(std::move(data)), context_(context), groups_(groups_of(data_)) {}

  void run(const std::string& name, bool countries, Replication& out) {
    const auto experiment = liberation_day_experiment(data_, name);
    const auto result = economy::make_single_sector(data_.benchmark, experiment.spec)
                            ->solve(experiment.counterfactual, {.tolerance = 1e-12}, context_);
    const bool worse = !out.solver.converged()
                           ? false
                           : !result.solver.converged() || result.solver.residual > out.solver.residual;
    if (out.rows.empty() || worse) out.solver = result.solver;
    if (!result.solver.converged())
      out.notes.push_back(
          fmt::format("{}: {} ({})", name, to_string(result.solver.status), result.solver.message));
    out.closure = result.closure;
    out.numeraire = result.numeraire;
    if (!experiment.note.empty()) out.notes.push_back(experiment.note);
    const auto base = economy::calibrate_single_sector(*data_.benchmark, experiment.spec);
    add_groups(experiment, result, base.spending, out);
    add_world(experiment, result, out);
    if (countries) add_countries(experiment, result, out);
  }

 private:
  void add_groups(const LiberationDayExperiment& e, const economy::Result& result,
                  const std::vector<double>& weight, Replication& out) const {
    for (const auto& group : groups_)
      for (const char* measure : kMeasures) {
        const double value = average(result.outcomes.find(measure)->value, weight, group.members);
        if (measure == std::string("tariff_rev_over_E")) {
          out.rows.push_back(row("3", group.name, "revenue_pct_of_E", e.name, 100 * value));
          out.rows.push_back(
              row("3", group.name, "revenue_pct_federal_budget", e.name, 100 * value / kFederalBudgetShare));
        } else {
          out.rows.push_back(row(e.table, group.name, measure, e.name, value));
        }
      }
    if (e.table == "10") {  // the study's Table 10 averages welfare without weights
      const std::vector<double> equal(weight.size(), 1.0);
      out.rows.push_back(row("10", "nonUS_unweighted", "welfare_pct", e.name,
                             average(result.outcomes.find("welfare_pct")->value, equal, groups_[3].members)));
    }
  }

  void add_world(const LiberationDayExperiment& e, const economy::Result& result, Replication& out) const {
    for (const char* measure : {"world_trade_gdp_pct", "world_employment_pct"})
      out.rows.push_back(row("11", "world", measure, e.name, result.outcomes.find(measure)->value[0]));
  }

  void add_countries(const LiberationDayExperiment& e, const economy::Result& result,
                     Replication& out) const {
    for (const char* measure : kMeasures)
      for (const Country n : data_.benchmark->countries().all()) {
        auto r = row("reference", data_.benchmark->countries().code(n), measure, e.name,
                     result.outcomes.find(measure)->value[static_cast<std::size_t>(n.value)]);
        if (measure == std::string("tariff_rev_over_E")) r.unit = "fraction of base spending";
        out.rows.push_back(std::move(r));
      }
  }

  static ReplicationRow row(const std::string& table, const std::string& entity, const std::string& measure,
                            const std::string& scenario, double ours) {
    ReplicationRow r{.table = table,
                     .entity = entity,
                     .measure = measure,
                     .scenario = scenario,
                     .unit = "percent",
                     .paper = {},
                     .paper_decimals = 2,
                     .ours = ours};
    for (const auto& p : kLiberationDayPrinted)
      if (p.table == table && p.entity == entity && p.measure == measure && p.scenario == scenario)
        r.paper = p.value, r.paper_decimals = p.decimals;
    return r;
  }

  LiberationDayData data_;
  const RunContext& context_;
  std::vector<Group> groups_;
};

}  // namespace

std::vector<std::string> liberation_day_variants() {
  std::vector<std::string> names{"all"};
  for (auto& name : liberation_day_experiment_names()) names.push_back(std::move(name));
  return names;
}

/// Variant "all": every experiment, groups only. A single experiment adds one row per country and measure.
Replication replicate_liberation_day(const std::filesystem::path& data, const std::string& variant,
                                     const RunContext& context) {
  const auto known = liberation_day_variants();
  const std::string chosen = variant.empty() ? known.front() : variant;
  if (std::find(known.begin(), known.end(), chosen) == known.end())
    throw UserError({.place = {},
                     .value = chosen,
                     .problem = "is not a variant of the replication liberation-day",
                     .expected = fmt::format("{}", fmt::join(known, ", ")),
                     .remedy = "did you mean '" + nearest_name(chosen, known) + "'?"});
  Replication out;
  out.name = "liberation-day";
  out.variant = chosen;
  out.citation =
      "Ignatenko, Lashkaripour, Macedoni and Simonovska (2025), Journal of International Economics 157, "
      "104138";
  Study study(read_liberation_day(data), context);
  for (const auto& name : known)
    if (name != "all" && (chosen == "all" || chosen == name)) study.run(name, chosen != "all", out);
  out.notes.insert(out.notes.begin(), {"averages of country groups weight by base spending; EU is the "
                                       "study's list of 25 members (Czechia and Slovakia missing)",
                                       "Table 3 prints revenue over base spending as percent of GDP, and "
                                       "divides it by 0.23 for the federal budget"});
  return out;
}

}  // namespace cobden::scenario
