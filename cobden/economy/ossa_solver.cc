// Newton on log wages with the exact Jacobian, kept while it contracts; then continuation in log tariffs.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "cobden/economy/ossa_equilibrium.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;
using Clock = std::chrono::steady_clock;

constexpr double kLongestStep = 1;             // of a log wage, each Newton step
constexpr double kKeepContraction = 0.03;      // a Jacobian that still shrinks the gaps by this is kept
constexpr double kSmallestStride = 1.0 / 256;  // share of the shock at which continuation gives up
constexpr double kPoor = 0.1;  // spending over its base at which a way is taken to end in poverty

class Solve {
 public:
  Solve(const OssaSystem& system, const TradeCube& tariff, const TradeCube& cost_hat,
        const SolveOptions& options, const RunContext& context)
      : system_(system),
        tariff_(tariff),
        cost_hat_(cost_hat),
        options_(options),
        context_(context),
        point_(system.start()) {}

  OssaSolution run(const OssaScenario& scenario, const AlignedVector* start) {
    const auto begin = Clock::now();
    if (start) point_.log_wage = *start;
    summary_.method = "Newton on wages";
    bool solved = newton(scenario, 40);
    OssaPoint best = point_;
    if (!solved && going() && !one_way_trader()) {
      summary_.method = "Newton on wages, continuation in log tariffs";
      solved = continuation(scenario);
      if (!solved && point_.residual > best.residual && best.feasible) point_ = best;
    }
    if (!solved) explain();
    summary_.residual = point_.residual;
    summary_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return {std::move(point_), std::move(summary_)};
  }

 private:
  bool going() const { return summary_.iterations < options_.max_iterations && !context_.cancelled(); }
  bool accepted() const { return point_.feasible && point_.residual <= options_.tolerance; }

  void evaluate(const OssaScenario& scenario) {
    system_.evaluate(scenario, point_);
    ++summary_.iterations;
    summary_.history.push_back(point_.residual);
    if (context_.listens())
      context_.report({"solving equilibrium", -1,
                       fmt::format("step {}, residual {:.1e}", summary_.iterations, point_.residual)});
  }

  /// True when solved; else the best point is left in point_.
  bool newton(const OssaScenario& scenario, int steps) {
    std::optional<OssaLinear> linear;
    evaluate(scenario);
    for (int k = 0; k < steps && going(); ++k) {
      if (accepted()) return finish_converged();
      if (!point_.feasible) return false;
      const double before = point_.residual;
      const bool fresh = !linear;
      if (fresh) linear = system_.linearise(scenario, point_);
      if (!step(scenario, *linear, before)) {
        if (fresh) return accepted() && finish_converged();
        linear.reset();  // the kept Jacobian was too old
      } else if (point_.residual > kKeepContraction * before) {
        linear.reset();
      }
    }
    return accepted() && finish_converged();
  }

  bool finish_converged() {
    summary_.status = SolveStatus::kConverged;
    summary_.message = "solved";
    return true;
  }

  /// Moves wages by a Newton step, halved until the gaps shrink; false (and back where it was) if none helps.
  bool step(const OssaScenario& scenario, const OssaLinear& linear, double before) {
    const std::size_t N = system_.base().N;
    Eigen::VectorXd gaps(static_cast<Eigen::Index>(N));
    for (std::size_t i = 0; i < N; ++i)
      gaps(static_cast<Eigen::Index>(i)) = -(point_.gap[i] + point_.log_numeraire);
    const Eigen::VectorXd move = linear.reduced.solve(gaps);
    if (!move.allFinite()) return false;
    const OssaPoint from = point_;
    double length = std::min(1.0, kLongestStep / std::max(move.cwiseAbs().maxCoeff(), 1e-300));
    for (int halving = 0; halving < 10 && going(); ++halving, length /= 2) {
      for (std::size_t i = 0; i < N; ++i)
        point_.log_wage[i] = from.log_wage[i] + length * move(static_cast<Eigen::Index>(i));
      evaluate(scenario);
      if (point_.feasible && point_.residual < (1 - 1e-3 * length) * before) return true;
    }
    point_ = from;
    return false;
  }

  /// From the base to the counterfactual, shorter where a stage fails; point_ is the last stage reached.
  bool continuation(const OssaScenario& target) {
    point_ = system_.start();
    OssaPoint reached = point_;
    double stride = 0.25;
    for (reached_ = 0; going();) {
      const double next = std::min(1.0, reached_ + stride);
      point_.log_wage = reached.log_wage;
      const bool last = next == 1;
      const OssaScenario stage = last ? target : OssaScenario(system_.base(), tariff_, cost_hat_, next);
      if (newton(stage, 15)) {
        reached = point_, reached_ = next;
        if (last) return true;
        summary_.status = SolveStatus::kNotConverged;
        stride *= 1.5;
      } else if ((stride /= 2) < kSmallestStride) {
        break;
      }
    }
    point_.log_wage = reached.log_wage;
    note_poorest(reached);
    system_.evaluate(target, point_);
    return false;
  }

  void note_poorest(const OssaPoint& reached) {
    const OssaBase& b = system_.base();
    lowest_ = 1;
    for (std::size_t i = 0; i < b.N; ++i)
      if (const double x = reached.spending[i] / b.spending[i]; x < lowest_) lowest_ = x, poorest_ = i;
  }

  /// A country that must sell abroad and cannot, or must buy and cannot.
  std::optional<std::size_t> one_way_trader() const {
    for (std::size_t i = 0; i < point_.gap.size(); ++i) {
      const double d = system_.base().deficit[i];
      const bool sells = point_.exports[i] + std::max(d, 0.0) > 0,
                 buys = point_.imports[i] + std::max(-d, 0.0) > 0;
      if (sells != buys) return i;
    }
    return std::nullopt;
  }

  void explain() {
    const OssaBase& b = system_.base();
    const bool deficits = std::any_of(b.deficit.begin(), b.deficit.end(), [](double d) { return d != 0; });
    summary_.status = SolveStatus::kNotConverged;
    if (context_.cancelled()) {
      summary_.status = SolveStatus::kInterrupted;
      summary_.message = "interrupted";
    } else if (summary_.iterations >= options_.max_iterations) {
      summary_.message = fmt::format("iteration limit reached at residual {:.1e} ({})", point_.residual,
                                     b.countries.codes()[point_.worst]);
    } else if (const auto i = one_way_trader()) {
      summary_.status = SolveStatus::kNoEquilibrium;
      summary_.message =
          fmt::format("no equilibrium: {} {} abroad, so its trade cannot balance", b.countries.codes()[*i],
                      point_.exports[*i] > 0 ? "buys nothing" : "sells nothing");
    } else if (lowest_ < kPoor) {
      summary_.status = SolveStatus::kNoEquilibrium;
      summary_.message = fmt::format(
          "no equilibrium: spending of {} falls to {:.0f}% of its base at {:.0f}% of the shock (in logs){}",
          b.countries.codes()[poorest_], 100 * lowest_, 100 * reached_,
          deficits ? ", because of the balance it must keep; try closure zero" : "");
    } else {
      summary_.message = fmt::format("{:.0f}% of the shock (in logs) could be solved; residual {:.1e} ({})",
                                     100 * reached_, point_.residual, b.countries.codes()[point_.worst]);
    }
  }

  const OssaSystem& system_;
  const TradeCube &tariff_, &cost_hat_;
  const SolveOptions& options_;
  const RunContext& context_;
  OssaPoint point_;
  SolverSummary summary_;
  double reached_ = 0, lowest_ = 1;
  std::size_t poorest_ = 0;
};

}  // namespace

OssaSolution solve_ossa(const OssaSystem& system, const OssaScenario& scenario, const TradeCube& tariff,
                        const TradeCube& cost_hat, const SolveOptions& options, const RunContext& context,
                        const AlignedVector* start) {
  return Solve(system, tariff, cost_hat, options, context).run(scenario, start);
}

}  // namespace cobden::economy
