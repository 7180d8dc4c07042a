#include "cobden/numerics/gmres.h"

#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::numerics {
namespace {

/// A vector of which less than this is left after one pass of Gram-Schmidt is taken through another: what
/// rounding leaves of the columns would grow from step to step. The image M v is made orthogonal, and not
/// v - M v, of which little would be left where the map contracts.
constexpr double kCancelled = 0.1;

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
    // A column of zeros (a singular system) takes nothing off the residual.
    cosine_.push_back(length > 0 ? h[m] / length : 0.0);
    sine_.push_back(length > 0 ? h[m + 1] / length : 1.0);
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
    // Little was cancelled: one pass is as good as two (Daniel, Gragg, Kaufman and Stewart, 1976, Math. Comp.
    // 30(136)).
    if (h[m] * h[m] > kCancelled * kCancelled * before) break;
  }
  return h;
}

/// From the projections h of M v on the basis, v its last vector, the column of I - M: the next basis vector
/// is minus what was left.
std::vector<double> column_of_system(std::vector<double> h, std::size_t lanes) {
  for (std::size_t k = 0; k + lanes < h.size(); ++k) h[k] = -h[k];
  for (std::size_t k = h.size() - 2 * lanes; k + lanes < h.size(); ++k) h[k] += 1;
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
    const std::vector<double> h = column_of_system(orthogonalise(columns, w.data(), n), 1);
    ++summary.iterations;
    if (!std::isfinite(h.back())) return summary;  // x stays as it was
    summary.residual = small.append(h);
    summary.converged = summary.residual <= options.tolerance;
    if (summary.converged || h.back() <= 0) break;
    scale(-1 / h.back(), w.data(), n);
    basis.push_back(std::move(w));
    columns.push_back(basis.back().data());
  }
  const std::vector<double> y = small.solve();
  combine(columns.data(), y.data(), y.size(), x.data(), n);
  return summary;
}

namespace {

COBDEN_CLONES void lane_dots(const double* const* column, std::size_t count, const double* w, std::size_t n,
                             double* out) {
  std::size_t k = 0;
  for (; k + 2 <= count; k += 2) {
    const double *c0 = column[k], *c1 = column[k + 1];
    Lanes s0 = {}, s1 = {}, t0 = {}, t1 = {};
    for (std::size_t i = 0; i < n; i += 2 * kWidth) {
      const Lanes v = load(w + i), u = load(w + i + kWidth);
      s0 += v * load(c0 + i), t0 += u * load(c0 + i + kWidth);
      s1 += v * load(c1 + i), t1 += u * load(c1 + i + kWidth);
    }
    store(out + k * kWidth, s0 + t0), store(out + (k + 1) * kWidth, s1 + t1);
  }
  for (; k < count; ++k) {
    Lanes s0 = {}, t0 = {};
    for (std::size_t i = 0; i < n; i += 2 * kWidth) {
      s0 += load(w + i) * load(column[k] + i);
      t0 += load(w + i + kWidth) * load(column[k] + i + kWidth);
    }
    store(out + k * kWidth, s0 + t0);
  }
}

COBDEN_CLONES void lane_combine(const double* const* column, const double* f, std::size_t count, double* w,
                                std::size_t n) {
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const double *c0 = column[k], *c1 = column[k + 1], *c2 = column[k + 2], *c3 = column[k + 3];
    const Lanes f0 = load(f + k * kWidth), f1 = load(f + (k + 1) * kWidth), f2 = load(f + (k + 2) * kWidth),
                f3 = load(f + (k + 3) * kWidth);
    for (std::size_t i = 0; i < n; i += kWidth)
      store(w + i, load(w + i) +
                       ((f0 * load(c0 + i) + f1 * load(c1 + i)) + (f2 * load(c2 + i) + f3 * load(c3 + i))));
  }
  for (; k < count; ++k) {
    const Lanes g = load(f + k * kWidth);
    for (std::size_t i = 0; i < n; i += kWidth) store(w + i, load(w + i) + g * load(column[k] + i));
  }
}

COBDEN_CLONES void lane_scale(const double* f, double* v, std::size_t n) {
  const Lanes factor = load(f);
  for (std::size_t i = 0; i < n; i += kWidth) store(v + i, factor * load(v + i));
}

using FourNorms = std::array<double, 4>;
FourNorms lane_norms(const double* v, std::size_t n) {
  FourNorms norm{};
  lane_dots(&v, 1, v, n, norm.data());
  for (double& x : norm) x = std::sqrt(x);
  return norm;
}

/// Makes w orthogonal to the columns, lane by lane; h [column][lane], norms of what is left behind them.
std::vector<double> lane_orthogonalise(const std::vector<const double*>& columns, double* w, std::size_t n) {
  const std::size_t m = columns.size();
  std::vector<double> h((m + 1) * kWidth), f(m * kWidth);
  const FourNorms before = lane_norms(w, n);
  for (int pass = 0; pass < 2; ++pass) {
    lane_dots(columns.data(), m, w, n, f.data());
    for (std::size_t k = 0; k < f.size(); ++k) h[k] += f[k], f[k] = -f[k];
    lane_combine(columns.data(), f.data(), m, w, n);
    const FourNorms left = lane_norms(w, n);
    std::copy(left.begin(), left.end(), h.begin() + static_cast<std::ptrdiff_t>(m * kWidth));
    bool cancelled = false;
    for (std::size_t l = 0; l < kWidth; ++l) cancelled = cancelled || left[l] < kCancelled * before[l];
    if (!cancelled) break;
  }
  return h;
}

/// The four small problems, each at rest once it has converged or can go no further.
struct FourSmall {
  std::vector<Hessenberg> small;
  std::array<GmresSummary, 4> summary;
  std::array<bool, 4> active;
  double tolerance;

  FourSmall(const FourNorms& beta, double accepted) : tolerance(accepted) {
    for (std::size_t l = 0; l < kWidth; ++l) {
      small.emplace_back(beta[l]);
      summary[l].residual = beta[l];
      summary[l].converged = beta[l] <= tolerance;
      active[l] = !summary[l].converged && std::isfinite(beta[l]);
    }
  }
  bool any() const { return active[0] || active[1] || active[2] || active[3]; }
  /// Takes one column for each lane; returns the factors that make the next basis vector.
  FourNorms append(const std::vector<double>& h) {
    FourNorms factor{};
    const std::size_t rows = h.size() / kWidth;
    for (std::size_t l = 0; l < kWidth; ++l) {
      if (!active[l]) continue;
      std::vector<double> column(rows);
      for (std::size_t k = 0; k < rows; ++k) column[k] = h[k * kWidth + l];
      const double left = column.back();
      active[l] = std::isfinite(left);
      if (!active[l]) continue;
      summary[l].residual = small[l].append(std::move(column));
      ++summary[l].iterations;
      summary[l].converged = summary[l].residual <= tolerance;
      active[l] = !summary[l].converged && left > 0;
      if (active[l]) factor[l] = -1 / left;
    }
    return factor;
  }
  /// Weights of the basis vectors, [column][lane].
  std::vector<double> solve(std::size_t columns) const {
    std::vector<double> weights(columns * kWidth);
    for (std::size_t l = 0; l < kWidth; ++l) {
      const auto y = small[l].solve();
      for (std::size_t k = 0; k < y.size(); ++k) weights[k * kWidth + l] = y[k];
    }
    return weights;
  }
};

}  // namespace

std::array<GmresSummary, 4> gmres_lanes(std::span<double> x, std::span<const double> residual,
                                        const std::function<void(const double*, double*)>& map,
                                        const GmresOptions& options) {
  const std::size_t n = x.size();
  const FourNorms beta = lane_norms(residual.data(), n);
  FourSmall four(beta, options.tolerance);
  if (!four.any()) return four.summary;
  std::vector<AlignedVector> basis;
  std::vector<const double*> columns;
  basis.emplace_back(residual.begin(), residual.end());
  FourNorms factor{};
  for (std::size_t l = 0; l < kWidth; ++l) factor[l] = four.active[l] ? 1 / beta[l] : 0.0;
  for (int step = 0; four.any() && step < options.max_iterations; ++step) {
    lane_scale(factor.data(), basis.back().data(), n);
    columns.push_back(basis.back().data());
    AlignedVector w(n);
    map(columns.back(), w.data());
    factor = four.append(column_of_system(lane_orthogonalise(columns, w.data(), n), kWidth));
    basis.push_back(std::move(w));
  }
  lane_combine(columns.data(), four.solve(columns.size()).data(), columns.size(), x.data(), n);
  return four.summary;
}

}  // namespace cobden::numerics
