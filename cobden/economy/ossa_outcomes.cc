#include "cobden/economy/ossa_outcomes.h"

#include <cmath>
#include <limits>

#include "cobden/economy/ossa_adjoint.h"

namespace cobden::economy {
namespace {

using Values = std::vector<double>;

double percent(double hat) { return 100 * (hat - 1); }

enum class Side { kImporter, kExporter };

Variable by_country(std::string measure, std::string label, std::string unit, Side side, Values base,
                    Values value) {
  return {.measure = std::move(measure),
          .label = std::move(label),
          .unit = std::move(unit),
          .by_sector = false,
          .by_importer = side == Side::kImporter,
          .by_exporter = side == Side::kExporter,
          .base = std::move(base),
          .value = std::move(value)};
}

Variable change(std::string measure, std::string label, std::string unit, Values value,
                Side side = Side::kImporter) {
  Values zero(value.size(), 0.0);
  return by_country(std::move(measure), std::move(label), std::move(unit), side, std::move(zero),
                    std::move(value));
}

Variable by_sector(Variable v) {
  v.by_sector = true;
  return v;
}

/// Accounts of one economy. By country, or [sector][country] where the name says so.
struct Accounts {
  const TradeCube &flow, &tariff;
  Values exports, imports, revenue, output, profits, wage_bill, spending;
  Values sector_output, sector_income, sector_exports, sector_imports, sector_revenue;
};

Accounts accounts(const OssaBase& b, const TradeCube& flow, const TradeCube& tariff) {
  const Values zero(b.N, 0.0), cells(b.S * b.N, 0.0);
  Accounts a{flow, tariff, zero, zero, zero, zero, zero, zero, zero, cells, cells, cells, cells, cells};
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j)
      for (std::size_t i = 0; i < b.N; ++i) {
        const double v = flow(Sector(s), Country(j), Country(i)),
                     t = tariff(Sector(s), Country(j), Country(i));
        a.sector_output[s * b.N + i] += v;
        a.sector_revenue[s * b.N + j] += t * v;
        a.spending[j] += v * (1 + t);
        if (i != j) a.sector_exports[s * b.N + i] += v, a.sector_imports[s * b.N + j] += v;
      }
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t n = 0; n < b.N; ++n) {
      const std::size_t k = s * b.N + n;
      a.exports[n] += a.sector_exports[k], a.imports[n] += a.sector_imports[k];
      a.revenue[n] += a.sector_revenue[k], a.output[n] += a.sector_output[k];
      a.profits[n] += a.sector_output[k] / b.sigma[s];
      a.wage_bill[n] += a.sector_output[k] * (1 - 1 / b.sigma[s]);
    }
  return a;
}

/// Income earned in each sector: sales, and revenue and transfers in proportion to the wage bill.
void add_sector_income(const OssaBase& b, Accounts& a) {
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t n = 0; n < b.N; ++n) {
      const double y = a.sector_output[s * b.N + n];
      const double share = y * (1 - 1 / b.sigma[s]) / a.wage_bill[n];
      a.sector_income[s * b.N + n] = y + share * (a.spending[n] - a.output[n]);
    }
}

void add_welfare(const OssaSystem& system, const OssaEquilibrium& at, const Accounts& z, Outcomes& out) {
  const OssaBase& b = system.base();
  Values welfare(b.N), real_wage(b.N), price(b.N), wage(b.N), profit(b.N);
  for (std::size_t n = 0; n < b.N; ++n) {
    const double w = std::exp(at.point.log_wage[n]), p = std::exp(at.log_price[n]);
    welfare[n] = percent(at.point.spending[n] / b.spending[n] / p);
    real_wage[n] = percent(w / p), price[n] = percent(p), wage[n] = percent(w);
    profit[n] = percent(z.profits[n] / b.profits[n] / w);
  }
  out.add(change("welfare_exact", "Real income (exact)", "percent", std::move(welfare)));
  out.add(change("real_wage", "Real wage", "percent", std::move(real_wage)));
  out.add(change("price_index", "Consumer price index", "percent", std::move(price)));
  out.add(change("wage", "Wage", "percent", std::move(wage)));
  out.add(change("profit_shift", "Profits over wages", "percent", std::move(profit)));
}

/// Changes of G = sum_s lambda_s W_s (the paper's eq. 9), in percent.
void add_government(const OssaSystem& system, const OssaEquilibrium& at, const Accounts& a,
                    const SectorCountry& weights, Outcomes& out) {
  if (weights.empty()) return;
  const OssaBase& b = system.base();
  Values value(b.N);
  for (std::size_t n = 0; n < b.N; ++n) {
    Objective o{.country = Country(n), .sector_weight = BySector(b.S)};
    double base = 0;
    for (std::size_t s = 0; s < b.S; ++s) {
      o.sector_weight[Sector(s)] = weights(Sector(s), Country(n));
      base += weights(Sector(s), Country(n)) * a.sector_income[s * b.N + n];
    }
    value[n] = percent(ossa_value(system, at, o) / base);
  }
  out.add(change("government_objective", "Government objective (political weights)", "percent",
                 std::move(value)));
}

/// Ossa (2014), eq. 14, at finite changes with base weights as the paper's program prints it: terms of trade
/// sum T_ijs (w_j - w_i) / X_j, profit shifting sum profits_js (sales_js - w_j) / X_j, and trade volumes sum
/// t T_ijs (T_hat - w_i) / X_j, all hats.
void add_decomposition(const OssaBase& b, const OssaEquilibrium& at, const Accounts& a, const Accounts& z,
                       Outcomes& out) {
  Values total(b.N), terms(b.N), shift(b.N), volume(b.N);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const double scale = 100 / b.spending[j], own = std::exp(at.point.log_wage[j]);
      const double before = a.sector_output[s * b.N + j], after = z.sector_output[s * b.N + j];
      if (before > 0) shift[j] += scale * before / b.sigma[s] * (after / before - own);
      for (std::size_t i = 0; i < b.N; ++i) {
        const Country importer(j), exporter(i);
        const double v0 = a.flow(Sector(s), importer, exporter), v1 = z.flow(Sector(s), importer, exporter),
                     t = a.tariff(Sector(s), importer, exporter), w = std::exp(at.point.log_wage[i]);
        terms[j] += scale * v0 * (own - w);
        volume[j] += scale * t * (v1 - v0 * w);
      }
    }
  for (std::size_t n = 0; n < b.N; ++n) total[n] = terms[n] + shift[n] + volume[n];
  const std::string unit = "percent of base income";
  out.add(change("welfare_first_order", "Real income (first-order formula)", "percent", std::move(total)));
  out.add(change("terms_of_trade", "Terms of trade", unit, std::move(terms)));
  out.add(change("profit_shifting", "Profit shifting", unit, std::move(shift)));
  out.add(change("volume_of_trade", "Volume of trade", unit, std::move(volume)));
}

void add_money(const OssaBase& b, const Accounts& a, const Accounts& z, Outcomes& out) {
  const auto both = [&](const char* measure, const char* label, Side side, Values Accounts::*total,
                        Values Accounts::*detail) {
    out.add(by_country(measure, label, b.unit, side, a.*total, z.*total));
    if (detail)
      out.add(by_sector(
          by_country(measure, std::string(label) + " by sector", b.unit, side, a.*detail, z.*detail)));
  };
  both("exports", "Exports", Side::kExporter, &Accounts::exports, &Accounts::sector_exports);
  both("imports", "Imports (customs value)", Side::kImporter, &Accounts::imports, &Accounts::sector_imports);
  both("tariff_revenue", "Tariff revenue", Side::kImporter, &Accounts::revenue, &Accounts::sector_revenue);
  both("output", "Gross output", Side::kExporter, &Accounts::output, &Accounts::sector_output);
  both("profits", "Profits", Side::kExporter, &Accounts::profits, nullptr);
  both("wage_bill", "Wage bill", Side::kExporter, &Accounts::wage_bill, nullptr);
  both("value_added", "Value added (wages and profits)", Side::kExporter, &Accounts::output, nullptr);
  both("income", "Income (wages, profits, revenue, transfers)", Side::kImporter, &Accounts::spending,
       &Accounts::sector_income);
  Values rate0(b.N), rate1(b.N), deficit0(b.N), deficit1(b.N);
  for (std::size_t n = 0; n < b.N; ++n) {
    rate0[n] = a.imports[n] > 0 ? 100 * a.revenue[n] / a.imports[n] : 0;
    rate1[n] = z.imports[n] > 0 ? 100 * z.revenue[n] / z.imports[n] : 0;
    deficit0[n] = a.imports[n] - a.exports[n], deficit1[n] = z.imports[n] - z.exports[n];
  }
  out.add(by_country("average_tariff", "Tariff revenue over imports", "percent", Side::kImporter,
                     std::move(rate0), std::move(rate1)));
  out.add(by_country("deficit", "Trade deficit (imports less exports)", b.unit, Side::kImporter,
                     std::move(deficit0), std::move(deficit1)));
}

void add_sector_changes(const OssaSystem& system, const OssaEquilibrium& at, const Accounts& a,
                        const Accounts& z, Outcomes& out) {
  const OssaBase& b = system.base();
  Values real(b.S * b.N), volume(b.S * b.N), price = system.log_prices(at.scenario, at.point);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t n = 0; n < b.N; ++n) {
      const std::size_t k = s * b.N + n;
      const double none = std::numeric_limits<double>::quiet_NaN();
      const double grown = a.sector_output[k] > 0 ? z.sector_output[k] / a.sector_output[k] : none;
      volume[k] = percent(grown / std::exp(at.point.log_wage[n]));
      real[k] = a.sector_output[k] > 0
                    ? percent(z.sector_income[k] / a.sector_income[k] / std::exp(at.log_price[n]))
                    : none;
      price[k] = percent(std::exp(price[k]));
    }
  out.add(by_sector(change("sector_real_income", "Real income earned in the sector", "percent",
                           std::move(real), Side::kExporter)));
  out.add(by_sector(
      change("output_volume", "Output at base prices", "percent", std::move(volume), Side::kExporter)));
  out.add(by_sector(change("price_index", "Purchaser price by sector", "percent", std::move(price))));
}

void add_bilateral(const OssaBase& b, const Accounts& a, const Accounts& z, Outcomes& out) {
  const std::size_t cells = b.N * b.N;
  for (const bool inclusive : {false, true}) {
    Variable total{
        .measure = inclusive ? "trade_tariff_inclusive_value" : "trade_customs_value",
        .label = inclusive ? "Bilateral trade including tariffs" : "Bilateral trade at customs value",
        .unit = b.unit,
        .by_sector = false,
        .by_importer = true,
        .by_exporter = true,
        .base = Values(cells),
        .value = Values(cells)};
    Variable detail = by_sector(total);
    detail.label += " by sector";
    detail.base.resize(b.S * cells), detail.value.resize(b.S * cells);
    std::size_t k = 0;
    for (std::size_t s = 0; s < b.S; ++s)
      for (std::size_t cell = 0; cell < cells; ++cell, ++k) {
        detail.base[k] = a.flow.flat()[k] * (inclusive ? 1 + a.tariff.flat()[k] : 1.0);
        detail.value[k] = z.flow.flat()[k] * (inclusive ? 1 + z.tariff.flat()[k] : 1.0);
        total.base[cell] += detail.base[k], total.value[cell] += detail.value[k];
      }
    out.add(std::move(total));
    out.add(std::move(detail));
  }
}

}  // namespace

Outcomes ossa_outcomes(const OssaSystem& system, const OssaEquilibrium& at, const TradeCube& flow,
                       const TradeCube& tariff, const SectorCountry& weights) {
  const OssaBase& b = system.base();
  Accounts a = accounts(b, b.flow, b.tariff), z = accounts(b, flow, tariff);
  add_sector_income(b, a), add_sector_income(b, z);
  Outcomes out;
  add_welfare(system, at, z, out);
  add_government(system, at, a, weights, out);
  add_decomposition(b, at, a, z, out);
  add_money(b, a, z, out);
  add_sector_changes(system, at, a, z, out);
  add_bilateral(b, a, z, out);
  return out;
}

}  // namespace cobden::economy
