#include "cobden/strategy/repeated_game.h"

#include <cmath>

#include "cobden/core/error.h"

namespace cobden::strategy {

std::optional<double> critical_discount_factor(const StagePayoffs& payoffs) {
  const auto [cooperate, deviate, punish] = payoffs;
  if (!std::isfinite(cooperate) || !std::isfinite(deviate) || !std::isfinite(punish))
    throw UserError("a payoff of the repeated game is not a finite number");
  if (deviate <= cooperate) return 0.0;
  if (punish >= cooperate) return std::nullopt;
  // Keep the deal if cooperate / (1 - delta) >= deviate + delta punish / (1 - delta).
  return (deviate - cooperate) / (deviate - punish);
}

}  // namespace cobden::strategy
