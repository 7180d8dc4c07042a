#include "cobden/economy/single_sector_adjoint.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "cobden/numerics/gmres.h"

namespace cobden::economy {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using numerics::AlignedVector;

constexpr int kIterationLimit = 60;
/// Accepted after a factorisation: the largest residual of a row over its scale.
constexpr double kDirectTolerance = 1e-8;

VectorXd by_country(const AlignedVector& v, Index n) { return Eigen::Map<const VectorXd>(v.data(), n); }

/// The rows that both factors of A' are made of.
struct DenseParts {
  MatrixXd sums;    ///< [exporter][importer] of z_bar: through S and C and the importer's own cost
  MatrixXd bought;  ///< [importer][exporter] V_ij
};

DenseParts dense_parts(const SingleSectorAdjointPoint& p) {
  const auto n = static_cast<Index>(p.map.countries());
  const VectorXd a = by_country(p.at.cost, n);
  DenseParts parts{MatrixXd(n, n), MatrixXd(n, n)};
  for (Index i = 0; i < n; ++i) {
    const auto u = static_cast<std::size_t>(i);
    const SingleSectorAnswers& answer = p.answers[u];
    const double gross = answer.gross.spending / p.at.gross_sum[u],
                 net = (answer.net.spending - 1) / p.at.net_sum[u];
    const Eigen::Map<const VectorXd> net_row(p.scenario.net(u), n), gross_row(p.scenario.gross(u), n);
    parts.bought.row(i) = p.cell[u] * net_row.cwiseProduct(a);
    parts.sums.col(i) = (net * net_row + gross * gross_row).cwiseProduct(a);
    parts.sums(i, i) += answer.cost.spending + p.scenario.home(u) * a(i) * (gross + net);
  }
  return parts;
}

/// A', as apply() acts; rows over their scale, so that small countries weigh like large ones.
MatrixXd scaled_matrix(const SingleSectorAdjointPoint& p) {
  const auto n = static_cast<Index>(p.map.countries());
  const DenseParts parts = dense_parts(p);
  MatrixXd m = parts.sums * parts.bought;
  m -= parts.sums * by_country(p.imports, n).asDiagonal();
  m -= parts.bought.transpose();
  m.diagonal() += by_country(p.at.exports_value_added, n);
  if (p.growth_matters)
    m += by_country(p.growth_out, n) * (by_country(p.growth_in, n) / p.growth_room).transpose();
  const VectorXd scale = by_country(p.scale, n);
  if (p.last_dropped)
    m.col(n - 1) = scale;
  else
    m += scale * (scale / p.total_scale).transpose();
  for (Index j = 0; j < n; ++j) {
    if (scale(j) > 0) {
      m.row(j) /= scale(j);
    } else {
      m.row(j).setZero();
      m(j, j) = -1;
    }
  }
  return m;
}

double row_scale(const SingleSectorAdjointPoint& p, std::size_t j) {
  return p.scale[j] > 0 ? p.scale[j] : 1.0;
}

VectorXd scaled_right(const SingleSectorAdjointPoint& p, const SingleSectorReducedSeeds& seeds) {
  VectorXd right(static_cast<Index>(p.map.countries()));
  for (Index j = 0; j < right.size(); ++j) {
    const auto u = static_cast<std::size_t>(j);
    right(j) = p.scale[u] > 0 ? -seeds.cost[u] / p.scale[u] : 0.0;
  }
  return right;
}

/// - seeds - A' eta.
AlignedVector residual_of(const SingleSectorAdjointPoint& p, const SingleSectorReducedSeeds& seeds,
                          const AlignedVector& eta) {
  AlignedVector left(p.map.stride());
  p.apply(eta.data(), left.data());
  for (std::size_t j = 0; j < p.map.countries(); ++j)
    left[j] = p.scale[j] > 0 ? -seeds.cost[j] - left[j] : 0.0;
  return left;
}

void multiply(const std::vector<AlignedVector>& rows, const AlignedVector& v, double* out) {
  std::fill(out, out + v.size(), 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = numerics::dot(rows[i].data(), v.data(), v.size());
}

/// Derivative of the objective to a log tariff at given multipliers is
///   - eps phi s_j S_bar - (eps phi + 1) [n_j C_bar + V_j (eta_j - eta_i)].
struct RowWeights {
  double power;       ///< eps phi
  double gross, net;  ///< S_bar / S, C_bar / C
  double pace;        ///< of a cell that had all spending
};

RowWeights row_weights(const SingleSectorAdjointPoint& p, const SingleSectorReducedSeeds& seeds,
                       std::size_t i, const AlignedVector& eta, const AlignedVector& worth) {
  const SingleSectorAnswers& a = p.answers[i];
  const double z_bar =
      p.cell[i] * numerics::dot(p.scenario.net(i), worth.data(), worth.size()) - p.imports[i] * eta[i];
  const double growth = p.growth_multiplier(eta, seeds.growth) * p.income_share[i];
  const double gross_bar = seeds.gross[i] + z_bar * a.gross.spending + growth * a.gross.income(),
               net_bar = seeds.net[i] + z_bar * (a.net.spending - 1) + growth * a.net.income();
  const double power = p.map.spec().trade_elasticity * p.map.base().tariff_exponent[i];
  // tau* = (eps phi + 1) zeta / (eps phi S_bar / E) solves the conditions at given multipliers, so this pace
  // makes 1 + D / pace the ratio tau* / tau. With the multipliers of free trade it is (eps phi + 1) W s_j.
  // A government with little at stake in this importer's prices gets a part of what the importer would have.
  const double spending = p.at.net_spending[i] * p.at.gross_sum[i] / p.at.net_sum[i];
  const double least = 0.1 * (power + 1) * spending * std::exp(-p.at.log_price[i]);
  return {.power = power,
          .gross = gross_bar / p.at.gross_sum[i],
          .net = net_bar / p.at.net_sum[i],
          .pace = std::max(power * gross_bar, least)};
}

}  // namespace

std::vector<AlignedVector> inverse_adjoint_matrix(const SingleSectorAdjointPoint& p) {
  const std::size_t n = p.map.countries();
  const MatrixXd inverse = scaled_matrix(p).partialPivLu().inverse();
  std::vector<AlignedVector> rows(n, AlignedVector(p.map.stride()));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double value = inverse(static_cast<Index>(i), static_cast<Index>(j)) / row_scale(p, j);
      rows[i][j] = std::isfinite(value) ? value : 0.0;  // then the iteration stalls and A' is factored there
    }
  return rows;
}

SingleSectorAdjointSummary solve_adjoint(const SingleSectorAdjointPoint& p,
                                         const std::vector<AlignedVector>& preconditioner,
                                         const SingleSectorReducedSeeds& seeds, double tolerance,
                                         AlignedVector& eta) {
  const std::size_t s = p.map.stride();
  if (eta.size() != s) eta.assign(s, 0.0);
  AlignedVector residual(s), pushed(s);
  multiply(preconditioner, residual_of(p, seeds, eta), residual.data());
  const auto solved = numerics::gmres(eta, residual,
                                      [&](const double* v, double* image) {
                                        p.apply(v, pushed.data());
                                        multiply(preconditioner, pushed, image);
                                        for (std::size_t j = 0; j < s; ++j) image[j] = v[j] - image[j];
                                      },
                                      {.max_iterations = kIterationLimit, .tolerance = tolerance});
  if (solved.converged)
    return {.passes = solved.iterations + 1, .residual = solved.residual, .converged = true};
  std::vector<AlignedVector> direct(1);
  SingleSectorAdjointSummary summary = solve_adjoints(p, {&seeds, 1}, direct);
  summary.passes += solved.iterations + 1;
  eta = std::move(direct[0]);
  return summary;
}

SingleSectorAdjointSummary solve_adjoints(const SingleSectorAdjointPoint& p,
                                          std::span<const SingleSectorReducedSeeds> seeds,
                                          std::vector<AlignedVector>& eta) {
  const auto n = static_cast<Index>(p.map.countries());
  MatrixXd right(n, static_cast<Index>(seeds.size()));
  for (std::size_t k = 0; k < seeds.size(); ++k) right.col(static_cast<Index>(k)) = scaled_right(p, seeds[k]);
  right = scaled_matrix(p).partialPivLu().solve(right);
  eta.assign(seeds.size(), AlignedVector(p.map.stride()));
  SingleSectorAdjointSummary summary{.passes = 0, .residual = 0, .converged = right.allFinite()};
  if (!summary.converged) return summary;
  // One check for all: the sum of the solutions solves for the sum of the seeds.
  SingleSectorReducedSeeds total = seeds.front();
  std::fill(total.cost.begin(), total.cost.end(), 0.0);
  AlignedVector together(p.map.stride());
  for (std::size_t k = 0; k < seeds.size(); ++k) {
    std::copy_n(right.col(static_cast<Index>(k)).data(), n, eta[k].begin());
    numerics::axpy(1.0, eta[k].data(), together.data(), together.size());
    numerics::axpy(1.0, seeds[k].cost.data(), total.cost.data(), together.size());
  }
  const AlignedVector left = residual_of(p, total, together);
  double largest = 0;
  for (std::size_t j = 0; j < p.map.countries(); ++j) {
    summary.residual = std::max(summary.residual, std::abs(left[j]) / row_scale(p, j));
    largest = std::max(largest, std::abs(together[j]));
  }
  summary.passes = 1;
  summary.converged = summary.residual <= kDirectTolerance * std::max(1.0, largest);
  return summary;
}

ImporterGradient importer_gradient(const SingleSectorAdjointPoint& p, const SingleSectorReducedSeeds& seeds,
                                   Country importer, const AlignedVector& eta) {
  const std::size_t n = p.map.countries();
  const auto i = static_cast<std::size_t>(importer.value);
  AlignedVector multiplier = eta;
  if (p.last_dropped) multiplier[n - 1] = 0;
  AlignedVector worth(p.map.stride());
  for (std::size_t j = 0; j < n; ++j) worth[j] = p.at.cost[j] * multiplier[j];
  const RowWeights row = row_weights(p, seeds, i, multiplier, worth);
  ImporterGradient gradient{
      .importer = importer, .derivative = SectorCountry(1, n), .pace = SectorCountry(1, n)};
  const double *net = p.scenario.net(i), *gross = p.scenario.gross(i);
  for (std::size_t j = 0; j < n; ++j) {
    if (!(net[j] > 0)) continue;  // the diagonal too
    const double a = p.at.cost[j], zeta = row.net + p.cell[i] * (multiplier[j] - multiplier[i]);
    gradient.derivative(Sector(0), Country(j)) =
        -seeds.unit * a * (row.power * gross[j] * row.gross + (row.power + 1) * net[j] * zeta);
    gradient.pace(Sector(0), Country(j)) = seeds.unit * row.pace * gross[j] * a / p.at.gross_sum[i];
  }
  return gradient;
}

}  // namespace cobden::economy
