#include "cobden/economy/single_sector_outcomes.h"

#include <cmath>
#include <limits>

namespace cobden::economy {
namespace {

using Values = std::vector<double>;

double ratio(double a, double b) { return b != 0 ? a / b : std::numeric_limits<double>::quiet_NaN(); }
double percent(double hat) { return 100 * (hat - 1); }

double tariff_of(const SingleSectorMap& map, const Counterfactual& c, std::size_t importer,
                 std::size_t exporter) {
  if (c.tariff_new.empty()) return map.base().tariff[importer * map.stride() + exporter];
  return c.tariff_new(Sector(0), Country(importer), Country(exporter));
}

void add_up_flows(SingleSectorLevels& v, std::size_t n) {
  v.exports.assign(n, 0.0), v.imports.assign(n, 0.0), v.sales.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double x = v.flow[i * n + j];
      v.sales[j] += x;
      if (i != j) v.exports[j] += x, v.imports[i] += x;
    }
}

Values factual_final_spending(const SingleSectorBase& b) {
  Values f(b.countries);
  for (std::size_t i = 0; i < b.countries; ++i) f[i] = b.income[i] + b.factual_transfer[i] + b.revenue[i];
  return f;
}

/// Hat of real income less the disutility of work: delta F^/P + (1 - delta) w L / P, delta = F / (F -
/// kappa/(1+kappa) (1-tax) Y).
Values welfare_hats(const SingleSectorMap& map, const SingleSectorLevels& v) {
  const auto& b = map.base();
  const double kappa = map.spec().labour_elasticity;
  const Values factual = factual_final_spending(b);
  Values w(b.countries);
  for (std::size_t i = 0; i < b.countries; ++i) {
    const bool relief = map.spec().rebate == SingleSectorSpec::Rebate::kIncomeTaxRelief;
    const double tax = relief ? v.revenue[i] / v.income[i] - b.revenue[i] / b.income[i] : 0;
    const double delta = factual[i] / (factual[i] - kappa / (1 + kappa) * (1 - tax) * b.income[i]);
    w[i] = (delta * v.final_spending[i] / factual[i] + (1 - delta) * v.wage_hat[i] * v.labour_hat[i]) /
           v.price_hat[i];
  }
  return w;
}

Variable country_variable(std::string measure, std::string label, std::string unit, bool importer,
                          Values base, Values value) {
  return {.measure = std::move(measure),
          .label = std::move(label),
          .unit = std::move(unit),
          .by_sector = false,
          .by_importer = importer,
          .by_exporter = !importer,
          .base = std::move(base),
          .value = std::move(value)};
}

Variable percent_variable(std::string measure, std::string label, Values value) {
  Values zero(value.size(), 0.0);
  return country_variable(std::move(measure), std::move(label), "percent", true, std::move(zero),
                          std::move(value));
}

template <class F>
Values each(std::size_t n, F f) {
  Values v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = f(i);
  return v;
}

void add_real_outcomes(std::size_t n, const SingleSectorLevels& a, const SingleSectorLevels& z,
                       Outcomes& out) {
  const auto changes = [&](auto hat) {
    return each(n, [&](std::size_t i) { return percent(hat(z, i) / hat(a, i)); });
  };
  using L = SingleSectorLevels;
  out.add(percent_variable("welfare_exact", "Real income less disutility of work (exact)",
                           changes([](const L& v, std::size_t i) { return v.welfare[i]; })));
  out.add(percent_variable("real_wage", "Real wage", changes([](const L& v, std::size_t i) {
                             return v.wage_hat[i] / v.price_hat[i];
                           })));
  out.add(percent_variable("price_index", "Consumer price index",
                           changes([](const L& v, std::size_t i) { return v.price_hat[i]; })));
  out.add(percent_variable("wage", "Wage", changes([](const L& v, std::size_t i) { return v.wage_hat[i]; })));
  out.add(percent_variable("employment", "Employment",
                           changes([](const L& v, std::size_t i) { return v.labour_hat[i]; })));
}

void add_money(std::size_t n, const std::string& unit, const SingleSectorLevels& a,
               const SingleSectorLevels& z, Outcomes& out) {
  const auto deficit = [n](const SingleSectorLevels& v) {
    return each(n, [&](std::size_t i) { return v.imports[i] - v.exports[i]; });
  };
  const auto rate = [n](const SingleSectorLevels& v) {
    return each(n, [&](std::size_t i) { return v.imports[i] > 0 ? 100 * v.revenue[i] / v.imports[i] : 0.0; });
  };
  out.add(country_variable("exports", "Exports", unit, false, a.exports, z.exports));
  out.add(country_variable("imports", "Imports (customs value)", unit, true, a.imports, z.imports));
  out.add(country_variable("tariff_revenue", "Tariff revenue", unit, true, a.revenue, z.revenue));
  out.add(
      country_variable("average_tariff", "Tariff revenue over imports", "percent", true, rate(a), rate(z)));
  out.add(country_variable("output", "Gross output", unit, false, a.sales, z.sales));
  out.add(country_variable("deficit", "Trade deficit (imports less exports)", unit, true, deficit(a),
                           deficit(z)));
  out.add(country_variable("income", "Income (labour, revenue, transfers)", unit, true, a.final_spending,
                           z.final_spending));
  out.add(country_variable("value_added", "Labour and profit income", unit, false, a.income, z.income));
}

void add_bilateral(const SingleSectorMap& map, const std::string& unit, const Counterfactual& c,
                   const SingleSectorLevels& a, const SingleSectorLevels& z, Outcomes& out) {
  const std::size_t n = map.countries();
  Variable customs{.measure = "trade_customs_value",
                   .label = "Bilateral trade at customs value",
                   .unit = unit,
                   .by_sector = false,
                   .by_importer = true,
                   .by_exporter = true,
                   .base = a.flow,
                   .value = z.flow};
  Variable inclusive = customs;
  inclusive.measure = "trade_tariff_inclusive_value";
  inclusive.label = "Bilateral trade including tariffs";
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      inclusive.base[i * n + j] *= 1 + map.base().tariff[i * map.stride() + j];
      inclusive.value[i * n + j] *= 1 + tariff_of(map, c, i, j);
    }
  out.add(std::move(customs));
  out.add(std::move(inclusive));
}

void add_study_metrics(const SingleSectorMap& map, const Counterfactual& c, const SingleSectorLevels& a,
                       const SingleSectorLevels& z, Outcomes& out) {
  const StudyMetrics before = study_metrics(map, {}, a), after = study_metrics(map, c, z);
  const auto difference = [](const Values& x, const Values& y) {
    return each(x.size(), [&](std::size_t i) { return y[i] - x[i]; });
  };
  out.add(
      percent_variable("welfare_pct", "Welfare (study)", difference(before.welfare_pct, after.welfare_pct)));
  out.add(percent_variable("deficit_pct", "Trade deficit over its absolute base (study)",
                           difference(before.deficit_pct, after.deficit_pct)));
  out.add(percent_variable("export_gdp_pct", "Exports over income (study)",
                           difference(before.export_gdp_pct, after.export_gdp_pct)));
  out.add(percent_variable("import_gdp_pct", "Imports over income (study)",
                           difference(before.import_gdp_pct, after.import_gdp_pct)));
  out.add(percent_variable("employment_pct", "Employment (study)",
                           difference(before.employment_pct, after.employment_pct)));
  out.add(
      percent_variable("price_pct", "Price index (study)", difference(before.price_pct, after.price_pct)));
  Variable revenue = percent_variable("tariff_rev_over_E", "Tariff revenue over base spending (study)",
                                      difference(before.tariff_rev_over_E, after.tariff_rev_over_E));
  revenue.unit = "fraction of base spending";
  out.add(std::move(revenue));
  out.add({.measure = "world_trade_gdp_pct",
           .label = "World trade with tariffs over world income (study)",
           .unit = "percent",
           .by_sector = false,
           .by_importer = false,
           .by_exporter = false,
           .base = {0},
           .value = {after.world_trade_gdp_pct - before.world_trade_gdp_pct}});
  out.add({.measure = "world_employment_pct",
           .label = "World employment (study)",
           .unit = "percent",
           .by_sector = false,
           .by_importer = false,
           .by_exporter = false,
           .base = {0},
           .value = {after.world_employment_pct - before.world_employment_pct}});
}

}  // namespace

SingleSectorLevels factual_levels(const SingleSectorMap& map) {
  const auto& b = map.base();
  const std::size_t n = b.countries;
  SingleSectorLevels v;
  v.wage_hat = v.labour_hat = v.price_hat = v.welfare = Values(n, 1.0);
  v.income = b.income;
  v.spending = b.spending;
  v.final_spending = factual_final_spending(b);
  v.revenue = b.revenue;
  v.flow.resize(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) v.flow[i * n + j] = b.flow(i, j);
  add_up_flows(v, n);
  return v;
}

SingleSectorLevels levels_at(const SingleSectorMap& map, const SingleSectorScenario& scenario,
                             const SingleSectorPoint& p) {
  const auto& b = map.base();
  const std::size_t n = b.countries;
  SingleSectorLevels v;
  v.wage_hat = each(n, [&](std::size_t i) { return std::exp(p.log_wage[i]); });
  v.labour_hat = each(n, [&](std::size_t i) { return std::exp(p.log_labour[i]); });
  v.price_hat = each(n, [&](std::size_t i) { return std::exp(p.log_price[i]); });
  v.income.assign(p.labour_income.begin(), p.labour_income.begin() + static_cast<std::ptrdiff_t>(n));
  v.spending = each(n, [&](std::size_t i) { return p.net_spending[i] * p.gross_sum[i] / p.net_sum[i]; });
  v.revenue = each(
      n, [&](std::size_t i) { return p.net_spending[i] * (p.gross_sum[i] - p.net_sum[i]) / p.net_sum[i]; });
  v.final_spending = each(
      n, [&](std::size_t i) { return p.labour_income[i] + v.revenue[i] + b.transfer[i] * p.world_growth; });
  v.flow.resize(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      v.flow[i * n + j] =
          (i == j ? scenario.home(i) : scenario.net(i)[j]) * p.cost[j] * p.net_spending[i] / p.net_sum[i];
  add_up_flows(v, n);
  v.welfare = welfare_hats(map, v);
  return v;
}

StudyMetrics study_metrics(const SingleSectorMap& map, const Counterfactual& c, const SingleSectorLevels& v) {
  const SingleSectorLevels f = factual_levels(map);
  const std::size_t n = map.countries();
  StudyMetrics m;
  m.welfare_pct = each(n, [&](std::size_t i) { return percent(v.welfare[i]); });
  m.deficit_pct = each(n, [&](std::size_t i) {
    const double before = f.imports[i] - f.exports[i];
    return 100 * ratio(v.imports[i] - v.exports[i] - before, std::abs(before));
  });
  m.export_gdp_pct = each(n, [&](std::size_t i) {
    return percent(ratio(v.exports[i] / v.income[i], f.exports[i] / f.income[i]));
  });
  m.import_gdp_pct = each(n, [&](std::size_t i) {
    return percent(ratio(v.imports[i] / v.income[i], f.imports[i] / f.income[i]));
  });
  m.employment_pct = each(n, [&](std::size_t i) { return percent(v.labour_hat[i]); });
  m.price_pct = each(n, [&](std::size_t i) { return percent(v.price_hat[i]); });
  m.tariff_rev_over_E = each(n, [&](std::size_t i) { return v.revenue[i] / f.spending[i]; });
  double trade = 0, trade_new = 0, income = 0, income_new = 0, employment = 0;
  for (std::size_t i = 0; i < n; ++i) {
    income += f.income[i], income_new += v.income[i], employment += f.income[i] * m.employment_pct[i];
    for (std::size_t j = 0; j < n; ++j)
      if (i != j) {
        trade += f.flow[i * n + j] * (1 + map.base().tariff[i * map.stride() + j]);
        trade_new += v.flow[i * n + j] * (1 + tariff_of(map, c, i, j));
      }
  }
  m.world_trade_gdp_pct = percent(ratio(trade_new / trade, income_new / income));
  m.world_employment_pct = employment / income;
  return m;
}

Outcomes single_sector_outcomes(const SingleSectorMap& map, const std::string& unit, const Counterfactual& c,
                                const SingleSectorLevels& a, const SingleSectorLevels& z) {
  Outcomes out;
  add_real_outcomes(map.countries(), a, z, out);
  add_money(map.countries(), unit, a, z, out);
  add_bilateral(map, unit, c, a, z, out);
  add_study_metrics(map, c, a, z, out);
  return out;
}

}  // namespace cobden::economy
