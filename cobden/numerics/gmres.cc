#include "cobden/numerics/gmres.h"

#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::numerics {
namespace {

/// out[k] = column_k . w for `count` columns, four at a time so that w is read once for the four.
COBDEN_CLONES void many_dots(const double* const* column, std::size_t count, const double* w, std::size_t n,
                             double* out) {
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *c0 = column[k], *c1 = column[k + 1], *c2 = column[k + 2], *c3 = column[k + 3];
    Lanes s0 = {}, s1 = {}, s2 = {}, s3 = {};
    for (std::size_t i = 0; i < n; i += kWidth) {
      const Lanes v = load(w + i);
      s0 += v * load(c0 + i), s1 += v * load(c1 + i), s2 += v * load(c2 + i), s3 += v * load(c3 + i);
    }
    out[k] = sum(s0), out[k + 1] = sum(s1), out[k + 2] = sum(s2), out[k + 3] = sum(s3);
  }
  for (; k < count; ++k) out[k] = dot(column[k], w, n);
}

/// w += sum_k f_k column_k.
COBDEN_CLONES void combine(const double* const* column, const double* f, std::size_t count, double* w,
                           std::size_t n) {
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *c0 = column[k], *c1 = column[k + 1], *c2 = column[k + 2], *c3 = column[k + 3];
    const double f0 = f[k], f1 = f[k + 1], f2 = f[k + 2], f3 = f[k + 3];
    for (std::size_t i = 0; i < n; i += kWidth)
      store(w + i, load(w + i) +
                       ((f0 * load(c0 + i) + f1 * load(c1 + i)) + (f2 * load(c2 + i) + f3 * load(c3 + i))));
  }
  for (; k < count; ++k) axpy(f[k], column[k], w, n);
}

COBDEN_CLONES void subtract_into(const double* v, double* image, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(image + i, load(v + i) - load(image + i));
}

COBDEN_CLONES void scale(double f, double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(v + i, f * load(v + i));
}

/// The least-squares problem min | beta e_1 - H y |, kept triangular by Givens rotations.
class Hessenberg {
 public:
  explicit Hessenberg(double beta) : g_{beta} {}
  /// Takes column h_0 .. h_m+1; returns the new residual norm.
  double append(std::vector<double> h) {
    const std::size_t m = columns_.size();
    for (std::size_t k = 0; k < m; ++k) {
      const double a = h[k], b = h[k + 1];
      h[k] = cosine_[k] * a + sine_[k] * b;
      h[k + 1] = cosine_[k] * b - sine_[k] * a;
    }
    const double length = std::hypot(h[m], h[m + 1]);
    cosine_.push_back(length > 0 ? h[m] / length : 1.0);
    sine_.push_back(length > 0 ? h[m + 1] / length : 0.0);
    h[m] = length;
    columns_.push_back(std::move(h));
    g_.push_back(-sine_[m] * g_[m]);
    g_[m] *= cosine_[m];
    return std::abs(g_[m + 1]);
  }
  std::vector<double> solve() const {
    std::vector<double> y(columns_.size());
    for (std::size_t m = columns_.size(); m-- > 0;) {
      double right = g_[m];
      for (std::size_t k = m + 1; k < columns_.size(); ++k) right -= columns_[k][m] * y[k];
      y[m] = columns_[m][m] != 0 ? right / columns_[m][m] : 0.0;
    }
    return y;
  }

 private:
  std::vector<std::vector<double>> columns_;
  std::vector<double> g_, cosine_, sine_;
};

/// Makes w orthogonal to the columns; returns the projections, with the norm of what is left behind them.
std::vector<double> orthogonalise(const std::vector<const double*>& columns, double* w, std::size_t n) {
  const std::size_t m = columns.size();
  std::vector<double> h(m + 1), f(m);
  const double before = dot(w, w, n);
  for (int pass = 0; pass < 2; ++pass) {
    many_dots(columns.data(), m, w, n, f.data());
    for (std::size_t k = 0; k < m; ++k) h[k] += f[k], f[k] = -f[k];
    combine(columns.data(), f.data(), m, w, n);
    h[m] = std::sqrt(dot(w, w, n));
    // Little was cancelled: one pass is as good as two (Daniel, Gragg, Kaufman and Stewart, 1976).
    if (h[m] * h[m] > 1e-2 * before) break;
  }
  return h;
}

}  // namespace

GmresSummary gmres(std::span<double> x, std::span<const double> residual,
                   const std::function<void(const double*, double*)>& map, const GmresOptions& options) {
  const std::size_t n = x.size();
  GmresSummary summary;
  summary.residual = std::sqrt(dot(residual.data(), residual.data(), n));
  if (summary.residual <= options.tolerance) summary.converged = true;
  if (summary.converged || !std::isfinite(summary.residual)) return summary;
  std::vector<AlignedVector> basis;
  std::vector<const double*> columns;
  basis.emplace_back(residual.begin(), residual.end());
  scale(1 / summary.residual, basis[0].data(), n);
  columns.push_back(basis[0].data());
  Hessenberg small(summary.residual);
  while (summary.iterations < options.max_iterations) {
    AlignedVector w(n);
    map(columns.back(), w.data());
    subtract_into(columns.back(), w.data(), n);
    const std::vector<double> h = orthogonalise(columns, w.data(), n);
    ++summary.iterations;
    if (!std::isfinite(h.back())) return summary;  // x stays as it was
    summary.residual = small.append(h);
    summary.converged = summary.residual <= options.tolerance;
    if (summary.converged || h.back() <= 0) break;
    scale(1 / h.back(), w.data(), n);
    basis.push_back(std::move(w));
    columns.push_back(basis.back().data());
  }
  const std::vector<double> y = small.solve();
  combine(columns.data(), y.data(), y.size(), x.data(), n);
  return summary;
}

}  // namespace cobden::numerics
