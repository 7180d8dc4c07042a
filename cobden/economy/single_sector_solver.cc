#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <chrono>
#include <cmath>

#include "cobden/economy/single_sector_equilibrium.h"
#include "cobden/numerics/anderson.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;

/// Continuation gives up at strides below this share of the shock.
constexpr double kSmallestStride = 1.0 / 64;
/// A stop is put down to transfers or to tax relief when the last equilibrium reached is this near their
/// bounds.
constexpr double kLowSpending = 0.25, kHighTax = 0.6;

/// Unknowns of one solve: wages and employment, and prices where there are intermediate inputs.
class Solve {
 public:
  Solve(const SingleSectorMap& map, const SolveOptions& options, const RunContext& context)
      : map_(map),
        options_(options),
        context_(context),
        point_(map.start()),
        best_(point_),
        blocks_(map.has_inputs() ? 3 : 2) {}

  /// The ladder: Anderson with the Jacobian of the base, from `start` if there is one and then from the base;
  /// without it; Newton from the best point; continuation in the tariffs.
  SingleSectorSolution run(const Counterfactual& counterfactual, const SingleSectorScenario& scenario,
                           const SingleSectorPoint* start) {
    const auto begin = std::chrono::steady_clock::now();
    summary_.method = "Anderson-accelerated quasi-Newton on wages";
    obstacle_ = map_.obstacle();
    bool solved = start && obstacle_.empty() && warm(scenario, *start);
    const int first_passes = obstacle_.empty() ? 60 : 1;
    solved = solved || anderson(scenario, first_passes);
    rule_ = WageRule::kOwnGap;
    if (!solved && going()) {
      summary_.method = "Anderson-accelerated wage adjustment";
      point_ = map_.start();
      solved = anderson(scenario, 150);
    }
    if (!solved && going()) {
      summary_.method = "Newton after Anderson acceleration";
      solved = newton(scenario, 6);
    }
    if (!solved && going()) {
      summary_.method = "continuation in the tariffs with Anderson and Newton";
      const SingleSectorPoint best = best_;  // on the counterfactual itself, not on a stage before it
      solved = continuation(counterfactual);
      best_ = best;
    }
    finish(scenario, solved);
    summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return {std::move(point_), std::move(summary_)};
  }

 private:
  bool going() const {
    return (obstacle_.empty() || summary_.iterations == 0) && summary_.iterations < options_.max_iterations &&
           !context_.cancelled();
  }
  static AlignedVector& block(SingleSectorPoint& p, std::size_t b) {
    return b == 0 ? p.log_wage : b == 1 ? p.log_labour : p.log_price;
  }
  static const AlignedVector& block(const SingleSectorPoint& p, std::size_t b) {
    return b == 0 ? p.log_wage : b == 1 ? p.log_labour : p.log_price;
  }
  static const AlignedVector& image(const SingleSectorPoint& p, std::size_t b) {
    return b == 0 ? p.new_wage : b == 1 ? p.new_labour : p.new_price;
  }

  bool accepted(const SingleSectorPoint& p) const { return p.feasible && p.residual <= options_.tolerance; }

  /// One evaluation, recorded. Keeps the best point seen on this scenario.
  void evaluate(const SingleSectorScenario& scenario) {
    map_.evaluate(scenario, point_, rule_);
    ++summary_.iterations;
    summary_.history.push_back(point_.residual);
    if (context_.listens())
      context_.report({"solving equilibrium", -1,
                       fmt::format("pass {}, residual {:.1e}", summary_.iterations, point_.residual)});
    const bool better =
        point_.feasible == best_.feasible ? point_.residual < best_.residual : point_.feasible;
    if (better || fresh_) best_ = point_, fresh_ = false;
  }

  bool warm(const SingleSectorScenario& scenario, const SingleSectorPoint& start) {
    point_ = start;
    if (anderson(scenario, 40)) return true;
    point_ = map_.start();
    return false;
  }

  bool anderson(const SingleSectorScenario& scenario, int passes) {
    const std::size_t s = map_.stride();
    // With inputs prices answer to each other as well, slowly: more of the past pays.
    const std::size_t memory = map_.has_inputs() ? 16 : 8;
    numerics::AndersonMixer mixer(
        blocks_ * s, {.memory = memory, .ridge = 1e-14, .restart_growth = 10, .largest_step = 3});
    AlignedVector x(blocks_ * s), gx(blocks_ * s);
    fresh_ = true;
    for (int k = 0; k < passes && going(); ++k) {
      evaluate(scenario);
      if (accepted(point_)) return true;
      if (!std::isfinite(point_.residual)) break;
      for (std::size_t b = 0; b < blocks_; ++b) {
        std::copy(block(point_, b).begin(), block(point_, b).end(),
                  x.begin() + static_cast<std::ptrdiff_t>(b * s));
        std::copy(image(point_, b).begin(), image(point_, b).end(),
                  gx.begin() + static_cast<std::ptrdiff_t>(b * s));
      }
      mixer.advance(x, gx);
      for (std::size_t b = 0; b < blocks_; ++b)
        std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(b * s), s, block(point_, b).begin());
    }
    point_ = best_;
    return false;
  }

  /// Gaps of the map, with the mean log wage pinned at zero (the system is homogeneous in wages and prices).
  Eigen::VectorXd gaps(SingleSectorPoint& p) const {
    const std::size_t n = map_.countries();
    Eigen::VectorXd f(static_cast<Eigen::Index>(blocks_ * n));
    double mean = 0;
    for (std::size_t i = 0; i < n; ++i) mean += p.log_wage[i] / static_cast<double>(n);
    for (std::size_t b = 0; b < blocks_; ++b)
      for (std::size_t i = 0; i < n; ++i)
        f(static_cast<Eigen::Index>(b * n + i)) = image(p, b)[i] - block(p, b)[i] - (b == 0 ? mean : 0.0);
    return f;
  }

  Eigen::MatrixXd jacobian(const SingleSectorScenario& scenario, const Eigen::VectorXd& f) const {
    const std::size_t n = map_.countries();
    const double h = 1e-6;
    Eigen::MatrixXd j(f.size(), f.size());
    SingleSectorPoint moved = point_;
    for (std::size_t b = 0; b < blocks_; ++b)
      for (std::size_t i = 0; i < n; ++i) {
        const double kept = block(moved, b)[i];
        block(moved, b)[i] = kept + h;
        map_.evaluate(scenario, moved, rule_);
        j.col(static_cast<Eigen::Index>(b * n + i)) = (gaps(moved) - f) / h;
        block(moved, b)[i] = kept;
      }
    return j;
  }

  void move(const SingleSectorPoint& from, const Eigen::VectorXd& step, double length) {
    const std::size_t n = map_.countries();
    for (std::size_t b = 0; b < blocks_; ++b)
      for (std::size_t i = 0; i < n; ++i)
        block(point_, b)[i] = block(from, b)[i] + length * step(static_cast<Eigen::Index>(b * n + i));
  }

  bool newton(const SingleSectorScenario& scenario, int steps) {
    fresh_ = true;
    evaluate(scenario);
    for (int k = 0; k < steps && going(); ++k) {
      if (accepted(point_)) return true;
      const Eigen::VectorXd f = gaps(point_);
      const Eigen::VectorXd step = jacobian(scenario, f).partialPivLu().solve(-f);
      if (!step.allFinite()) break;
      if (!line_search(scenario, step, f.norm())) break;
    }
    if (accepted(point_)) return true;
    point_ = best_;
    return false;
  }

  /// Halves the step until the gaps shrink; false when even a small step does not help.
  bool line_search(const SingleSectorScenario& scenario, const Eigen::VectorXd& step, double norm) {
    const SingleSectorPoint from = point_;
    double length = std::min(1.0, 2.0 / std::max(step.cwiseAbs().maxCoeff(), 1e-300));
    for (int halving = 0; halving < 12 && going(); ++halving, length /= 2) {
      move(from, step, length);
      evaluate(scenario);
      if (accepted(point_)) return true;
      if (std::isfinite(point_.residual) && gaps(point_).norm() < (1 - 1e-4 * length) * norm) return true;
    }
    point_ = from;
    return false;
  }

  /// Walks from the base to the counterfactual, shortening the stride where a stage fails.
  bool continuation(const Counterfactual& counterfactual) {
    SingleSectorPoint reached = map_.start();
    double done = 0, stride = 0.25;
    while (done < 1 && going()) {
      const double next = std::min(1.0, done + stride);
      const SingleSectorScenario stage(map_.base(), map_.spec(), counterfactual, next);
      point_ = reached;
      if (anderson(stage, 40) || newton(stage, 6)) {
        reached = point_;
        done = next;
        stride *= 1.5;
      } else if ((stride /= 2) < kSmallestStride) {
        break;
      }
    }
    if (done < 1) explain_stop(reached, done);
    return done >= 1;
  }

  /// Why the walk could not go on, from the last equilibrium it reached.
  void explain_stop(const SingleSectorPoint& reached, double done) {
    std::size_t poorest = 0, most_taxed = 0;
    const auto spending = [&](std::size_t i) { return reached.net_spending[i] / reached.labour_income[i]; };
    const auto tax = [&](std::size_t i) {
      return spending(i) * (reached.gross_sum[i] / reached.net_sum[i] - 1);
    };
    for (std::size_t i = 1; i < map_.countries(); ++i) {
      if (spending(i) < spending(poorest)) poorest = i;
      if (tax(i) > tax(most_taxed)) most_taxed = i;
    }
    const auto& codes = map_.base().codes;
    const bool relief = map_.spec().rebate == SingleSectorSpec::Rebate::kIncomeTaxRelief;
    stop_ = fmt::format("no equilibrium found beyond {:.0f}% of the shock (in log tariffs)", 100 * done);
    no_room_ = true;
    if (relief && tax(most_taxed) > kHighTax)
      stop_ += fmt::format(
          ": there the tariff revenue of {} is {:.0f}% of its labour income, which no income tax can return",
          codes[most_taxed], 100 * tax(most_taxed));
    else if (spending(poorest) < kLowSpending)
      stop_ += fmt::format(
          ": there the spending of {} is down to {:.0f}% of its income, because the transfer it owes grows "
          "with world income",
          codes[poorest], 100 * spending(poorest));
    else
      no_room_ = false;
  }

  void finish(const SingleSectorScenario& scenario, bool solved) {
    if (!solved) point_ = best_;
    map_.normalise(point_);
    map_.evaluate(scenario, point_, rule_);
    if (!map_.has_inputs()) point_.log_price = point_.new_price;
    summary_.residual = point_.residual;
    const std::string& worst = map_.base().codes[point_.worst];
    if (solved) {
      summary_.status = SolveStatus::kConverged;
      summary_.message = "largest relative excess demand is within the tolerance";
    } else if (context_.cancelled()) {
      summary_.status = SolveStatus::kInterrupted;
      summary_.message = "interrupted";
    } else if (!obstacle_.empty()) {
      summary_.status = SolveStatus::kNoEquilibrium;
      summary_.message = "no equilibrium found: " + obstacle_;
    } else if (summary_.iterations >= options_.max_iterations) {
      summary_.status = SolveStatus::kNotConverged;
      summary_.message =
          fmt::format("iteration limit reached at residual {:.1e} ({})", point_.residual, worst);
    } else if (no_room_ || !point_.feasible) {
      summary_.status = SolveStatus::kNoEquilibrium;
      summary_.message =
          no_room_
              ? stop_
              : stop_ + fmt::format(
                            ": income does not cover the transfers, or revenue exceeds labour income, in {}",
                            worst);
    } else {
      summary_.status = SolveStatus::kNotConverged;
      summary_.message = stop_ + fmt::format("; residual {:.1e} in {}", point_.residual, worst);
    }
  }

  const SingleSectorMap& map_;
  const SolveOptions& options_;
  const RunContext& context_;
  SingleSectorPoint point_, best_;
  std::size_t blocks_;
  SolverSummary summary_;
  WageRule rule_ = WageRule::kJacobian;
  bool fresh_ = true;
  std::string stop_, obstacle_;
  bool no_room_ = false;
};

}  // namespace

SingleSectorSolution solve_single_sector(const SingleSectorMap& map, const Counterfactual& counterfactual,
                                         const SolveOptions& options, const RunContext& context) {
  const auto begin = std::chrono::steady_clock::now();
  const SingleSectorScenario scenario(map.base(), map.spec(), counterfactual);
  const std::chrono::duration<double> powers = std::chrono::steady_clock::now() - begin;
  auto solved = solve_single_sector(map, counterfactual, scenario, nullptr, options, context);
  solved.summary.seconds += powers.count();
  return solved;
}

SingleSectorSolution solve_single_sector(const SingleSectorMap& map, const Counterfactual& counterfactual,
                                         const SingleSectorScenario& scenario, const SingleSectorPoint* start,
                                         const SolveOptions& options, const RunContext& context) {
  return Solve(map, options, context).run(counterfactual, scenario, start);
}

}  // namespace cobden::economy
