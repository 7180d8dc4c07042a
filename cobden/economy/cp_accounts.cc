#include "cobden/economy/cp_accounts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cobden::economy {
namespace {

double percent(double hat) { return 100 * (hat - 1); }

Variable by_sector_country(std::string measure, std::string label, std::string unit, bool importer,
                           std::size_t S, std::size_t N) {
  Variable v = by_country(std::move(measure), std::move(label), std::move(unit), importer, S * N);
  v.by_sector = true;
  return v;
}

double price_of_numeraire(const CpWork& work, const CpClosure& closure, const ByCountry& consumer_price) {
  if (closure.numeraire == Numeraire::Kind::kWorldValueAdded) return 1.0;
  const auto n = static_cast<std::size_t>(closure.numeraire_country);
  if (closure.numeraire == Numeraire::Kind::kWage) return work.ew[n];
  return consumer_price[Country(n)];
}

ByCountry consumer_prices(const CpEngine& g, const CpWork& work) {
  ByCountry price(g.N);
  for (std::size_t n = 0; n < g.N; ++n) {
    double log_price = 0;
    for (std::size_t s = 0; s < g.S; ++s)
      log_price += g.shares.final_share(Sector(s), Country(n)) * work.p[g.at(s, n)];
    price[Country(n)] = std::exp(log_price);
  }
  return price;
}

/// A quantity of both economies in total and by sector.
void add_both(const CpBeforeAfter& quantity, Variable total, Outcomes& out) {
  Variable detail = total;
  detail.label += " by sector";
  detail.by_sector = true;
  const auto base = quantity.base.flat(), now = quantity.now.flat();
  detail.base.assign(base.begin(), base.end());
  detail.value.assign(now.begin(), now.end());
  const std::size_t N = total.base.size();
  for (std::size_t i = 0; i < base.size(); ++i) {
    total.base[i % N] += base[i];
    total.value[i % N] += now[i];
  }
  out.add(std::move(total));
  out.add(std::move(detail));
}

/// Trade, revenue and output at the quantities of a solution, in units of `unit`.
void fill_trade(const CpEngine& g, const CpWork& work, double unit, SectorCountry CpBeforeAfter::*side,
                CpAccounts& a) {
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t i = g.at(s, n);
      const Sector k(s);
      const Country c(n);
      const double spent = work.X[i] / unit, sold = work.Y[i] / unit;
      (a.exports.*side)(k, c) = sold;
      (a.imports.*side)(k, c) = work.M[i] * spent;
      (a.revenue.*side)(k, c) = g.traded[s] ? work.rho[i] * spent : 0.0;
      (a.output.*side)(k, c) = work.s[i] * spent + sold;
    }
}

}  // namespace

CpAccounts::CpAccounts(std::size_t sectors, std::size_t countries)
    : N(countries),
      S(sectors),
      cost_hat(S, N),
      price_hat(S, N),
      spending_new(S, N),
      wage_hat(N),
      consumer_price_hat(N),
      value_added_base(N),
      income_base(N),
      income_new(N),
      deficit_base(N),
      deficit_new(N),
      exports(S, N),
      imports(S, N),
      revenue(S, N),
      output(S, N) {}

void fill_prices(const CpEngine& g, const CpWork* base, const CpWork& now, const CpClosure& closure,
                 CpAccounts& a) {
  a.consumer_price_hat = consumer_prices(g, now);
  double unit = price_of_numeraire(now, closure, a.consumer_price_hat);
  if (base) {
    const ByCountry before = consumer_prices(g, *base);
    for (const Country c : indices<Country>(a.N)) a.consumer_price_hat[c] /= before[c];
    unit /= price_of_numeraire(*base, closure, before);
  }
  for (std::size_t n = 0; n < a.N; ++n) {
    const Country c(n);
    const double wage_base = base ? base->ew[n] : 1.0;
    a.consumer_price_hat[c] /= unit;
    a.wage_hat[c] = now.ew[n] / wage_base / unit;
    a.value_added_base[c] = g.shares.value_added[c] * wage_base;
    a.deficit_base[c] = base ? base->D[n] : g.shares.deficit[c];
    a.deficit_new[c] = now.D[n] / unit;
    for (std::size_t s = 0; s < a.S; ++s) {
      const std::size_t i = g.at(s, n);
      a.cost_hat(Sector(s), c) = std::exp(now.c[i] - (base ? base->c[i] : 0.0)) / unit;
      a.price_hat(Sector(s), c) = std::exp(now.p[i] - (base ? base->p[i] : 0.0)) / unit;
      a.spending_new(Sector(s), c) = now.X[i] / unit;
    }
  }
}

void fill_incomes(CpAccounts& a) {
  for (const Country n : indices<Country>(a.N)) {
    double before = 0, after = 0;
    for (const Sector s : indices<Sector>(a.S)) before += a.revenue.base(s, n), after += a.revenue.now(s, n);
    a.income_base[n] = a.value_added_base[n] + before + a.deficit_base[n];
    a.income_new[n] = a.wage_hat[n] * a.value_added_base[n] + after + a.deficit_new[n];
  }
}

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

void add_welfare(const CpAccounts& a, Outcomes& out) {
  auto exact = by_country("welfare_exact", "Real income (exact)", "percent", true, a.N);
  auto wage = by_country("real_wage", "Real wage", "percent", true, a.N);
  auto price = by_country("price_index", "Consumer price index", "percent", true, a.N);
  auto nominal = by_country("wage", "Wage", "percent", true, a.N);
  for (const Country n : indices<Country>(a.N)) {
    const auto i = static_cast<std::size_t>(n.value);
    exact.value[i] = percent(a.income_new[n] / a.income_base[n] / a.consumer_price_hat[n]);
    wage.value[i] = percent(a.wage_hat[n] / a.consumer_price_hat[n]);
    price.value[i] = percent(a.consumer_price_hat[n]);
    nominal.value[i] = percent(a.wage_hat[n]);
  }
  for (auto* v : {&exact, &wage, &price, &nominal}) out.add(std::move(*v));
}

void add_trade_totals(const CpAccounts& a, const std::string& unit, Outcomes& out) {
  const std::size_t N = a.N;
  add_both(a.exports, by_country("exports", "Exports", unit, false, N), out);
  add_both(a.imports, by_country("imports", "Imports (customs value)", unit, true, N), out);
  add_both(a.revenue, by_country("tariff_revenue", "Tariff revenue", unit, true, N), out);
  add_both(a.output, by_country("output", "Gross output", unit, false, N), out);
  auto rate = by_country("average_tariff", "Tariff revenue over imports", "percent", true, a.N);
  const auto &imports = *out.find("imports"), &revenue = *out.find("tariff_revenue");
  for (std::size_t n = 0; n < a.N; ++n) {
    rate.base[n] = imports.base[n] > 0 ? 100 * revenue.base[n] / imports.base[n] : 0.0;
    rate.value[n] = imports.value[n] > 0 ? 100 * revenue.value[n] / imports.value[n] : 0.0;
  }
  out.add(std::move(rate));
}

void add_sector_changes(const CpAccounts& a, Outcomes& out) {
  auto volume = by_sector_country("output_volume", "Output at base prices", "percent", false, a.S, a.N);
  auto price = by_sector_country("price_index", "Purchaser price by sector", "percent", true, a.S, a.N);
  auto cost =
      by_sector_country("unit_cost", "Unit cost (factory-gate price) by sector", "percent", false, a.S, a.N);
  const Variable& output = *out.find_by_sector("output");
  for (std::size_t i = 0; i < a.S * a.N; ++i) {
    const double cost_hat = a.cost_hat.flat()[i];
    volume.value[i] = output.base[i] > 0 ? percent(output.value[i] / output.base[i] / cost_hat)
                                         : std::numeric_limits<double>::quiet_NaN();
    price.value[i] = percent(a.price_hat.flat()[i]);
    cost.value[i] = percent(cost_hat);
  }
  for (auto* v : {&volume, &price, &cost}) out.add(std::move(*v));
}

void add_accounts(const CpAccounts& a, const std::string& unit, Outcomes& out) {
  auto deficit = by_country("deficit", "Trade deficit (imports less exports)", unit, true, a.N);
  auto income = by_country("income", "Income (value added, revenue, deficit)", unit, true, a.N);
  auto value_added = by_country("value_added", "Value added", unit, false, a.N);
  for (const Country n : indices<Country>(a.N)) {
    const auto i = static_cast<std::size_t>(n.value);
    deficit.base[i] = a.deficit_base[n], deficit.value[i] = a.deficit_new[n];
    income.base[i] = a.income_base[n], income.value[i] = a.income_new[n];
    value_added.base[i] = a.value_added_base[n], value_added.value[i] = a.wage_hat[n] * a.value_added_base[n];
  }
  for (auto* v : {&deficit, &income, &value_added}) out.add(std::move(*v));
}

const std::vector<std::string>& cp_total_measures() {
  static const std::vector<std::string> measures{
      "welfare_exact", "real_wage",      "price_index",   "wage",           "exports",
      "imports",       "tariff_revenue", "output",        "average_tariff", "deficit",
      "income",        "value_added",    "output_volume", "unit_cost"};
  return measures;
}

Outcomes cp_totals(const CpEngine& g, const CpWork& base, const CpWork& now, const CpClosure& closure,
                   std::span<const std::string> measures) {
  const auto wanted = [&](std::initializer_list<std::string_view> kind) {
    return measures.empty() || std::ranges::any_of(measures, [&](const std::string& measure) {
             return std::ranges::find(kind, measure) != kind.end();
           });
  };
  CpAccounts a(g.S, g.N);
  fill_prices(g, &base, now, closure, a);
  // A wage over its value in units of the numeraire is the price of the numeraire.
  const double unit = now.ew[0] / base.ew[0] / a.wage_hat[Country(0)];
  fill_trade(g, base, 1.0, &CpBeforeAfter::base, a);
  fill_trade(g, now, unit, &CpBeforeAfter::now, a);
  fill_incomes(a);
  const std::string& money = g.shares.unit;
  const bool by_sector = wanted({"output_volume", "price_index", "unit_cost"});
  Outcomes out;
  if (wanted({"welfare_exact", "real_wage", "price_index", "wage"})) add_welfare(a, out);
  if (by_sector || wanted({"exports", "imports", "tariff_revenue", "output", "average_tariff"}))
    add_trade_totals(a, money, out);
  if (wanted({"deficit", "income", "value_added"})) add_accounts(a, money, out);
  if (by_sector) add_sector_changes(a, out);
  return out;
}

}  // namespace cobden::economy
