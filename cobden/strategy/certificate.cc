#include "cobden/strategy/certificate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/numerics/bounded_search.h"
#include "cobden/strategy/first_order.h"
#include "cobden/strategy/starts.h"

namespace cobden::strategy {
namespace {

using Clock = std::chrono::steady_clock;

/// The deviations of one player from one equilibrium.
class Deviator {
 public:
  Deviator(const economy::PolicyModel& model, const Player& player, const economy::Equilibrium& at,
           const CertificateOptions& options)
      : model_(model),
        player_(player),
        at_(at),
        options_(options),
        h_(player.instruments.read(model, at.tariff)),
        value_(model.value(at, player.objective)),
        money_(std::max(std::abs(value_), std::numeric_limits<double>::min())),
        starts_(
            make_starts(player.instruments, h_, "equilibrium", std::max(1, options.starts), options.seed)) {
    found_.player = player.instruments.player;
    best_ = value_;
    scale_variables();
  }

  std::size_t starts() const { return player_.instruments.size() == 0 ? 0 : starts_.size(); }

  void search_from(std::size_t start, double seconds, const RunContext& context) {
    auto result = search(scaled(starts_[start].h), options_.max_evaluations, seconds, context);
    // A line search that fails near a maximum is rounding; elsewhere a fresh start from there goes on.
    const int left = options_.max_evaluations - result.evaluations;
    if (result.status == numerics::BoundedStatus::kFailed && std::isfinite(result.value) && left > 0)
      result = search(result.x, left, seconds, context);
    ++found_.searches;
    const bool cut = result.status != numerics::BoundedStatus::kConverged &&
                     result.status != numerics::BoundedStatus::kFailed;
    found_.complete = found_.complete && !cut && std::isfinite(result.value);
    const double value = result.value * money_;
    if (!(value > best_)) return;
    best_ = value;
    found_.gain_percent = 100 * (value - value_) / money_;
    found_.found_from = starts_[start].name;
    found_.h = unscaled(result.x);
  }

  const Deviation& found() const { return found_; }

 private:
  /// Variables in units in which the curvature of the value is about one.
  void scale_variables() {
    scale_.assign(h_.size(), 1.0);
    if (h_.empty()) return;
    const FirstOrder f = first_order_of(model_, player_, at_, h_, &adjoint_);
    for (std::size_t k = 0; k < h_.size(); ++k) scale_[k] = std::sqrt(std::max(f.pace[k] / money_, 1e-12));
  }

  numerics::BoundedOptimum search(const std::vector<double>& x, int evaluations, double seconds,
                                  const RunContext& context) {
    return numerics::maximise_bounded(
        problem(), x, {.max_evaluations = evaluations, .seconds = seconds, .value_tolerance = 1e-9}, context);
  }

  std::vector<double> scaled(std::span<const double> h) const {
    std::vector<double> x(h.begin(), h.end());
    for (std::size_t k = 0; k < x.size(); ++k) x[k] *= scale_[k];
    return x;
  }

  std::vector<double> unscaled(std::span<const double> x) const {
    std::vector<double> h(x.begin(), x.end());
    for (std::size_t k = 0; k < h.size(); ++k)
      h[k] = std::clamp(h[k] / scale_[k], player_.instruments.lower[k], player_.instruments.upper[k]);
    return h;
  }

  bool evaluate(std::span<const double> x, bool derivatives, numerics::PointEvaluation& point) {
    const auto h = unscaled(x);
    TradeCube tariff = at_.tariff;
    player_.instruments.write(h, tariff);
    ++found_.solves;
    auto there = model_.solve(tariff, last_ ? last_.get() : &at_, options_.solve);
    if (!there->summary.converged()) return false;
    last_ = std::move(there);
    point.value = model_.value(*last_, player_.objective) / money_;
    if (!derivatives) return true;
    const FirstOrder f = first_order_of(model_, player_, *last_, h, &adjoint_);
    for (std::size_t k = 0; k < h.size(); ++k) point.gradient[k] = f.derivative[k] / (money_ * scale_[k]);
    return true;
  }

  numerics::BoundedProblem problem() {
    numerics::BoundedProblem p;
    p.lower = scaled(player_.instruments.lower);
    p.upper = scaled(player_.instruments.upper);
    p.evaluate = [this](std::span<const double> x, bool derivatives, numerics::PointEvaluation& point) {
      return evaluate(x, derivatives, point);
    };
    return p;
  }

  const economy::PolicyModel& model_;
  const Player& player_;
  const economy::Equilibrium& at_;
  const CertificateOptions& options_;
  std::vector<double> h_;
  double value_, money_, best_ = 0;
  std::vector<StartPoint> starts_;
  std::vector<double> scale_;
  std::unique_ptr<economy::AdjointState> adjoint_;
  economy::EquilibriumPtr last_;
  Deviation found_;
};

}  // namespace

Certificate certify(const economy::PolicyModel& model, const std::vector<Player>& players,
                    const economy::Equilibrium& at, const CertificateOptions& options,
                    const RunContext& context) {
  invariant(at.summary.converged(), "a certificate is for an equilibrium that was solved");
  const auto begin = Clock::now();
  const auto seconds_left = [&] {
    return options.seconds - std::chrono::duration<double>(Clock::now() - begin).count();
  };
  Certificate certificate;
  std::vector<std::unique_ptr<Deviator>> deviators(players.size());
  parallel_for(players.size(), [&](std::size_t i) {
    deviators[i] = std::make_unique<Deviator>(model, players[i], at, options);
  });
  // Starts outside, players inside: when time runs out every player has had the same number of searches.
  const RunContext silent = context.silent();
  for (std::size_t start = 0; start < static_cast<std::size_t>(std::max(1, options.starts)); ++start) {
    context.report({"looking for deviations", static_cast<double>(start) / std::max(1, options.starts), ""});
    parallel_for(players.size(), [&](std::size_t i) {
      if (start < deviators[i]->starts()) deviators[i]->search_from(start, seconds_left(), silent);
    });
  }
  for (const auto& deviator : deviators) {
    certificate.deviations.push_back(deviator->found());
    certificate.epsilon_percent = std::max(certificate.epsilon_percent, deviator->found().gain_percent);
    certificate.complete = certificate.complete && deviator->found().complete;
  }
  return certificate;
}

}  // namespace cobden::strategy
