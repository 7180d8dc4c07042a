#pragma once
// From a scenario to an answer: opens the benchmark, applies the shocks, makes the model and solves. The
// choice of trade elasticities moves results more than most details of a shock, so the same question is also
// asked under every elasticity set of the benchmark and the range reported beside the headline.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/economy/model.h"
#include "cobden/scenario/input_file.h"
#include "cobden/scenario/scenario_file.h"
#include "cobden/scenario/schedule_shock.h"

namespace cobden::scenario {

/// Settings of the command line that win over the file; empty = as in the file.
struct Overrides {
  std::string benchmark, family, variant, closure, elasticities, numeraire;
  std::string on = {};     ///< of every schedule shock: a date, or two days of a span with a comma
  std::string known = {};  ///< of every schedule shock
};
/// UserError (place "--closure" and so on) for values that do not parse, and for days without a schedule.
void apply_overrides(const Overrides& overrides, Scenario& scenario);

/// Everything a solve needs, with names resolved.
struct AssembledRun {
  Scenario scenario;
  economy::BenchmarkPtr benchmark;
  economy::Counterfactual counterfactual;
  std::vector<InputFile> inputs;
  std::vector<ScheduleEffect> schedules = {};  ///< what the schedule shocks came to, in their order
  std::vector<std::string> notes = {};         ///< what a reader of the tariffs must know, one sentence each
};

/// Opens the scenario's benchmark and applies the shocks. A benchmark is a built-in name, a path, or a folder
/// of the data search path whose name starts with it ("cp2015" finds cp2015_nafta_31x40).
AssembledRun assemble(Scenario scenario);
/// The same on a benchmark that is open already.
AssembledRun assemble(Scenario scenario, economy::BenchmarkPtr benchmark, std::vector<InputFile> inputs = {});

/// Makes the model a [model] table asks for. UserError: a closure, variant or elasticity set the family does
/// not have.
std::unique_ptr<economy::Model> make_model(const economy::BenchmarkPtr& benchmark, const ModelSpec& spec);
/// The Caliendo-Parro specification of a [model] table. UserError as make_model.
economy::CaliendoParroSpec caliendo_parro_spec(const data::Benchmark& benchmark, const ModelSpec& spec);
/// The families whose models have exact gradients (economy::Model::policy).
std::vector<std::string> strategy_families();
/// The elasticity set a specification means: its own, else GYY, else the benchmark's first; empty if there is
/// none.
std::string elasticity_set(const data::Benchmark& benchmark, const ModelSpec& spec);

/// Exact real income under every elasticity set.
struct ElasticityRange {
  std::vector<std::string> sets;                     ///< in the order of the benchmark
  std::vector<economy::SolverSummary> solver;        ///< one for each set
  std::vector<std::vector<double>> welfare_percent;  ///< [set][country]; empty where the set did not solve
  /// Of the sets that solved.
  struct Span {
    double low = 0, high = 0;
    std::string low_set, high_set;
  };
  std::vector<Span> by_country;  ///< [country]; empty if no set solved
  bool empty() const { return by_country.empty(); }
};

/// A scenario answered.
struct Answer {
  AssembledRun run;
  economy::Result result;
  ElasticityRange range;  ///< empty if not asked for, or if the family knows no sets
};

/// Solves the run; `with_range` adds one solve for each further elasticity set, in parallel.
Answer answer(AssembledRun run, bool with_range, const RunContext& context = {});

}  // namespace cobden::scenario
