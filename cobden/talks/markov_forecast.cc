// The forecast of markov_dynamics.h: probabilities carried forward over types, phases and beliefs.
#include <algorithm>
#include <array>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"
#include "cobden/talks/markov_dynamics.h"
#include "cobden/talks/markov_grid.h"

namespace cobden::talks {
namespace {

/// Probability of each [type][phase][belief point][deal lived in already].
using Mass = std::vector<std::vector<std::vector<std::array<double, 2>>>>;

class Forecaster {
 public:
  Forecaster(const TalksModel& model, const MarkovSolution& solution, double off_path)
      : model_(model), solution_(solution), grid_(solution.belief), off_path_(off_path) {}

  MarkovForecast run(Phase phase, double prior, int periods) {
    prior_ = prior;
    Mass mass = empty();
    for (const int type : {0, 1})
      spread(mass[static_cast<std::size_t>(type)][static_cast<std::size_t>(phase)], Type(type), prior,
             type == 0 ? prior : 1 - prior, phase == Phase::kDeal ? 1 : 0);
    for (int t = 0; t < periods; ++t) {
      out_.phase.push_back({});
      out_.flow.push_back({});
      mass = step(mass, t);
      record(mass);
    }
    return std::move(out_);
  }

 private:
  Mass empty() const {
    return Mass(2, {kPhases, std::vector<std::array<double, 2>>(grid_.size(), {0.0, 0.0})});
  }
  /// Puts probability of a type on the two points around a belief.
  void spread(std::vector<std::array<double, 2>>& row, Type type, double belief, double amount,
              std::size_t dealt) const {
    const BeliefLot lot = lot_on(grid_, belief);
    const double w = type == Type::kSincere ? lot.sincere : lot.insincere;
    row[lot.below][dealt] += (1 - w) * amount;
    row[lot.below + 1][dealt] += w * amount;
  }

  Mass step(const Mass& mass, int t) {
    Mass next = empty();
    const auto last = solution_.periods.size() - 1;
    const auto& play = solution_.periods[std::min(static_cast<std::size_t>(t), last)];
    for (std::size_t type = 0; type < 2; ++type)
      for (std::size_t p = 0; p < kPhases; ++p)
        for (std::size_t k = 0; k < grid_.size(); ++k)
          for (std::size_t dealt = 0; dealt < 2; ++dealt)
            if (mass[type][p][k][dealt] > 0)
              move(next[type], play.strategy[p][k], t, Type(static_cast<int>(type)), Phase(static_cast<int>(p)),
                   k, mass[type][p][k][dealt], dealt);
    return next;
  }

  void move(std::vector<std::vector<std::array<double, 2>>>& next, const StageStrategy& s, int t, Type type,
            Phase phase, std::size_t k, double amount, std::size_t dealt) {
    const Continuation none;
    const int period = std::min(t, static_cast<int>(solution_.periods.size()) - 1);
    const Stage stage(model_, solution_.periods.size() > 1 ? t : period, phase, grid_[k], none, off_path_);
    const double softer = type == Type::kSincere ? s.sincere : s.insincere;
    for (const int eases : {0, 1})
      for (const int concedes : {0, 1}) {
        const double odds = (eases ? s.ease : 1 - s.ease) * (concedes ? softer : 1 - softer) * amount;
        if (odds == 0) continue;
        const Phase lived = stage.lived_in(eases, concedes);
        out_.phase.back()[static_cast<std::size_t>(lived)] += odds;
        const std::size_t now = dealt == 1 || lived == Phase::kDeal ? 1 : 0;
        const double belief = stage.belief_after(s, concedes), alarm = stage.alarm_probability(lived, type);
        add_flows(t, lived, type, odds);
        spread(next[static_cast<std::size_t>(lived)], type, stage.belief_after_alarm(lived, belief, false),
               odds * (1 - alarm), now);
        if (alarm > 0)
          spread(next[static_cast<std::size_t>(model_.after_alarm)], type,
                 stage.belief_after_alarm(lived, belief, true), odds * alarm, now);
      }
  }

  void add_flows(int t, Phase lived, Type type, double odds) {
    const int period = std::min(t, static_cast<int>(solution_.periods.size()) - 1);
    out_.flow.back()[0] += odds * model_.flow(1, period, lived, type);
    const double share = type == Type::kSincere ? prior_ : 1 - prior_;
    out_.flow.back()[type == Type::kSincere ? 1 : 2] += odds / share * model_.flow(2, period, lived, type);
  }

  void record(const Mass& mass) {
    double no_deal = 0, belief = 0, sincere = 0;
    for (std::size_t type = 0; type < 2; ++type)
      for (const auto& row : mass[type])
        for (std::size_t k = 0; k < grid_.size(); ++k) {
          no_deal += row[k][0];
          belief += grid_[k] * (row[k][0] + row[k][1]);
          if (type == 0) sincere += grid_[k] * (row[k][0] + row[k][1]);
        }
    out_.no_deal.push_back(no_deal);
    out_.mean_belief.push_back(belief);
    out_.sincere_belief.push_back(prior_ > 0 ? sincere / prior_ : 0);
  }

  const TalksModel& model_;
  const MarkovSolution& solution_;
  const std::vector<double>& grid_;
  double off_path_, prior_ = 0;
  MarkovForecast out_;
};

}  // namespace

MarkovForecast forecast(const TalksModel& model, const MarkovSolution& solution, const MarkovOptions& options,
                        Phase phase, double prior, int periods) {
  require_share("prior", prior);
  require_within("periods", periods, 1, 100000);
  if (solution.periods.empty()) throw UserError("talks: there is no solution to forecast from");
  return Forecaster(model, solution, options.off_path_belief).run(phase, prior, periods);
}

}  // namespace cobden::talks
