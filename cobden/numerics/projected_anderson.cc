#include "cobden/numerics/projected_anderson.h"

#include <algorithm>
#include <cmath>

namespace cobden::numerics {

ProjectedAnderson::ProjectedAnderson(std::size_t n, const ProjectedAndersonOptions& options)
    : n_(n), options_(options) {}

void ProjectedAnderson::restart() {
  previous_x_.clear(), previous_f_.clear();
  dx_.clear(), df_.clear();
  next_ = 0;
}

void ProjectedAnderson::remember(std::span<const double> x, std::span<const double> f) {
  if (!previous_x_.empty() && options_.memory > 0) {
    if (dx_.size() < options_.memory) {
      dx_.emplace_back(n_);
      df_.emplace_back(padded(n_));  // padding stays zero
    }
    for (std::size_t i = 0; i < n_; ++i) {
      dx_[next_][i] = x[i] - previous_x_[i];
      df_[next_][i] = f[i] - previous_f_[i];
    }
    next_ = (next_ + 1) % options_.memory;
  }
  previous_x_.assign(x.begin(), x.end());
  previous_f_.assign(f.begin(), f.end());
}

/// weighted_ = weight v over the free components.
void ProjectedAnderson::weigh(const AlignedVector& v) {
  for (std::size_t i = 0; i < n_; ++i) weighted_[i] = masked_weight_[i] * v[i];
}

/// gamma = argmin sum over free i of weight_i (f - dF gamma)_i^2, by Cholesky factors of the normal
/// equations, newest difference first. A column that newer ones nearly span is left out: what it adds is the
/// curvature of f between old points and new, not a direction.
std::vector<double> ProjectedAnderson::mixing_weights(std::span<const double> f) {
  const std::size_t m = df_.size();
  std::vector<std::vector<double>> row;  // lower factor L of the columns kept
  std::vector<std::size_t> kept;
  std::vector<double> half;  // L half = dF' f
  AlignedVector residual(padded(n_));
  std::ranges::copy(f, residual.begin());
  const auto dot_weighted = [&](const AlignedVector& v) { return dot(weighted_.data(), v.data(), v.size()); };
  for (std::size_t age = 0; age < m; ++age) {
    const std::size_t column = (next_ + m - 1 - age) % m;
    weigh(df_[column]);
    const double length = dot_weighted(df_[column]);
    std::vector<double> l;
    double pivot = length, right = dot_weighted(residual);
    for (std::size_t a = 0; a < kept.size(); ++a) {
      double entry = dot_weighted(df_[kept[a]]);
      for (std::size_t b = 0; b < a; ++b) entry -= l[b] * row[a][b];
      l.push_back(entry / row[a][a]);
      pivot -= l[a] * l[a];
      right -= l[a] * half[a];
    }
    if (!(pivot > options_.independence * options_.independence * length) || !(length > 0)) continue;
    l.push_back(std::sqrt(pivot));
    half.push_back(right / l.back());
    row.push_back(std::move(l));
    kept.push_back(column);
  }
  std::vector<double> gamma(m, 0.0);
  for (std::size_t a = kept.size(); a-- > 0;) {
    double value = half[a];
    for (std::size_t b = a + 1; b < kept.size(); ++b) value -= row[b][a] * gamma[kept[b]];
    gamma[kept[a]] = value / row[a][a];
  }
  return gamma;
}

std::vector<double> ProjectedAnderson::step(std::span<const double> x, std::span<const double> f,
                                            std::span<const double> weight, std::span<const char> free,
                                            std::span<const double> damping) {
  remember(x, f);
  std::vector<double> left(f.begin(), f.end()), moved(n_, 0.0);
  if (!df_.empty()) {
    masked_weight_.assign(n_, 0.0);
    weighted_.assign(padded(n_), 0.0);
    for (std::size_t i = 0; i < n_; ++i)
      if (free[i]) masked_weight_[i] = weight[i];
    const auto gamma = mixing_weights(f);
    for (std::size_t k = 0; k < gamma.size(); ++k)
      for (std::size_t i = 0; gamma[k] != 0 && i < n_; ++i) {
        left[i] -= gamma[k] * df_[k][i];
        moved[i] -= gamma[k] * dx_[k][i];
      }
  }
  for (std::size_t i = 0; i < n_; ++i) left[i] = free[i] ? moved[i] + damping[i] * left[i] : 0.0;
  return left;
}

}  // namespace cobden::numerics
