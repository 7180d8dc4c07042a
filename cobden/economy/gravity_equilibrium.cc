#include "cobden/economy/gravity_equilibrium.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace cobden::economy {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Income = GravityProblem::Income;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kAimedResidual =
    1e-13;  // Newton goes on to here when rounding lets it, whatever tolerance is asked

std::size_t size_of(const GravityProblem& p) { return p.output.size(); }
int row_of(Country c) { return c.value; }

/// A country without any trade and deficit, or without output, has no price to find.
bool inert(const GravityProblem& p, const GravityPoint& at, Country i) {
  if (p.output[i] <= 0) return true;
  return at.exports[i] <= 0 && at.imports[i] <= 0 && at.deficit[i] == 0;
}

/// ln Phi and shares of one importer, shifted by the largest term so that no power can overflow.
double shares_of(const GravityProblem& p, const ByCountry& u, Country j, std::span<double> share) {
  double largest = -kInfinity;
  for (const Country k : indices<Country>(u.size()))
    largest =
        std::max(largest, share[static_cast<std::size_t>(k.value)] = p.log_weight(j, k) - p.theta * u[k]);
  if (largest == -kInfinity) {
    std::fill(share.begin(), share.end(), 0.0);
    return 0;
  }
  double sum = 0;
  for (double& s : share) sum += s = std::exp(s - largest);
  for (double& s : share) s /= sum;
  return largest + std::log(sum);
}

void set_incomes(const GravityProblem& p, const ByCountry& u, double m, GravityPoint& at) {
  for (const Country i : indices<Country>(u.size())) {
    const double y = p.output[i];
    at.income[i] = p.income == Income::kFixed ? y : y * std::exp(u[i]);
    at.spending[i] = p.income == Income::kFixed ? p.spending[i] : at.income[i] + p.deficit[i];
    at.deficit[i] = p.deficit[i];
    if (p.income != Income::kMultiplicative || y <= 0) continue;
    const double excess = p.deficit[i] / y;  // E / Y - 1
    at.spending[i] = at.income[i] * (1 + excess);
    at.deficit[i] = at.income[i] * (excess - std::expm1(-m));
  }
}

double log_world_output(const GravityProblem& p, const GravityPoint&, const ByCountry& u) {
  double base = 0, now = 0;
  for (const Country i : indices<Country>(u.size())) base += p.output[i], now += p.output[i] * std::exp(u[i]);
  return std::log(now / base);
}

double numeraire_level(const GravityProblem& p, const GravityPoint& at, const ByCountry& u) {
  switch (p.numeraire) {
    case Numeraire::Kind::kWorldValueAdded:
      return log_world_output(p, at, u);
    case Numeraire::Kind::kWage:
      return u[p.numeraire_country];
    case Numeraire::Kind::kPriceIndex:
      return at.log_price_index[p.numeraire_country];
  }
  return 0;
}

/// F and the numeraire row; infinite where trade can flow only one way or spending is not positive.
VectorXd residual(const GravityProblem& p, const GravityPoint& at, const ByCountry& u, double m) {
  const auto n = static_cast<Eigen::Index>(u.size());
  VectorXd f(n + 1);
  for (const Country i : indices<Country>(u.size())) {
    if (inert(p, at, i)) {
      f[row_of(i)] = p.output[i] > 0 ? u[i] : 0;
      continue;
    }
    const double a = at.exports[i] + std::max(at.deficit[i], 0.0),
                 b = at.imports[i] + std::max(-at.deficit[i], 0.0);
    f[row_of(i)] = at.spending[i] <= 0 || a <= 0 || b <= 0 ? kInfinity : std::log(a / b);
    if (p.income != Income::kMultiplicative) f[row_of(i)] -= m;
  }
  f[n] = numeraire_level(p, at, u);
  return f;
}

void fill_numeraire_row(const GravityProblem& p, const GravityPoint& at, const ByCountry& u,
                        MatrixXd& jacobian) {
  const auto n = jacobian.rows() - 1;
  double world = 0;
  for (const Country k : indices<Country>(u.size())) world += p.output[k] * std::exp(u[k]);
  for (const Country k : indices<Country>(u.size())) {
    double& cell = jacobian(n, row_of(k));
    if (p.numeraire == Numeraire::Kind::kWorldValueAdded) cell = p.output[k] * std::exp(u[k]) / world;
    if (p.numeraire == Numeraire::Kind::kWage) cell = k == p.numeraire_country ? 1 : 0;
    if (p.numeraire == Numeraire::Kind::kPriceIndex) cell = at.share(p.numeraire_country, k);
  }
}

/// Row i of the Jacobian: dF_i/du_k from the derivatives of exports, imports and deficit (see the legend;
/// ds[j,i]/du_k = -theta s[j,i] (1{i=k} - s[j,k])). `cross`[i,k] = sum_{j != i} E_j s[j,i] s[j,k].
void fill_row(const GravityProblem& p, const GravityPoint& at, const MatrixXd& cross, Country i, double m,
              MatrixXd& jacobian) {
  const std::size_t size = size_of(p);
  const auto n = static_cast<Eigen::Index>(size);
  if (inert(p, at, i)) {
    jacobian(row_of(i), row_of(i)) = 1;
    return;
  }
  const bool fixed = p.income == Income::kFixed, multiplicative = p.income == Income::kMultiplicative;
  const double a = at.exports[i] + std::max(at.deficit[i], 0.0),
               b = at.imports[i] + std::max(-at.deficit[i], 0.0);
  const double own = at.share(i, i), foreign = at.imports[i] / at.spending[i];
  const auto spending_slope = [&](Country k) {
    return fixed ? 0.0 : multiplicative ? at.spending[k] : at.income[k];
  };
  for (const Country k : indices<Country>(size)) {
    double exports = p.theta * cross(row_of(i), row_of(k)),
           imports = -p.theta * at.spending[i] * own * at.share(i, k);
    if (k == i) {
      exports -= p.theta * at.exports[i];
      imports = spending_slope(i) * foreign + p.theta * at.spending[i] * foreign * own;
    } else {
      exports += at.share(k, i) * spending_slope(k);
    }
    jacobian(row_of(i), row_of(k)) = exports / a - imports / b;
  }
  const double side = at.deficit[i] >= 0 ? a : b;
  if (multiplicative) {
    jacobian(row_of(i), row_of(i)) += at.deficit[i] / side;
    jacobian(row_of(i), n) = at.income[i] * std::exp(-m) / side;
  } else {
    jacobian(row_of(i), n) = -1;
  }
}

MatrixXd jacobian_at(const GravityProblem& p, const GravityPoint& at, const ByCountry& u, double m) {
  const auto n = static_cast<Eigen::Index>(u.size());
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const RowMajor> share(at.share.flat().data(), n, n);
  const Eigen::Map<const VectorXd> spending(at.spending.flat().data(), n);
  MatrixXd abroad = spending.asDiagonal() * share;
  abroad.diagonal().setZero();
  const MatrixXd cross = abroad.transpose() * share;
  MatrixXd jacobian = MatrixXd::Zero(n + 1, n + 1);
  for (const Country i : indices<Country>(u.size())) fill_row(p, at, cross, i, m, jacobian);
  fill_numeraire_row(p, at, u, jacobian);
  return jacobian;
}

/// Newton step; groups of countries that do not trade with each other leave the system singular, and then the
/// shortest step is taken (their relative price level is arbitrary).
VectorXd newton_step(const MatrixXd& jacobian, const VectorXd& f) {
  const Eigen::PartialPivLU<MatrixXd> lu(jacobian);
  if (lu.rcond() > 1e-15) return -lu.solve(f);
  return -jacobian.completeOrthogonalDecomposition().solve(f);
}

struct Iterate {
  ByCountry u;
  double m = 0;
  GravityPoint at;
  VectorXd f;
  double norm() const { return f.lpNorm<Eigen::Infinity>(); }
};

Iterate make_iterate(const GravityProblem& p, ByCountry u, double m) {
  Iterate it{std::move(u), m, {}, {}};
  it.at = evaluate_gravity(p, it.u, m);
  it.f = residual(p, it.at, it.u, m);
  return it;
}

/// The largest of the halved steps that lowers the residual (2-norm, then maximum norm near the end); nullopt
/// if none does.
std::optional<Iterate> line_search(const GravityProblem& p, const Iterate& from, const VectorXd& step) {
  const auto n = static_cast<Eigen::Index>(from.u.size());
  const double largest = step.head(n).lpNorm<Eigen::Infinity>();
  double length = largest > 0 ? std::min(1.0, 4.0 / ((1 + p.theta) * largest)) : 1.0;
  for (int halving = 0; halving < 30; ++halving, length *= 0.5) {
    ByCountry u = from.u;
    for (const Country k : indices<Country>(u.size())) u[k] += length * step[row_of(k)];
    Iterate trial = make_iterate(p, std::move(u), from.m + length * step[n]);
    if (trial.f.allFinite() && trial.f.norm() < from.f.norm()) return trial;
  }
  return std::nullopt;
}

/// Fifty iterations without one percent of progress.
bool stagnates(const std::vector<double>& history, std::size_t start) {
  constexpr std::size_t kPatience = 50;
  return history.size() > start + kPatience &&
         history.back() > 0.99 * history[history.size() - 1 - kPatience];
}

/// Newton from `it` until the aimed residual, no further progress, or the limit; counts into `summary`.
void newton(const GravityProblem& p, Iterate& it, const SolveOptions& options, const RunContext& context,
            SolverSummary& summary) {
  const std::size_t start = summary.history.size();
  while (it.f.allFinite() && summary.iterations < options.max_iterations && !context.cancelled()) {
    summary.history.push_back(it.norm());
    if (it.norm() <= kAimedResidual || stagnates(summary.history, start)) return;
    ++summary.iterations;
    const VectorXd step = newton_step(jacobian_at(p, it.at, it.u, it.m), it.f);
    if (!step.allFinite()) return;
    auto next = line_search(p, it, step);
    if (!next) return;
    it = std::move(*next);
  }
}

/// Moves the costs from the base to the problem in ten steps, each started from the solution of the last.
void continuation(const GravityProblem& p, const BilateralMatrix& base_log_weight, Iterate& it,
                  const SolveOptions& options, const RunContext& context, SolverSummary& summary) {
  GravityProblem part = p;
  Iterate best = it;
  it = make_iterate(p, ByCountry(size_of(p)), 0);
  for (int step = 1; step <= 10; ++step) {
    for (std::size_t c = 0; c < part.log_weight.flat().size(); ++c) {
      const double from = base_log_weight.flat()[c], to = p.log_weight.flat()[c];
      if (from > -kInfinity)
        part.log_weight.flat()[c] = step == 10 ? to : from + 0.1 * step * std::max(to - from, -700.0);
    }
    it = make_iterate(part, it.u, it.m);
    newton(part, it, options, context, summary);
    if (!(it.norm() <= options.tolerance)) {
      if (step < 10) it = make_iterate(p, it.u, it.m);
      break;
    }
  }
  if (!(it.norm() < best.norm())) it = std::move(best);
}

/// Why the problem can have no equilibrium, or nothing.
std::string infeasibility(const GravityProblem& p) {
  const std::size_t n = size_of(p);
  std::vector<std::size_t> group(n);
  for (std::size_t i = 0; i < n; ++i) group[i] = i;
  const auto root = [&](std::size_t i) {
    while (group[i] != i) i = group[i];
    return i;
  };
  for (const Country j : indices<Country>(n)) {
    const std::string& name = p.names[static_cast<std::size_t>(j.value)];
    bool buys = false, imports = false, exports = false;
    for (const Country k : indices<Country>(n)) {
      const bool flow = p.log_weight(j, k) > -kInfinity && p.spending[j] > 0 && p.output[k] > 0;
      if (flow) group[root(static_cast<std::size_t>(j.value))] = root(static_cast<std::size_t>(k.value));
      buys = buys || flow;
      imports = imports || (flow && k != j);
      exports =
          exports || (k != j && p.log_weight(k, j) > -kInfinity && p.spending[k] > 0 && p.output[j] > 0);
    }
    if (p.spending[j] > 0 && !buys) return name + " has expenditure but no supplier is left";
    const bool additive = p.income != Income::kMultiplicative;
    if (additive && exports && !imports && p.deficit[j] >= 0)
      return name + " can export but not import, and has no surplus to give away";
    if (additive && imports && !exports && p.deficit[j] <= 0)
      return name + " can import but not export, and has no deficit to pay with";
  }
  std::vector<double> balance(n), size(n);
  for (const Country i : indices<Country>(n)) {
    const auto g = root(static_cast<std::size_t>(i.value));
    balance[g] += p.deficit[i], size[g] += std::abs(p.deficit[i]);
  }
  for (std::size_t g = 0; g < n; ++g)
    if (p.income != Income::kMultiplicative && std::abs(balance[g]) > 1e-9 * size[g])
      return fmt::format(
          "the countries that can still trade with {} have a joint deficit of {:g} that nobody can finance",
          p.names[g], balance[g]);
  return "";
}

/// Where the last point fails, in words.
std::string diagnosis(const GravityProblem& p, const Iterate& it) {
  std::size_t worst = 0;
  for (std::size_t i = 0; i < it.u.size(); ++i) {
    const Country c(i);
    if (p.income == Income::kAdditive && p.deficit[c] < 0 && it.at.spending[c] < 0.01 * p.spending[c])
      return fmt::format("; the income of {} falls to its fixed surplus: probably there is no equilibrium",
                         p.names[i]);
    if (std::abs(it.f[row_of(c)]) > std::abs(it.f[static_cast<Eigen::Index>(worst)])) worst = i;
  }
  return fmt::format("; the largest imbalance is in {}", p.names[worst]);
}

void judge(const GravityProblem& p, const Iterate& it, const SolveOptions& options, const RunContext& context,
           SolverSummary& summary) {
  summary.residual = it.norm();
  if (!std::isfinite(summary.residual)) summary.residual = kInfinity;
  if (summary.residual <= options.tolerance) {
    summary.status = SolveStatus::kConverged;
    summary.message = fmt::format("trade balances hold to {:.1e} of each country's trade", summary.residual);
  } else if (context.cancelled()) {
    summary.status = SolveStatus::kInterrupted;
    summary.message = "interrupted; the last point is reported";
  } else {
    summary.status = SolveStatus::kNotConverged;
    const bool limit = summary.iterations >= options.max_iterations;
    summary.message = (limit ? "the iteration limit was reached" : "no step lowers the residual further") +
                      diagnosis(p, it);
  }
}

}  // namespace

GravityPoint evaluate_gravity(const GravityProblem& p, const ByCountry& u, double m) {
  const std::size_t n = u.size();
  GravityPoint at{BilateralMatrix(n, n), ByCountry(n), ByCountry(n), ByCountry(n),
                  ByCountry(n),          ByCountry(n), ByCountry(n)};
  set_incomes(p, u, m, at);
  for (const Country j : indices<Country>(n)) {
    at.log_price_index[j] = -shares_of(p, u, j, at.share.row(j)) / p.theta;
    double foreign = 0;
    for (const Country k : indices<Country>(n)) {
      if (k == j) continue;
      foreign += at.share(j, k);
      at.exports[k] += at.share(j, k) * at.spending[j];
    }
    at.imports[j] = foreign * at.spending[j];
  }
  return at;
}

GravitySolution solve_gravity(const GravityProblem& p, const SolveOptions& options,
                              const RunContext& context) {
  const auto start = std::chrono::steady_clock::now();
  GravitySolution solution;
  solution.solver.method = "damped Newton on log prices, trade-balance form";
  Iterate it = make_iterate(p, ByCountry(size_of(p)), 0);
  const std::string obstacle = infeasibility(p);
  if (obstacle.empty()) {
    newton(p, it, options, context, solution.solver);
    if (!(it.norm() <= options.tolerance) && !context.cancelled() && !p.base_log_weight.empty())
      continuation(p, p.base_log_weight, it, options, context, solution.solver);
  }
  judge(p, it, options, context, solution.solver);
  if (!obstacle.empty())
    solution.solver.status = SolveStatus::kNoEquilibrium, solution.solver.message = obstacle;
  solution.log_price = it.u;
  solution.log_price_index = it.at.log_price_index;
  solution.log_world_factor = p.income == Income::kMultiplicative ? it.m : 0;
  solution.share = it.at.share;
  solution.solver.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return solution;
}

}  // namespace cobden::economy
