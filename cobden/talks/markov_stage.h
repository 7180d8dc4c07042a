#pragma once
// One period of the talks, and what both sides would do in it given what the future is worth. This is the
// inside of markov_dynamics.h: expected payoffs of each move, logit replies (McKelvey and Palfrey 1998, Exp.
// Econ. 1(1), agent form) and pure ones, with the belief following Bayes' rule after moves and alarms.
#include <array>
#include <functional>
#include <string>
#include <vector>

namespace cobden::talks {

/// Where the two sides stand.
enum class Phase { kWar, kPause, kPartial, kDeal };
inline constexpr int kPhases = 4;
std::string to_string(Phase phase);  ///< "war", "pause", "partial deal", "deal"

/// Side 1 presses or eases; side 2 holds or concedes. Index 0 is the harder move.
enum class Type { kSincere, kInsincere };

struct TalksModel {
  /// Payoff of side 1 or 2 in a period lived in `phase` when side 2 is of `type`; `period` runs from 0 with the
  /// clock. Any unit, say bn USD a period.
  std::function<double(int side, int period, Phase phase, Type type)> flow;
  double discount_first = 0, discount_second = 0;  ///< in [0, 1)
  double detection = 0, false_alarm = 0;           ///< of a period of partial or full deal
  /// Phase after the moves [phase now][side 1 eases][side 2 concedes].
  std::array<std::array<std::array<Phase, 2>, 2>, kPhases> next = standard_moves();
  Phase after_alarm = Phase::kWar;  ///< snap-back
  int pause_ends = -1;              ///< from this period on a pause becomes war; -1: never
  static std::array<std::array<std::array<Phase, 2>, 2>, kPhases> standard_moves();
};
/// UserError: no flow, or bounds.
void check(const TalksModel& model);

/// Probability of the softer move: by side 1, and by each type of side 2.
struct StageStrategy {
  double ease = 0.5, sincere = 0.5, insincere = 0.5;
};
/// Present values.
struct StageValue {
  double first = 0, sincere = 0, insincere = 0;
};

/// What a phase and a belief are worth at the start of the next period.
using Continuation = std::function<StageValue(Phase phase, double belief)>;

/// The stage game at (period, phase, belief).
class Stage {
 public:
  /// `off_path`: the belief after a move of side 2 that its strategy excludes.
  Stage(const TalksModel& model, int period, Phase phase, double belief, const Continuation& continuation,
        double off_path)
      : model_(model), period_(period), phase_(phase), belief_(belief), continuation_(continuation),
        off_path_(off_path) {}

  /// Payoffs of the harder (0) and the softer (1) move of each agent against `strategy`.
  struct Payoffs {
    std::array<double, 2> first, sincere, insincere;
  };
  Payoffs payoffs(const StageStrategy& strategy) const;
  /// Logit replies of `precision` (per unit of payoff).
  StageStrategy logit_reply(const StageStrategy& strategy, double precision) const;
  /// Largest distance of `strategy` from its own logit replies.
  double residual(const StageStrategy& strategy, double precision) const;
  /// Largest gain of any agent from a move other than its strategy.
  double largest_gain(const StageStrategy& strategy) const;
  StageValue value(const StageStrategy& strategy) const;

  /// Belief that side 2 is sincere after it held (0) or conceded (1).
  double belief_after(const StageStrategy& strategy, int concedes) const;
  /// Phase in which the period is lived.
  Phase lived_in(int eases, int concedes) const;
  double alarm_probability(Phase lived, Type type) const;
  /// Belief after an alarm or its absence in `lived`.
  double belief_after_alarm(Phase lived, double belief, bool alarm) const;

 private:
  /// Flow and discounted future of one agent once moves are made.
  StageValue outcome(Phase lived, double belief) const;
  const TalksModel& model_;
  int period_;
  Phase phase_;
  double belief_;
  const Continuation& continuation_;
  double off_path_;
};

struct StageSolution {
  StageStrategy strategy;
  double residual = 0;    ///< logit: distance from the replies; pure: largest gain of a deviation
  int solutions = 1;      ///< different ones that were found
};
/// The logit solution that grows out of even odds as precision rises from zero.
StageSolution follow_branch(const Stage& stage, double precision);
/// The one that is reached from `start`.
StageSolution solve_near(const Stage& stage, double precision, const StageStrategy& start);
/// How many different ones Newton's method finds from the pure profiles, with the one that is `known`.
int count_solutions(const Stage& stage, double precision, const StageStrategy& known);
/// Of all pure profiles without a gainful deviation the one of the largest joint payoff; if there is none, the
/// profile with the smallest gain, and `solutions` is 0.
StageSolution solve_pure(const Stage& stage, double belief);

}  // namespace cobden::talks
