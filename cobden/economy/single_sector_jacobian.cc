// Derivative of every country's labour market gap with respect to log wages at the base, employment and
// prices following, and its inverse: computed once per model, it turns the wage adjustment of all its
// scenarios into quasi-Newton steps. Exact where the base has no tariffs. Symbols: c = (1-q) w + q P is the
// log cost with q = (1-b) + psi (1-b+kappa), g the weights of world income, H the derivative of ln Z with
// respect to ln y, Lambda and Mu shares of spending and of the net sums with the diagonal.
#include <Eigen/LU>
#include <algorithm>
#include <numeric>

#include "cobden/economy/single_sector_equilibrium.h"

namespace cobden::economy {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct BaseShares {
  MatrixXd lambda, mu, foreign;  ///< [importer][exporter]; rows add up to one (foreign: without the diagonal)
  MatrixXd sold;                 ///< [exporter][importer]: (1 - nu_i) X_ji off the diagonal
  VectorXd net_spending, imports;
};

BaseShares base_shares(const SingleSectorBase& b) {
  const auto n = static_cast<Index>(b.countries);
  BaseShares s{MatrixXd::Zero(n, n), MatrixXd::Zero(n, n), MatrixXd::Zero(n, n),
               MatrixXd::Zero(n, n), VectorXd::Zero(n),    VectorXd::Zero(n)};
  for (Index i = 0; i < n; ++i) {
    const auto ui = static_cast<std::size_t>(i);
    for (Index j = 0; j < n; ++j) {
      const auto uj = static_cast<std::size_t>(j);
      const double x = b.flow(ui, uj);
      s.lambda(i, j) = b.share(ui, uj);
      s.mu(i, j) = x;
      s.net_spending(i) += x;
      if (i == j) continue;
      s.foreign(i, j) = x;
      s.imports(i) += x;
      s.sold(j, i) = (1 - b.profit_share[ui]) * x;
    }
    if (s.net_spending(i) > 0) s.mu.row(i) /= s.net_spending(i);
    if (s.imports(i) > 0) s.foreign.row(i) /= s.imports(i);
  }
  return s;
}

}  // namespace

std::vector<numerics::AlignedVector> inverse_wage_jacobian(const SingleSectorBase& b,
                                                           const SingleSectorSpec& spec) {
  const auto n = static_cast<Index>(b.countries);
  const BaseShares s = base_shares(b);
  const double beta = spec.labour_share, kappa = spec.labour_elasticity;
  const double q = (1 - beta) + spec.scale_elasticity * (1 - beta + kappa);
  const MatrixXd one = MatrixXd::Identity(n, n);

  const double world = std::accumulate(b.income.begin(), b.income.end(), 0.0);
  VectorXd income_part(n), transfer_part(n), g(n), price_power(n);
  for (Index i = 0; i < n; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const double weight = beta + b.profit_share[u] * (1 - beta);
    g(i) = b.income[u] / world;
    const double z = (b.income[u] + beta * b.transfer[u]) /
                     weight;  // differs from base spending under other transfer regimes
    income_part(i) = b.income[u] / (weight * z);
    transfer_part(i) = beta * b.transfer[u] / (weight * z);
    price_power(i) = 1 - b.tariff_exponent[u];
  }
  MatrixXd h = transfer_part * g.transpose();
  h.diagonal() += income_part;

  const MatrixXd powered = price_power.asDiagonal() * h;
  const MatrixXd left = one - q * s.lambda + kappa * powered;
  MatrixXd right = (1 - q) * s.lambda + (1 + kappa) * powered;
  right.diagonal() -= price_power;
  const MatrixXd price = left.partialPivLu().solve(right);
  const MatrixXd cost = -spec.trade_elasticity * ((1 - q) * one + q * price);
  const MatrixXd income = (1 + kappa) * one - kappa * price;
  const MatrixXd spending = h * income;
  const Eigen::RowVectorXd growth = g.transpose() * income;

  const MatrixXd diverted = s.mu * cost;
  const MatrixXd from_abroad = s.sold * (spending - diverted),
                 imported = spending + s.foreign * cost - diverted;
  MatrixXd jacobian(n, n);
  for (Index i = 0; i < n; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const double exports = s.sold.row(i).sum(), paid = (1 - b.profit_share[u]) * s.imports(i);
    const double in = exports + std::max(b.transfer[u], 0.0), out = paid + std::max(-b.transfer[u], 0.0);
    if (!(in > 0) || !(out > 0)) {
      jacobian.row(i) = -one.row(i);  // no trade at all: the wage is left to the diagonal
      continue;
    }
    jacobian.row(i) =
        (exports * cost.row(i) + from_abroad.row(i) + std::max(b.transfer[u], 0.0) * growth) / in -
        (paid * imported.row(i) + std::max(-b.transfer[u], 0.0) * growth) / out;
  }
  // Homogeneous in wages: pin their mean, on the scale of the diagonal.
  jacobian += jacobian.diagonal().mean() * VectorXd::Ones(n) * g.transpose();
  const MatrixXd inverse = jacobian.partialPivLu().inverse();
  std::vector<numerics::AlignedVector> rows;
  if (!inverse.allFinite()) return rows;
  for (Index i = 0; i < n; ++i) {
    rows.emplace_back(b.stride, 0.0);
    for (Index j = 0; j < n; ++j) rows.back()[static_cast<std::size_t>(j)] = inverse(i, j);
  }
  return rows;
}

}  // namespace cobden::economy
