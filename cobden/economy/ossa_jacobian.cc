// Exact derivatives of the trade gaps and budgets to log wages and spending. Numerical kernel file: the
// legend of symbols stands in ossa_equilibrium.h. With d ln m_ijs = (1 - sigma_s)(d ln w_i - sum_k m_kjs d ln
// w_k), every derivative is one of five sums over sectors:
//   U_jk = sum_s (sigma-1) v_kjs               own wages in j's purchases from k; Up: the same over sigma
//   Kf_jk = sum_s (sigma-1) imports_js m_kjs   k's wage in imports of j;  Kd_jk: in its domestic purchases
//   G_ik = sum_js (sigma-1) v_ijs m_kjs        k's wage in exports of i;  Gp: in all sales, over sigma
// Foreign and domestic trade are never added and taken apart again: near autarky nothing would be left.
#include <algorithm>
#include <cmath>

#include "cobden/economy/ossa_equilibrium.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using Eigen::Index;
using numerics::AlignedVector;
using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The sums by importer and exporter, [j][k] padded, and by pair of exporters.
struct Sums {
  AlignedVector U, Up, Kf, Kd;
  RowMajor G, Gp;
};

/// One row (s, j): U += f v, Up += f v / sigma, Kf += f imports m, Kd += f v_jj m; f v abroad and f v / sigma
/// are left for G and Gp.
COBDEN_CLONES void row_kernel(std::size_t n, std::size_t home, double f, double f_profit, double spent,
                              const double* m, const double* inverse_tau, double* U, double* Up, double* Kf,
                              double* Kd, double* fv, double* fv_profit) {
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes v = load(m + i) * load(inverse_tau + i) * spent, a = f * v, p = f_profit * v;
    store(fv + i, a), store(fv_profit + i, p);
    store(U + i, load(U + i) + a), store(Up + i, load(Up + i) + p);
  }
  const double domestic = fv[home];
  fv[home] = 0;
  Lanes foreign = {};
  for (std::size_t i = 0; i < n; i += kWidth) foreign += load(fv + i);
  const double imports = numerics::sum(foreign);
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes share = load(m + i);
    store(Kf + i, load(Kf + i) + imports * share);
    store(Kd + i, load(Kd + i) + domestic * share);
  }
}

Sums add_up(const OssaBase& b, const OssaScenario& scenario, const OssaPoint& p) {
  const std::size_t cells = b.N * b.ld;
  const auto rows = static_cast<Index>(b.S * b.N), ld = static_cast<Index>(b.ld);
  Sums sums{AlignedVector(cells), AlignedVector(cells), AlignedVector(cells), AlignedVector(cells), {}, {}};
  RowMajor stacked(rows, 2 * ld);  // [f v abroad, f v / sigma] of every row
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const std::size_t a = b.row(s, j), c = j * b.ld;
      const double f = b.sigma[s] - 1;
      double* fv = stacked.row(static_cast<Index>(s * b.N + j)).data();
      row_kernel(b.ld, j, f, f / b.sigma[s], b.spending_share[s * b.N + j] * p.spending[j], &p.share[a],
                 &scenario.inverse_tau[a], &sums.U[c], &sums.Up[c], &sums.Kf[c], &sums.Kd[c], fv, fv + b.ld);
    }
  const Eigen::Map<const RowMajor> share(p.share.data(), rows, ld);
  const RowMajor both = stacked.transpose() * share;
  sums.G = both.topRows(ld), sums.Gp = both.bottomRows(ld);
  return sums;
}

/// d (E_i, M_i) / d ln w_k at given spending, and d C_j, d profits_j.
struct WageDerivatives {
  Eigen::MatrixXd exports, imports, purchases, profits;
};

WageDerivatives by_wage(const OssaBase& b, const Sums& s) {
  const auto n = static_cast<Index>(b.N);
  WageDerivatives d{Eigen::MatrixXd(n, n), Eigen::MatrixXd(n, n), Eigen::MatrixXd(n, n),
                    Eigen::MatrixXd(n, n)};
  for (Index i = 0; i < n; ++i) {
    const std::size_t row = static_cast<std::size_t>(i) * b.ld;
    double sold = 0, profit = 0;  // sum over importers of U_ji abroad, of Up_ji everywhere
    for (Index j = 0; j < n; ++j) {
      const std::size_t cell = static_cast<std::size_t>(j) * b.ld + static_cast<std::size_t>(i);
      if (j != i) sold += s.U[cell];
      profit += s.Up[cell];
    }
    for (Index k = 0; k < n; ++k) {
      const std::size_t cell = row + static_cast<std::size_t>(k);
      d.exports(i, k) = s.G(i, k);
      d.imports(i, k) = s.Kf[cell] - (k == i ? 0 : s.U[cell]);
      d.purchases(i, k) = s.Kf[cell] + s.Kd[cell] - s.U[cell];
      d.profits(i, k) = s.Gp(i, k);
    }
    d.exports(i, i) -= sold;
    d.profits(i, i) -= profit;
  }
  return d;
}

}  // namespace

/// Adds d ln numeraire to every row of the gaps.
void OssaSystem::add_numeraire(const OssaPoint& p, const Eigen::MatrixXd& purchases_wage,
                               OssaLinear& linear) const {
  const OssaBase& b = base_;
  const auto n = static_cast<Index>(b.N), c = static_cast<Index>(numeraire_.country);
  Eigen::RowVectorXd wage = Eigen::RowVectorXd::Zero(n), spending = wage;
  switch (numeraire_.kind) {
    case Numeraire::Kind::kWage:
      wage(c) = 1;
      break;
    case Numeraire::Kind::kPriceIndex:
      for (std::size_t s = 0; s < b.S; ++s)
        for (Index k = 0; k < n; ++k)
          wage(k) += b.spending_share[s * b.N + numeraire_.country] *
                     p.share[b.row(s, numeraire_.country) + static_cast<std::size_t>(k)];
      break;
    case Numeraire::Kind::kWorldValueAdded: {
      double world = 0;
      for (std::size_t j = 0; j < b.N; ++j) world += p.purchases[j] * p.spending[j];
      wage = purchases_wage.colwise().sum() / world;
      for (Index j = 0; j < n; ++j) spending(j) = p.purchases[static_cast<std::size_t>(j)] / world;
    }
  }
  linear.gap_wage.rowwise() += wage;
  linear.gap_spending.rowwise() += spending;
}

OssaLinear OssaSystem::linearise(const OssaScenario& scenario, const OssaPoint& p) const {
  const OssaBase& b = base_;
  const auto n = static_cast<Index>(b.N);
  const WageDerivatives d = by_wage(b, add_up(b, scenario, p));
  OssaLinear out;
  out.gap_wage = out.gap_spending = out.budget_spending = Eigen::MatrixXd::Zero(n, n);
  out.budget_wage = d.purchases - d.profits;
  out.gap_scale.assign(b.N, 1);
  for (Index i = 0; i < n; ++i) {
    const auto ii = static_cast<std::size_t>(i);
    const double sold = p.exports[ii] + std::max(b.deficit[ii], 0.0),
                 bought = p.imports[ii] + std::max(-b.deficit[ii], 0.0);
    out.budget_wage(i, i) -= std::exp(p.log_wage[ii]) * b.wage_bill[ii];
    for (Index k = 0; k < n; ++k)
      out.budget_spending(i, k) = -p.profit_trade[static_cast<std::size_t>(k) * b.ld + ii];
    out.budget_spending(i, i) += p.purchases[ii];
    if (!(sold > 0) || !(bought > 0)) {  // a country without trade: its wage stays where it is
      out.gap_wage(i, i) = 1;
      continue;
    }
    out.gap_scale[ii] = sold;
    out.gap_wage.row(i) = d.exports.row(i) / sold - d.imports.row(i) / bought;
    for (Index k = 0; k < n; ++k)
      if (k != i) out.gap_spending(i, k) = p.trade[static_cast<std::size_t>(k) * b.ld + ii] / sold;
    out.gap_spending(i, i) = -p.imports[ii] / p.spending[ii] / bought;
  }
  add_numeraire(p, d.purchases, out);
  out.budget.compute(out.budget_spending);
  out.reduced.compute(out.gap_wage - out.gap_spending * out.budget.solve(out.budget_wage));
  return out;
}

}  // namespace cobden::economy
