#include "cobden/economy/cp_outcomes.h"

namespace cobden::economy {
namespace {

/// The accounts with their bilateral flows at customs value.
struct TwoEconomies : CpAccounts {
  TwoEconomies(const CpEngine& g, const TradeCube& tariff)
      : CpAccounts(g.S, g.N),
        tariff_base(g.shares.tariff),
        tariff_new(tariff.empty() ? g.shares.tariff : tariff),
        flow_base(g.S, g.N, g.N),
        flow_new(g.S, g.N, g.N) {}
  const TradeCube& tariff_base;
  const TradeCube& tariff_new;
  TradeCube flow_base, flow_new;
};

/// Adds a flow to what its importer buys and its exporter sells.
void add_flow(SectorCountry CpBeforeAfter::*side, Sector s, Country d, Country o, double flow, double tariff,
              TwoEconomies& e) {
  (e.output.*side)(s, o) += flow;
  if (d == o) return;
  (e.exports.*side)(s, o) += flow;
  (e.imports.*side)(s, d) += flow;
  (e.revenue.*side)(s, d) += flow * tariff;
}

void fill_flows(const CpEngine& g, const CpSolution& solution, TwoEconomies& e) {
  const TradeCube share_new = solved_shares(g, solution);
  for (const Sector s : indices<Sector>(e.S))
    for (const Country d : indices<Country>(e.N))
      for (const Country o : indices<Country>(e.N)) {
        const double tb = e.tariff_base(s, d, o), tn = e.tariff_new(s, d, o);
        const double fb = g.shares.share(s, d, o) * g.shares.expenditure(s, d) / (1 + tb);
        const double fn = share_new(s, d, o) * e.spending_new(s, d) / (1 + tn);
        e.flow_base(s, d, o) = fb;
        e.flow_new(s, d, o) = fn;
        add_flow(&CpBeforeAfter::base, s, d, o, fb, tb, e);
        add_flow(&CpBeforeAfter::now, s, d, o, fn, tn, e);
      }
  fill_incomes(e);
}

/// Terms of trade and volume of trade, Caliendo and Parro (2015, eq. 16), by partner and sector, in percent
/// of base income: ToT[s,n,o] = (E[s,n->o] (c_n - 1) - M[s,n<-o] (c_o - 1)) / I_n, VoT[s,n,o] = t M (M_hat -
/// c_o) / I_n.
void add_first_order(const TwoEconomies& e, Outcomes& out) {
  const std::size_t N = e.N, S = e.S;
  auto welfare = by_country("welfare_first_order", "Real income (first-order formula)", "percent", true, N);
  auto tot = by_country("terms_of_trade", "Terms of trade", "percent of base income", true, N);
  auto vot = by_country("volume_of_trade", "Volume of trade", "percent of base income", true, N);
  Variable tot_cell{.measure = "terms_of_trade",
                    .label = "Terms of trade by partner and sector",
                    .unit = "percent of base income",
                    .by_sector = true,
                    .by_importer = true,
                    .by_exporter = true,
                    .base = std::vector<double>(S * N * N),
                    .value = std::vector<double>(S * N * N)};
  Variable vot_cell = tot_cell;
  vot_cell.measure = "volume_of_trade";
  vot_cell.label = "Volume of trade by partner and sector";
  std::size_t cell = 0;
  for (const Sector s : indices<Sector>(S))
    for (const Country n : indices<Country>(N))
      for (const Country o : indices<Country>(N)) {
        const double exports = e.flow_base(s, o, n), imports = e.flow_base(s, n, o);
        const double own = e.cost_hat(s, n), partner = e.cost_hat(s, o);
        const double scale = 100 / e.income_base[n];
        const double t = n == o ? 0 : scale * (exports * (own - 1) - imports * (partner - 1));
        const double v =
            imports > 0 ? scale * e.tariff_base(s, n, o) * imports * (e.flow_new(s, n, o) / imports - partner)
                        : 0.0;
        tot_cell.value[cell] = t;
        vot_cell.value[cell] = v;
        const auto i = static_cast<std::size_t>(n.value);
        tot.value[i] += t;
        vot.value[i] += v;
        welfare.value[i] += t + v;
        ++cell;
      }
  out.add(std::move(welfare));
  out.add(std::move(tot));
  out.add(std::move(vot));
  out.add(std::move(tot_cell));
  out.add(std::move(vot_cell));
}

void add_bilateral(const TwoEconomies& e, const std::string& unit, Outcomes& out) {
  const std::size_t N = e.N, S = e.S, cells = N * N;
  for (const bool inclusive : {false, true}) {
    Variable total{
        .measure = inclusive ? "trade_tariff_inclusive_value" : "trade_customs_value",
        .label = inclusive ? "Bilateral trade including tariffs" : "Bilateral trade at customs value",
        .unit = unit,
        .by_sector = false,
        .by_importer = true,
        .by_exporter = true,
        .base = std::vector<double>(cells),
        .value = std::vector<double>(cells)};
    Variable detail = total;
    detail.by_sector = true;
    detail.label += " by sector";
    detail.base.resize(S * cells);
    detail.value.resize(S * cells);
    for (std::size_t s = 0, at = 0; s < S; ++s)
      for (std::size_t i = 0; i < cells; ++i, ++at) {
        detail.base[at] = e.flow_base.flat()[at] * (inclusive ? 1 + e.tariff_base.flat()[at] : 1.0);
        detail.value[at] = e.flow_new.flat()[at] * (inclusive ? 1 + e.tariff_new.flat()[at] : 1.0);
        total.base[i] += detail.base[at];
        total.value[i] += detail.value[at];
      }
    out.add(std::move(total));
    out.add(std::move(detail));
  }
}

}  // namespace

Outcomes cp_outcomes(const CpEngine& engine, const CpSolution& solution, const TradeCube& tariff_new,
                     const CpClosure& closure) {
  TwoEconomies e(engine, tariff_new);
  fill_prices(engine, nullptr, solution.work, closure, e);
  fill_flows(engine, solution, e);
  const std::string& unit = engine.shares.unit;
  Outcomes out;
  add_welfare(e, out);
  add_first_order(e, out);
  add_trade_totals(e, unit, out);
  add_accounts(e, unit, out);
  add_sector_changes(e, out);
  add_bilateral(e, unit, out);
  return out;
}

}  // namespace cobden::economy
