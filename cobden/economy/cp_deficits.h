#pragma once
// Trade deficits that a closure implies at given wages and tariff revenue.
#include <cmath>

#include "cobden/economy/cp_engine.h"

namespace cobden::economy {

/// D' [N] of the closure at wages `ew` and tariff revenue [N]. `numeraire`: price of the numeraire in units
/// of world value added.
void closure_deficits(const CpEngine& engine, Closure closure, double numeraire, const double* ew,
                      const double* revenue, double* D);

/// Price of the numeraire in units of world value added, at log wage `w` of its country, price p(k) of its
/// traded sectors and price news q(t); closed sectors follow their costs.
template <class Price, class News>
double numeraire_price(const CpEngine& g, const CpClosure& closure, double w, const Price& p, const News& q) {
  if (closure.numeraire == Numeraire::Kind::kWorldValueAdded) return 1.0;
  if (closure.numeraire == Numeraire::Kind::kWage) return std::exp(w);
  const auto n = static_cast<std::size_t>(closure.numeraire_country);
  double price = 0;
  for (std::size_t k = 0; k < g.S; ++k) {
    const double alpha = g.shares.final_share(Sector(k), Country(n));
    if (g.traded[k]) {
      price += alpha * p(k);
      continue;
    }
    double cost = g.b_star[g.at(k, n)] * w;
    if (!g.G_star.empty())
      for (const std::size_t t : g.open) cost += g.G_star_of(t, k, n) * q(t);
    price += alpha * cost;
  }
  return std::exp(price);
}

}  // namespace cobden::economy
