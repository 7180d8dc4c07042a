#include "cobden/economy/cp_draws.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "cobden/economy/cp_totals.h"

namespace cobden::economy {
namespace {

using Clock = std::chrono::steady_clock;
using LU = Eigen::PartialPivLU<Eigen::MatrixXd>;

/// As caliendo_parro.cc: data that miss by more are no equilibrium of the variant.
constexpr double kBaseTolerance = 1e-9;
/// Of the base that is solved for each draw: its error goes into every change.
constexpr double kBaseSolve = 1e-12;
constexpr int kLaneSweeps = 120;  ///< before a draw goes through the ladder alone
constexpr std::size_t kLaneMemory = 6;

/// What eight draws came to at one set of tariffs.
struct LaneSolution {
  explicit LaneSolution(std::vector<CpWork>& room) : work(room) {}
  std::vector<CpWork>& work;  ///< by lane, of those that are solved
  std::array<bool, kDrawLanes> solved{};
  std::array<int, kDrawLanes> iterations{};
  numerics::PerLane residual{};
};

CpShares with_theta(const CpShares& shares, const BySector& theta) {
  CpShares changed = shares;
  changed.theta = theta;
  return changed;
}

SolveOptions tight(const SolveOptions& options) {
  SolveOptions base = options;
  base.tolerance = kBaseSolve;
  return base;
}

}  // namespace

struct CpDraws::Reference {
  BySector theta;
  LU jacobian;
  CpState base, now;  ///< solutions at the tariffs of the data and of the counterfactual
};

/// Scratch of one batch at a time, kept for the next.
struct CpDraws::Workspace {
  explicit Workspace(const CpEngine& g)
      : state{.z = numerics::AlignedVector(base_state(g).z.size() * kDrawLanes), .TN = g.open.size() * g.Np},
        image(state),
        work(g),
        mixer(state.z.size() / kDrawLanes, {.memory = kLaneMemory}),
        base(kDrawLanes, CpWork(g)),
        now(base) {}
  CpLaneState state, image;
  CpLaneWork work;
  numerics::AndersonLanes mixer;
  std::vector<CpWork> base, now;  ///< solutions by lane
};

/// A workspace for as long as this lives.
class CpDraws::Lent {
 public:
  explicit Lent(const CpDraws& draws) : draws_(draws) {
    {
      const std::lock_guard lock(draws.spare_guard_);
      if (!draws.spare_.empty()) own_ = std::move(draws.spare_.back()), draws.spare_.pop_back();
    }
    if (!own_) own_ = std::make_unique<Workspace>(*draws.engine_);
  }
  ~Lent() {
    const std::lock_guard lock(draws_.spare_guard_);
    draws_.spare_.push_back(std::move(own_));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  Workspace& operator*() const { return *own_; }

 private:
  const CpDraws& draws_;
  std::unique_ptr<Workspace> own_;
};

/// Eight draws on their way.
struct CpDraws::Batch {
  const CpDraws& draws;
  std::size_t many;
  std::vector<double> theta;  ///< [S][lane]
  std::array<std::size_t, kDrawLanes> reference{};
  std::array<const LU*, kDrawLanes> jacobian{};

  Batch(const CpDraws& all, std::span<const CpDraw> input)
      : draws(all), many(input.size()), theta(all.engine_->S * kDrawLanes) {
    for (std::size_t l = 0; l < kDrawLanes; ++l) {
      const auto& draw = input[std::min(l, many - 1)];
      for (std::size_t s = 0; s < all.engine_->S; ++s) theta[s * kDrawLanes + l] = draw.theta[Sector(s)];
      reference[l] = all.nearest(draw.theta);
      jacobian[l] = &all.references_[reference[l]].jacobian;
    }
  }

  /// A lane is solved when a sweep does not move it, trade balances, and the labour market, which the sweep
  /// never looks at, clears too. It goes on unread while its neighbours are not.
  void take_solved(const CpLaneState& at, const CpLaneWork& work, const CpLaneSize& size, double tolerance,
                   int step, LaneSolution& solution) const {
    const CpEngine& g = *draws.engine_;
    for (std::size_t l = 0; l < many; ++l) {
      if (solution.solved[l] || work.clamped[l] || !(size.largest(l) < tolerance)) continue;
      CpWork& one = solution.work[l];
      work.copy_to(g, l, one);
      complete_closed_sectors(g, at.lane(l), one);
      const double labour = labour_excess_demand(g, one);
      if (one.clamped || !(labour < tolerance)) continue;
      solution.iterations[l] = step;
      solution.residual[l] = std::max(labour, size.largest(l));
      solution.solved[l] = true;
    }
  }

  LaneSolution solve(const CpLaneRows& rows, CpState Reference::*start, double tolerance, Workspace& space,
                     std::vector<CpWork>& room, const RunContext& context) const {
    const CpEngine& g = *draws.engine_;
    auto &state = space.state, &image = space.image;
    auto& work = space.work;
    auto& mixer = space.mixer;
    for (std::size_t l = 0; l < kDrawLanes; ++l) state.set(l, draws.references_[reference[l]].*start);
    image.z = state.z;  // padding too
    mixer.restart();
    LaneSolution solution(room);
    constexpr double kMarch = 0.45;  // as cp_solver.cc
    for (int step = 1; step <= std::min(kLaneSweeps, draws.options_.max_iterations); ++step) {
      const auto size =
          lane_sweep(g, *draws.links_, rows, draws.closure_, theta, jacobian, state, image, work);
      take_solved(state, work, size, tolerance, step, solution);
      bool all = true;
      for (std::size_t l = 0; l < many; ++l) all = all && solution.solved[l];
      if (all || context.cancelled()) break;
      std::array<bool, kDrawLanes> march{};
      for (std::size_t l = 0; l < kDrawLanes; ++l) march[l] = size.wage_step[l] > kMarch;
      mixer.advance(state.z.data(), image.z.data(), march);
    }
    return solution;
  }
};

bool CpDraws::knows(const CaliendoParroSpec& spec) {
  return spec.variant != CaliendoParroSpec::Variant::kOneSector &&
         lanes_know({.closure = spec.closure, .numeraire = spec.numeraire.kind, .numeraire_country = 0});
}

CpDraws::~CpDraws() = default;

CpDraws::CpDraws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec, TradeCube tariff_new,
                 std::span<const BySector> references, const SolveOptions& options,
                 std::vector<std::string> measures)
    : options_(options), tariff_(std::move(tariff_new)), measures_(std::move(measures)) {
  invariant(knows(spec) && !references.empty(), "draws of a specification that lanes know");
  closure_ = {.closure = spec.closure, .numeraire = spec.numeraire.kind, .numeraire_country = -1};
  if (spec.numeraire.kind != Numeraire::Kind::kWorldValueAdded)
    closure_.numeraire_country =
        benchmark->countries()
            .at(spec.numeraire.country, {.file = "", .line = {}, .column = "numeraire"})
            .value;
  engine_ = std::make_unique<const CpEngine>(
      cp_shares(*benchmark, spec.variant, spec.elasticities, references.front()));
  links_ = std::make_unique<const CpLaneLinks>(*engine_);
  if (spec.closure != Closure::kZero) {
    const CpRows rows = make_rows(*engine_, {}, {});
    CpState state = base_state(*engine_), image = state;
    CpWork work(*engine_);
    sweep(*engine_, rows, closure_, nullptr, state, image, work);
    complete_closed_sectors(*engine_, state, work);
    if (labour_excess_demand(*engine_, work) < kBaseTolerance) base_ = std::make_unique<const CpWork>(work);
  }
  for (const auto& theta : references) {
    const CpEngine own(with_theta(engine_->shares, theta));
    Reference r{.theta = theta, .jacobian = own.jacobian, .base = base_state(own), .now = {}};
    if (!base_) r.base = solve_cp(own, {}, {}, closure_, tight(options_)).state;
    r.now = solve_cp(own, tariff_, {}, closure_, options_).state;
    references_.push_back(std::move(r));
  }
}

/// The reference whose elasticities are nearest in logs.
std::size_t CpDraws::nearest(const BySector& theta) const {
  std::size_t best = 0;
  double least = 1e300;
  for (std::size_t r = 0; r < references_.size(); ++r) {
    double distance = 0;
    for (const std::size_t s : engine_->open) {
      const double d = std::log(theta[Sector(s)] / references_[r].theta[Sector(s)]);
      distance += d * d;
    }
    if (distance < least) least = distance, best = r;
  }
  return best;
}

CpDrawAnswer CpDraws::answer_of(const CpWork& base, const CpWork& now, int iterations,
                                double residual) const {
  CpDrawAnswer answer;
  answer.solver.status = SolveStatus::kConverged;
  answer.solver.method = "Anderson-accelerated sweeps on (c, X, w), eight draws at once";
  answer.solver.message = "solved";
  answer.solver.iterations = iterations;
  answer.solver.residual = residual;
  answer.outcomes = cp_totals(*engine_, base, now, closure_, measures_);
  return answer;
}

CpDrawAnswer CpDraws::solve_alone(const CpDraw& draw, const RunContext& context) const {
  const CpEngine own(with_theta(engine_->shares, draw.theta));
  CpDrawAnswer answer;
  std::optional<CpSolution> base;
  if (!base_) base.emplace(solve_cp(own, {}, {}, closure_, tight(options_), context));
  const TradeCube& tariff = draw.tariff ? *draw.tariff : tariff_;
  const CpSolution now = solve_cp(own, tariff, {}, closure_, options_, context);
  const auto& first = base ? base->summary : now.summary;
  const bool base_failed = base && !first.converged() && first.residual > 1e-10;
  answer.solver = base_failed ? first : now.summary;
  if (base_failed) answer.solver.message = "the base year could not be solved: " + first.message;
  if (base && !base_failed) answer.solver.iterations += first.iterations;
  answer.alone = true;
  if (answer.solver.converged())
    answer.outcomes = cp_totals(*engine_, base ? base->work : *base_, now.work, closure_, measures_);
  return answer;
}

void CpDraws::solve_batch(std::span<const CpDraw> draws, CpDrawAnswer* answers,
                          const RunContext& context) const {
  const Batch batch(*this, draws);
  std::vector<CpLaneInput> input;
  for (const auto& draw : draws)
    input.push_back({&draw.theta, draw.tariff ? draw.tariff : tariff_.empty() ? nullptr : &tariff_});
  const Lent space(*this);
  std::vector<CpLaneInput> untouched;
  for (const auto& draw : draws) untouched.push_back({&draw.theta, nullptr});
  const LaneSolution base = base_ ? LaneSolution((*space).base)
                                  : batch.solve(make_lane_rows(*engine_, untouched), &Reference::base,
                                                kBaseSolve, *space, (*space).base, context);
  const CpLaneRows rows = make_lane_rows(*engine_, input);
  const LaneSolution now =
      batch.solve(rows, &Reference::now, options_.tolerance, *space, (*space).now, context);
  for (std::size_t l = 0; l < draws.size(); ++l) {
    const bool solved = now.solved[l] && rows.usable[l] && (base_ || base.solved[l]);
    answers[l] =
        solved ? answer_of(base_ ? *base_ : base.work[l], now.work[l], now.iterations[l] + base.iterations[l],
                           std::max(now.residual[l], base.residual[l]))
               : solve_alone(draws[l], context);
  }
}

std::vector<CpDrawAnswer> CpDraws::solve(std::span<const CpDraw> draws, const RunContext& context) const {
  std::vector<CpDrawAnswer> answers(draws.size());
  for (std::size_t first = 0; first < draws.size() && !context.cancelled(); first += kDrawLanes) {
    const std::size_t many = std::min(kDrawLanes, draws.size() - first);
    solve_batch(draws.subspan(first, many), &answers[first], context);
  }
  return answers;
}

}  // namespace cobden::economy
