#include "cobden/talks/nash_enumeration.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cobden/core/error.h"
#include "cobden/numerics/exact_program.h"

namespace cobden::talks {
namespace {

using numerics::ExactProgram;
using numerics::Sense;
using Support = std::vector<std::size_t>;  // ascending

/// a[own][other] of one player.
using Matrix = std::vector<std::vector<Rational>>;

Matrix payoffs_of(const StrategicGame& game, std::size_t player) {
  const std::size_t own = game.strategies[player].size(), other = game.strategies[1 - player].size();
  Matrix a(own, std::vector<Rational>(other));
  for (std::size_t i = 0; i < own; ++i)
    for (std::size_t j = 0; j < other; ++j)
      a[i][j] = game.payoff_at(player == 0 ? PureProfile{i, j} : PureProfile{j, i}, player);
  return a;
}

std::vector<Support> supports(std::size_t strategies) {
  std::vector<Support> all;
  for (std::size_t mask = 1; mask < (std::size_t{1} << strategies); ++mask) {
    Support support;
    for (std::size_t k = 0; k < strategies; ++k)
      if ((mask >> k) & 1) support.push_back(k);
    all.push_back(std::move(support));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Support& a, const Support& b) { return a.size() < b.size(); });
  return all;
}

/// What the other side mixes so that all of `own` are best replies: probabilities on `other`, then the value
/// and the least probability as last two variables.
ExactProgram indifference(const Matrix& a, const Support& own, const Support& other) {
  const std::size_t n = other.size();
  std::vector<bool> is_free(n + 2, false);
  is_free[n] = true;
  ExactProgram program(n + 2, is_free);
  std::vector<Rational> row(n + 2);
  for (std::size_t k = 0; k < n; ++k) row[k] = 1;
  program.add_row(row, Sense::kEqual, 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < n; ++k) row[k] = a[i][other[k]];
    row[n] = -1;
    row[n + 1] = 0;
    const bool used = std::binary_search(own.begin(), own.end(), i);
    program.add_row(row, used ? Sense::kEqual : Sense::kAtMost, 0);
  }
  for (std::size_t k = 0; k < n; ++k) program.add_sparse_row({{k, 1}, {n + 1, -1}}, Sense::kAtLeast, 0);
  program.add_sparse_row({{n + 1, 1}}, Sense::kAtMost, 1);
  return program;
}

struct Mix {
  std::vector<Rational> probability;  ///< on all strategies
  bool unique = true;
};

bool only_point(const ExactProgram& program, const std::vector<Rational>& point, std::size_t probabilities) {
  for (std::size_t k = 0; k < probabilities; ++k) {
    std::vector<Rational> objective(program.variables());
    objective[k] = 1;
    if (program.maximise(objective).value != point[k] || program.minimise(objective).value != point[k])
      return false;
  }
  return true;
}

/// Strictly positive probabilities on `other` that make `own` best replies, if there are any.
std::optional<Mix> mix_on(const Matrix& a, const Support& own, const Support& other, std::size_t strategies) {
  const ExactProgram program = indifference(a, own, other);
  std::vector<Rational> objective(program.variables());
  objective.back() = 1;
  const auto best = program.maximise(objective);
  if (!best.optimal() || best.value <= 0) return std::nullopt;
  Mix mix{std::vector<Rational>(strategies), only_point(program, best.x, other.size())};
  for (std::size_t k = 0; k < other.size(); ++k) mix.probability[other[k]] = best.x[k];
  return mix;
}

std::vector<Rational> replies(const Matrix& a, const std::vector<Rational>& other) {
  std::vector<Rational> value(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < other.size(); ++j) value[i] += a[i][j] * other[j];
  return value;
}

Rational mean(const std::vector<Rational>& value, const std::vector<Rational>& weight) {
  Rational sum;
  for (std::size_t i = 0; i < value.size(); ++i) sum += value[i] * weight[i];
  return sum;
}

bool is_pure_equilibrium(const StrategicGame& game, PureProfile profile) {
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const std::size_t own = profile[i];
    const Rational value = game.payoff_at(profile, i);
    for (std::size_t k = 0; k < game.strategies[i].size(); ++k) {
      profile[i] = k;
      if (game.payoff_at(profile, i) > value) return false;
    }
    profile[i] = own;
  }
  return true;
}

void require_small(const StrategicGame& game, std::size_t most_pairs) {
  check(game);
  if (game.players.size() != 2)
    throw UserError(
        fmt::format("mixed equilibria are enumerated for 2 players, not {}", game.players.size()));
  const std::size_t bits = game.strategies[0].size() + game.strategies[1].size();
  if (bits > 40 || (std::size_t{1} << bits) > most_pairs)
    throw UserError(fmt::format("the game has more than {} pairs of supports", most_pairs),
                    "write it with to_nfg and give it to a larger solver");
}

}  // namespace

bool MixedEquilibrium::pure() const {
  for (const auto& own : strategy)
    if (std::count(own.begin(), own.end(), Rational(1)) != 1) return false;
  return true;
}

std::vector<PureProfile> pure_equilibria(const StrategicGame& game) {
  check(game);
  std::vector<PureProfile> found;
  PureProfile profile(game.players.size(), 0);
  for (std::size_t k = game.profiles(); k > 0; --k) {
    if (is_pure_equilibrium(game, profile)) found.push_back(profile);
    for (std::size_t i = 0; i < profile.size(); ++i) {
      if (++profile[i] < game.strategies[i].size()) break;
      profile[i] = 0;
    }
  }
  return found;
}

std::vector<MixedEquilibrium> mixed_equilibria(const StrategicGame& game, std::size_t most_pairs) {
  require_small(game, most_pairs);
  const Matrix first = payoffs_of(game, 0), second = payoffs_of(game, 1);
  std::vector<MixedEquilibrium> found;
  for (const auto& s1 : supports(first.size()))
    for (const auto& s2 : supports(second.size())) {
      const auto two = mix_on(first, s1, s2, second.size());
      if (!two) continue;
      const auto one = mix_on(second, s2, s1, first.size());
      if (!one) continue;
      MixedEquilibrium e{.strategy = {one->probability, two->probability},
                         .payoff = {},
                         .isolated = one->unique && two->unique,
                         .deviation_gain = {}};
      e.payoff = {mean(replies(first, e.strategy[1]), e.strategy[0]),
                  mean(replies(second, e.strategy[0]), e.strategy[1])};
      e.deviation_gain = deviation_gain(game, e.strategy);
      invariant(e.deviation_gain == 0, "an enumerated equilibrium passes its deviation test");
      found.push_back(std::move(e));
    }
  return found;
}

Rational deviation_gain(const StrategicGame& game, const PureProfile& profile) {
  Rational gain;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    PureProfile other = profile;
    for (other[i] = 0; other[i] < game.strategies[i].size(); ++other[i])
      gain = std::max(gain, Rational(game.payoff_at(other, i) - game.payoff_at(profile, i)));
  }
  return gain;
}

Rational deviation_gain(const StrategicGame& game, const std::array<std::vector<Rational>, 2>& strategy) {
  Rational gain;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto value = replies(payoffs_of(game, i), strategy[1 - i]);
    const Rational most = *std::max_element(value.begin(), value.end());
    gain = std::max(gain, Rational(most - mean(value, strategy[i])));
  }
  return gain;
}

}  // namespace cobden::talks
