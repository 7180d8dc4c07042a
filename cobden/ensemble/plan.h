#pragma once
// From an [ensemble] table to inputs on a benchmark: names resolved, defaults filled in, and what a vector of
// uniform numbers means for the scenario. A draw is a pure function of its uniforms, so that it can be solved
// anywhere, in any order.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::ensemble {

/// One uncertain input on the benchmark. It takes the dimensions first ... first + size - 1 of a draw.
struct Input {
  scenario::EnsembleInput ask;
  std::size_t first = 0, size = 1;
  std::vector<std::string> labels;   ///< of its numbers: sector codes, or one name
  std::vector<Sector> sectors;       ///< of elasticities and weights
  std::vector<double> cholesky;      ///< [size][size] lower triangle of the correlations; empty = independent
  std::vector<std::string> choices;  ///< names, in order; empty for numbers
  std::vector<double> cumulative;    ///< probabilities of the choices added up, the last 1
  std::size_t usual = 0;             ///< the choice of the scenario itself, or the likeliest
  double own_value = 1;              ///< what a factor multiplies, of parameters and judgements
};

/// What one draw changes. Numbers are as drawn (a factor or a value), choices their positions.
struct Plan {
  scenario::AssembledRun run;  ///< the scenario itself
  scenario::EnsembleAsk ask;
  std::vector<Input> inputs;
  std::size_t dimensions = 0;
  /// [shock][choice] what a schedule comes to on each of its days; empty where the schedule is certain.
  std::vector<std::vector<scenario::ScheduleEffect>> schedules;
  std::vector<std::string> notes;  ///< assumptions a reader must know, one sentence each
  bool changes_tariffs = false;    ///< some input changes the counterfactual itself
};

/// UserError at the input: an unknown sector, set or parameter; a shock that is not there; correlations that
/// fit no distribution; an input the question has no use for.
Plan make_plan(scenario::AssembledRun run);

/// The numbers of a draw from its uniforms, one for each dimension.
std::vector<double> values_at(const Plan& plan, std::span<const double> uniforms);
/// Every input at its centre, choices as in the scenario.
std::vector<double> central_values(const Plan& plan);
/// The centre but for one input, whose numbers are all at the quantile `u`, or whose choice is `choice`.
std::vector<double> values_with(const Plan& plan, std::size_t input, double u);
std::vector<double> values_with_choice(const Plan& plan, std::size_t input, std::size_t choice);

/// Trade elasticities of a draw [sector]; empty where none is drawn. UserError for one that is not positive.
BySector drawn_elasticities(const Plan& plan, std::span<const double> values);
/// The closure of a draw.
economy::Closure drawn_closure(const Plan& plan, std::span<const double> values);
/// The tariffs of a draw [sector][importer][exporter]; empty if nothing changes them. UserError as drawn_run.
TradeCube drawn_tariffs(const Plan& plan, std::span<const double> values);
/// The run of a draw: model, shocks, weights and judgements as drawn. UserError where a tariff falls to
/// -100%.
scenario::AssembledRun drawn_run(const Plan& plan, std::span<const double> values);
/// The judged numbers of a draw.
scenario::TalksAssumptions drawn_judgements(const Plan& plan, std::span<const double> values);

/// "lognormal, spread 0.25, a factor on each of 28 sectors", for tables.
std::string describe(const Input& input);

}  // namespace cobden::ensemble
