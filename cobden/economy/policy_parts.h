#pragma once
// What the policy models of all families do alike: find their own equilibria among all, refuse objectives
// that mean nothing on their axes, and mark equilibria of a base that is none.
#include <memory>
#include <string>
#include <type_traits>

#include "cobden/economy/policy_model.h"

namespace cobden::economy {

/// The equilibrium as the kind that a model makes; handing it one of another model is a mistake of the
/// program.
template <class Kind, class Any>
auto& made_by(Any& any) {
  using Own = std::conditional_t<std::is_const_v<Any>, const Kind, Kind>;
  auto* own = dynamic_cast<Own*>(&any);
  invariant(own, "the equilibrium was made by this model");
  return *own;
}

/// The multipliers that `state` holds, or fresh ones where it holds none that fit.
template <class Kind, class Fits, class Make>
Kind& multipliers_in(std::unique_ptr<AdjointState>& state, const Fits& fits, const Make& make) {
  auto* own = dynamic_cast<Kind*>(state.get());
  if (own && fits(*own)) return *own;
  std::unique_ptr<Kind> fresh = make();
  own = fresh.get();
  state = std::move(fresh);
  return *own;
}

/// UserError: a country that is none, or weights that are not one for each sector (`sectors` of them).
void check_axes(const Objective& objective, const CountryAxis& countries, std::size_t sectors);

/// UserError: tariffs of another size, at or below -100%, or on domestic sales. [S][N][N].
void check_tariffs(const TradeCube& tariff, const CountryAxis& countries, const SectorAxis& sectors);

/// A base with a problem has no equilibria, whatever the solver says of a point.
void mark_base_problem(const std::string& problem, SolverSummary& summary);

}  // namespace cobden::economy
