// Solves the war of attrition of deadlock.h.
//
// Legend: alpha demand, k_i = 1 - alpha_j what giving in pays, D conflict = alpha_1 + alpha_2 - 1 = alpha_i - k_i;
// R_i(t) integral of i's rate; side j's cumulative hazard is L_j(t) = (k_i / D) R_i(t); c_j = 1 - F_j(0).
// At a deadline d: q_j probability that j gives in there, s = k_i + D/2 the payoff of giving in together.
//   required_j(t) = k_i (e^(R_i(t,d)) - 1) / (D/2): the q_j that makes i indifferent between giving in at t and
//     waiting for d, where it gives in too;
//   theta_i = (k_i - w_i)/(k_i - w_i + D/2): above this q_j, i holds out at d (w_i payoff without a deal);
//   left_j(t) = 1 - z_j e^(L_j(t)) / c_j: the share of rational types among those still there.
#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/numerics/root.h"
#include "cobden/talks/checks.h"
#include "cobden/talks/deadlock.h"

namespace cobden::talks {

class AttritionSolver {
 public:
  explicit AttritionSolver(const AttritionGame& game) : game_(game), blank_(game) {
    check_side(game.first, "first");
    check_side(game.second, "second");
    blank_.conflict_ = game.first.demand + game.second.demand - 1;
    if (!(blank_.conflict_ > 0))
      throw UserError("demands are compatible: their sum must be above 1", "there is nothing to fight about");
    blank_.yield_ = {1 - game.second.demand, 1 - game.first.demand};
    for (const int j : {0, 1})
      blank_.exhaustion_[at(j)] =
          game.rates.time_of(1 - j, -std::log(z(j)) * blank_.conflict_ / k(1 - j));
    if (game.deadline) check_deadline(*game.deadline);
  }

  std::vector<AttritionPath> solve() {
    const double end = std::min(blank_.exhaustion_[0], blank_.exhaustion_[1]);
    if (!game_.deadline || end <= game_.deadline->at) return {without_deadline(end)};
    for (const auto& path : {all_give_in(), one_may_hold(0), one_may_hold(1), both_may_hold()})
      if (path) keep_if_equilibrium(*path);
    return std::move(found_);
  }

 private:
  static std::size_t at(int side) { return static_cast<std::size_t>(side); }
  double z(int side) const { return side == 0 ? game_.first.stubborn : game_.second.stubborn; }
  double k(int side) const { return blank_.yield_[at(side)]; }

  static void check_side(const AttritionSide& side, const std::string& name) {
    require_inside("demand of the " + name + " side", side.demand, "a share of the pie");
    require_inside("stubbornness of the " + name + " side", side.stubborn,
                   "without stubborn types the war of attrition has no one solution");
  }
  void check_deadline(const Deadline& deadline) const {
    require_positive("deadline", deadline.at);
    require_finite("payoff without a deal", deadline.without_deal_first);
    require_finite("payoff without a deal", deadline.without_deal_second);
    if (deadline.without_deal_first >= k(0) || deadline.without_deal_second >= k(1))
      throw UserError("payoffs without a deal must be below what giving in pays",
                      "else no one gives in at the deadline");
  }

  AttritionPath without_deadline(double end) const {
    AttritionPath path = blank_;
    path.kind_ = "war of attrition";
    path.quiet_from_ = end;
    for (const int j : {0, 1}) {
      // The side that would last longer starts with a mass, so that both run out of rational types at once.
      path.c_[at(j)] = std::min(1.0, z(j) * std::exp(path.cumulative_hazard(j, end)));
      if (blank_.exhaustion_[at(j)] <= end) path.c_[at(j)] = 1;
    }
    set_payoffs(path);
    return path;
  }

  double deadline() const { return game_.deadline->at; }
  double to_deadline(int i, double t) const {
    return game_.rates.integral(i, deadline()) - game_.rates.integral(i, t);
  }
  double required(int j, double t) const {
    return k(1 - j) * std::expm1(to_deadline(1 - j, t)) / (blank_.conflict_ / 2);
  }
  double theta(int i) const {
    const double fall =
        k(i) - (i == 0 ? game_.deadline->without_deal_first : game_.deadline->without_deal_second);
    return fall / (fall + blank_.conflict_ / 2);
  }
  double hazard_to(int j, double t) const {
    return k(1 - j) / blank_.conflict_ * game_.rates.integral(1 - j, t);
  }
  /// C_j(t): the c_j with which the rational types left at t are just those required; falls with t.
  double mass_needed(int j, double t) const {
    const double share = 1 - required(j, t);
    return share > 0 ? z(j) * std::exp(hazard_to(j, t)) / share : std::numeric_limits<double>::infinity();
  }

  AttritionPath start(double quiet_from, const std::string& kind) const {
    AttritionPath path = blank_;
    path.kind_ = kind;
    path.quiet_from_ = quiet_from;
    return path;
  }

  /// All rational types give in at the deadline. The phase of giving in before it ends where C_j = 1 for the
  /// side that starts without a mass.
  std::optional<AttritionPath> all_give_in() const {
    const std::array<double, 2> end = {crossing(0), crossing(1)};
    const double quiet = std::max(end[0], end[1]);
    AttritionPath path = start(quiet, "all rational types give in at the deadline");
    for (const int j : {0, 1}) {
      path.c_[at(j)] = end[at(j)] < quiet ? std::min(1.0, mass_needed(j, quiet)) : 1.0;
      path.rush_[at(j)] = 1 - z(j) * std::exp(hazard_to(j, quiet)) / path.c_[at(j)];
    }
    return path;
  }
  double crossing(int j) const {
    if (mass_needed(j, 0) <= 1) return 0;
    // In logs and cut off, so that the search never meets an infinity.
    const auto excess = [&](double t) { return std::clamp(std::log(mass_needed(j, t)), -50.0, 50.0); };
    return numerics::find_root(excess, 0, deadline()).x;
  }

  /// Side i's rational types give in at the deadline only in part: theta_i of j give in there.
  std::optional<AttritionPath> one_may_hold(int i) const {
    const int j = 1 - i;
    // R_i(t, d) = ln(1 + theta_i (D/2) / k_i) is where waiting pays i just what giving in does.
    const double ahead = std::log1p(theta(i) * (blank_.conflict_ / 2) / k(i));
    const double whole = game_.rates.integral(i, deadline());
    const double quiet = whole > ahead ? game_.rates.time_of(i, whole - ahead) : 0;
    AttritionPath path = start(quiet, i == 0 ? "the first side may hold out at the deadline"
                                             : "the second side may hold out at the deadline");
    path.c_[at(j)] = z(j) * std::exp(hazard_to(j, quiet)) / (1 - theta(i));
    path.rush_ = {theta(i), theta(i)};
    path.rush_[at(i)] = required(i, quiet);
    return path;
  }

  /// Both mix at the deadline and no one gives in before.
  std::optional<AttritionPath> both_may_hold() const {
    AttritionPath path = start(0, "both sides may hold out at the deadline");
    path.rush_ = {theta(1), theta(0)};
    return path;
  }

  void set_payoffs(AttritionPath& path) const {
    path.no_deal_before_deadline_ = 0;
    if (game_.deadline && path.quiet_from_ < deadline())
      path.no_deal_before_deadline_ = path.no_deal(std::nextafter(deadline(), 0.0));
    for (const int i : {0, 1}) {
      const double win = i == 0 ? game_.first.demand : game_.second.demand, c = path.c_[at(1 - i)];
      double later = k(i);
      // Without a phase of giving in, a side that starts without a mass waits for the deadline.
      if (path.quiet_from_ == 0 && path.c_[at(i)] >= 1)
        later = std::exp(-to_deadline(i, 0)) *
                std::max(path.deadline_payoff(i, true), path.deadline_payoff(i, false));
      path.payoff_[at(i)] = (1 - c) * win + c * later;
    }
  }

  /// Masses and rushes must be probabilities that the rational types can fill; then the deviation test decides.
  void keep_if_equilibrium(AttritionPath path) {
    constexpr double kRounding = 1e-9;
    for (const int j : {0, 1}) {
      const double left = 1 - z(j) * std::exp(hazard_to(j, path.quiet_from_)) / path.c_[at(j)];
      if (!(path.c_[at(j)] <= 1 + kRounding && path.c_[at(j)] > 0)) return;
      if (!(path.rush_[at(j)] >= -kRounding && path.rush_[at(j)] <= left + kRounding)) return;
      path.c_[at(j)] = std::min(1.0, path.c_[at(j)]);
    }
    if (path.c_[0] < 1 && path.c_[1] < 1) return;
    set_payoffs(path);
    if (path.deviation_gain() > kRounding || path.indifference_error() > kRounding) return;
    found_.push_back(std::move(path));
  }

  const AttritionGame& game_;
  AttritionPath blank_;
  std::vector<AttritionPath> found_;
};

std::vector<AttritionPath> solve_attrition(const AttritionGame& game) { return AttritionSolver(game).solve(); }

}  // namespace cobden::talks
