#include "cobden/numerics/anderson_eight.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace cobden::numerics {
namespace {

/// f becomes gx - x, and df, dg the differences from the point before; sums of f^2 by system.
template <class V>
COBDEN_INLINE void differences_of(const double* x, const double* gx, double* f, double* gx_before, double* df,
                                  double* dg, std::size_t n, double* norms) {
  V total{};
  for (std::size_t i = 0; i < n * kEight; i += kEight) {
    const V image = eight_at<V>(gx + i), now = image + -1.0 * eight_at<V>(x + i);
    store_eight(df + i, now + -1.0 * eight_at<V>(f + i));
    store_eight(dg + i, image + -1.0 * eight_at<V>(gx_before + i));
    store_eight(f + i, now), store_eight(gx_before + i, image);
    total = total + now * now;
  }
  store_eight(norms, total);
}
COBDEN_EIGHT_KERNEL(differences,
                    (const double* x, const double* gx, double* f, double* gx_before, double* df, double* dg,
                     std::size_t n, double* norms),
                    (x, gx, f, gx_before, df, dg, n, norms))

/// Dot products by system of R columns with a and with b, which are read once for them; [R][8].
template <class V, std::size_t R>
COBDEN_INLINE void some_dots(const double* a, const double* b, const double* const* columns, std::size_t n,
                             double* with_a, double* with_b) {
  V sum_a[R] = {}, sum_b[R] = {};
  for (std::size_t i = 0; i < n * kEight; i += kEight) {
    const V va = eight_at<V>(a + i), vb = eight_at<V>(b + i);
    for (std::size_t r = 0; r < R; ++r) {
      const V c = eight_at<V>(columns[r] + i);
      sum_a[r] = sum_a[r] + c * va, sum_b[r] = sum_b[r] + c * vb;
    }
  }
  for (std::size_t r = 0; r < R; ++r)
    store_eight(with_a + r * kEight, sum_a[r]), store_eight(with_b + r * kEight, sum_b[r]);
}
template <class V>
COBDEN_INLINE void dots_of(const double* a, const double* b, const double* const* columns, std::size_t count,
                           std::size_t n, double* with_a, double* with_b) {
  constexpr std::size_t R = V::kRows;
  std::size_t k = 0;
  for (; k + R <= count; k += R)
    some_dots<V, R>(a, b, columns + k, n, with_a + k * kEight, with_b + k * kEight);
  for (; k < count; ++k) some_dots<V, 1>(a, b, columns + k, n, with_a + k * kEight, with_b + k * kEight);
}
COBDEN_EIGHT_KERNEL(dots,
                    (const double* a, const double* b, const double* const* columns, std::size_t count,
                     std::size_t n, double* with_a, double* with_b),
                    (a, b, columns, count, n, with_a, with_b))

/// x = gx + sum_k weight_k dg_k; weights: [columns][8]. Returns the largest step of each system, NaN if one
/// is.
COBDEN_CLONES void mix(const double* gx, const double* const* dg, const double* weights, std::size_t columns,
                       double* x, std::size_t n, double* largest) {
  Lanes most[2] = {}, poison[2] = {};
  for (std::size_t i = 0; i < n * kEight; i += kEight)
    for (std::size_t h = 0; h < 2; ++h) {
      const std::size_t at = i + h * kWidth;
      Lanes value = load(gx + at);
      for (std::size_t k = 0; k < columns; ++k)
        value += load(weights + k * kEight + h * kWidth) * load(dg[k] + at);
      Lanes step = value - load(x + at);
      step = step < 0.0 ? -step : step;
      most[h] = step > most[h] ? step : most[h];
      poison[h] += step - step;
      store(x + at, value);
    }
  for (std::size_t h = 0; h < 2; ++h) store(largest + h * kWidth, most[h] + poison[h]);
}

}  // namespace

AndersonEight::AndersonEight(std::size_t n, const AndersonOptions& options)
    : n_(n),
      options_(options),
      f_(n * kEight),
      previous_gx_(n * kEight),
      df_(options.memory, AlignedVector(n * kEight)),
      dg_(options.memory, AlignedVector(n * kEight)),
      gram_(options.memory * options.memory * kEight),
      right_(options.memory * kEight) {
  restart();
}

void AndersonEight::restart() {
  columns_ = next_ = 0;
  stored_.fill(-1);
}

void AndersonEight::remember(const double* x, const double* gx) {
  alignas(64) double squares[kEight];
  differences(x, gx, f_.data(), previous_gx_.data(), df_[next_].data(), dg_[next_].data(), n_, squares);
  const std::size_t m = options_.memory;
  columns_ = std::min(columns_ + 1, m);
  std::vector<const double*> columns(columns_);
  for (std::size_t k = 0; k < columns_; ++k) columns[k] = df_[k].data();
  dots(df_[next_].data(), f_.data(), columns.data(), columns_, n_, &gram_[next_ * m * kEight], right_.data());
  for (std::size_t k = 0; k < columns_; ++k)
    std::copy_n(&gram_[(next_ * m + k) * kEight], kEight, &gram_[(k * m + next_) * kEight]);
  for (std::size_t l = 0; l < kEight; ++l) {
    norm_[l] = std::sqrt(squares[l]);
    const bool first = stored_[l] < 0;
    if (!first && norm_[l] > options_.restart_growth * best_norm_[l]) {
      stored_[l] = 0;  // this point begins a new past
      best_norm_[l] = norm_[l];
      continue;
    }
    best_norm_[l] = first ? norm_[l] : std::min(best_norm_[l], norm_[l]);
    stored_[l] = std::min(stored_[l] + 1, static_cast<int>(m));
  }
  next_ = (next_ + 1) % m;
}

std::vector<double> AndersonEight::weights_of(std::size_t system) const {
  const std::size_t m = options_.memory, count = static_cast<std::size_t>(stored_[system]);
  std::vector<double> weights(m, 0.0), gram(count * count), right(count);
  const auto column = [&](std::size_t i) { return (next_ + m - 1 - i) % m; };  // newest first
  for (std::size_t i = 0; i < count; ++i) {
    right[i] = right_[column(i) * kEight + system];
    for (std::size_t j = 0; j < count; ++j)
      gram[i * count + j] = gram_[(column(i) * m + column(j)) * kEight + system];
  }
  const auto gamma = anderson_weights(gram, right, options_.ridge);
  for (std::size_t i = 0; i < count; ++i) weights[column(i)] = -gamma[i];
  return weights;
}

void AndersonEight::advance(double* x, const double* gx, const Flags& plain) {
  remember(x, gx);
  AlignedVector weights(columns_ * kEight);
  for (std::size_t l = 0; l < kEight; ++l) {
    if (plain[l]) stored_[l] = -1;
    if (stored_[l] <= 0) continue;
    const auto own = weights_of(l);
    for (std::size_t k = 0; k < columns_; ++k) weights[k * kEight + l] = own[k];
  }
  std::vector<const double*> columns(columns_);
  for (std::size_t k = 0; k < columns_; ++k) columns[k] = dg_[k].data();
  double largest[kEight];
  mix(gx, columns.data(), weights.data(), columns_, x, n_, largest);
  for (std::size_t l = 0; l < kEight; ++l) {
    if (largest[l] <= options_.largest_step || (stored_[l] <= 0 && std::isfinite(largest[l]))) continue;
    stored_[l] = -1;
    for (std::size_t i = l; i < n_ * kEight; i += kEight) x[i] = gx[i];
  }
}

}  // namespace cobden::numerics
