// Numerical kernel file: the legend of symbols stands in ossa_equilibrium.h, and besides
//   gY_is, gR_j, gP_j   derivatives of the sum of objectives to sales, tariff revenue, ln P
//   l_i, b_j            multipliers of the gaps and of the budgets;  a_i = l_i / (exports plus deficit)
//   q_ijs               worth of one more unit of v_ijs:
//                       gY_is - gR_j + a_i - a_j + b_j - b_i / sigma_s (+ sum l / world sales)
#include "cobden/economy/ossa_adjoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using numerics::AlignedVector;
using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

/// Steps are at least this share of the worth of the cell's own trade.
constexpr double kLeastPace = 0.25;

struct Slopes {
  AlignedVector sales;  ///< gY [s][i], padded
  std::vector<double> revenue, log_price;
};

/// d of weight * G to sales, revenue and ln P of the objective's country.
void add_slopes(const OssaBase& b, const Objective& o, double weight, const OssaAccounts& a, Slopes& g) {
  const auto c = static_cast<std::size_t>(o.country.value);
  const double real = weight / a.price, rebate = a.revenue + a.deficit;
  for (std::size_t s = 0; s < b.S; ++s) {
    const double lambda = o.sector_weight.empty() ? 1 : o.sector_weight[Sector(s)];
    const double labour = 1 - 1 / b.sigma[s];
    g.sales[s * b.ld + c] += real * (lambda + labour * rebate / a.wage_bill * (lambda - a.mean_weight));
  }
  g.revenue[c] += real * (a.mean_weight + o.revenue_weight);
  g.log_price[c] -= real * (a.weighted_sales + a.mean_weight * rebate + o.revenue_weight * a.revenue) +
                    weight * o.price_weight * b.spending[c] * a.price;
}

Slopes slopes_of(const OssaSystem& system, const OssaEquilibrium& at,
                 std::span<const WeightedObjective> sum) {
  const OssaBase& b = system.base();
  Slopes g{AlignedVector(b.S * b.ld, 0), std::vector<double>(b.N), std::vector<double>(b.N)};
  for (const auto& term : sum)
    add_slopes(b, term.objective, term.weight, ossa_accounts(system, at, term.objective), g);
  return g;
}

/// Sum over the row of q v with q = alpha_i + beta, and of v; v is written.
struct RowSums {
  double worth, trade;
};
COBDEN_CLONES RowSums worth_kernel(std::size_t n, const double* m, const double* inverse_tau, double spent,
                                   const double* alpha, double beta, double* qv) {
  Lanes worth = {}, trade = {};
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes v = load(m + i) * load(inverse_tau + i) * spent;
    const Lanes q = (load(alpha + i) + beta) * v;
    store(qv + i, q);
    worth += q, trade += v;
  }
  return {numerics::sum(worth), numerics::sum(trade)};
}

/// out -= f qv - g m.
COBDEN_CLONES void wage_kernel(std::size_t n, double f, const double* qv, double g, const double* m,
                               double* out) {
  for (std::size_t i = 0; i < n; i += kWidth)
    store(out + i, load(out + i) - f * load(qv + i) + g * load(m + i));
}

/// Derivatives of the sum of objectives to log wages and spending, the equations aside.
struct DirectSlopes {
  VectorXd wage, spending;
};

DirectSlopes direct_slopes(const OssaBase& b, const OssaEquilibrium& at, const Slopes& g) {
  const auto n = static_cast<Index>(b.N);
  DirectSlopes d{VectorXd::Zero(n), VectorXd::Zero(n)};
  AlignedVector qv(b.ld), wage(b.ld, 0);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const std::size_t a = b.row(s, j);
      const double mu = b.spending_share[s * b.N + j], f = b.sigma[s] - 1;
      const double worth =
          worth_kernel(b.ld, &at.point.share[a], &at.scenario.inverse_tau[a], mu * at.point.spending[j],
                       &g.sales[s * b.ld], -g.revenue[j], qv.data())
              .worth;
      d.spending(static_cast<Index>(j)) += worth / at.point.spending[j];
      wage_kernel(b.ld, f, qv.data(), f * worth + g.log_price[j] * mu, &at.point.share[a], wage.data());
    }
  for (Index i = 0; i < n; ++i) {
    d.wage(i) = wage[static_cast<std::size_t>(i)];
    d.spending(i) += g.revenue[static_cast<std::size_t>(i)];
  }
  return d;
}

/// alpha_is + beta_j = q_ijs; price_j multiplies the response of ln P_j.
struct Worth {
  AlignedVector alpha;  // [s][i], padded
  std::vector<double> beta, price;
};

Worth multipliers(const OssaSystem& system, const OssaEquilibrium& at, const Slopes& g) {
  const OssaBase& b = system.base();
  const OssaLinear& linear = at.linear(system);
  const DirectSlopes d = direct_slopes(b, at, g);
  const VectorXd spent = linear.budget.transpose().solve(d.spending);
  const VectorXd l = linear.reduced.transpose().solve(linear.budget_wage.transpose() * spent - d.wage);
  VectorXd budget = linear.budget.transpose().solve(d.spending + linear.gap_spending.transpose() * l);
  budget = -budget;
  const double numeraire = l.sum();
  double world = 0, common = 0;
  for (std::size_t j = 0; j < b.N; ++j) world += at.point.purchases[j] * at.point.spending[j];
  if (system.numeraire().kind == Numeraire::Kind::kWorldValueAdded) common = numeraire / world;
  Worth w{g.sales, std::vector<double>(b.N), g.log_price};
  for (std::size_t i = 0; i < b.N; ++i) {
    const bool trades = at.point.exports[i] > 0 && at.point.imports[i] > 0;
    const double a = trades ? l(static_cast<Index>(i)) / linear.gap_scale[i] : 0,
                 own = budget(static_cast<Index>(i));
    w.beta[i] = own - a - g.revenue[i] + common;
    for (std::size_t s = 0; s < b.S; ++s) w.alpha[s * b.ld + i] += a - own / b.sigma[s];
  }
  if (system.numeraire().kind == Numeraire::Kind::kPriceIndex)
    w.price[system.numeraire().country] += numeraire;
  return w;
}

/// d G / d ln tau_ijs = m [(sigma - 1) sum_k q_k v_k + gP mu] - sigma q_i v_i; the bracket, with its sign
/// turned, is the pace: at a government's own optimum both terms are equal, and the step is that of the
/// closed form tau = sigma q mu X / -[...].
ImporterGradient of_importer(const OssaBase& b, const OssaEquilibrium& at, const Worth& w, Country importer) {
  ImporterGradient out{importer, SectorCountry(b.S, b.N), SectorCountry(b.S, b.N)};
  const auto j = static_cast<std::size_t>(importer.value);
  AlignedVector qv(b.ld);
  for (std::size_t s = 0; s < b.S; ++s) {
    const std::size_t a = b.row(s, j);
    const double mu = b.spending_share[s * b.N + j];
    const auto sums = worth_kernel(b.ld, &at.point.share[a], &at.scenario.inverse_tau[a],
                                   mu * at.point.spending[j], &w.alpha[s * b.ld], w.beta[j], qv.data());
    const double bracket = (b.sigma[s] - 1) * sums.worth + w.price[j] * mu;
    for (std::size_t i = 0; i < b.N; ++i) {
      const double m = at.point.share[a + i];
      if (i == j || m == 0 || mu == 0) continue;
      const double own = b.sigma[s] * qv[i];
      out.derivative(Sector(s), Country(i)) = m * bracket - own;
      // Far from an optimum the bracket may be small or of the other sign: never a step without a measure.
      out.pace(Sector(s), Country(i)) =
          std::max({-m * bracket, kLeastPace * std::abs(own), 1e-6 * m * std::abs(bracket), 1e-300});
    }
  }
  return out;
}

void check_objective(const OssaBase& b, const Objective& o) {
  if (!o.sector_weight.empty() && o.sector_weight.size() != b.S)
    throw UserError({.place = {},
                     .value = fmt::format("{} sector weights", o.sector_weight.size()),
                     .problem = "do not fit the model",
                     .expected = fmt::format("{}, one for each sector", b.S),
                     .remedy = ""});
  if (o.employment_weight != 0)
    throw UserError("the model 'ossa' has a fixed labour supply: no weight on employment",
                    "set it to zero, or use the family single-sector");
}

}  // namespace

std::vector<double> ossa_sales(const OssaSystem& system, const OssaEquilibrium& at, std::size_t country) {
  const OssaBase& b = system.base();
  std::vector<double> sales(b.S);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const std::size_t a = b.row(s, j) + country;
      sales[s] += at.point.share[a] * at.scenario.inverse_tau[a] * b.spending_share[s * b.N + j] *
                  at.point.spending[j];
    }
  return sales;
}

OssaAccounts ossa_accounts(const OssaSystem& system, const OssaEquilibrium& at, const Objective& o) {
  const OssaBase& b = system.base();
  check_objective(b, o);
  const auto c = static_cast<std::size_t>(o.country.value);
  OssaAccounts a;
  a.sales = ossa_sales(system, at, c);
  a.revenue = at.point.spending[c] * (1 - at.point.purchases[c]);
  a.deficit = b.deficit[c];
  a.price = std::exp(at.log_price[c]);
  double weighted_wages = 0;
  for (std::size_t s = 0; s < b.S; ++s) {
    const double lambda = o.sector_weight.empty() ? 1 : o.sector_weight[Sector(s)];
    const double wages = (1 - 1 / b.sigma[s]) * a.sales[s];
    a.wage_bill += wages, weighted_wages += lambda * wages;
    a.weighted_sales += lambda * a.sales[s];
  }
  a.mean_weight = weighted_wages / a.wage_bill;
  return a;
}

double ossa_value(const OssaSystem& system, const OssaEquilibrium& at, const Objective& o) {
  const OssaAccounts a = ossa_accounts(system, at, o);
  const double income =
      a.weighted_sales + a.mean_weight * (a.revenue + a.deficit) + o.revenue_weight * a.revenue;
  return income / a.price -
         o.price_weight * system.base().spending[static_cast<std::size_t>(o.country.value)] * (a.price - 1);
}

std::vector<ImporterGradient> ossa_gradient(const OssaSystem& system, const OssaEquilibrium& at,
                                            std::span<const WeightedObjective> sum,
                                            std::span<const Country> importers) {
  const Worth worth = multipliers(system, at, slopes_of(system, at, sum));
  std::vector<ImporterGradient> out;
  out.reserve(importers.size());
  for (const Country importer : importers) out.push_back(of_importer(system.base(), at, worth, importer));
  return out;
}

}  // namespace cobden::economy
