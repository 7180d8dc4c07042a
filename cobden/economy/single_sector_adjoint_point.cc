// The linear system of the adjoint at one solved point; legend in single_sector_adjoint.h.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "cobden/economy/single_sector_adjoint.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;

/// Equations (1), (3), (6) and (7) of one country, linearised:
///   z = hy y + hg g,  p = (1 - phi) (z + S - C - w) - S / eps,
///   l = kappa [w - p + tr (z - y) + te (S - C)],
///   -c / eps = bw w + bp p - psi l
struct CountryEquations {
  double hy, hg;  ///< shares of labour income and of transfers in spending
  double tr, te;  ///< revenue and spending over untaxed labour income; zero with a lump-sum rebate
  double price;   ///< 1 - phi
  double eps, kappa;
  double bw, bp, psi;

  /// The answer to a change (c, S, C, g).
  SingleSectorAnswer answer(double c, double S, double C, double g) const {
    const double price_wage = price * (hy - 1), price_labour = price * hy,
                 price_rest = price * (hg * g + S - C) - S / eps;
    const double m11 = bw + bp * price_wage, m12 = bp * price_labour - psi, r1 = -c / eps - bp * price_rest;
    const double relief = tr * (hy - 1);
    const double m21 = -kappa * (1 - price_wage + relief), m22 = 1 + kappa * (price_labour - relief),
                 r2 = kappa * (tr * hg * g + te * (S - C) - price_rest);
    const double det = m11 * m22 - m12 * m21;
    SingleSectorAnswer x;
    x.wage = (r1 * m22 - m12 * r2) / det;
    x.labour = (m11 * r2 - m21 * r1) / det;
    x.price = price_wage * x.wage + price_labour * x.labour + price_rest;
    x.spending = hy * x.income() + hg * g;
    return x;
  }
};

CountryEquations equations_of(const SingleSectorMap& map, const SingleSectorPoint& at, std::size_t i) {
  const auto& b = map.base();
  const auto& spec = map.spec();
  const double beta = spec.labour_share, psi = spec.scale_elasticity;
  const double transfer = beta * b.transfer[i] * at.world_growth, resources = at.labour_income[i] + transfer;
  const SingleSectorAccount account = single_sector_account(map, at, i);
  const bool relief = spec.rebate == SingleSectorSpec::Rebate::kIncomeTaxRelief;
  const double untaxed = account.income * account.untaxed;
  return {.hy = at.labour_income[i] / resources,
          .hg = transfer / resources,
          .tr = relief ? account.revenue / untaxed : 0,
          .te = relief ? account.spending / untaxed : 0,
          .price = 1 - b.tariff_exponent[i],
          .eps = spec.trade_elasticity,
          .kappa = spec.labour_elasticity,
          .bw = beta - psi * (1 - beta),
          .bp = (1 - beta) * (1 + psi),
          .psi = psi};
}

/// a_j eta_j: what a purchase from j is worth at the margin.
AlignedVector weighted_costs(const AlignedVector& cost, const double* eta, std::size_t n) {
  AlignedVector weighted(cost.size());
  for (std::size_t j = 0; j < n; ++j) weighted[j] = cost[j] * eta[j];
  return weighted;
}

}  // namespace

SingleSectorAdjointPoint::SingleSectorAdjointPoint(const SingleSectorMap& m, const SingleSectorScenario& s,
                                                   const SingleSectorPoint& p)
    : map(m),
      scenario(s),
      at(p),
      answers(m.countries()),
      scale(m.stride()),
      cell(m.stride()),
      imports(m.stride()),
      income_share(m.stride()),
      growth_in(m.stride()),
      growth_out(m.stride()),
      last_dropped(m.spec().transfers == SingleSectorSpec::Transfers::kBalancedAsPublished) {
  const auto& b = map.base();
  double world = 0;
  for (std::size_t i = 0; i < b.countries; ++i) world += at.labour_income[i];
  for (std::size_t i = 0; i < b.countries; ++i) {
    cell[i] = (1 - b.profit_share[i]) * at.net_spending[i] / at.net_sum[i];
    imports[i] = cell[i] * at.foreign_sum[i];
    income_share[i] = at.labour_income[i] / world;
    scale[i] = at.exports_value_added[i] + imports[i];
    total_scale += scale[i];
  }
  find_answers();
  find_growth_terms();
}

void SingleSectorAdjointPoint::find_answers() {
  for (std::size_t i = 0; i < map.countries(); ++i) {
    const CountryEquations country = equations_of(map, at, i);
    answers[i] = {.cost = country.answer(1, 0, 0, 0),
                  .gross = country.answer(0, 1, 0, 0),
                  .net = country.answer(0, 0, 1, 0),
                  .growth = country.answer(0, 0, 0, 1)};
  }
}

/// World income moves with every cost and moves every transfer: a term of rank one.
void SingleSectorAdjointPoint::find_growth_terms() {
  const auto& b = map.base();
  const std::size_t n = b.countries, s = b.stride;
  growth_matters = std::ranges::any_of(b.transfer, [](double t) { return t != 0; });
  if (!growth_matters) return;
  AlignedVector gross(s), net(s);
  for (std::size_t i = 0; i < n; ++i) {
    const SingleSectorAnswers& a = answers[i];
    growth_room -= income_share[i] * a.growth.income();
    gross[i] = income_share[i] * a.gross.income();
    net[i] = income_share[i] * a.net.income();
    numerics::axpy(cell[i] * a.growth.spending, scenario.net(i), growth_in.data(), s);
  }
  for (std::size_t i = 0; i < n; ++i) {
    growth_in[i] =
        growth_in[i] * at.cost[i] + b.transfer[i] * at.world_growth - imports[i] * answers[i].growth.spending;
    growth_out[i] = income_share[i] * answers[i].cost.income();
  }
  add_through_sums(gross.data(), net.data(), growth_out.data());
}

void SingleSectorAdjointPoint::add_through_sums(const double* gross_bar, const double* net_bar,
                                                double* out) const {
  const std::size_t n = map.countries(), s = map.stride();
  AlignedVector bought(s);
  for (std::size_t i = 0; i < n; ++i) {
    if (gross_bar[i] == 0 && net_bar[i] == 0) continue;
    const double gross = gross_bar[i] / at.gross_sum[i], net = net_bar[i] / at.net_sum[i];
    const bool untaxed = scenario.gross(i) == scenario.net(i);
    numerics::axpy(untaxed ? gross + net : net, scenario.net(i), bought.data(), s);
    if (!untaxed) numerics::axpy(gross, scenario.gross(i), bought.data(), s);
    bought[i] += scenario.home(i) * (gross + net);
  }
  for (std::size_t j = 0; j < n; ++j) out[j] += bought[j] * at.cost[j];
}

double SingleSectorAdjointPoint::growth_multiplier(std::span<const double> eta, double seed) const {
  if (!growth_matters) return 0;
  double through = seed;
  const std::size_t n = map.countries() - (last_dropped ? 1 : 0);
  for (std::size_t j = 0; j < n; ++j) through += eta[j] * growth_in[j];
  return through / growth_room;
}

/// One visit of every row: what the importer's spending is worth, and what its sums then are.
void SingleSectorAdjointPoint::apply(const double* given, double* image) const {
  const std::size_t n = map.countries(), s = map.stride();
  AlignedVector eta(given, given + s), direct(s), bought(s);
  if (last_dropped) eta[n - 1] = 0;
  const AlignedVector worth = weighted_costs(at.cost, eta.data(), n);
  double level = last_dropped ? given[n - 1] : 0;
  for (std::size_t i = 0; i < n; ++i) {
    const SingleSectorAnswers& a = answers[i];
    const double *net_row = scenario.net(i), *gross_row = scenario.gross(i);
    const double z_bar = cell[i] * numerics::dot(net_row, worth.data(), s) - imports[i] * eta[i];
    const double gross = z_bar * a.gross.spending / at.gross_sum[i],
                 net = z_bar * (a.net.spending - 1) / at.net_sum[i];
    const double abroad = net - cell[i] * eta[i];  // imports alone push out the value added paid for them
    const bool untaxed = gross_row == net_row;
    numerics::axpy(untaxed ? abroad + gross : abroad, net_row, bought.data(), s);
    if (!untaxed) numerics::axpy(gross, gross_row, bought.data(), s);
    direct[i] = z_bar * a.cost.spending + at.exports_value_added[i] * eta[i] +
                scenario.home(i) * at.cost[i] * (gross + net);
    if (!last_dropped) level += scale[i] * eta[i] / total_scale;
  }
  const double growth = growth_multiplier(eta, 0);
  for (std::size_t j = 0; j < n; ++j)
    image[j] = scale[j] > 0 ? direct[j] + at.cost[j] * bought[j] + growth * growth_out[j] + level * scale[j]
                            : -eta[j];  // trades with nobody: its multiplier is nothing
  std::fill(image + n, image + s, 0.0);
}

SingleSectorReducedSeeds::SingleSectorReducedSeeds(const SingleSectorAdjointPoint& p,
                                                   const SingleSectorSeeds& seeds)
    : gross(seeds.gross), net(seeds.net), cost(p.map.stride()), growth(seeds.growth) {
  if (seeds.unit > 0) unit = seeds.unit;
  const std::size_t n = p.map.countries();
  for (std::size_t i = 0; i < n; ++i) {
    const auto worth = [&](const SingleSectorAnswer& a) {
      return seeds.wage[i] * a.wage + seeds.labour[i] * a.labour + seeds.price[i] * a.price +
             seeds.spending[i] * a.spending;
    };
    gross[i] = (gross[i] + worth(p.answers[i].gross)) / unit;
    net[i] = (net[i] + worth(p.answers[i].net)) / unit;
    cost[i] = worth(p.answers[i].cost) / unit;
    growth += worth(p.answers[i].growth);
  }
  growth /= unit;
  p.add_through_sums(gross.data(), net.data(), cost.data());
  if (!p.growth_matters) return;
  numerics::axpy(growth / p.growth_room, p.growth_out.data(), cost.data(), p.map.stride());
}

}  // namespace cobden::economy
