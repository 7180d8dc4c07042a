#include "cobden/economy/cp_batch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "cobden/economy/cp_batch_sweep.h"
#include "cobden/numerics/anderson_eight.h"

namespace cobden::economy {
namespace {

using Clock = std::chrono::steady_clock;
using Flags = numerics::AndersonEight::Flags;
constexpr std::size_t L = kCpBatch;
constexpr std::size_t kAndersonMemory = 6;  ///< the eight-fold history should stay near the cache
constexpr double kMarch = 0.45;             ///< as in cp_solver.cc
constexpr int kSweepLimit = 100;            ///< more is left to the ladder of solve_cp

}  // namespace

struct CpBatchSpace::Arrays {
  explicit Arrays(const CpBatchBase& base)
      : work(base.g),
        state(base.base.start.z.size() * L),
        image(state.size()),
        mixer(base.base.start.z.size(), {.memory = kAndersonMemory}) {}
  CpBatchWork work;
  numerics::AlignedVector state, image;  ///< [2 T Np + Np][8]
  numerics::AndersonEight mixer;
};
CpBatchSpace::CpBatchSpace(const CpBatchBase& base) : arrays_(std::make_unique<Arrays>(base)) {}
CpBatchSpace::~CpBatchSpace() = default;

namespace {

/// A batch on its way.
struct Batch {
  const CpBatchBase& base;
  std::span<const CpLane> draws;
  const CpClosure& closure;
  const SolveOptions& options;
  CpBatchRows rows;
  CpBatchSpace::Arrays& at;
  std::array<const double*, L> responses{};
  Flags active{};
  std::vector<std::optional<CpSolvedLane>> solved;
  std::array<int, L> sweeps{};
};

Batch begin(const CpBatchBase& base, std::span<const CpLane> draws, const CpClosure& closure,
            const SolveOptions& options, CpBatchSpace::Arrays& at) {
  Batch b{.base = base,
          .draws = draws,
          .closure = closure,
          .options = options,
          .rows = CpBatchRows(base, draws),
          .at = at,
          .responses = {},
          .active = {},
          .solved = std::vector<std::optional<CpSolvedLane>>(draws.size()),
          .sweeps = {}};
  for (std::size_t l = 0; l < L; ++l) {  // lanes past the draws repeat the last
    const CpReference* own = draws[std::min(l, draws.size() - 1)].reference;
    const CpReference& from = own ? *own : base.base;
    b.responses[l] = from.wage_response.data();
    for (std::size_t i = 0; i < from.start.z.size(); ++i) at.state[i * L + l] = from.start.z[i];
  }
  at.image = at.state;
  at.mixer.restart();
  for (std::size_t l = 0; l < draws.size(); ++l) b.active[l] = true;
  return b;
}

/// One draw's part of the state and of the quantities at it.
CpState state_of(const Batch& b, std::size_t l) {
  CpState state = b.base.base.start;
  for (std::size_t i = 0; i < state.z.size(); ++i) state.z[i] = b.at.state[i * L + l];
  return state;
}
CpWork work_of(const Batch& b, std::size_t l) {
  const CpEngine& g = b.base.g;
  CpWork work(g);
  const auto goods = [&](const numerics::AlignedVector& from, numerics::AlignedVector& to) {
    for (std::size_t t = 0; t < g.open.size(); ++t)
      for (std::size_t n = 0; n < g.N; ++n) to[g.at(g.open[t], n)] = from[(t * g.Np + n) * L + l];
  };
  const auto countries = [&](const numerics::AlignedVector& from, numerics::AlignedVector& to) {
    for (std::size_t n = 0; n < g.N; ++n) to[n] = from[n * L + l];
  };
  const CpBatchWork& w = b.at.work;
  goods(w.e, work.e), goods(w.Phi, work.Phi), goods(w.p, work.p), goods(w.s, work.s), goods(w.M, work.M);
  goods(w.Y, work.Y), goods(w.X, work.X), goods(w.q, work.q), goods(w.z, work.z), goods(w.rho, work.rho);
  countries(w.A, work.A), countries(w.B, work.B), countries(w.I, work.I), countries(w.D, work.D);
  countries(w.ew, work.ew), countries(w.ew_new, work.ew_new), countries(w.gap, work.gap);
  countries(w.revenue, work.revenue), countries(w.tax, work.tax);
  work.clamped = w.clamped[l];
  return work;
}

/// Keeps the answer of a draw at the state just swept if its markets clear, labour too.
bool keep_if_solved(Batch& b, std::size_t l, double size) {
  const CpEngine& g = b.base.g;
  CpWork work = work_of(b, l);
  complete_closed_sectors(g, state_of(b, l), work);
  if (work.clamped) return false;
  const double residual = std::max(size, labour_excess_demand(g, work));
  if (!(residual < b.options.tolerance)) return false;
  b.solved[l] =
      CpSolvedLane{.work = std::move(work),
                   .summary = {.status = SolveStatus::kConverged,
                               .method = "Anderson-accelerated sweeps on (c, X, w), eight draws at once",
                               .message = "solved",
                               .iterations = b.sweeps[l],
                               .residual = residual,
                               .seconds = 0,
                               .setup_seconds = 0,
                               .history = {}}};
  return true;
}

void accelerated_sweeps(Batch& b, const RunContext& context) {
  const int limit = std::min(kSweepLimit, b.options.max_iterations);
  for (int step = 1; step <= limit && !context.cancelled(); ++step) {
    const CpBatchSizes sizes =
        sweep(b.base, b.rows, b.closure, b.responses, b.at.state.data(), b.at.image.data(), b.at.work);
    Flags plain{};
    for (std::size_t l = 0; l < L; ++l) {
      if (!b.active[l]) continue;
      ++b.sweeps[l];
      const double size = sizes.largest(l);
      if (!std::isfinite(size) || (size < b.options.tolerance && keep_if_solved(b, l, size)))
        b.active[l] = false;
      plain[l] = sizes.wage_step[l] > kMarch;
    }
    if (std::none_of(b.active.begin(), b.active.end(), [](bool a) { return a; })) return;
    b.at.mixer.advance(b.at.state.data(), b.at.image.data(), plain);  // draws that are done move on unseen
  }
}

CpSolvedLane solve_alone(const CpEngine& g, const CpLane& draw, const CpClosure& closure,
                         const SolveOptions& options, const RunContext& context) {
  CpShares shares = g.shares;
  if (draw.theta) shares.theta = *draw.theta;
  const CpEngine engine(std::move(shares));
  const TradeCube none;
  CpSolution solution =
      solve_cp(engine, draw.tariff_new ? *draw.tariff_new : none, none, closure, options, context);
  return {.work = std::move(solution.work), .summary = std::move(solution.summary), .alone = true};
}

}  // namespace

numerics::AlignedVector wage_response_of(const CpEngine& g,
                                         const Eigen::PartialPivLU<Eigen::MatrixXd>& jacobian) {
  const Eigen::MatrixXd inverse = jacobian.inverse();
  numerics::AlignedVector response(g.N * g.Np);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t m = 0; m < g.N; ++m)
      response[n * g.Np + m] = inverse(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(m));
  return response;
}

CpBatchBase::CpBatchBase(const CpEngine& engine)
    : g(engine),
      links(g.G_star.empty() ? 0 : g.N * g.open.size() * g.open.size()),
      base{.start = base_state(g), .wage_response = wage_response_of(g, g.jacobian)} {
  const std::size_t T = g.open.size();
  for (std::size_t n = 0; n < g.N && !links.empty(); ++n)
    for (std::size_t k = 0; k < T; ++k)
      for (std::size_t j = 0; j < T; ++j) links[(n * T + k) * T + j] = g.G_star_of(g.open[k], g.open[j], n);
}

std::vector<CpSolvedLane> solve_cp_batch(const CpBatchBase& base, std::span<const CpLane> draws,
                                         const CpClosure& closure, CpBatchSpace& space,
                                         const SolveOptions& options, const RunContext& context) {
  const auto start = Clock::now();
  Batch batch = begin(base, draws, closure, options, space.arrays());
  accelerated_sweeps(batch, context);
  std::vector<CpSolvedLane> answers;
  for (std::size_t l = 0; l < draws.size(); ++l)
    answers.push_back(batch.solved[l] ? std::move(*batch.solved[l])
                                      : solve_alone(base.g, draws[l], closure, options, context));
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  for (auto& answer : answers) answer.summary.seconds = seconds / static_cast<double>(draws.size());
  return answers;
}

}  // namespace cobden::economy
