#include <Eigen/LU>
#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "cobden/economy/single_sector_equilibrium.h"
#include "cobden/numerics/anderson.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;

/// Unknowns of one solve: wages and employment, and prices where there are intermediate inputs.
class Solve {
 public:
  Solve(const SingleSectorMap& map, const SolveOptions& options, const RunContext& context)
      : map_(map), options_(options), context_(context), point_(map.start()), best_(point_), blocks_(map.has_inputs() ? 3 : 2) {}

  /// The ladder: Anderson with the Jacobian of the base; without it; Newton from the best point; continuation in the tariffs.
  SingleSectorSolution run(const Counterfactual& counterfactual) {
    const auto begin = std::chrono::steady_clock::now();
    const SingleSectorScenario scenario(map_.base(), map_.spec(), counterfactual);
    summary_.method = "Anderson-accelerated quasi-Newton on wages";
    bool solved = anderson(scenario, 60);
    rule_ = WageRule::kOwnGap;
    if (!solved && going()) {
      summary_.method = "Anderson-accelerated wage adjustment";
      point_ = map_.start();
      solved = anderson(scenario, 150);
    }
    if (!solved && going()) {
      summary_.method = "Newton after Anderson acceleration";
      solved = newton(scenario, 25);
    }
    if (!solved && going()) {
      summary_.method = "continuation in the tariffs with Anderson and Newton";
      solved = continuation(counterfactual);
    }
    finish(scenario, solved);
    summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return {std::move(point_), std::move(summary_)};
  }

 private:
  bool going() const { return summary_.iterations < options_.max_iterations && !context_.cancelled(); }
  AlignedVector& block(SingleSectorPoint& p, std::size_t b) const { return b == 0 ? p.log_wage : b == 1 ? p.log_labour : p.log_price; }
  const AlignedVector& image(const SingleSectorPoint& p, std::size_t b) const { return b == 0 ? p.new_wage : b == 1 ? p.new_labour : p.new_price; }

  bool accepted(const SingleSectorPoint& p) const { return p.feasible && p.residual <= options_.tolerance; }

  /// One evaluation, recorded. Keeps the best point seen on this scenario.
  void evaluate(const SingleSectorScenario& scenario) {
    map_.evaluate(scenario, point_, rule_);
    ++summary_.iterations;
    summary_.history.push_back(point_.residual);
    if (context_.listens())
      context_.report({"solving equilibrium", -1, fmt::format("pass {}, residual {:.1e}", summary_.iterations, point_.residual)});
    const bool better = point_.feasible == best_.feasible ? point_.residual < best_.residual : point_.feasible;
    if (better || fresh_) best_ = point_, fresh_ = false;
  }

  bool anderson(const SingleSectorScenario& scenario, int passes) {
    const std::size_t s = map_.stride();
    numerics::AndersonMixer mixer(blocks_ * s, {.memory = 8, .ridge = 1e-14, .restart_growth = 10, .largest_step = 3});
    AlignedVector x(blocks_ * s), gx(blocks_ * s);
    fresh_ = true;
    for (int k = 0; k < passes && going(); ++k) {
      evaluate(scenario);
      if (accepted(point_)) return true;
      if (!std::isfinite(point_.residual)) break;
      for (std::size_t b = 0; b < blocks_; ++b) {
        std::copy(block(point_, b).begin(), block(point_, b).end(), x.begin() + static_cast<std::ptrdiff_t>(b * s));
        std::copy(image(point_, b).begin(), image(point_, b).end(), gx.begin() + static_cast<std::ptrdiff_t>(b * s));
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
      for (std::size_t i = 0; i < n; ++i) block(point_, b)[i] = block(const_cast<SingleSectorPoint&>(from), b)[i] + length * step(static_cast<Eigen::Index>(b * n + i));
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
      if (anderson(stage, 60) || newton(stage, 12)) {
        reached = point_;
        done = next;
        stride *= 1.5;
      } else if ((stride /= 2) < 1.0 / 256) {
        break;
      }
    }
    reached_ = done;
    return done >= 1;
  }

  void finish(const SingleSectorScenario& scenario, bool solved) {
    map_.normalise(point_);
    map_.evaluate(scenario, point_, rule_);
    if (!map_.has_inputs()) point_.log_price = point_.new_price;
    summary_.residual = point_.residual;
    const std::string worst = fmt::format("country number {}", point_.worst + 1);
    if (solved) {
      summary_.status = SolveStatus::kConverged;
      summary_.message = "largest relative excess demand is within the tolerance";
    } else if (context_.cancelled()) {
      summary_.status = SolveStatus::kInterrupted;
      summary_.message = "interrupted";
    } else if (!point_.feasible) {
      summary_.status = SolveStatus::kNoEquilibrium;
      summary_.message = "no equilibrium found: income does not cover the transfers paid, or tariff revenue exceeds labour income (" + worst + ")";
    } else {
      summary_.status = SolveStatus::kNotConverged;
      summary_.message = fmt::format("stopped at residual {:.1e} ({}); {}", point_.residual, worst,
                                     summary_.iterations >= options_.max_iterations ? "iteration limit reached"
                                                                                    : fmt::format("continuation reached {:.0f}% of the shock", 100 * reached_));
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
  double reached_ = 0;
};

}  // namespace

SingleSectorSolution solve_single_sector(const SingleSectorMap& map, const Counterfactual& counterfactual, const SolveOptions& options,
                                         const RunContext& context) {
  return Solve(map, options, context).run(counterfactual);
}

}  // namespace cobden::economy
