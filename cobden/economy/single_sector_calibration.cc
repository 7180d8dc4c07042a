#include "cobden/economy/single_sector_calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cobden::economy {
namespace {

using Pair = std::array<double, 2>;

/// Net spending of each region: income plus net imports, after the profits that stay with the importer.
Pair regional_spending(const TwoRegions& r, const Pair& nu) {
  Pair spending{};
  for (std::size_t i = 0; i < 2; ++i) {
    double imports = 0, exports_value_added = 0;
    for (std::size_t s = 0; s < 2; ++s) {
      imports += r.flow[i][s];
      exports_value_added += (1 - nu[s]) * r.flow[s][i];
    }
    spending[i] = r.income[i] + (1 - nu[i]) * (imports - exports_value_added);
  }
  return spending;
}

Pair margin_gap(const TwoRegions& r, const Pair& nu, const Pair& margins) {
  const Pair spending = regional_spending(r, nu);
  const double home0 = spending[0] - r.flow[0][1], home1 = spending[1] - r.flow[1][0];
  const double r11 = home0 / (home0 + r.flow[1][0]), r22 = home1 / (home1 + r.flow[0][1]);
  return {(1 - r11) * nu[1] + r11 * nu[0] - margins[0], r22 * nu[1] + (1 - r22) * nu[0] - margins[1]};
}

/// One Newton step of two equations in two unknowns, by central differences.
Pair newton_step(const TwoRegions& r, const Pair& nu, const Pair& margins) {
  const double h = 1e-5;
  const Pair f = margin_gap(r, nu, margins);
  double j[2][2];
  for (std::size_t k = 0; k < 2; ++k) {
    Pair up = nu, down = nu;
    up[k] += h;
    down[k] -= h;
    const Pair fu = margin_gap(r, up, margins), fd = margin_gap(r, down, margins);
    for (std::size_t i = 0; i < 2; ++i) j[i][k] = (fu[i] - fd[i]) / (2 * h);
  }
  const double det = j[0][0] * j[1][1] - j[0][1] * j[1][0];
  return {-(j[1][1] * f[0] - j[0][1] * f[1]) / det, -(j[0][0] * f[1] - j[1][0] * f[0]) / det};
}

void require(bool holds, const std::string& name, double value, const std::string& expected) {
  if (!holds)
    throw UserError({.place = {.file = "single-sector specification", .line = {}, .column = name},
                     .value = fmt::format("{:g}", value),
                     .problem = "is out of range",
                     .expected = expected,
                     .remedy = ""});
}

void check_spec(const SingleSectorSpec& s) {
  require(s.trade_elasticity > 0 && std::isfinite(s.trade_elasticity), "trade_elasticity", s.trade_elasticity,
          "above 0");
  require(s.labour_elasticity >= 0 && std::isfinite(s.labour_elasticity), "labour_elasticity",
          s.labour_elasticity, "0 or more");
  require(s.scale_elasticity >= 0 && std::isfinite(s.scale_elasticity), "scale_elasticity",
          s.scale_elasticity, "0 or more");
  require(s.firm_elasticity > 0 && std::isfinite(s.firm_elasticity), "firm_elasticity", s.firm_elasticity,
          "above 0");
  require(s.labour_share > 0 && s.labour_share <= 1, "labour_share", s.labour_share, "above 0, at most 1");
  require(s.pass_through >= 0 && s.pass_through <= 1, "pass_through", s.pass_through, "from 0 to 1");
  require(s.rest_margin >= 0 && s.rest_margin < 1, "rest_margin", s.rest_margin, "from 0 to below 1");
  require(s.country_margin >= 0 && s.country_margin < 1, "country_margin", s.country_margin,
          "from 0 to below 1");
  if (s.transfers == SingleSectorSpec::Transfers::kBalancedAsPublished && s.labour_share < 1)
    throw UserError(
        "transfers 'balanced-as-published' do not add up to zero and are defined without intermediate inputs "
        "only",
        "use transfers 'balanced', or labour_share 1");
}

std::vector<double> gdp_of(const data::Benchmark& b) {
  const auto& gdp = b.tables().gdp;
  const ByCountry value_added = gdp.empty() ? b.value_added() : gdp;
  std::vector<double> y(value_added.flat().begin(), value_added.flat().end());
  for (const Country n : b.countries().all())
    if (const double v = y[static_cast<std::size_t>(n.value)]; !(v > 0))
      throw UserError({.place = {.file = "benchmark " + b.name(),
                                 .line = {},
                                 .column = "gdp[" + b.countries().code(n) + "]"},
                       .value = fmt::format("{:g}", v),
                       .problem = "income is not above zero",
                       .expected = "GDP in the unit of the flows",
                       .remedy = "leave the country out or complete the source"});
  return y;
}

TwoRegions aggregate(const std::vector<double>& flow, const std::vector<double>& income,
                     std::size_t country) {
  const std::size_t n = income.size();
  TwoRegions r;
  for (std::size_t i = 0; i < n; ++i) {
    r.income[i == country] += income[i];
    for (std::size_t j = 0; j < n; ++j) r.flow[i == country][j == country] += flow[i * n + j];
  }
  return r;
}

/// sum_i (1 - nu_i) X_ji for every exporter j.
std::vector<double> value_added_sold(const std::vector<double>& flow, const std::vector<double>& nu) {
  const std::size_t n = nu.size();
  std::vector<double> sold(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) sold[j] += (1 - nu[i]) * flow[i * n + j];
  return sold;
}

double imports_of(const std::vector<double>& flow, std::size_t n, std::size_t i) {
  return std::accumulate(flow.begin() + static_cast<std::ptrdiff_t>(i * n),
                         flow.begin() + static_cast<std::ptrdiff_t>((i + 1) * n), 0.0);
}

/// Domestic sales that make spending consistent with GDP; clamped at zero where imports exceed spending
/// (Gambia and the Marshall Islands in the study's data).
void fill_domestic_sales(std::vector<double>& flow, const std::vector<double>& gdp,
                         const std::vector<double>& nu, double beta) {
  const std::size_t n = gdp.size();
  const auto sold = value_added_sold(flow, nu);
  for (std::size_t i = 0; i < n; ++i) {
    const double imports = imports_of(flow, n, i);
    flow[i * n + i] = std::max(gdp[i] + (1 - nu[i]) * (imports - sold[i]) - imports, 0.0) / beta;
  }
}

std::vector<double> off_diagonal_flows(const data::Benchmark& b) {
  const std::size_t n = b.country_count();
  std::vector<double> flow(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      flow[i * n + j] = i == j ? 0 : b.tables().flow(Sector(0), Country(i), Country(j));
  return flow;
}

/// phi of equation (6): one where there are no profits.
double tariff_exponent(const SingleSectorSpec& s, double nu) {
  if (!s.profits) return 1;
  return s.pass_through + (1 + s.firm_elasticity) / ((1 - nu) * s.firm_elasticity) - 1 / s.firm_elasticity -
         1;
}

void apply_transfer_regime(SingleSectorBase& base, SingleSectorSpec::Transfers regime) {
  if (regime == SingleSectorSpec::Transfers::kWorldIncomeShare) return;
  if (regime == SingleSectorSpec::Transfers::kZero) return base.transfer.assign(base.countries, 0.0);
  const auto home = static_cast<std::size_t>(base.singled_out.value);
  double total = 0;
  for (std::size_t i = 0; i < base.countries; ++i) {
    const double balance = i == home ? 0 : base.flow(i, home) - base.flow(home, i);
    base.transfer[i] -= balance;
    total += balance;
  }
  base.transfer[home] = regime == SingleSectorSpec::Transfers::kBalanced ? base.transfer[home] + total : 0;
}

}  // namespace

std::array<double, 2> profit_shares(const TwoRegions& regions, const std::array<double, 2>& margins) {
  Pair nu = margins;
  double step = 1;
  for (int k = 0; k < 50 && step > 1e-15; ++k) {
    const Pair d = newton_step(regions, nu, margins);
    nu = {nu[0] + d[0], nu[1] + d[1]};
    step = std::max(std::abs(d[0]), std::abs(d[1]));
    if (!std::isfinite(step)) break;
  }
  const Pair gap = margin_gap(regions, nu, margins);
  if (!(std::max(std::abs(gap[0]), std::abs(gap[1])) < 1e-12) || nu[0] >= 1 || nu[1] >= 1)
    throw UserError(
        fmt::format(
            "no profit shares give the margins {:g} (rest of the world) and {:g} (singled-out country)",
            margins[0], margins[1]),
        "choose smaller margins, or turn profits off");
  return {std::max(nu[0], 0.0), std::max(nu[1], 0.0)};
}

namespace {

std::vector<double> calibrated_profit_shares(const std::vector<double>& flow, const std::vector<double>& gdp,
                                             std::size_t country, const SingleSectorSpec& spec) {
  // The Eaton-Kortum case keeps the domestic sales of the model with profits, so the shares are needed there
  // too.
  const auto nu = profit_shares(aggregate(flow, gdp, country), {spec.rest_margin, spec.country_margin});
  std::vector<double> all(gdp.size(), nu[0]);
  all[country] = nu[1];
  return all;
}

/// Y, E, T and shares from the completed flows (net of tariffs).
void complete_accounts(SingleSectorBase& base, const std::vector<double>& flow,
                       const SingleSectorSpec& spec) {
  const std::size_t n = base.countries;
  const auto sold = value_added_sold(flow, base.profit_share);
  const double beta = spec.labour_share;
  for (std::size_t i = 0; i < n; ++i) {
    const double net_spending = imports_of(flow, n, i);
    for (std::size_t j = 0; j < n; ++j) base.revenue[i] += flow[i * n + j] * base.tariff[i * base.stride + j];
    base.spending[i] = net_spending + base.revenue[i];
    base.income[i] = beta * sold[i] + base.profit_share[i] * net_spending;
    base.transfer[i] = net_spending - base.income[i] - (1 - beta) * sold[i];
    for (std::size_t j = 0; j < n; ++j) {
      const double share = base.spending[i] > 0 ? flow[i * n + j] / base.spending[i] : 0;
      if (i == j) {
        base.home[i] = share;
      } else {
        base.net[i * base.stride + j] = share;
        base.gross[i * base.stride + j] = share * (1 + base.tariff[i * base.stride + j]);
      }
    }
  }
}

SingleSectorBase empty_base(std::size_t n) {
  SingleSectorBase base;
  base.countries = n;
  base.stride = numerics::padded(n);
  base.gross = base.net = base.tariff = numerics::AlignedVector(n * base.stride);
  for (auto* v : {&base.home, &base.spending, &base.income, &base.transfer, &base.revenue, &base.profit_share,
                  &base.tariff_exponent})
    v->assign(n, 0.0);
  return base;
}

}  // namespace

SingleSectorBase calibrate_single_sector(const data::Benchmark& b, const SingleSectorSpec& spec) {
  check_spec(spec);
  if (b.sector_count() != 1)
    throw UserError(fmt::format("benchmark {} has {} sectors; the single-sector model needs one", b.name(),
                                b.sector_count()),
                    "add the sectors together first (cobden data aggregate)");
  const std::size_t n = b.country_count();
  SingleSectorBase base = empty_base(n);
  base.codes = b.countries().codes();
  base.singled_out = b.countries().at(
      spec.country, {.file = "single-sector specification", .line = {}, .column = "country"});
  const auto gdp = gdp_of(b);
  auto flow = off_diagonal_flows(b);
  const auto nu = calibrated_profit_shares(flow, gdp, static_cast<std::size_t>(base.singled_out.value), spec);
  fill_domestic_sales(flow, gdp, nu, spec.labour_share);
  for (std::size_t i = 0; i < n; ++i) {
    base.profit_share[i] = spec.profits ? nu[i] : 0;
    base.tariff_exponent[i] = tariff_exponent(spec, base.profit_share[i]);
    for (std::size_t j = 0; j < n; ++j)
      base.tariff[i * base.stride + j] = b.tables().tariff(Sector(0), Country(i), Country(j));
  }
  complete_accounts(base, flow, spec);
  base.factual_transfer = base.transfer;
  apply_transfer_regime(base, spec.transfers);
  return base;
}

double optimal_tariff_formula(const SingleSectorBase& base, const SingleSectorSpec& spec,
                              ImportMeasure imports) {
  const auto n = static_cast<std::size_t>(base.singled_out.value);
  double weighted = 0;
  for (std::size_t i = 0; i < base.countries; ++i)
    if (i != n) weighted += base.flow(i, n) * (1 - base.profit_share[i]) * (1 - base.share(i, n));
  const double total = imports == ImportMeasure::kSpending ? base.spending[n] : base.income[n];
  const double delta = weighted / ((1 - base.profit_share[n]) * (total - base.flow(n, n)));
  return 1 / ((1 + delta * spec.trade_elasticity) * base.tariff_exponent[n] - 1);
}

std::vector<double> optimal_retaliation_formula(const SingleSectorBase& base, const SingleSectorSpec& spec) {
  const auto home = static_cast<std::size_t>(base.singled_out.value);
  double to_home = 0, home_total = 0, inside = 0, income = 0;  // the rest of the world as one region
  std::size_t partner = home == 0 ? 1 : 0;
  for (std::size_t i = 0; i < base.countries; ++i)
    for (std::size_t j = 0; j < base.countries; ++j) {
      const double x = base.flow(i, j);
      if (i == home)
        home_total += x, to_home += j == home ? 0 : x;
      else if (j != home)
        inside += x;
    }
  for (std::size_t i = 0; i < base.countries; ++i) income += i == home ? 0 : base.income[i];
  const double delta = to_home * (1 - base.profit_share[home]) * (1 - to_home / home_total) /
                       ((1 - base.profit_share[partner]) * (income - inside));
  std::vector<double> rate(base.countries, 0.0);
  for (std::size_t i = 0; i < base.countries; ++i)
    if (i != home) rate[i] = 1 / ((1 + delta * spec.trade_elasticity) * base.tariff_exponent[i] - 1);
  return rate;
}

}  // namespace cobden::economy
