#pragma once
// Two sides that each wait for the other to give in, each possibly of a stubborn type that never does. Choose it
// for the odds and the cost of deadlock: it turns patience, demands and doubts about stubbornness into a
// survival curve of "no deal yet". Abreu and Gul (2000, Econometrica 68(1), section 3). Rates of impatience may
// jump on given dates, which is one way a deadline works (the clocks of clocks.h); the other is an end: after
// it the game is over and both get their payoff without a deal. The end is solved here as in that model, with a
// pause before it in which nobody gives in and a rush at it (Hendricks, Weiss and Wilson 1988, Int. Econ. Rev.
// 29(4); Fuchs and Skrzypacz 2013, Am. Econ. J. Microecon. 5(4)). Derivation: docs/theory/talks.md.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cobden/talks/rate_path.h"

namespace cobden::talks {

/// One side's demand of the pie of size one. Demands must be incompatible: alpha_1 + alpha_2 > 1.
struct AttritionSide {
  double demand = 0;    ///< alpha in (0, 1)
  double stubborn = 0;  ///< z in (0, 1): prior that it never gives in
};

struct Deadline {
  double at = 0;  ///< > 0, in the unit of time of the rates
  /// Payoffs without a deal from then on, below what giving in pays (1 - the other's demand).
  double without_deal_first = 0, without_deal_second = 0;
};

struct AttritionGame {
  AttritionSide first, second;
  RatePath rates;
  std::optional<Deadline> deadline = {};
};

/// An equilibrium: who gives in when. Sides are 0 and 1. Probabilities are from outside, types unknown.
class AttritionPath {
 public:
  const AttritionGame& game() const { return game_; }
  /// "war of attrition", or what the sides do at the deadline, in words.
  const std::string& kind() const { return kind_; }
  /// T_i = time at which side i's rational types would all have given in, starting without a mass at 0.
  double exhaustion(int side) const { return exhaustion_[at(side)]; }
  /// No one gives in after this time, but at the deadline: T_0 = min T_i, or the start of the pause.
  double quiet_from() const { return quiet_from_; }
  /// F_i(0): probability that i gives in at once.
  double initial(int side) const { return 1 - c_[at(side)]; }
  /// Probability that i gives in at the deadline if there is no deal before; 0 without a deadline.
  double at_deadline(int side) const { return rush_[at(side)]; }
  /// Expected payoff of i's rational type, shares of the pie, discounted.
  double payoff(int side) const { return payoff_[at(side)]; }

  /// lambda_i(t) = r_j(t) (1 - alpha_i)/(alpha_1 + alpha_2 - 1) while they give in, else 0.
  double hazard(int side, double t) const;
  /// F_i(t): probability that i has given in by t if j has not, the deadline's rush included from t = deadline.
  double conceded(int side, double t) const;
  /// Probability of no deal by t.
  double no_deal(double t) const;
  /// Probability that i gives in first, at t or before; the rest of a tie at the deadline is `compromise`.
  double gave_in_first(int side, double t) const;
  double compromise() const { return no_deal_before_deadline_ * rush_[0] * rush_[1]; }
  /// Expected time without a deal up to `horizon`.
  double expected_duration(double horizon) const;
  /// Expected cost to `side` of `flow` per unit of time for as long as there is no deal, up to `horizon`,
  /// discounted at its own rates.
  double expected_delay_cost(int side, double flow, double horizon) const;

  /// What i's rational type gets by giving in at t if j has not (t < deadline).
  double payoff_of_giving_in(int side, double t) const;
  /// The largest gain over `payoff` from any time of giving in, holding out at the deadline, or never giving
  /// in, and how far the times at which i does give in are from `payoff`: both zero up to rounding.
  double deviation_gain() const;
  double indifference_error() const;

 private:
  friend class AttritionSolver;
  explicit AttritionPath(AttritionGame game) : game_(std::move(game)) {}
  static std::size_t at(int side) { return static_cast<std::size_t>(side); }
  double cumulative_hazard(int side, double t) const;
  double discount(int side, double t) const;
  double deadline_payoff(int side, bool gives_in) const;
  template <class Integrand>
  double integrate(double horizon, const Integrand& integrand) const;

  AttritionGame game_;
  std::string kind_;
  double conflict_ = 0;                       ///< alpha_1 + alpha_2 - 1
  std::array<double, 2> yield_ = {};          ///< k_i = 1 - alpha_j
  std::array<double, 2> exhaustion_ = {};
  std::array<double, 2> c_ = {1, 1};          ///< 1 - F_i(0)
  std::array<double, 2> rush_ = {};
  std::array<double, 2> payoff_ = {};
  double quiet_from_ = 0, no_deal_before_deadline_ = 0;
};

/// All equilibria of this form: one without a deadline, perhaps several with one, none hidden. Empty if no
/// candidate passes its deviation test. UserError: bounds, or demands that are compatible.
std::vector<AttritionPath> solve_attrition(const AttritionGame& game);

}  // namespace cobden::talks
