// Numerical kernel file. Legend: f = g(x) - x, df and dg differences of f and g(x) between iterates, gamma the
// mixing weights; arrays are [n][8], a lane to each problem.
#include "cobden/numerics/anderson_lanes.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::numerics {
namespace {

constexpr std::size_t L = kSideBySide;
static_assert(L == 2 * kWidth);

void put(Lanes low, Lanes high, double* out) { store(out, low), store(out + kWidth, high); }

/// f = gx - x; squares of its norms.
COBDEN_CLONES void residuals(const double* x, const double* gx, double* f, std::size_t n, double* squares) {
  Lanes s0 = {}, s1 = {};
  for (std::size_t i = 0; i < n * L; i += L) {
    const Lanes d0 = load(gx + i) - load(x + i), d1 = load(gx + i + kWidth) - load(x + i + kWidth);
    store(f + i, d0), store(f + i + kWidth, d1);
    s0 += d0 * d0, s1 += d1 * d1;
  }
  put(s0, s1, squares);
}

COBDEN_CLONES void take_differences(const double* now, double* before, double* difference, std::size_t n) {
  for (std::size_t i = 0; i < n * L; i += kWidth) {
    const Lanes value = load(now + i);
    store(difference + i, value - load(before + i));
    store(before + i, value);
  }
}

/// Dot products with one column, lane by lane.
COBDEN_CLONES void two_dots(const double* a, const double* b, const double* column, std::size_t n, double* with_a,
                            double* with_b) {
  Lanes a0 = {}, a1 = {}, b0 = {}, b1 = {};
  for (std::size_t i = 0; i < n * L; i += L) {
    const Lanes c0 = load(column + i), c1 = load(column + i + kWidth);
    a0 += c0 * load(a + i), a1 += c1 * load(a + i + kWidth);
    b0 += c0 * load(b + i), b1 += c1 * load(b + i + kWidth);
  }
  put(a0, a1, with_a), put(b0, b1, with_b);
}

/// x = gx - sum_k gamma_k dg_k; the largest step of each lane, NaN if one is.
COBDEN_CLONES void mix(const double* gx, const double* const* dg, const double* gamma, std::size_t columns, double* x,
                       std::size_t n, double* largest) {
  Lanes most0 = {}, most1 = {}, poison0 = {}, poison1 = {};
  for (std::size_t i = 0; i < n * L; i += L) {
    Lanes v0 = load(gx + i), v1 = load(gx + i + kWidth);
    for (std::size_t k = 0; k < columns; ++k) {
      v0 -= load(gamma + k * L) * load(dg[k] + i);
      v1 -= load(gamma + k * L + kWidth) * load(dg[k] + i + kWidth);
    }
    Lanes s0 = v0 - load(x + i), s1 = v1 - load(x + i + kWidth);
    s0 = s0 < 0.0 ? -s0 : s0, s1 = s1 < 0.0 ? -s1 : s1;
    most0 = s0 > most0 ? s0 : most0, most1 = s1 > most1 ? s1 : most1;
    poison0 += s0 - s0, poison1 += s1 - s1;
    store(x + i, v0), store(x + i + kWidth, v1);
  }
  put(most0 + poison0, most1 + poison1, largest);
}

COBDEN_CLONES void largest_kernel(const double* a, const double* b, std::size_t n, double* largest) {
  Lanes most0 = {}, most1 = {}, poison0 = {}, poison1 = {};
  for (std::size_t i = 0; i < n * L; i += L) {
    Lanes s0 = load(a + i) - load(b + i), s1 = load(a + i + kWidth) - load(b + i + kWidth);
    s0 = s0 < 0.0 ? -s0 : s0, s1 = s1 < 0.0 ? -s1 : s1;
    most0 = s0 > most0 ? s0 : most0, most1 = s1 > most1 ? s1 : most1;
    poison0 += s0 - s0, poison1 += s1 - s1;
  }
  put(most0 + poison0, most1 + poison1, largest);
}

void copy_lane(const double* from, double* to, std::size_t n, std::size_t lane) {
  for (std::size_t i = lane; i < n * L; i += L) to[i] = from[i];
}

}  // namespace

PerLane largest_difference(const double* a, const double* b, std::size_t n) {
  PerLane largest;
  largest_kernel(a, b, n, largest.data());
  return largest;
}

AndersonLanes::AndersonLanes(std::size_t n, const AndersonOptions& options)
    : n_(n),
      options_(options),
      f_(n * L),
      previous_f_(n * L),
      previous_gx_(n * L),
      df_(options.memory, AlignedVector(n * L)),
      dg_(options.memory, AlignedVector(n * L)),
      gram_(options.memory * options.memory * L),
      right_(options.memory * L) {}

void AndersonLanes::restart() {
  has_previous_ = false;
  stored_.fill(0);
  best_norm_.fill(0);
  columns_ = newest_ = 0;
}

/// The newest `stored` columns are of one piece.
bool AndersonLanes::valid(std::size_t column, std::size_t lane) const {
  const std::size_t age = (newest_ + options_.memory - column) % options_.memory;
  return age < stored_[lane];
}

/// As AndersonMixer::mixing_weights, over the valid columns of one lane; zero elsewhere.
void AndersonLanes::mixing_weights(std::size_t lane, std::vector<double>& gamma) const {
  const std::size_t m = options_.memory;
  std::vector<std::size_t> used;
  for (std::size_t k = 0; k < columns_; ++k) {
    gamma[k * L + lane] = 0;
    if (valid(k, lane)) used.push_back(k);
  }
  const auto size = static_cast<Eigen::Index>(used.size());
  if (size == 0) return;
  Eigen::MatrixXd gram(size, size);
  Eigen::VectorXd right(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t k = used[static_cast<std::size_t>(i)];
    right(i) = right_[k * L + lane];
    for (Eigen::Index j = 0; j < size; ++j)
      gram(i, j) = gram_[(k * m + used[static_cast<std::size_t>(j)]) * L + lane];
  }
  const Eigen::VectorXd scale = gram.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  gram = scale.asDiagonal() * gram * scale.asDiagonal();
  gram.diagonal().array() += options_.ridge;
  const Eigen::VectorXd weights = scale.asDiagonal() * gram.ldlt().solve(scale.asDiagonal() * right);
  for (Eigen::Index i = 0; i < size; ++i) gamma[used[static_cast<std::size_t>(i)] * L + lane] = weights(i);
}

void AndersonLanes::advance(double* x, const double* gx, const std::array<bool, kSideBySide>& march) {
  const std::size_t m = options_.memory;
  PerLane squares;
  residuals(x, gx, f_.data(), n_, squares.data());
  std::array<bool, L> forget{};
  for (std::size_t l = 0; l < L; ++l) {
    const double norm = std::sqrt(squares[l]);
    forget[l] = !has_previous_ || march[l] || !(norm <= options_.restart_growth * best_norm_[l]);
    best_norm_[l] = forget[l] ? norm : std::min(best_norm_[l], norm);
  }
  if (!has_previous_) {
    std::copy_n(f_.begin(), n_ * L, previous_f_.begin());
    std::copy_n(gx, n_ * L, previous_gx_.begin());
    std::copy_n(gx, n_ * L, x);
    has_previous_ = true;
    return;
  }
  newest_ = columns_ == 0 ? 0 : (newest_ + 1) % m;
  columns_ = std::min(columns_ + 1, m);
  take_differences(f_.data(), previous_f_.data(), df_[newest_].data(), n_);
  take_differences(gx, previous_gx_.data(), dg_[newest_].data(), n_);
  for (std::size_t k = 0; k < columns_; ++k) {
    double* row = &gram_[(newest_ * m + k) * L];
    two_dots(df_[newest_].data(), f_.data(), df_[k].data(), n_, row, &right_[k * L]);
    std::copy_n(row, L, &gram_[(k * m + newest_) * L]);
  }
  std::vector<double> gamma(columns_ * L);
  for (std::size_t l = 0; l < L; ++l) {
    stored_[l] = forget[l] ? 0 : std::min(stored_[l] + 1, m);
    mixing_weights(l, gamma);
  }
  std::vector<const double*> columns(columns_);
  for (std::size_t k = 0; k < columns_; ++k) columns[k] = dg_[k].data();
  PerLane step;
  mix(gx, columns.data(), gamma.data(), columns_, x, n_, step.data());
  for (std::size_t l = 0; l < L; ++l) {
    if (step[l] <= options_.largest_step && !march[l]) continue;
    stored_[l] = 0;
    copy_lane(gx, x, n_, l);
  }
}

}  // namespace cobden::numerics
