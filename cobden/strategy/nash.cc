#include "cobden/strategy/nash.h"

#include <algorithm>
#include <cmath>

#include "cobden/strategy/joint_iteration.h"

namespace cobden::strategy {
namespace {

constexpr char kMethod[] = "all first-order conditions at once, accelerated, within bounds";
/// A gain above this share of the objective [percent] is another reply, not what is left of the tolerance.
constexpr double kProfitable = 1e-5;
constexpr int kLargestRounds = 3;  // of going on from a better reply

void check_players(const economy::PolicyModel& model, const std::vector<Player>& players) {
  if (players.empty()) throw UserError("a game needs at least one player");
  for (std::size_t i = 0; i < players.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (players[i].instruments.player == players[j].instruments.player &&
          players[i].instruments.size() > 0 && players[j].instruments.size() > 0)
        throw UserError("country '" + model.countries().code(players[i].instruments.player) +
                        "' stands twice among the players");
}

std::vector<double> values_at(const economy::PolicyModel& model, const std::vector<Player>& players,
                              const economy::Equilibrium& at) {
  std::vector<double> values;
  for (const Player& p : players) values.push_back(model.value(at, p.objective));
  return values;
}

/// Whole steps; damped ones; replies in turn, each round followed by another attempt at whole steps.
bool seek(JointIteration& game, const SearchRun& run, SearchSummary& summary) {
  constexpr double kDampings[] = {1.0, 0.4, 0.15};
  constexpr int kLargestTurns = 20;
  const auto limited = [&] { return run.must_stop() || summary.iterations >= run.options().max_iterations; };
  for (const double damping : kDampings) {
    if (game.iterate(damping, summary)) return true;
    if (limited()) return false;
  }
  for (int turn = 0; turn < kLargestTurns && !limited(); ++turn) {
    if (!game.reply_in_turn(summary)) return false;
    if (game.iterate(turn % 2 == 0 ? 1.0 : 0.4, summary)) return true;
  }
  return false;
}

void set_status(bool found, const SearchRun& run, SearchSummary& summary) {
  if (found) {
    summary.status = SearchStatus::kConverged;
    summary.message = "all first-order conditions hold";
  } else if (const auto stop = run.must_stop()) {
    summary.status = *stop;
    summary.message = to_string(*stop) + ": the point closest to the first-order conditions";
  } else {
    summary.status = SearchStatus::kNotConverged;
    summary.message = summary.iterations >= run.options().max_iterations
                          ? "iteration limit reached"
                          : "first-order conditions came no closer, whole, damped or by replies in turn";
  }
}

void read_point(const GamePoint& point, const SearchRun& run, const std::vector<Player>& players,
                Nash& nash) {
  nash.equilibrium = point.equilibrium;
  if (point.tolerance > run.options().solve.tolerance) {
    if (auto sharp = run.solve_at_last(point.equilibrium->tariff, point.equilibrium.get()))
      nash.equilibrium = std::move(sharp);
  }
  nash.tariff = nash.equilibrium->tariff;
  nash.value = values_at(run.model(), players, *nash.equilibrium);
  nash.search.first_order = point.conditions.norm;
}

/// The tariffs with every profitable deviation put in.
TradeCube with_deviations(const Nash& nash, const std::vector<Player>& players) {
  TradeCube tariff = nash.tariff;
  for (std::size_t i = 0; i < players.size(); ++i) {
    const Deviation& d = nash.certificate.deviations[i];
    if (d.gain_percent > kProfitable) players[i].instruments.write(d.h, tariff);
  }
  return tariff;
}

/// Seeks once from where `game` stands, and certifies.
void seek_and_certify(JointIteration& game, SearchRun& run, const std::vector<Player>& players,
                      const CertificateOptions* certificate, const RunContext& context, Nash& nash) {
  const bool found = seek(game, run, nash.search);
  set_status(found, run, nash.search);
  read_point(game.here(), run, players, nash);
  nash.certificate = {};
  nash.certificate.complete = false;
  if (!certificate || !nash.equilibrium->summary.converged()) return;
  CertificateOptions options = *certificate;
  options.seconds = std::min(options.seconds, std::max(0.0, run.seconds_left()));
  nash.certificate = certify(run.model(), players, *nash.equilibrium, options, context);
}

}  // namespace

Nash find_nash(const economy::PolicyModel& model, const std::vector<Player>& players, const TradeCube& from,
               const SearchOptions& options, const CertificateOptions* certificate,
               const RunContext& context) {
  check_players(model, players);
  SearchRun run(model, options, context);
  Nash nash;
  nash.tariff = from;
  nash.search.method = kMethod;
  nash.certificate.complete = false;
  const auto given = run.solve_at_last(from, nullptr);
  JointIteration game(run, players, from);
  if (!given || !game.begin(from, given.get())) {
    nash.search.status = SearchStatus::kNoEquilibrium;
    nash.search.message = "no equilibrium was found at the tariffs given";
    return nash;
  }
  nash.start_value = values_at(model, players, *given);
  seek_and_certify(game, run, players, certificate, context, nash);
  // A local answer: someone has a better reply elsewhere. Go on from there, and keep what is least tempting.
  for (int round = 0; round < kLargestRounds && certificate && !run.must_stop(); ++round) {
    if (nash.certificate.epsilon_percent <= kProfitable) break;
    Nash other = nash;
    if (!game.begin(with_deviations(nash, players), nash.equilibrium.get())) break;
    seek_and_certify(game, run, players, certificate, context, other);
    const bool better = other.certificate.epsilon_percent < nash.certificate.epsilon_percent;
    if (better)
      nash = std::move(other);
    else
      break;
  }
  if (nash.search.converged() && nash.certificate.epsilon_percent > kProfitable)
    nash.search.message = "first-order conditions hold, but a player gains by deviating: see the certificate";
  nash.search.solves = run.solves();
  nash.search.gradients = run.gradients();
  nash.search.seconds = run.seconds();
  return nash;
}

}  // namespace cobden::strategy
