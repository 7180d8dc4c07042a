#include "cobden/economy/cp_draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "cobden/core/parallel.h"
#include "cobden/economy/caliendo_parro_parts.h"
#include "cobden/economy/cp_accounts.h"
#include "cobden/economy/cp_batch.h"

namespace cobden::economy {
namespace {

constexpr double kBaseSolve =
    1e-12;  ///< of the base that is solved for each draw: its error is in every change

/// Storage of batches that is not in use, so that each thread finds one.
class Spaces {
 public:
  explicit Spaces(const CpBatchBase& base) : base_(base) {}
  std::unique_ptr<CpBatchSpace> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<CpBatchSpace>(base_);
    auto space = std::move(free_.back());
    free_.pop_back();
    return space;
  }
  void give(std::unique_ptr<CpBatchSpace> space) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(space));
  }

 private:
  const CpBatchBase& base_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<CpBatchSpace>> free_;
};

SolveOptions tight(SolveOptions options) {
  options.tolerance = kBaseSolve;
  return options;
}

CpEngine at_elasticities(const CpEngine& engine, const BySector& theta) {
  CpShares shares = engine.shares;
  shares.theta = theta;
  return CpEngine(std::move(shares));
}

/// Elasticities near which draws are expected, with the solutions there.
struct Reference {
  BySector theta;
  CpReference base, now;  ///< at the tariffs of the data, and of the counterfactual
};

}  // namespace

/// What draws share. Immutable but for storage.
struct CpDraws::Shared {
  BenchmarkPtr benchmark;
  CpClosure closure;
  SolveOptions options;
  std::vector<std::string> measures;
  TradeCube tariff;
  CpEngine engine;
  CpBatchBase batch;
  mutable Spaces spaces;
  std::optional<CpWork> base;  ///< at the data, where they are an equilibrium; else it is solved by draw
  std::vector<Reference> references;

  Shared(BenchmarkPtr data, const CaliendoParroSpec& spec, TradeCube tariff_new,
         std::span<const BySector> near, const SolveOptions& solve_options, std::vector<std::string> wanted)
      : benchmark(std::move(data)),
        closure(cp_closure(*benchmark, spec)),
        options(solve_options),
        measures(std::move(wanted)),
        tariff(std::move(tariff_new)),
        engine(cp_shares(*benchmark, spec.variant, spec.elasticities, near.front())),
        batch(engine),
        spaces(batch) {
    CpSolution data_point = swept_base(engine, closure);
    if (spec.closure != Closure::kZero && clears(engine, data_point.work)) {
      complete_closed_sectors(engine, data_point.state, data_point.work);
      base = std::move(data_point.work);
    }
    for (const auto& theta : near) references.push_back(reference(theta));
  }

  Reference reference(const BySector& theta) const {
    const CpEngine own = at_elasticities(engine, theta);
    const auto response = wage_response_of(own, own.jacobian);
    CpState start = base ? base_state(own) : solve_cp(own, {}, {}, closure, tight(options)).state;
    return {.theta = theta,
            .base = {.start = std::move(start), .wage_response = response},
            .now = {.start = solve_cp(own, tariff, {}, closure, options).state, .wage_response = response}};
  }

  /// The reference whose elasticities are nearest in logs.
  const Reference& nearest(const BySector& theta) const {
    const auto distance = [&](const Reference& r) {
      double sum = 0;
      for (const std::size_t s : engine.open) {
        const double d = std::log(theta[Sector(s)] / r.theta[Sector(s)]);
        sum += d * d;
      }
      return sum;
    };
    return *std::ranges::min_element(references, {}, distance);
  }

  const TradeCube* tariff_of(const CpDraw& draw) const {
    return draw.tariff ? draw.tariff : tariff.empty() ? nullptr : &tariff;
  }

  CpDrawAnswer answer(const CpSolvedLane* before, const CpSolvedLane& now) const {
    CpDrawAnswer answer{
        .solver = now.summary, .outcomes = {}, .alone = now.alone || (before && before->alone)};
    if (before && !before->summary.converged() && before->summary.residual > 1e-10) {
      answer.solver.status = SolveStatus::kNoEquilibrium;
      answer.solver.message = "the base year could not be solved: " + before->summary.message;
    }
    if (before) answer.solver.iterations += before->summary.iterations;
    if (answer.solver.converged())
      answer.outcomes = cp_totals(engine, before ? before->work : *base, now.work, closure, measures);
    return answer;
  }

  void check(const CpDraw& draw) const {
    if (draw.tariff) check_counterfactual({.tariff_new = *draw.tariff, .trade_cost_hat = {}}, *benchmark);
    for (const Sector s : indices<Sector>(draw.theta.size()))
      if (const double theta = draw.theta[s]; !(theta > 0) || !std::isfinite(theta))
        fail_at({}, fmt::format("{:g}", theta),
                "trade elasticity of sector " + benchmark->sectors().code(s) + " is not positive",
                "a number above 0");
  }

  void solve_batch(std::span<const CpDraw> draws, CpDrawAnswer* answers, const RunContext& context) const {
    std::vector<CpLane> at_base, at_tariff;
    for (const auto& draw : draws) {
      const Reference& near = nearest(draw.theta);
      at_base.push_back({.theta = &draw.theta, .tariff_new = nullptr, .reference = &near.base});
      at_tariff.push_back({.theta = &draw.theta, .tariff_new = tariff_of(draw), .reference = &near.now});
    }
    auto space = spaces.take();
    std::vector<CpSolvedLane> before;
    if (!base) before = solve_cp_batch(batch, at_base, closure, *space, tight(options), context);
    const auto now = solve_cp_batch(batch, at_tariff, closure, *space, options, context);
    spaces.give(std::move(space));
    for (std::size_t l = 0; l < draws.size(); ++l) answers[l] = answer(base ? nullptr : &before[l], now[l]);
  }
};

bool CpDraws::knows(const CaliendoParroSpec& spec) {
  return spec.variant != CaliendoParroSpec::Variant::kOneSector;
}

CpDraws::CpDraws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec, TradeCube tariff_new,
                 std::span<const BySector> references, const SolveOptions& options,
                 std::vector<std::string> measures) {
  invariant(knows(spec) && !references.empty(), "draws of a specification that batches know");
  if (!tariff_new.empty()) check_counterfactual({.tariff_new = tariff_new, .trade_cost_hat = {}}, *benchmark);
  shared_ = std::make_unique<const Shared>(std::move(benchmark), spec, std::move(tariff_new), references,
                                           options, std::move(measures));
}
CpDraws::CpDraws(CpDraws&&) noexcept = default;
CpDraws::~CpDraws() = default;

CpDrawAnswer CpDraws::solve_alone(const CpDraw& draw, const RunContext& context) const {
  const Shared& all = *shared_;
  all.check(draw);
  const CpEngine own = at_elasticities(all.engine, draw.theta);
  const auto solved = [&](const TradeCube& tariff, const SolveOptions& options) {
    CpSolution s = solve_cp(own, tariff, {}, all.closure, options, context);
    return CpSolvedLane{.work = std::move(s.work), .summary = std::move(s.summary), .alone = true};
  };
  std::optional<CpSolvedLane> before;
  if (!all.base) before = solved({}, tight(all.options));
  const TradeCube none;
  const TradeCube* tariff = all.tariff_of(draw);
  return all.answer(before ? &*before : nullptr, solved(tariff ? *tariff : none, all.options));
}

std::vector<CpDrawAnswer> CpDraws::solve(std::span<const CpDraw> draws, const RunContext& context) const {
  for (const auto& draw : draws) shared_->check(draw);
  std::vector<CpDrawAnswer> answers(draws.size());
  parallel_for((draws.size() + kCpBatch - 1) / kCpBatch, [&](std::size_t batch) {
    const std::size_t first = batch * kCpBatch, many = std::min(kCpBatch, draws.size() - first);
    shared_->solve_batch(draws.subspan(first, many), &answers[first], context);
  });
  return answers;
}

}  // namespace cobden::economy
