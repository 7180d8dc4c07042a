#pragma once
// Structural gravity: one sector, labour only, iceberg trade costs. Choose it when only trade flows and one
// trade elasticity are known, or to reproduce studies that report "conditional" and "full endowment" general
// equilibrium effects of gravity estimates. Armington (Anderson 1979; Anderson and van Wincoop 2003, AER
// 93(1)) and Eaton and Kortum (2002, Econometrica 70(5)) are the same model in changes, with theta = sigma -
// 1 (Arkolakis, Costinot and Rodriguez-Clare 2012, AER 102(1)). Effects after Anderson, Larch and Yotov
// (2018, World Economy 41(10)); deficits after Baier, Yotov and Zylkin (2019, JIE 116), the Stata command
// ge_gravity.
//
// Tariff revenue is not modelled: trade costs are iceberg. A counterfactual that changes tariffs is a
// UserError that says how to state it as a trade cost. Expenditure is the customs value of purchases.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/economy/model.h"

namespace cobden::economy {

struct GravitySpec {
  enum class Deficits {
    kAdditive,        ///< E' = w_hat Y + D, D fixed in units of the numeraire
    kMultiplicative,  ///< E' = mu (E / Y) w_hat Y; the common mu (1 when trade is balanced) lets world
                      ///< spending equal output
  };
  enum class Effects {
    kBaseline,     ///< no adjustment: the base itself
    kConditional,  ///< output and expenditure fixed; multilateral resistances adjust (Anderson and van
                   ///< Wincoop 2003)
    kFirstOrder,   ///< conditional resistances, then factory-gate prices moved once by 1/OMR: what gegravity
                   ///< reports as GE
    kFull,         ///< endowments fixed; prices, incomes and resistances adjust until markets clear
  };
  /// Exactly one of the three: the trade elasticity, the elasticity of substitution (theta + 1), or a set of
  /// the benchmark.
  std::optional<double> theta, sigma;
  std::string elasticities;
  Deficits deficits = Deficits::kAdditive;
  Effects effects = Effects::kFull;
  /// World output constant (as ge_gravity), the wage of one country, or the price index of one country (as
  /// gegravity and the Advanced Guide, whose reference importer has inward resistance 1).
  Numeraire numeraire;
};
std::string to_string(GravitySpec::Deficits deficits);  ///< "additive", "multiplicative"
std::string to_string(GravitySpec::Effects effects);    ///< "baseline", "conditional", "first-order", "full"
/// UserError names the nearest known word.
GravitySpec::Deficits parse_gravity_deficits(const std::string& text, const SourcePlace& place = {});
GravitySpec::Effects parse_gravity_effects(const std::string& text, const SourcePlace& place = {});

/// UserError: more than one sector, no or several elasticities, unknown country in the numeraire,
/// multiplicative deficits with a country that spends but produces nothing.
///
/// Beside the common measures the outcomes hold, in both packages' conventions:
/// `ge_gravity.welfare`, `.real_wage`, `.nom_wage`, `.price_index` (new over base), `.new_trade` (importer x
/// exporter; with multiplicative deficits before the common factor mu, as the command stores it); and
/// gegravity's country columns under their own names ("factory gate price change (percent)", ..., "welfare
/// statistic" = base over new real expenditure). Trade costs of +infinity forbid a flow.
std::unique_ptr<Model> make_gravity(BenchmarkPtr benchmark, const GravitySpec& spec);

/// Trade costs of `base` new over base that raise bilateral trade by exp(partial) before any adjustment, the
/// form in which gravity estimates state a shock: exp(-partial / theta). `partial` is [importer][exporter];
/// the diagonal must be 0.
TradeCube trade_cost_hat_from_partial_effects(const Array2<Country, Country>& partial, double theta);

}  // namespace cobden::economy
