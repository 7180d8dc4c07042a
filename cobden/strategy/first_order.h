#pragma once
// First-order conditions of instruments within bounds, as a step that would meet them. In the log power of a
// tariff, h = ln(1 + t), the step is ln(1 + D / P), with D the derivative of the objective and P the pace
// that the model gives (policy_model.h): it vanishes exactly where D does. Karush-Kuhn-Tucker signs decide
// which instruments are free: at the lower bound D <= 0 holds one, at the upper bound D >= 0.
#include <span>
#include <vector>

#include "cobden/strategy/instruments.h"

namespace cobden::strategy {

struct FirstOrder {
  std::vector<double> derivative;  ///< D [instrument], the objective's money per unit of h
  std::vector<double> pace;        ///< P [instrument], the same unit
  std::vector<double> step;        ///< ln(1 + D / P), as if there were no bounds; zero where P is zero
  std::vector<char> free;          ///< not held at a bound, and P > 0
  double norm = 0;                 ///< largest |D / P| of free instruments
};

FirstOrder first_order(std::span<const double> h, std::vector<double> derivative, std::vector<double> pace,
                       std::span<const double> lower, std::span<const double> upper);

/// First-order conditions of one player at an equilibrium: one adjoint solve to `tolerance`
/// (PolicyModel::gradients).
FirstOrder first_order_of(const economy::PolicyModel& model, const Player& player,
                          const economy::Equilibrium& at, std::span<const double> h,
                          std::unique_ptr<economy::AdjointState>* adjoint, double tolerance = 1e-10);

/// The move from h by `step`, no component longer than `cap`, that ends within the bounds.
std::vector<double> bounded_move(std::span<const double> h, std::span<const double> step, double cap,
                                 std::span<const double> lower, std::span<const double> upper);

/// Shares of the steps to take, by instrument. Where a step was reversed and hardly shrank, the pace is too
/// small for how sharply trade responds (petroleum, theta = 65: all of it turns within 1 / theta), and the
/// share is cut; elsewhere it recovers to `largest`.
void adapt_damping(const FirstOrder& before, const FirstOrder& after, double largest,
                   std::vector<double>& damping);

}  // namespace cobden::strategy
