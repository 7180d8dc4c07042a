#include "cobden/economy/cp_outcomes.h"

#include <cmath>
#include <limits>

namespace cobden::economy {
namespace {

/// Base and new economy side by side in plain arrays; new money already divided by the price of the
/// numeraire.
struct TwoEconomies {
  std::size_t N, S;
  const CpShares& base;
  const TradeCube& tariff_base;
  const TradeCube& tariff_new;
  TradeCube flow_base, flow_new;      ///< customs value
  SectorCountry cost_hat, price_hat;  ///< nominal, in units of the numeraire
  SectorCountry spending_new;
  ByCountry wage_hat, consumer_price_hat, income_base, income_new, revenue_base, revenue_new, deficit_new;
};

double price_of_numeraire(const CpSolution& solution, const CpClosure& closure,
                          const ByCountry& consumer_price_hat) {
  if (closure.numeraire == Numeraire::Kind::kWorldValueAdded) return 1.0;
  const auto n = static_cast<std::size_t>(closure.numeraire_country);
  if (closure.numeraire == Numeraire::Kind::kWage) return solution.work.ew[n];
  return consumer_price_hat[Country(n)];
}

void fill_prices(const CpEngine& g, const CpSolution& solution, const CpClosure& closure, TwoEconomies& e) {
  for (std::size_t n = 0; n < e.N; ++n) {
    double log_price = 0;
    for (std::size_t s = 0; s < e.S; ++s)
      log_price += e.base.final_share(Sector(s), Country(n)) * solution.work.p[g.at(s, n)];
    e.consumer_price_hat[Country(n)] = std::exp(log_price);
  }
  const double unit = price_of_numeraire(solution, closure, e.consumer_price_hat);
  for (std::size_t n = 0; n < e.N; ++n) {
    const Country c(n);
    e.consumer_price_hat[c] /= unit;
    e.wage_hat[c] = solution.work.ew[n] / unit;
    e.deficit_new[c] = solution.work.D[n] / unit;
    for (std::size_t s = 0; s < e.S; ++s) {
      const std::size_t a = g.at(s, n);
      e.cost_hat(Sector(s), c) = std::exp(solution.work.c[a]) / unit;
      e.price_hat(Sector(s), c) = std::exp(solution.work.p[a]) / unit;
      e.spending_new(Sector(s), c) = solution.work.X[a] / unit;
    }
  }
}

void fill_flows(const CpEngine& g, const CpSolution& solution, TwoEconomies& e) {
  const TradeCube share_new = solved_shares(g, solution);
  for (const Sector s : indices<Sector>(e.S))
    for (const Country d : indices<Country>(e.N))
      for (const Country o : indices<Country>(e.N)) {
        const double tb = e.tariff_base(s, d, o), tn = e.tariff_new(s, d, o);
        const double fb = e.base.share(s, d, o) * e.base.expenditure(s, d) / (1 + tb);
        const double fn = share_new(s, d, o) * e.spending_new(s, d) / (1 + tn);
        e.flow_base(s, d, o) = fb;
        e.flow_new(s, d, o) = fn;
        e.revenue_base[d] += tb * fb;
        e.revenue_new[d] += tn * fn;
      }
  for (const Country n : indices<Country>(e.N)) {
    e.income_base[n] = e.base.value_added[n] + e.revenue_base[n] + e.base.deficit[n];
    e.income_new[n] = e.wage_hat[n] * e.base.value_added[n] + e.revenue_new[n] + e.deficit_new[n];
  }
}

TwoEconomies two_economies(const CpEngine& g, const CpSolution& solution, const TradeCube& tariff_new,
                           const CpClosure& closure) {
  const std::size_t N = g.N, S = g.S;
  TwoEconomies e{.N = N,
                 .S = S,
                 .base = g.shares,
                 .tariff_base = g.shares.tariff,
                 .tariff_new = tariff_new.empty() ? g.shares.tariff : tariff_new,
                 .flow_base = TradeCube(S, N, N),
                 .flow_new = TradeCube(S, N, N),
                 .cost_hat = SectorCountry(S, N),
                 .price_hat = SectorCountry(S, N),
                 .spending_new = SectorCountry(S, N),
                 .wage_hat = ByCountry(N),
                 .consumer_price_hat = ByCountry(N),
                 .income_base = ByCountry(N),
                 .income_new = ByCountry(N),
                 .revenue_base = ByCountry(N),
                 .revenue_new = ByCountry(N),
                 .deficit_new = ByCountry(N)};
  fill_prices(g, solution, closure, e);
  fill_flows(g, solution, e);
  return e;
}

double percent(double hat) { return 100 * (hat - 1); }

Variable by_country(std::string measure, std::string label, std::string unit, bool importer, std::size_t N) {
  return {.measure = std::move(measure),
          .label = std::move(label),
          .unit = std::move(unit),
          .by_sector = false,
          .by_importer = importer,
          .by_exporter = !importer,
          .base = std::vector<double>(N),
          .value = std::vector<double>(N)};
}

Variable by_sector_country(std::string measure, std::string label, std::string unit, bool importer,
                           std::size_t S, std::size_t N) {
  Variable v = by_country(std::move(measure), std::move(label), std::move(unit), importer, S * N);
  v.by_sector = true;
  return v;
}

void add_welfare(const TwoEconomies& e, Outcomes& out) {
  auto exact = by_country("welfare_exact", "Real income (exact)", "percent", true, e.N);
  auto wage = by_country("real_wage", "Real wage", "percent", true, e.N);
  auto price = by_country("price_index", "Consumer price index", "percent", true, e.N);
  auto nominal = by_country("wage", "Wage", "percent", true, e.N);
  for (const Country n : indices<Country>(e.N)) {
    const auto i = static_cast<std::size_t>(n.value);
    exact.value[i] = percent(e.income_new[n] / e.income_base[n] / e.consumer_price_hat[n]);
    wage.value[i] = percent(e.wage_hat[n] / e.consumer_price_hat[n]);
    price.value[i] = percent(e.consumer_price_hat[n]);
    nominal.value[i] = percent(e.wage_hat[n]);
  }
  for (auto* v : {&exact, &wage, &price, &nominal}) out.add(std::move(*v));
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

struct MoneyPair {
  Variable total, detail;
};

/// Country totals and sector detail of a bilateral quantity summed over one side.
MoneyPair sum_flows(const TwoEconomies& e, const std::string& unit, const std::string& measure,
                    const std::string& label, bool importer, bool domestic, bool revenue) {
  MoneyPair v{by_country(measure, label, unit, importer, e.N),
              by_sector_country(measure, label + " by sector", unit, importer, e.S, e.N)};
  for (const Sector s : indices<Sector>(e.S))
    for (const Country d : indices<Country>(e.N))
      for (const Country o : indices<Country>(e.N)) {
        if (d == o && !domestic) continue;
        const auto n = static_cast<std::size_t>(importer ? d.value : o.value);
        const double before = e.flow_base(s, d, o) * (revenue ? e.tariff_base(s, d, o) : 1.0);
        const double after = e.flow_new(s, d, o) * (revenue ? e.tariff_new(s, d, o) : 1.0);
        v.total.base[n] += before;
        v.total.value[n] += after;
        v.detail.base[static_cast<std::size_t>(s.value) * e.N + n] += before;
        v.detail.value[static_cast<std::size_t>(s.value) * e.N + n] += after;
      }
  return v;
}

void add_trade_totals(const TwoEconomies& e, const std::string& unit, Outcomes& out) {
  for (auto& pair : {sum_flows(e, unit, "exports", "Exports", false, false, false),
                     sum_flows(e, unit, "imports", "Imports (customs value)", true, false, false),
                     sum_flows(e, unit, "tariff_revenue", "Tariff revenue", true, false, true),
                     sum_flows(e, unit, "output", "Gross output", false, true, false)}) {
    out.add(pair.total);
    out.add(pair.detail);
  }
  auto rate = by_country("average_tariff", "Tariff revenue over imports", "percent", true, e.N);
  const auto &imports = *out.find("imports"), &revenue = *out.find("tariff_revenue");
  for (std::size_t n = 0; n < e.N; ++n) {
    rate.base[n] = imports.base[n] > 0 ? 100 * revenue.base[n] / imports.base[n] : 0.0;
    rate.value[n] = imports.value[n] > 0 ? 100 * revenue.value[n] / imports.value[n] : 0.0;
  }
  out.add(std::move(rate));
}

void add_sector_changes(const TwoEconomies& e, Outcomes& out) {
  auto volume = by_sector_country("output_volume", "Output at base prices", "percent", false, e.S, e.N);
  auto price = by_sector_country("price_index", "Purchaser price by sector", "percent", true, e.S, e.N);
  auto cost =
      by_sector_country("unit_cost", "Unit cost (factory-gate price) by sector", "percent", false, e.S, e.N);
  const Variable& output = *out.find_by_sector("output");
  for (std::size_t i = 0; i < e.S * e.N; ++i) {
    const double cost_hat = e.cost_hat.flat()[i];
    volume.value[i] = output.base[i] > 0 ? percent(output.value[i] / output.base[i] / cost_hat)
                                         : std::numeric_limits<double>::quiet_NaN();
    price.value[i] = percent(e.price_hat.flat()[i]);
    cost.value[i] = percent(cost_hat);
  }
  for (auto* v : {&volume, &price, &cost}) out.add(std::move(*v));
}

void add_accounts(const TwoEconomies& e, const std::string& unit, Outcomes& out) {
  auto deficit = by_country("deficit", "Trade deficit (imports less exports)", unit, true, e.N);
  auto income = by_country("income", "Income (value added, revenue, deficit)", unit, true, e.N);
  auto value_added = by_country("value_added", "Value added", unit, false, e.N);
  for (const Country n : indices<Country>(e.N)) {
    const auto i = static_cast<std::size_t>(n.value);
    deficit.base[i] = e.base.deficit[n], deficit.value[i] = e.deficit_new[n];
    income.base[i] = e.income_base[n], income.value[i] = e.income_new[n];
    value_added.base[i] = e.base.value_added[n], value_added.value[i] = e.wage_hat[n] * e.base.value_added[n];
  }
  for (auto* v : {&deficit, &income, &value_added}) out.add(std::move(*v));
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
  const TwoEconomies e = two_economies(engine, solution, tariff_new, closure);
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
