// Base, tariff factors and the equations. Numerical kernel file: the legend of symbols stands in
// ossa_equilibrium.h.
#include "cobden/economy/ossa_equilibrium.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;
using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

/// Rows whose largest factor is beyond exp(+-kFarExponent) are scaled, so that no sum of them under- or
/// overflows.
constexpr double kFarExponent = 50;
/// ln of a ratio with nothing above or below.
constexpr double kEmptyRatio = 700;

void add_up_accounts(OssaBase& b) {
  b.spending.assign(b.N, 0), b.wage_bill.assign(b.N, 0), b.profits.assign(b.N, 0);
  b.revenue.assign(b.N, 0), b.deficit.assign(b.N, 0), b.sales.assign(b.N, 0);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j)
      for (std::size_t i = 0; i < b.N; ++i) {
        const double v = b.flow(Sector(s), Country(j), Country(i)),
                     t = b.tariff(Sector(s), Country(j), Country(i));
        b.spending[j] += v * (1 + t), b.revenue[j] += v * t, b.sales[i] += v;
        b.profits[i] += v / b.sigma[s], b.wage_bill[i] += v * (1 - 1 / b.sigma[s]);
        if (i != j) b.deficit[j] += v, b.deficit[i] -= v;
        b.world_sales += v;
      }
}

void fill_shares(OssaBase& b) {
  b.share.assign(b.S * b.N * b.ld, 0), b.spending_share.assign(b.S * b.N, 0);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      double* m = &b.share[b.row(s, j)];
      double total = 0;
      for (std::size_t i = 0; i < b.N; ++i) {
        m[i] = b.flow(Sector(s), Country(j), Country(i)) * (1 + b.tariff(Sector(s), Country(j), Country(i)));
        total += m[i];
      }
      b.spending_share[s * b.N + j] = total / b.spending[j];
      // Nothing is spent where nothing was: the row is only there so that shares sum to one.
      if (total > 0)
        for (std::size_t i = 0; i < b.N; ++i) m[i] /= total;
      else
        m[j] = 1;
    }
}

/// Exponents (1 - sigma) ln (tau_hat kappa_hat) of all cells, zero in the padding and at fraction 0.
AlignedVector log_factors(const OssaBase& b, const TradeCube& tariff, const TradeCube& cost_hat,
                          double fraction) {
  AlignedVector ratio(b.S * b.N * b.ld, 1.0), power(ratio.size());
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      double* r = &ratio[b.row(s, j)];
      const auto t0 = b.tariff.row(Sector(s), Country(j));
      if (!tariff.empty()) {
        const auto t1 = tariff.row(Sector(s), Country(j));
        for (std::size_t i = 0; i < b.N; ++i) r[i] = t1[i] == t0[i] ? 1.0 : (1 + t1[i]) / (1 + t0[i]);
      }
      if (!cost_hat.empty()) {
        const auto k = cost_hat.row(Sector(s), Country(j));
        for (std::size_t i = 0; i < b.N; ++i) r[i] *= k[i];
      }
    }
  numerics::log_array(ratio.data(), power.data(), power.size());
  for (std::size_t s = 0; s < b.S; ++s) {
    const double f = (1 - b.sigma[s]) * fraction;
    for (std::size_t a = b.row(s, 0); a < b.row(s + 1, 0); ++a) power[a] *= f;
  }
  return power;
}

/// Largest exponent of the row's cells with trade.
double far_exponent(const double* exponent, const double* share, std::size_t n) {
  double low = 0, high = 0, largest = -1e300;
  for (std::size_t i = 0; i < n; ++i) {
    low = std::min(low, exponent[i]), high = std::max(high, exponent[i]);
    if (share[i] > 0) largest = std::max(largest, exponent[i]);
  }
  if (low > -kFarExponent && high < kFarExponent) return 0;
  return std::abs(largest) > kFarExponent && largest > -1e299 ? largest : 0;
}

/// One row: m = weight e / phi, q = mu m / tau, trade += q, profit_trade += q / sigma; returns phi.
COBDEN_CLONES double share_kernel(std::size_t n, const double* weight, const double* e,
                                  const double* inverse_tau, double mu, double mu_profit, double* m,
                                  double* trade, double* profit_trade) {
  Lanes total = {};
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes a = load(weight + i) * load(e + i);
    total += a;
    store(m + i, a);
  }
  const double phi = numerics::sum(total), inverse = 1 / phi;
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes share = load(m + i) * inverse;
    store(m + i, share);
    const Lanes net = share * load(inverse_tau + i);
    store(trade + i, load(trade + i) + mu * net);
    store(profit_trade + i, load(profit_trade + i) + mu_profit * net);
  }
  return phi;
}

double log_ratio(double sold, double bought) {
  if (sold > 0 && bought > 0) return std::log(sold / bought);
  return sold > 0 ? kEmptyRatio : bought > 0 ? -kEmptyRatio : 0;
}

}  // namespace

OssaBase ossa_base(const CountryAxis& countries, const SectorAxis& sectors, const std::string& unit,
                   std::vector<double> sigma, TradeCube flow, TradeCube tariff, const std::string& name) {
  OssaBase b;
  b.countries = countries, b.sectors = sectors, b.unit = unit;
  b.N = countries.size(), b.S = sectors.size(), b.ld = numerics::padded(b.N);
  b.sigma = std::move(sigma), b.flow = std::move(flow), b.tariff = std::move(tariff);
  add_up_accounts(b);
  for (const Country n : countries.all())
    if (const auto i = static_cast<std::size_t>(n.value); !(b.sales[i] > 0) || !(b.spending[i] > 0))
      throw UserError({.place = {.file = "benchmark " + name, .line = {}, .column = "flow"},
                       .value = countries.code(n),
                       .problem = b.sales[i] > 0 ? "country buys nothing" : "country sells nothing",
                       .expected = "positive sales and purchases",
                       .remedy = "leave it out, or aggregate it with others (cobden data aggregate)"});
  fill_shares(b);
  return b;
}

OssaScenario::OssaScenario(const OssaBase& b, const TradeCube& tariff, const TradeCube& cost_hat,
                           double fraction)
    : weight(log_factors(b, tariff, cost_hat, fraction)),
      inverse_tau(weight.size(), 0.0),
      log_scale(b.S * b.N, 0.0) {
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      double* exponent = &weight[b.row(s, j)];
      const double far = far_exponent(exponent, &b.share[b.row(s, j)], b.N);
      if (far != 0)
        for (std::size_t i = 0; i < b.N; ++i) exponent[i] -= far;
      log_scale[s * b.N + j] = far;
      const auto t0 = b.tariff.row(Sector(s), Country(j));
      double* inverse = &inverse_tau[b.row(s, j)];
      for (std::size_t i = 0; i < b.N; ++i) {
        const double t1 = tariff.empty() ? t0[i] : tariff(Sector(s), Country(j), Country(i));
        inverse[i] =
            fraction == 1 ? 1 / (1 + t1) : 1 / ((1 + t0[i]) * std::pow((1 + t1) / (1 + t0[i]), fraction));
      }
    }
  numerics::exp_array(weight.data(), weight.data(), weight.size());
  for (std::size_t a = 0; a < weight.size(); ++a) weight[a] *= b.share[a];
}

OssaSystem::OssaSystem(OssaBase base, OssaNumeraire numeraire)
    : base_(std::move(base)), numeraire_(numeraire), one_less_sigma_(base_.S * base_.ld, 0.0) {
  for (std::size_t s = 0; s < base_.S; ++s)
    for (std::size_t i = 0; i < base_.N; ++i) one_less_sigma_[s * base_.ld + i] = 1 - base_.sigma[s];
}

OssaPoint OssaSystem::start() const {
  OssaPoint p;
  p.log_wage.assign(base_.ld, 0);
  p.share.assign(base_.S * base_.N * base_.ld, 0);
  p.phi.assign(base_.S * base_.N, 0);
  p.trade.assign(base_.N * base_.ld, 0), p.profit_trade = p.trade;
  p.purchases.assign(base_.N, 0), p.spending = p.exports = p.imports = p.gap = p.purchases;
  return p;
}

void OssaSystem::share_out(const OssaScenario& scenario, OssaPoint& p) const {
  const OssaBase& b = base_;
  AlignedVector e(b.S * b.ld);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t i = 0; i < b.ld; ++i) e[s * b.ld + i] = one_less_sigma_[s * b.ld + i] * p.log_wage[i];
  numerics::exp_array(e.data(), e.data(), e.size());
  std::fill(p.trade.begin(), p.trade.end(), 0), std::fill(p.profit_trade.begin(), p.profit_trade.end(), 0);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const std::size_t a = b.row(s, j);
      const double mu = b.spending_share[s * b.N + j];
      p.phi[s * b.N + j] =
          share_kernel(b.ld, &scenario.weight[a], &e[s * b.ld], &scenario.inverse_tau[a], mu, mu / b.sigma[s],
                       &p.share[a], &p.trade[j * b.ld], &p.profit_trade[j * b.ld]);
    }
}

/// X_j C_j/X_j = w_j L_j + profits_j + D_j, profits_j = sum_k profit_trade_kj X_k: column sums below one, so
/// that spending is positive wherever incomes are.
void OssaSystem::settle_spending(OssaPoint& p) const {
  const auto n = static_cast<Eigen::Index>(base_.N);
  Eigen::MatrixXd a(n, n);
  Eigen::VectorXd income(n);
  for (Eigen::Index j = 0; j < n; ++j) {
    const auto jj = static_cast<std::size_t>(j);
    double bought = 0;
    for (std::size_t i = 0; i < base_.N; ++i) bought += p.trade[jj * base_.ld + i];
    p.purchases[jj] = bought;
    for (Eigen::Index k = 0; k < n; ++k)
      a(j, k) = -p.profit_trade[static_cast<std::size_t>(k) * base_.ld + jj];
    a(j, j) += bought;
    income(j) = std::exp(p.log_wage[jj]) * base_.wage_bill[jj] + base_.deficit[jj];
  }
  const Eigen::VectorXd x = a.partialPivLu().solve(income);
  p.feasible = x.allFinite() && (x.array() > 0).all();
  std::copy(x.begin(), x.end(), p.spending.begin());
}

void OssaSystem::balance(const OssaScenario& scenario, OssaPoint& p) const {
  std::fill(p.exports.begin(), p.exports.end(), 0), std::fill(p.imports.begin(), p.imports.end(), 0);
  for (std::size_t j = 0; j < base_.N; ++j)
    for (std::size_t i = 0; i < base_.N; ++i) {
      if (i == j) continue;
      const double v = p.trade[j * base_.ld + i] * p.spending[j];
      p.exports[i] += v, p.imports[j] += v;
    }
  p.log_numeraire = log_numeraire(scenario, p);
  p.residual = std::abs(p.log_numeraire);
  for (std::size_t i = 0; i < base_.N; ++i) {
    const double d = base_.deficit[i];
    p.gap[i] = log_ratio(p.exports[i] + std::max(d, 0.0), p.imports[i] + std::max(-d, 0.0));
    if (std::abs(p.gap[i]) > p.residual || i == 0) p.worst = i;
    if (!(std::abs(p.gap[i]) <= p.residual)) p.residual = std::abs(p.gap[i]);
  }
}

double OssaSystem::log_numeraire(const OssaScenario& scenario, const OssaPoint& p) const {
  if (numeraire_.kind == Numeraire::Kind::kWage) return p.log_wage[numeraire_.country];
  if (numeraire_.kind == Numeraire::Kind::kPriceIndex)
    return log_consumer_prices(log_prices(scenario, p))[numeraire_.country];
  double sales = 0;
  for (std::size_t j = 0; j < base_.N; ++j) sales += p.purchases[j] * p.spending[j];
  return std::log(sales / base_.world_sales);
}

void OssaSystem::evaluate(const OssaScenario& scenario, OssaPoint& point) const {
  share_out(scenario, point);
  settle_spending(point);
  balance(scenario, point);
  if (!std::isfinite(point.residual)) point.feasible = false;
}

std::vector<double> OssaSystem::log_prices(const OssaScenario& scenario, const OssaPoint& p) const {
  std::vector<double> out(base_.S * base_.N);
  for (std::size_t s = 0; s < base_.S; ++s)
    for (std::size_t j = 0; j < base_.N; ++j) {
      const std::size_t a = s * base_.N + j;
      out[a] = (std::log(p.phi[a]) + scenario.log_scale[a]) / (1 - base_.sigma[s]);
    }
  return out;
}

std::vector<double> OssaSystem::log_consumer_prices(const std::vector<double>& log_prices) const {
  std::vector<double> out(base_.N);
  for (std::size_t s = 0; s < base_.S; ++s)
    for (std::size_t j = 0; j < base_.N; ++j)
      out[j] += base_.spending_share[s * base_.N + j] * log_prices[s * base_.N + j];
  return out;
}

}  // namespace cobden::economy
