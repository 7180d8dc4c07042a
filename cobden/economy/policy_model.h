#pragma once
// What a government sees of an economy: equilibria at any tariffs, the value it puts on them, and the exact
// derivative of that value to every tariff. Searches for best responses, Nash equilibria and cooperative
// tariffs need nothing else of a model, so that they are written once for all families.
#include <memory>
#include <span>
#include <vector>

#include "cobden/core/array.h"
#include "cobden/core/run_context.h"
#include "cobden/economy/model.h"

namespace cobden::economy {

/// What one government maximises, in money of the benchmark at base consumer prices:
///   G = sum_s lambda_s W_s + rho R / P - phi I_base (P_hat - 1) + psi I_base (L_hat - 1)
/// with W_s the real income earned in sector s: factor income (and profits, where the model has them) of the
/// sector plus its share of tariff revenue and transfers, in proportion to the sector's wage bill, over the
/// consumer price index P_hat. With all lambda one the first term is real income. Political weights: Ossa
/// (2014, AER 104(12), eq. 9), whose normalisation is mean_s lambda_s = 1. A weight of zero switches a term
/// off, so that revenue, the price index (with the sign of a loss) and the real income of one sector are
/// objectives too.
struct Objective {
  Country country;
  BySector sector_weight = {};   ///< lambda [S] on the model's sectors; empty = all one
  double revenue_weight = 0;     ///< rho: on real tariff revenue, beside what it adds to incomes
  double price_weight = 0;       ///< phi: share of base income that a doubling of consumer prices is worth
  double employment_weight = 0;  ///< psi: the same for employment; only models with labour supply
};

/// A term of a sum of objectives (a planner's weights, or 1 for a single government).
struct WeightedObjective {
  double weight = 1;
  Objective objective;
};

/// One equilibrium, kept by its model for values, gradients and warm starts. Immutable.
class Equilibrium {
 public:
  virtual ~Equilibrium() = default;
  TradeCube tariff;       ///< [sector][importer][exporter] on the model's sectors, ad valorem fraction
  SolverSummary summary;  ///< check converged(): a failed solve has no value
};
using EquilibriumPtr = std::shared_ptr<const Equilibrium>;

/// The derivatives of a sum of objectives to one importer's tariffs.
struct ImporterGradient {
  Country importer;
  SectorCountry derivative;  ///< [sector][exporter] d G / d ln(1 + t), in the objective's money
  /// [sector][exporter] positive: `ln(1+t) += ln(1 + derivative / pace)` is the fixed-point step whose fixed
  /// points are the first-order conditions; zero where there is no trade (such cells have no effect).
  SectorCountry pace;
  bool converged = true;  ///< false: the adjoint missed its tolerance, or the equilibrium is none
};

/// Multipliers of the last gradient of one sum of objectives, kept by the caller so that the next one starts
/// from them. Belongs to the model that made it.
class AdjointState {
 public:
  virtual ~AdjointState() = default;
};

/// What gradients() is asked for one sum of objectives; the parts are those of gradient().
struct GradientRequest {
  std::span<const WeightedObjective> sum;
  std::span<const Country> importers;
  std::unique_ptr<AdjointState>* state = nullptr;
};

/// All const functions may be called from several threads at once; results do not depend on threads. Results
/// of a warm start agree with a cold one to the solve's tolerance, not to the bit.
class PolicyModel {
 public:
  virtual ~PolicyModel() = default;
  virtual const CountryAxis& countries() const = 0;
  virtual const SectorAxis& sectors() const = 0;  ///< the model's (one sector in one-sector variants)
  /// The model's base: base tariffs, all hats one.
  virtual const EquilibriumPtr& base() const = 0;
  /// Base trade [sector][importer][exporter] at customs value, domestic sales on the diagonal.
  virtual const TradeCube& base_flow() const = 0;
  /// The equilibrium at `tariff`, from `start` (nullptr: from the base). A start is a hint: where the way
  /// from it fails the model goes on from the base by itself, so that asking again without it is of no use.
  /// Not converging is a status in the summary, never an exception.
  virtual EquilibriumPtr solve(const TradeCube& tariff, const Equilibrium* start = nullptr,
                               const SolveOptions& options = {}, const RunContext& context = {}) const = 0;
  /// G, in million of the benchmark's money at base prices. UserError: a weight that the model has no term
  /// for.
  virtual double value(const Equilibrium& at, const Objective& objective) const = 0;
  /// Trade there [sector][importer][exporter] at customs value, domestic sales on the diagonal, in units of
  /// the model's numeraire.
  virtual TradeCube flow(const Equilibrium& at) const = 0;
  /// Exact derivatives of sum_k weight_k G_k to the tariffs of `importers`, by the adjoint method: one linear
  /// solve whatever their number. `state` may be nullptr, or point to an empty pointer at first; it is
  /// refilled.
  virtual std::vector<ImporterGradient> gradient(const Equilibrium& at,
                                                 std::span<const WeightedObjective> sum,
                                                 std::span<const Country> importers,
                                                 std::unique_ptr<AdjointState>* state = nullptr) const = 0;
  /// Gradients of several sums at one equilibrium, in the order asked: a game's players. Models whose
  /// adjoints share work override it; others answer one request after the other, side by side. `tolerance`:
  /// what may be left of the multipliers' last change, relative to the objective's own derivatives; a search
  /// far from its end may ask for 1e-4, say. Models whose adjoint is direct ignore it.
  virtual std::vector<std::vector<ImporterGradient>> gradients(const Equilibrium& at,
                                                               std::span<const GradientRequest> requests,
                                                               double tolerance = 1e-10) const;
};

}  // namespace cobden::economy
