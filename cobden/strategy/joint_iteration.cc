#include "cobden/strategy/joint_iteration.h"

#include <algorithm>
#include <cmath>

#include "cobden/strategy/optimum.h"

namespace cobden::strategy {
namespace {

constexpr double kFirstCap = 0.2, kLargestCap = 1.0;  // of a step in h
constexpr std::size_t kMemory = 10;                   // many players, many modes
constexpr int kBeforeDamping = 8;                     // steps without halving before steep goods are damped
constexpr int kPatience = 25;                         // steps in which the conditions must halve
constexpr double kRunaway = 20;                       // growth over the best so far that ends an attempt
constexpr double kSmallestLength = 1e-3;

std::size_t total_size(const std::vector<Player>& players) {
  std::size_t n = 0;
  for (const Player& p : players) n += p.instruments.size();
  return n;
}

/// Over the sum of the paces: players of different size count alike in the acceleration.
void put_shares(const std::vector<double>& derivative, const std::vector<double>& pace,
                double* derivative_share, double* pace_share) {
  double money = 0;
  for (const double p : pace) money += p;
  if (!(money > 0)) return;
  for (std::size_t k = 0; k < pace.size(); ++k) {
    derivative_share[k] = derivative[k] / money;
    pace_share[k] = pace[k] / money;
  }
}

}  // namespace

JointIteration::JointIteration(SearchRun& run, const std::vector<Player>& players, const TradeCube& from)
    : run_(run),
      players_(players),
      from_(from),
      adjoint_(players.size()),
      mixer_(total_size(players), {.memory = kMemory}) {
  for (const Player& p : players) {
    goals_.push_back({1.0, p.objective});
    offset_.push_back(lower_.size());
    lower_.insert(lower_.end(), p.instruments.lower.begin(), p.instruments.lower.end());
    upper_.insert(upper_.end(), p.instruments.upper.begin(), p.instruments.upper.end());
  }
}

void JointIteration::put_tariffs(std::span<const double> h, TradeCube& tariff) const {
  for (std::size_t i = 0; i < players_.size(); ++i)
    players_[i].instruments.write(h.subspan(offset_[i], players_[i].instruments.size()), tariff);
}

/// The equilibrium at h and every player's first-order conditions there.
bool JointIteration::evaluate(std::vector<double> h, const economy::Equilibrium* start, double tolerance,
                              GamePoint& out) {
  TradeCube tariff = from_;
  put_tariffs(h, tariff);
  auto equilibrium = run_.solve(tariff, start, tolerance);
  if (!equilibrium) return false;
  std::vector<economy::GradientRequest> requests;
  for (std::size_t i = 0; i < players_.size(); ++i)
    if (players_[i].instruments.size() > 0)
      requests.push_back(
          {.sum = {&goals_[i], 1}, .importers = {&players_[i].instruments.player, 1}, .state = &adjoint_[i]});
  const auto gradients =
      run_.model().gradients(*equilibrium, requests, adjoint_tolerance(run_.options(), tolerance));
  std::vector<double> derivative(h.size()), pace(h.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < players_.size(); ++i) {
    const Instruments& own = players_[i].instruments;
    if (own.size() == 0) continue;
    const economy::ImporterGradient& gradient = gradients[next++].front();
    put_shares(own.collect(gradient.derivative), own.collect(gradient.pace), &derivative[offset_[i]],
               &pace[offset_[i]]);
  }
  run_.count_gradients(static_cast<int>(players_.size()));
  out.conditions = first_order(h, std::move(derivative), std::move(pace), lower_, upper_);
  out.h = std::move(h);
  out.equilibrium = std::move(equilibrium);
  out.tolerance = tolerance;
  return true;
}

bool JointIteration::begin(const TradeCube& tariff, const economy::Equilibrium* start) {
  mixer_.restart();
  std::vector<double> h;
  for (const Player& p : players_)
    for (const double value : p.instruments.read(run_.model(), tariff)) h.push_back(value);
  for (std::size_t k = 0; k < h.size(); ++k) h[k] = std::clamp(h[k], lower_[k], upper_[k]);
  return evaluate(std::move(h), start, solve_tolerance(run_.options(), 1.0), here_);
}

/// Moves as far along `step` as there is an equilibrium.
bool JointIteration::move(std::span<const double> step) {
  const auto whole = bounded_move(here_.h, step, cap_, lower_, upper_);
  const double tolerance = solve_tolerance(run_.options(), here_.conditions.norm);
  for (double length = 1; length > kSmallestLength; length *= 0.4) {
    if (run_.must_stop()) return true;
    std::vector<double> h = here_.h;
    for (std::size_t k = 0; k < h.size(); ++k)
      h[k] = std::clamp(h[k] + length * whole[k], lower_[k], upper_[k]);
    GamePoint next;
    if (!evaluate(std::move(h), here_.equilibrium.get(), tolerance, next)) continue;
    cap_ = length == 1 ? std::min(kLargestCap, 2 * cap_) : 0.5 * cap_;
    here_ = std::move(next);
    return true;
  }
  return false;
}

/// Do the conditions hold, at the tolerance of the equilibrium that was asked for?
bool JointIteration::holds() {
  const SearchOptions& options = run_.options();
  if (here_.conditions.norm > options.tolerance) return false;
  if (here_.tolerance > options.solve.tolerance) {
    GamePoint sharp;
    if (evaluate(here_.h, here_.equilibrium.get(), options.solve.tolerance, sharp)) here_ = std::move(sharp);
  }
  return here_.conditions.norm <= options.tolerance;
}

bool JointIteration::iterate(double damping, SearchSummary& summary) {
  std::vector<double> damp(here_.h.size(), damping);
  mixer_.restart();
  cap_ = kFirstCap * damping;
  GamePoint best = here_;
  double halved = best.conditions.norm;
  for (int since_halved = 0; since_halved < kPatience; ++since_halved) {
    const double norm = here_.conditions.norm;
    summary.history.push_back(norm);
    run_.report("seeking mutual best replies", summary.iterations, norm);
    if (norm < best.conditions.norm) best = here_;
    if (norm < 0.5 * halved) halved = norm, since_halved = 0;
    if (holds()) return true;
    if (here_.tolerance < best.tolerance && norm <= run_.options().tolerance) best = here_;  // was not sharp
    if (run_.must_stop() || summary.iterations >= run_.options().max_iterations) break;
    if (norm > kRunaway * best.conditions.norm) break;
    ++summary.iterations;
    const FirstOrder f = here_.conditions;
    if (!move(mixer_.step(here_.h, f.step, f.pace, f.free, damp))) break;
    if (since_halved > kBeforeDamping) adapt_damping(f, here_.conditions, damping, damp);
  }
  here_ = std::move(best);
  return false;
}

bool JointIteration::reply_in_turn(SearchSummary& summary) {
  SearchOptions options = run_.options();
  options.starts = 1;
  options.max_iterations = 30;
  // Replies need not be sharper than what is left for the others to answer.
  options.tolerance = std::max(options.tolerance, 0.01 * here_.conditions.norm);
  GamePoint next = here_;
  for (std::size_t i = 0; i < players_.size(); ++i) {
    if (players_[i].instruments.size() == 0) continue;
    if (run_.must_stop()) return false;
    options.seconds = run_.seconds_left();
    const Optimum reply = find_optimum(run_.model(), players_[i], next.equilibrium->tariff, options,
                                       run_.context().silent(), next.equilibrium.get());
    run_.count(reply.search);
    if (!reply.equilibrium) return false;
    std::ranges::copy(reply.h, next.h.begin() + static_cast<std::ptrdiff_t>(offset_[i]));
    next.equilibrium = reply.equilibrium;
  }
  ++summary.iterations;
  mixer_.restart();
  const double tolerance = solve_tolerance(run_.options(), here_.conditions.norm);
  if (!evaluate(next.h, next.equilibrium.get(), tolerance, here_)) return false;
  summary.history.push_back(here_.conditions.norm);
  return true;
}

}  // namespace cobden::strategy
