#include "cobden/strategy/war.h"

#include <fmt/format.h>

#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {
namespace {

constexpr double kRational = 0.001;  // percent of base objective: a tenth of a basis point

/// `tariff` with `player`'s instruments moved by `share` of the way (in tariffs) to those of `base`.
TradeCube cut(const Player& player, TradeCube tariff, const TradeCube& base, double share) {
  const Country own = player.instruments.player;
  for (const auto& group : player.instruments.groups)
    for (const Cell& c : group) {
      double& t = tariff(c.sector, own, c.exporter);
      t += share * (base(c.sector, own, c.exporter) - t);
    }
  return tariff;
}

class Diagnosis {
 public:
  Diagnosis(const economy::PolicyModel& model, const std::vector<Player>& players, const TradeCube& tariff,
            const TradeCube& base, const SearchOptions& options, const RunContext& context)
      : model_(model), players_(players), tariff_(tariff), base_(base), run_(model, options, context) {}

  WarDiagnosis diagnose() {
    WarDiagnosis out;
    now_ = run_.solve_at_last(tariff_, nullptr);
    if (!now_) {
      out.search.status = SearchStatus::kNoEquilibrium;
      out.search.message = "the economy has no equilibrium at the present tariffs";
      return finish(std::move(out));
    }
    out.sides.resize(2);
    parallel_for(2, [&](std::size_t i) { out.sides[i] = look_at(i); });
    out.search.status = SearchStatus::kConverged;
    out.search.message = "both best replies found";
    for (const WarSide& side : out.sides) {
      run_.count(side.best.search);
      out.search.first_order = std::max(out.search.first_order, side.best.search.first_order);
      if (!side.best.search.converged()) {
        out.search.status = side.best.search.status;
        out.search.message = side.best.search.message;
      }
    }
    return finish(std::move(out));
  }

 private:
  WarSide look_at(std::size_t i) {
    const Player &own = players_[i], &other = players_[1 - i];
    const Country them = other.objective.country;
    WarSide side;
    side.country = own.objective.country;
    side.present = summarise_tariff(model_, tariff_, own.instruments, them);
    side.base = summarise_tariff(model_, base_, own.instruments, them);
    const double unit = std::abs(model_.value(*model_.base(), own.objective));
    side.now = payoff_of(model_.value(*now_, own.objective), model_.value(*model_.base(), own.objective));
    side.best = find_optimum(model_, own, tariff_, run_.options(), run_.context().silent(), now_.get());
    side.best_reply = summarise_tariff(model_, side.best.tariff, own.instruments, them);
    side.best_reply_gain_percent = 100 * (side.best.value - side.now.value) / unit;
    side.cut_gain_percent = gain(cut(own, tariff_, base_, 1.0), own);
    side.half_gain_percent = gain(cut(own, tariff_, base_, 0.5), own);
    side.other_gain_if_cut_percent = gain(cut(own, tariff_, base_, 1.0), other);
    side.rational = side.best_reply_gain_percent <= kRational;
    side.verdict = words(side);
    return side;
  }

  /// What `whose` gains, in percent of base objective, when tariffs become `tariff`; NaN without equilibrium.
  double gain(const TradeCube& tariff, const Player& whose) {
    const auto there = run_.solve(tariff, now_.get(), run_.options().solve.tolerance);
    if (!there) return std::nan("");
    const double before = model_.value(*now_, whose.objective);
    return 100 * (model_.value(*there, whose.objective) - before) /
           std::abs(model_.value(*model_.base(), whose.objective));
  }

  std::string words(const WarSide& s) const {
    const std::string& name = model_.countries().code(s.country);
    const double now = 100 * s.present.mean, best = 100 * s.best_reply.mean;
    if (!s.best.search.converged())
      return fmt::format("{}: the search for its best reply did not converge", name);
    if (s.rational) return fmt::format("{}: its tariffs ({:.1f}% on average) are a best reply", name, now);
    const std::string cutting =
        s.cut_gain_percent >= 0
            ? fmt::format("cutting to base tariffs alone would gain it {:.3f}%", s.cut_gain_percent)
            : fmt::format("cutting to base tariffs alone would cost it {:.3f}%", -s.cut_gain_percent);
    return fmt::format(
        "{}: {:.1f}% on average does not maximise its objective: the best reply to the other's present "
        "tariffs is {:.1f}% and gains {:.3f}%; {}",
        name, now, best, s.best_reply_gain_percent, cutting);
  }

  WarDiagnosis finish(WarDiagnosis out) const {
    out.search.method = "best replies to present tariffs, and unilateral cuts";
    out.search.solves = run_.solves();
    out.search.gradients = run_.gradients();
    out.search.seconds = run_.seconds();
    return out;
  }

  const economy::PolicyModel& model_;
  const std::vector<Player>& players_;
  const TradeCube& tariff_;
  const TradeCube& base_;
  SearchRun run_;
  economy::EquilibriumPtr now_;
};

}  // namespace

WarDiagnosis diagnose_war(const economy::PolicyModel& model, const std::vector<Player>& players,
                          const TradeCube& tariff, const TradeCube& base, const SearchOptions& options,
                          const RunContext& context) {
  if (players.size() != 2 || players[0].objective.country == players[1].objective.country)
    throw UserError("a war is diagnosed for two players");
  return Diagnosis(model, players, tariff, base.empty() ? model.base()->tariff : base, options, context)
      .diagnose();
}

}  // namespace cobden::strategy
