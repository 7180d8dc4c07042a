#pragma once
// One question to the module and its whole answer: what a control would do to supply and deaths under both
// priors and their pool, what that is worth, at which share of the value an exchange breaks even, and which
// assumption turns the conclusion round.
#include <optional>
#include <string>
#include <vector>

#include "cobden/precursor/priors.h"
#include "cobden/precursor/supply_path.h"
#include "cobden/precursor/value.h"

namespace cobden::precursor {

struct Study {
  Control control;
  StructuralPrior prior = default_prior();
  Baseline baseline;
  Valuation valuation;
  DrawSettings draws;
  double structural_weight = 0.8;  ///< of the pool; the reference class has the rest
};
/// UserError that names the first mistake.
void check(const Study& study);

enum class Prior { kStructural, kReferenceClass, kPooled };
std::string to_string(Prior prior);  ///< "structural", "reference class", "pooled"

/// Bands after a number of months.
struct Horizon {
  int month = 0;
  Band supply = {};              ///< S in the month, share of normal (reference class: the indicator)
  Band cumulative_averted = {};  ///< deaths
};

struct PriorAnswer {
  Prior prior = Prior::kStructural;
  std::vector<Horizon> horizons = {};     ///< 6, 12 and 36 months where within the study, and its end
  std::vector<Band> deaths = {};          ///< a month, month 1 first
  Band averted_first_year = {};           ///< deaths, or over the study if that is shorter
  Band value_bn = {};                     ///< present value over the study at lambda = 1 [bn USD]
  double net_bn = 0;                      ///< mean: lambda value - cost [bn USD]
  std::optional<double> break_even = {};  ///< lambda* of the mean value; see break_even_share
  bool covers_cost = false;               ///< the conclusion: lambda value >= cost
  double chance_covers_cost = 0;          ///< share of draws in which it does
};

/// One parameter moved over its range, everything else at its centre.
struct TornadoBar {
  std::string key, symbol;
  double at_low = 0, centre = 0, at_high = 0;  ///< of the parameter
  double averted_low = 0, averted_high = 0;    ///< deaths over the study at the two ends
  double net_bn_low = 0, net_bn_high = 0;      ///< lambda value - cost at the two ends [bn USD]
  std::optional<double> flips_at = {};         ///< where the conclusion turns, if within the range
  double swing_bn() const;                     ///< |net at high - net at low|
};

struct StudyAnswer {
  Study study;
  std::vector<MonthRow> central = {};               ///< the path at the centre of the structural prior
  double denial = 0, ad_valorem_equivalent = 0;     ///< at the centre; share, fraction of value
  double landed_cost = 1, covered_share_after = 1;  ///< at the centre: index of cost, share of routes
  std::vector<PriorAnswer> priors = {};             ///< structural, reference class, pooled, in this order
  double disagreement = 0;    ///< mean deaths averted in the first year, reference class / structural
  double cost_bn = 0;         ///< present cost of what is given in return over the study [bn USD]
  double central_net_bn = 0;  ///< at the centre of the structural prior
  std::vector<TornadoBar> tornado = {};  ///< by swing, largest first; valuation and stringency included
  std::optional<double> weight_flips_at =
      {};                       ///< structural weight at which the pooled conclusion turns, if any
  std::string conclusion = {};  ///< one sentence
};

/// UserError for bad input; Interrupted when cancelled. The same bits for any thread count.
StudyAnswer run_study(const Study& study, const ReferenceClass& reference, const RunContext& context = {});

}  // namespace cobden::precursor
