// The deviation test of signalling.h, which shares nothing with the search but the definition.
#include <algorithm>

#include "cobden/core/error.h"
#include "cobden/talks/signalling.h"

namespace cobden::talks {
namespace {

void require_distribution(const std::vector<Rational>& probability) {
  Rational sum;
  for (const auto& p : probability) {
    invariant(p >= 0, "probabilities of an equilibrium are not negative");
    sum += p;
  }
  invariant(sum == 1, "probabilities of an equilibrium sum to one");
}

/// On the path beliefs are Bayes': mu_t sum_s p_s sigma_s = p_t sigma_t.
void require_bayes(const SenderReceiver& game, const SignallingEquilibrium& e, std::size_t m) {
  Rational reach;
  for (std::size_t t = 0; t < game.types.size(); ++t) reach += game.prior[t] * e.sender[t][m];
  for (std::size_t t = 0; t < game.types.size(); ++t)
    invariant(reach == 0 || e.belief[m][t] * reach == game.prior[t] * e.sender[t][m],
              "beliefs on the path follow from Bayes' rule");
}

Rational largest_gain(const std::vector<Rational>& value, const std::vector<Rational>& weight) {
  Rational mean;
  for (std::size_t k = 0; k < value.size(); ++k) mean += value[k] * weight[k];
  return *std::max_element(value.begin(), value.end()) - mean;
}

}  // namespace

std::string to_string(SignallingKind kind) {
  switch (kind) {
    case SignallingKind::kSeparating:
      return "separating";
    case SignallingKind::kPooling:
      return "pooling";
    case SignallingKind::kHybrid:
      return "hybrid";
  }
  return "unknown";
}

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kSurvives:
      return "survives";
    case Verdict::kFails:
      return "fails";
    case Verdict::kDepends:
      return "depends";
  }
  return "unknown";
}

Rational signalling_deviation_gain(const SenderReceiver& game, const SignallingEquilibrium& e) {
  Rational gain;
  for (std::size_t m = 0; m < game.signals.size(); ++m) {
    require_distribution(e.receiver[m]);
    require_distribution(e.belief[m]);
    require_bayes(game, e, m);
    std::vector<Rational> value(game.actions[m].size());
    for (std::size_t a = 0; a < value.size(); ++a)
      for (std::size_t t = 0; t < game.types.size(); ++t)
        value[a] += e.belief[m][t] * game.receiver_payoff[t][m][a];
    gain = std::max(gain, largest_gain(value, e.receiver[m]));
  }
  for (std::size_t t = 0; t < game.types.size(); ++t) {
    require_distribution(e.sender[t]);
    std::vector<Rational> value(game.signals.size());
    for (std::size_t m = 0; m < value.size(); ++m)
      for (std::size_t a = 0; a < game.actions[m].size(); ++a)
        value[m] += e.receiver[m][a] * game.sender_payoff[t][m][a];
    gain = std::max(gain, largest_gain(value, e.sender[t]));
  }
  return gain;
}

}  // namespace cobden::talks
