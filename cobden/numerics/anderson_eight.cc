#include "cobden/numerics/anderson_eight.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace cobden::numerics {
namespace {

/// f = gx - x, df = f - f_before, dg = gx - gx_before, both "before" brought up to now; sums of f^2 by
/// system.
template <class V>
COBDEN_INLINE void differences_of(const double* x, const double* gx, double* f, double* f_before,
                                  double* gx_before, double* df, double* dg, std::size_t n, double* norms) {
  V total{};
  for (std::size_t i = 0; i < n * kEight; i += kEight) {
    const V image = eight_at<V>(gx + i), now = image + -1.0 * eight_at<V>(x + i);
    store_eight(df + i, now + -1.0 * eight_at<V>(f_before + i));
    store_eight(dg + i, image + -1.0 * eight_at<V>(gx_before + i));
    store_eight(f + i, now), store_eight(f_before + i, now), store_eight(gx_before + i, image);
    total = total + now * now;
  }
  store_eight(norms, total);
}
COBDEN_EIGHT_KERNEL(differences,
                    (const double* x, const double* gx, double* f, double* f_before, double* gx_before,
                     double* df, double* dg, std::size_t n, double* norms),
                    (x, gx, f, f_before, gx_before, df, dg, n, norms))

/// Dot products by system of `column` with a and with b; the column is read once.
template <class V>
COBDEN_INLINE void two_dots_of(const double* a, const double* b, const double* column, std::size_t n,
                               double* with_a, double* with_b) {
  V a0{}, a1{}, b0{}, b1{};
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2) {
    const double *c = column + i * kEight, *p = a + i * kEight, *q = b + i * kEight;
    const V c0 = eight_at<V>(c), c1 = eight_at<V>(c + kEight);
    a0 = a0 + c0 * eight_at<V>(p), a1 = a1 + c1 * eight_at<V>(p + kEight);
    b0 = b0 + c0 * eight_at<V>(q), b1 = b1 + c1 * eight_at<V>(q + kEight);
  }
  if (i < n) {
    const V c0 = eight_at<V>(column + i * kEight);
    a0 = a0 + c0 * eight_at<V>(a + i * kEight), b0 = b0 + c0 * eight_at<V>(b + i * kEight);
  }
  store_eight(with_a, a0 + a1), store_eight(with_b, b0 + b1);
}
COBDEN_EIGHT_KERNEL(two_dots,
                    (const double* a, const double* b, const double* column, std::size_t n, double* with_a,
                     double* with_b),
                    (a, b, column, n, with_a, with_b))

/// mixed = gx - sum_k gamma_k dg_k; gamma: [columns][8].
template <class V>
COBDEN_INLINE void mix_of(const double* gx, const double* const* dg, const double* gamma, std::size_t columns,
                          double* mixed, std::size_t n) {
  for (std::size_t i = 0; i < n * kEight; i += kEight) {
    V value = eight_at<V>(gx + i);
    for (std::size_t k = 0; k < columns; ++k)
      value = value + eight_at<V>(gamma + k * kEight) * eight_at<V>(dg[k] + i);
    store_eight(mixed + i, value);
  }
}
COBDEN_EIGHT_KERNEL(mix,
                    (const double* gx, const double* const* dg, const double* gamma, std::size_t columns,
                     double* mixed, std::size_t n),
                    (gx, dg, gamma, columns, mixed, n))

/// The largest step of each system; NaN if one is.
COBDEN_CLONES void largest_steps(const double* x, const double* mixed, std::size_t n, double* largest) {
  Lanes most[2] = {}, poison[2] = {};
  for (std::size_t i = 0; i < n * kEight; i += kEight)
    for (std::size_t h = 0; h < 2; ++h) {
      Lanes step = load(mixed + i + h * kWidth) - load(x + i + h * kWidth);
      step = step < 0.0 ? -step : step;
      most[h] = step > most[h] ? step : most[h];
      poison[h] += step - step;
    }
  for (std::size_t h = 0; h < 2; ++h) store(largest + h * kWidth, most[h] + poison[h]);
}

/// x = mixed where `take` is 2, gx where it is 1, as it was where it is 0; by system.
COBDEN_CLONES void take_by_system(const double* gx, const double* mixed, const double* take, double* x,
                                  std::size_t n) {
  const Lanes choice[2] = {load(take), load(take + kWidth)};
  for (std::size_t i = 0; i < n * kEight; i += kEight)
    for (std::size_t h = 0; h < 2; ++h) {
      const std::size_t at = i + h * kWidth;
      const Lanes now = load(x + at);
      const Lanes moved = choice[h] > 1.5 ? load(mixed + at) : load(gx + at);
      store(x + at, choice[h] > 0.5 ? moved : now);
    }
}

}  // namespace

AndersonEight::AndersonEight(std::size_t n, const AndersonOptions& options)
    : n_(n),
      options_(options),
      f_(n * kEight),
      previous_f_(n * kEight),
      previous_gx_(n * kEight),
      mixed_(n * kEight),
      df_(options.memory, AlignedVector(n * kEight)),
      dg_(options.memory, AlignedVector(n * kEight)),
      gram_(options.memory * options.memory * kEight),
      right_(options.memory * kEight) {
  stored_.fill(-1);
}

void AndersonEight::remember(const double* x, const double* gx) {
  alignas(64) double squares[kEight];
  differences(x, gx, f_.data(), previous_f_.data(), previous_gx_.data(), df_[next_].data(), dg_[next_].data(),
              n_, squares);
  const std::size_t m = options_.memory;
  columns_ = std::min(columns_ + 1, m);
  for (std::size_t k = 0; k < columns_; ++k) {
    double* dot = &gram_[(next_ * m + k) * kEight];
    two_dots(df_[next_].data(), f_.data(), df_[k].data(), n_, dot, &right_[k * kEight]);
    std::copy_n(dot, kEight, &gram_[(k * m + next_) * kEight]);
  }
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

void AndersonEight::advance(double* x, const double* gx, const Flags& active, const Flags& plain) {
  remember(x, gx);
  AlignedVector gamma(columns_ * kEight);
  for (std::size_t l = 0; l < kEight; ++l) {
    if (plain[l]) stored_[l] = -1;
    if (!active[l] || stored_[l] <= 0) continue;
    const auto weights = weights_of(l);
    for (std::size_t k = 0; k < columns_; ++k) gamma[k * kEight + l] = weights[k];
  }
  std::vector<const double*> columns(columns_);
  for (std::size_t k = 0; k < columns_; ++k) columns[k] = dg_[k].data();
  mix(gx, columns.data(), gamma.data(), columns_, mixed_.data(), n_);
  double largest[kEight], take[kEight] = {};
  largest_steps(x, mixed_.data(), n_, largest);
  for (std::size_t l = 0; l < kEight; ++l) {
    if (!active[l]) continue;
    const bool image = stored_[l] <= 0 || !(largest[l] <= options_.largest_step);
    if (image && stored_[l] > 0) stored_[l] = -1;
    take[l] = image ? 1 : 2;
  }
  take_by_system(gx, mixed_.data(), take, x, n_);
}

}  // namespace cobden::numerics
