#pragma once
// How long there may be no deal: a war of attrition between two sides that each may be stubborn
// (talks/deadlock.h), with bands over every judged number, and how talks go on from phase to phase under a
// sincere or insincere offer (talks/markov_dynamics.h).
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_offer.h"
#include "cobden/strategy/bargaining.h"
#include "cobden/talks/clocks.h"
#include "cobden/talks/deadlock.h"
#include "cobden/talks/markov_dynamics.h"

namespace cobden::scenario {

/// Domestic clocks of both sides; at zero where none is given.
struct TalksClocks {
  talks::Clock first = {}, second = {};
};

/// Gains of both sides at the Nash bargain where the first side has the given power, bn a year.
struct PowerGain {
  double power = 0;
  strategy::PayoffPair gain = {};
};

/// A date of the survival curve. Probabilities are conditional on the judged numbers.
struct SurvivalRow {
  Day day;
  std::string name = {};          ///< "deadline", "12 months", "US general election", ...
  double no_deal = 0;             ///< at the central numbers
  double put_off = 0, final = 0;  ///< the same if the deadline is put off, and if it ends the talks
  double low = 0, high = 0;       ///< 5th and 95th percentile over draws
  double mean = 0;                ///< over draws
};

/// The two ways a deadline may work: it ends the talks, or it is put off and only hurries.
struct Waits {
  std::vector<talks::AttritionPath> put_off, final;  ///< equilibria; `final` is empty without a deadline
  double chance_final = 0;
  /// P(no deal by t years) of the first equilibria, the two ways weighted by their chance.
  double no_deal(double t) const;
  bool solved() const { return !put_off.empty() && (chance_final == 0 || !final.empty()); }
};

struct DeadlockAnswer {
  std::string no_game = {};  ///< why there is no war of attrition: no zone of agreement, or demands that fit
  std::vector<PowerGain> demands = {};  ///< what each side asks for: power for the first, and for the second
  std::optional<talks::AttritionGame> game = {};       ///< with the deadline, if there is one
  Waits waits = {};                                    ///< at the central numbers
  std::vector<SurvivalRow> rows = {};                  ///< dates by day: months, the deadline, the end
  std::vector<SurvivalRow> curve = {};                 ///< the same once a week
  double delay_cost_first = 0, delay_cost_second = 0;  ///< expected to the horizon, bn, discounted
  int failed_draws = 0;  ///< draws without an equilibrium of the form looked for, or with demands that fit
  int draws = 0;
};

/// Bargaining gains by power over a frontier of gains [bn a year], sampled once; straight lines between.
/// Empty where there is no zone of agreement.
std::vector<PowerGain> gains_by_power(const std::vector<strategy::PayoffPair>& frontier);
/// The war of attrition at given numbers; nothing where demands fit together.
std::optional<talks::AttritionGame> attrition_of(const TalksAsk& ask, const TalksAssumptions& a,
                                                 const std::vector<PowerGain>& gains,
                                                 const TalksClocks& clocks);
/// P(no deal by the deadline, or by the horizon without one); nothing where there is no equilibrium.
std::optional<double> no_deal_by_deadline(const TalksAsk& ask, const TalksAssumptions& a,
                                          const std::vector<PowerGain>& gains, const TalksClocks& clocks);
/// `gains` by power, empty where there is no zone of agreement.
DeadlockAnswer foresee_deadlock(const TalksAsk& ask, const std::vector<PowerGain>& gains,
                                const TalksClocks& clocks, const RunContext& context);

/// Flows of the four phases, bn a year over the status quo.
struct PhaseFlows {
  strategy::PayoffPair pause = {}, partial = {}, deal = {};
  double partial_worth = 0, deal_worth = 0;  ///< of the concession to the first side if it is kept
  double partial_cost = 0, deal_cost = 0;    ///< to a sincere second side
};
struct DynamicsAnswer {
  talks::MarkovSolution solution = {};
  talks::MarkovForecast forecast = {};
  double precision = 0;  ///< of logit play, per bn
};
DynamicsAnswer foresee_phases(const TalksAsk& ask, const PhaseFlows& flows, const RunContext& context);

}  // namespace cobden::scenario
