#include <fmt/format.h>

#include <cmath>
#include <mutex>

#include "cobden/core/parallel.h"
#include "cobden/economy/caliendo_parro_parts.h"
#include "cobden/economy/cp_accounts.h"
#include "cobden/economy/cp_batch.h"
#include "cobden/economy/draws.h"

namespace cobden::economy {
namespace {

/// Spaces of batches that are not in use, so that each thread finds one.
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

class CaliendoParroDraws final : public DrawModel {
 public:
  CaliendoParroDraws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec)
      : benchmark_(std::move(benchmark)),
        closure_(cp_closure(*benchmark_, spec)),
        engine_(cp_shares(*benchmark_, spec.variant, spec.elasticities, spec.theta)),
        base_(engine_),
        spaces_(base_) {
    CpSolution at_data = swept_base(engine_, closure_);
    base_moves_ = spec.closure == Closure::kZero || !clears(engine_, at_data.work);
    complete_closed_sectors(engine_, at_data.state, at_data.work);
    base_work_ = std::move(at_data.work);
  }

  std::vector<DrawAnswer> solve(std::span<const ModelDraw> draws, const SolveOptions& options,
                                const RunContext& context) const override {
    for (const auto& draw : draws) check(draw);
    std::vector<DrawAnswer> answers(draws.size());
    parallel_for((draws.size() + kCpBatch - 1) / kCpBatch, [&](std::size_t batch) {
      const std::size_t first = batch * kCpBatch, count = std::min(kCpBatch, draws.size() - first);
      auto solved = solve_batch(draws.subspan(first, count), options, context);
      std::move(solved.begin(), solved.end(), answers.begin() + static_cast<std::ptrdiff_t>(first));
    });
    return answers;
  }

 private:
  void check(const ModelDraw& draw) const {
    if (draw.tariff_new)
      check_counterfactual({.tariff_new = *draw.tariff_new, .trade_cost_hat = {}}, *benchmark_);
    for (const Sector s : indices<Sector>(draw.elasticities ? draw.elasticities->size() : 0))
      if (const double theta = (*draw.elasticities)[s]; !(theta > 0) || !std::isfinite(theta))
        throw UserError(
            {.place = {},
             .value = fmt::format("{:g}", theta),
             .problem = "trade elasticity of sector " + benchmark_->sectors().code(s) + " is not positive",
             .expected = "a number above 0",
             .remedy = ""});
  }

  std::vector<DrawAnswer> solve_batch(std::span<const ModelDraw> asked, const SolveOptions& options,
                                      const RunContext& context) const {
    std::vector<CpDraw> draws, at_base;
    for (const auto& one : asked) {
      draws.push_back({.theta = one.elasticities, .tariff_new = one.tariff_new});
      at_base.push_back({.theta = one.elasticities, .tariff_new = nullptr});
    }
    auto space = spaces_.take();
    const auto now = solve_cp_batch(base_, draws, closure_, *space, options, context);
    std::vector<CpSolvedDraw> before;
    if (base_moves_) {
      SolveOptions tight = options;
      tight.tolerance = 1e-12;
      before = solve_cp_batch(base_, at_base, closure_, *space, tight, context);
    }
    spaces_.give(std::move(space));
    std::vector<DrawAnswer> answers;
    for (std::size_t l = 0; l < asked.size(); ++l)
      answers.push_back(answer(now[l], base_moves_ ? &before[l] : nullptr));
    return answers;
  }

  DrawAnswer answer(const CpSolvedDraw& now, const CpSolvedDraw* before) const {
    DrawAnswer answer{.solver = now.summary, .outcomes = {}};
    if (before && !before->summary.converged() && before->summary.residual > 1e-10) {
      answer.solver.status = SolveStatus::kNoEquilibrium;
      answer.solver.message = "the base year could not be solved: " + before->summary.message;
    }
    if (before) answer.solver.iterations += before->summary.iterations;
    if (answer.solver.converged())
      answer.outcomes = cp_totals(engine_, before ? before->work : base_work_, now.work, closure_);
    return answer;
  }

  BenchmarkPtr benchmark_;
  CpClosure closure_;
  CpEngine engine_;  ///< of the data; bases that the closure moves are solved draw by draw
  CpBatchBase base_;
  mutable Spaces spaces_;
  bool base_moves_ = false;
  CpWork base_work_{engine_};
};

}  // namespace

std::unique_ptr<DrawModel> make_caliendo_parro_draws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec) {
  if (spec.variant == CaliendoParroSpec::Variant::kOneSector) return nullptr;
  return std::make_unique<CaliendoParroDraws>(std::move(benchmark), spec);
}

}  // namespace cobden::economy
