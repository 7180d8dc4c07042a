#include "cobden/numerics/anderson.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace cobden::numerics {

AndersonMixer::AndersonMixer(std::size_t n, const AndersonOptions& options)
    : n_(n),
      options_(options),
      f_(n),
      previous_f_(n),
      previous_x_(n),
      df_(options.memory, AlignedVector(n)),
      dx_(options.memory, AlignedVector(n)),
      gram_(options.memory * options.memory) {}

void AndersonMixer::restart() {
  stored_ = next_ = 0;
  has_previous_ = false;
  best_norm_ = 0;
}

void AndersonMixer::remember(const double* x, const double* f) {
  if (has_previous_) {
    for (std::size_t i = 0; i < n_; ++i)
      df_[next_][i] = f[i] - previous_f_[i], dx_[next_][i] = x[i] - previous_x_[i];
    const std::size_t m = options_.memory;
    stored_ = std::min(stored_ + 1, m);
    for (std::size_t k = 0; k < stored_; ++k)
      gram_[next_ * m + k] = gram_[k * m + next_] = dot(df_[next_].data(), df_[k].data(), n_);
    next_ = (next_ + 1) % m;
  }
  std::copy(f, f + n_, previous_f_.begin());
  std::copy(x, x + n_, previous_x_.begin());
  has_previous_ = true;
}

/// gamma = argmin | f - dF gamma |^2 + ridge, by the normal equations (Walker and Ni, 2011, eq. 2.1).
std::vector<double> AndersonMixer::mixing_weights(const double* f) const {
  const auto m = static_cast<Eigen::Index>(stored_);
  Eigen::MatrixXd gram(m, m);
  Eigen::VectorXd right(m);
  for (Eigen::Index i = 0; i < m; ++i) {
    right(i) = dot(df_[static_cast<std::size_t>(i)].data(), f, n_);
    for (Eigen::Index j = 0; j < m; ++j)
      gram(i, j) = gram_[static_cast<std::size_t>(i) * options_.memory + static_cast<std::size_t>(j)];
  }
  // Columns differ by many orders of magnitude as the iteration converges: scale before the ridge.
  const Eigen::VectorXd scale = gram.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  gram = scale.asDiagonal() * gram * scale.asDiagonal();
  gram.diagonal().array() += options_.ridge;
  const Eigen::VectorXd gamma = scale.asDiagonal() * gram.ldlt().solve(scale.asDiagonal() * right);
  return {gamma.data(), gamma.data() + m};
}

double AndersonMixer::advance(std::span<double> x, std::span<const double> gx) {
  for (std::size_t i = 0; i < n_; ++i) f_[i] = gx[i] - x[i];
  const double norm = std::sqrt(dot(f_.data(), f_.data(), n_));
  if (has_previous_ && norm > options_.restart_growth * best_norm_) restart();
  best_norm_ = has_previous_ ? std::min(best_norm_, norm) : norm;
  remember(x.data(), f_.data());
  std::copy(gx.begin(), gx.end(), x.begin());
  if (stored_ == 0) return norm;
  const auto gamma = mixing_weights(f_.data());
  for (std::size_t k = 0; k < stored_; ++k) {
    axpy(-gamma[k], dx_[k].data(), x.data(), n_);
    axpy(-gamma[k], df_[k].data(), x.data(), n_);
  }
  const double step = max_abs_difference(x.data(), previous_x_.data(), n_);
  if (!(step <= options_.largest_step)) {
    restart();
    std::copy(gx.begin(), gx.end(), x.begin());
  }
  return norm;
}

}  // namespace cobden::numerics
