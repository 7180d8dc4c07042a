#pragma once
// The single-sector family with elastic labour supply, profits and incomplete pass-through: one good per
// country, many countries, tariff revenue that relieves the income tax. Choose it for broad tariffs on all
// goods and for long tails of small countries: it needs only a matrix of trade flows and each country's GDP,
// and solves 194 economies in well under a millisecond. Ignatenko, Lashkaripour, Macedoni and Simonovska
// (2025, Journal of International Economics 157, 104138), the single-sector model of their sections 2 to 4;
// with profits off it is Eaton and Kortum (2002) in the hat algebra of Dekle, Eaton and Kortum (2008). The
// equations, numbered as in the code:
//   (1) price of a variety        a_j = [ w_j^b P_j^(1-b) / ((w_j/P_j)^(1-b) L_j)^psi ]^(-eps) (hats, b =
//   beta) (2) importer's sums           S_i = sum_j lambda_ji tau_ji^(-eps phi_i) a_j,   C_i = sum_j (...) /
//   (1 + t_ji) (3) net spending              Z_i = (y_i + b T_i G) / (b + nu_i (1 - b)),  y = w L Y,  G = sum
//   y / sum Y (4) sales net of tariffs      X_ji = B_ji a_j Z_i / C_i;   spending with tariffs E_i = Z_i S_i
//   / C_i (5) labour market             b sum_i (1 - nu_i) X_ji + nu_j Z_j = y_j (6) price index P_i = (E_i^
//   / w_i)^(1 - phi_i) S_i^(-1/eps) (7) labour supply             L_i = ( w_i / (P_i (1 - R_i / y_i))
//   )^kappa,  R = Z (S/C - 1)
// phi is the elasticity of import values to tariffs over eps: phi_i = c + (1+theta)/((1-nu_i) theta) -
// 1/theta - 1.
#include <memory>
#include <string>

#include "cobden/economy/model.h"

namespace cobden::economy {

struct SingleSectorSpec {
  /// What the Treasury does with tariff revenue. Both hand it to households; only the first raises the return
  /// to work.
  enum class Rebate {
    kIncomeTaxRelief,  ///< equation (7) as published in the headline tables
    kLumpSum,          ///< R_i = 0 in (7) and in the welfare weights
  };
  /// What happens to international transfers T (spending less income).
  enum class Transfers {
    kWorldIncomeShare,  ///< T_i grows with world income: deficits are endogenous through profits and revenue
                        ///< (as published)
    /// Balanced trade with the singled-out country, as published: every bilateral balance with it is taken
    /// out of the partner's T, and its own T is set to zero. These transfers do not add up to zero; the last
    /// labour equation is dropped (as the authors do) and absorbs the gap, so that the last country of the
    /// list is out of equilibrium.
    kBalancedAsPublished,
    kZero,      ///< no transfers at all: the base is first re-solved without them
    kBalanced,  ///< the same with the singled-out country's T reduced by its total balance, so that transfers
                ///< add up to zero
  };

  double trade_elasticity = 4;         ///< eps: of trade flows to prices, > 0
  double labour_elasticity = 0.5;      ///< kappa: of labour supply to the real after-tax wage, >= 0
  double scale_elasticity = 0.67 / 4;  ///< psi: of cost to employment (love of variety, entry), >= 0
  double firm_elasticity = 4 / 0.67;   ///< theta: shape of the firm-size distribution, > 0
  double labour_share = 1;  ///< beta: share of labour in costs; 0.49 with roundabout intermediate inputs
  double pass_through = 1;  ///< c: tariff pass-through to firm-level prices; 1 full, 0.25 partial
  bool profits = true;      ///< false: Eaton-Kortum, nu = 0 and phi = 1
  Rebate rebate = Rebate::kIncomeTaxRelief;
  Transfers transfers = Transfers::kWorldIncomeShare;
  std::string country =
      "USA";                  ///< the region whose profit margin is matched apart from the rest of the world
  double rest_margin = 0.12;  ///< profit margin of the rest of the world's sales to be matched
  double country_margin = 0.26;  ///< profit margin of the singled-out country's sales to be matched
};

std::string to_string(SingleSectorSpec::Rebate rebate);  ///< "income-tax-relief", "lump-sum"
std::string to_string(SingleSectorSpec::Transfers
                          transfers);  ///< "world-income-share", "zero", "balanced-as-published", "balanced"
/// UserErrors name the nearest known word.
SingleSectorSpec::Rebate parse_rebate(const std::string& text, const SourcePlace& place = {});
SingleSectorSpec::Transfers parse_transfers(const std::string& text, const SourcePlace& place = {});

/// Builds the model from a benchmark of one sector: flows off the diagonal and GDP (value added where no GDP
/// is given); the diagonal is calibrated, whatever the benchmark holds there. UserError: more than one
/// sector, an unknown singled-out country, a parameter out of range, income of zero or less.
std::unique_ptr<Model> make_single_sector(BenchmarkPtr benchmark, const SingleSectorSpec& spec);

}  // namespace cobden::economy
