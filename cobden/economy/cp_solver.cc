#include "cobden/economy/cp_solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "cobden/core/parallel.h"
#include "cobden/numerics/anderson.h"

namespace cobden::economy {
namespace {

using LU = Eigen::PartialPivLU<Eigen::MatrixXd>;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAndersonMemory = 8;  ///< 6 takes up to three sweeps more, 10 and above no fewer
/// While a wage moves by more than this per sweep the way is long and straight (prohibitive tariffs: a wage
/// may have to move five log points): extrapolation would overshoot, so plain sweeps are taken.
constexpr double kMarch = 0.45;
constexpr int kStallWindow = 40;
constexpr int kAttemptLimit = 240;  ///< sweeps before the next rung of the ladder is tried

struct Attempt {
  const CpEngine& g;
  const CpClosure& closure;
  const SolveOptions& options;
  const RunContext& context;
  CpRows rows;
  CpState state, best;
  CpWork work;
  SolverSummary summary;
  Team& team;
  double best_size = 1e300;

  bool cancelled() {
    if (!context.cancelled()) return false;
    summary.status = SolveStatus::kInterrupted;
    summary.message = "interrupted; the best point so far is reported";
    return true;
  }
  void record(double size) {
    ++summary.iterations;
    summary.residual = size;
    summary.history.push_back(size);
    if (context.listens() && summary.iterations % 10 == 0)
      context.report(
          {"solving equilibrium", -1, fmt::format("sweep {}, residual {:.1e}", summary.iterations, size)});
    if (size < best_size && !work.clamped) best_size = size, best = state;
  }
};

/// Excess demand over labour and trade at the point last swept; infinite if a safeguard was active.
double excess_demand(Attempt& a, const CpSweepSize& size) {
  complete_closed_sectors(a.g, a.state, a.work);
  if (a.work.clamped) return std::numeric_limits<double>::infinity();
  return std::max(size.trade_gap, labour_excess_demand(a.g, a.work));
}

/// Accelerated sweeps from the present state until solved or stalled. A point is a solution when the sweep
/// does not move it, trade balances, and the labour market, which the sweep never looks at, clears too.
bool accelerated_sweeps(Attempt& a, const LU* jacobian, double tolerance) {
  numerics::AndersonMixer mixer(a.state.z.size(), {.memory = kAndersonMemory, .team = &a.team});
  CpState image = a.state;
  double window_best = 1e300, previous_window = 1e300;
  for (int step = 1; step <= kAttemptLimit && a.summary.iterations < a.options.max_iterations; ++step) {
    if (a.cancelled()) return false;
    const CpSweepSize size = sweep(a.g, a.rows, a.closure, jacobian, a.state, image, a.work, &a.team);
    // At given wages trade need not balance: only costs and spending are asked to settle.
    const double measure = jacobian ? size.largest() : std::max(size.cost_step, size.spend_step);
    a.record(size.largest());
    if (!std::isfinite(measure)) return false;
    if (measure < tolerance && (!jacobian || excess_demand(a, size) < tolerance)) return true;
    window_best = std::min(window_best, measure);
    if (step % kStallWindow == 0) {
      if (window_best > 0.5 * previous_window) return false;
      previous_window = window_best;
    }
    if (jacobian && numerics::max_abs_difference(image.w(), a.state.w(), a.g.Np) > kMarch) {
      mixer.restart();
      std::swap(a.state, image);
      continue;
    }
    mixer.advance(a.state.z, image.z);
  }
  return false;
}

LU refreshed_jacobian(Attempt& a) {
  CpState image = a.state;
  sweep(a.g, a.rows, a.closure, nullptr, a.state, image, a.work, &a.team);
  return LU(trade_balance_jacobian(a.g, a.rows, a.work, a.state));
}

/// How far along the shock (in logs) an equilibrium was found, and the incomes there.
struct Frontier {
  double fraction = 0;
  numerics::AlignedVector income;
};

/// Steps in log tariffs from the base, Jacobian refreshed at each, halved when one fails.
Frontier continuation(Attempt& a, const TradeCube& tariff_new, const TradeCube& cost_hat, double tolerance) {
  a.state = base_state(a.g);
  Frontier reached{0, a.g.income};
  for (double step = 0.1; reached.fraction < 1.0;) {
    const double next = std::min(1.0, reached.fraction + step);
    const CpState before = a.state;
    a.rows = make_rows(a.g, tariff_new, cost_hat, next);
    const LU jacobian = refreshed_jacobian(a);
    if (accelerated_sweeps(a, &jacobian, next < 1 ? 1e-6 : tolerance)) {
      reached = {next, a.work.I};
      continue;
    }
    if (a.summary.status == SolveStatus::kInterrupted || a.summary.iterations >= a.options.max_iterations)
      break;
    a.state = before;
    step /= 2;
    if (step < 0.005) break;
  }
  return reached;
}

/// (c, X) at given wages, to high accuracy.
bool inner_solve(Attempt& a) { return accelerated_sweeps(a, nullptr, 1e-12); }

/// Newton on wages with a Jacobian by differences of the inner solution: slow and sure.
bool wage_newton(Attempt& a, double tolerance) {
  const auto N = static_cast<Eigen::Index>(a.g.N);
  for (int step = 0; step < 12; ++step) {
    if (!inner_solve(a)) return false;
    const Eigen::VectorXd gap = Eigen::Map<const Eigen::VectorXd>(a.work.gap.data(), N);
    const CpState center = a.state;
    Eigen::MatrixXd J(N, N);
    for (Eigen::Index m = 0; m < N; ++m) {
      constexpr double kStep = 1e-5;
      a.state = center;
      a.state.w()[m] += kStep;
      if (!inner_solve(a)) return false;
      J.col(m) = (Eigen::Map<const Eigen::VectorXd>(a.work.gap.data(), N) - gap) / kStep;
      J.col(m).array() += a.g.VA[static_cast<std::size_t>(m)] / a.g.world_value_added;
    }
    a.state = center;
    const LU jacobian(J);
    CpState image = a.state;
    const CpSweepSize size = sweep(a.g, a.rows, a.closure, &jacobian, a.state, image, a.work, &a.team);
    a.record(size.largest());
    if (size.trade_gap < tolerance && size.cost_step < tolerance && excess_demand(a, size) < tolerance)
      return true;
    std::copy_n(image.w(), a.g.Np, a.state.w());
  }
  return false;
}

/// reach[n][i]: n buys from i, or from somebody who does, and so on.
std::vector<std::vector<char>> supply_chains(const Attempt& a) {
  std::vector<std::vector<char>> reach(a.g.N, std::vector<char>(a.g.N, 0));
  for (std::size_t s = 0; s < a.g.S; ++s)
    for (std::size_t n = 0; n < a.g.N; ++n)
      for (std::size_t i = 0; i < a.g.N; ++i)
        if (a.rows.K[s * a.g.N + n][i] > 0) reach[n][i] = 1;
  for (std::size_t k = 0; k < a.g.N; ++k)
    for (std::size_t n = 0; n < a.g.N; ++n)
      for (std::size_t i = 0; reach[n][k] && i < a.g.N; ++i) reach[n][i] = reach[n][i] || reach[k][i];
  return reach;
}

/// A country from which money flows away and never comes back: it buys, directly or not, from countries that
/// buy nothing of it in turn. Without a deficit to match, trade cannot balance.
std::optional<std::size_t> one_way_trader(const Attempt& a) {
  if (a.closure.closure != Closure::kZero) return std::nullopt;
  const auto reach = supply_chains(a);
  for (std::size_t n = 0; n < a.g.N; ++n)
    for (std::size_t i = 0; i < a.g.N; ++i)
      if (i != n && reach[n][i] && !reach[i][n]) return n;
  return std::nullopt;
}

/// Why no equilibrium was found, from the incomes at the last point that was solved on the way. A surplus
/// that is kept while the country's trade is taxed away, or import subsidies, drive an income to zero: beyond
/// that there is no equilibrium.
void explain_failure(Attempt& a, const Frontier& reached) {
  const auto& codes = a.g.shares.countries.codes();
  a.summary.method = "accelerated sweeps, continuation, Newton on wages";
  if (const auto n = one_way_trader(a)) {
    a.summary.status = SolveStatus::kNoEquilibrium;
    a.summary.message = fmt::format(
        "no equilibrium: trade runs in one direction only from {}: it buys from countries that, directly or "
        "not, buy nothing of it, so trade cannot balance",
        codes[*n]);
    return;
  }
  std::size_t poorest = 0;
  double lowest = 1e300;
  for (std::size_t n = 0; n < a.g.N; ++n) {
    const double ratio = reached.income[n] / a.g.income[n];
    if (ratio < lowest) lowest = ratio, poorest = n;
  }
  const std::string where = fmt::format(
      "its income falls to {:.1f}% of the base where {:.0f}% of the shock (in logs) could be solved",
      100 * lowest, 100 * reached.fraction);
  if (lowest < 0.1) {
    a.summary.status = SolveStatus::kNoEquilibrium;
    a.summary.message =
        a.g.D[poorest] < 0 && a.closure.closure != Closure::kZero
            ? fmt::format(
                  "no equilibrium: the surplus {} must keep ({:.4g}) exceeds what it can earn; {}; try "
                  "closure zero",
                  codes[poorest], -a.g.D[poorest], where)
            : fmt::format("no equilibrium: subsidies or the terms of trade leave {} without income; {}",
                          codes[poorest], where);
    return;
  }
  a.summary.status = SolveStatus::kNotConverged;
  const bool limit = a.summary.iterations >= a.options.max_iterations;
  a.summary.message = fmt::format(
      "{}: {:.0f}% of the shock (in logs) could be solved; lowest income there: {} at {:.0f}% of the base",
      limit ? "iteration limit reached" : "no method converged", 100 * reached.fraction, codes[poorest],
      100 * lowest);
}

void climb_ladder(Attempt& a, const TradeCube& tariff_new, const TradeCube& cost_hat, bool warm) {
  const double tolerance = a.options.tolerance;
  const auto solved = [&](const char* method) {
    a.summary.status = SolveStatus::kConverged;
    a.summary.method = method;
    a.summary.message = "solved";
  };
  const auto out = [&] { return a.summary.status == SolveStatus::kInterrupted; };
  if (accelerated_sweeps(a, &a.g.jacobian, tolerance))
    return solved("Anderson-accelerated sweeps on (c, X, w)");
  if (warm && !out()) {  // a start from elsewhere may be worse than none
    a.state = base_state(a.g);
    if (accelerated_sweeps(a, &a.g.jacobian, tolerance))
      return solved("Anderson-accelerated sweeps on (c, X, w), from the base");
  }
  for (int refresh = 0; refresh < 2 && !out(); ++refresh) {
    if (a.best_size < 1e299) a.state = a.best;
    const LU jacobian = refreshed_jacobian(a);
    if (accelerated_sweeps(a, &jacobian, tolerance)) return solved("accelerated sweeps, Jacobian refreshed");
  }
  if (out()) return;
  const Frontier reached = continuation(a, tariff_new, cost_hat, tolerance);
  if (reached.fraction >= 1) return solved("accelerated sweeps, continuation in log tariffs");
  if (out()) return;
  a.rows = make_rows(a.g, tariff_new, cost_hat);
  if (a.best_size < 1e299) a.state = a.best;
  if (a.summary.iterations < a.options.max_iterations && wage_newton(a, tolerance))
    return solved("Newton on wages");
  if (out()) return;
  // The best point is reported for diagnosis, with its own residual.
  a.state = a.best_size < 1e299 ? a.best : base_state(a.g);
  CpState image = a.state;
  a.summary.residual = sweep(a.g, a.rows, a.closure, nullptr, a.state, image, a.work, &a.team).largest();
  explain_failure(a, reached);
}

}  // namespace

CpSolution solve_cp(const CpEngine& engine, const TradeCube& tariff_new, const TradeCube& cost_hat,
                    const CpClosure& closure, const SolveOptions& options, const RunContext& context,
                    const CpStart* start) {
  const auto begin = Clock::now();
  const auto known = start ? std::optional(CpKnownRows{start->solution.rows, start->tariff}) : std::nullopt;
  Team team(worth_sharing(engine) && !inside_parallel_loop());
  Attempt a{.g = engine,
            .closure = closure,
            .options = options,
            .context = context,
            .rows = make_rows(engine, tariff_new, cost_hat, 1.0, known ? &*known : nullptr, &team),
            .state = start ? start->solution.state : base_state(engine),
            .best = {},
            .work = CpWork(engine),
            .summary = {},
            .team = team};
  climb_ladder(a, tariff_new, cost_hat, start != nullptr);
  // The state last swept is the one reported; `work` holds its quantities.
  complete_closed_sectors(engine, a.state, a.work);
  a.summary.residual = std::max(labour_excess_demand(engine, a.work), a.summary.residual);
  a.summary.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return {.rows = std::move(a.rows),
          .state = std::move(a.state),
          .work = std::move(a.work),
          .summary = std::move(a.summary)};
}

TradeCube solved_shares(const CpEngine& g, const CpSolution& solution) {
  TradeCube share(g.S, g.N, g.N);
  const CpWork& work = solution.work;
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      const auto row = share.row(Sector(s), Country(n));
      const std::size_t a = g.at(s, n);
      if (!g.traded[s] || work.s[a] + work.M[a] <= 0) {
        row[n] = 1;
        continue;
      }
      const double* K = solution.rows.K[s * g.N + n];
      for (std::size_t i = 0; i < g.N; ++i)
        row[i] = i == n ? work.s[a] : K[i] * work.e[g.at(s, i)] / work.Phi[a];
    }
  return share;
}

CpShares rebase(const CpEngine& g, const CpSolution& solution, const TradeCube& tariff_new) {
  CpShares base = g.shares;
  base.share = solved_shares(g, solution);
  if (!tariff_new.empty()) base.tariff = tariff_new;
  double sum = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    base.value_added[Country(n)] = solution.work.ew[n] * g.VA[n];
    base.deficit[Country(n)] = solution.work.D[n];
    sum += solution.work.D[n];
    for (std::size_t s = 0; s < g.S; ++s)
      base.expenditure(Sector(s), Country(n)) = solution.work.X[g.at(s, n)];
  }
  for (double& d : base.deficit.flat()) d -= sum / static_cast<double>(g.N);
  return base;
}

}  // namespace cobden::economy
