// Numerical kernel file. Legend: f = g(x) - x, df and dg differences of f and g(x) between iterates, gamma
// the mixing weights; arrays are [n][8], a lane to each problem.
#include "cobden/numerics/anderson_lanes.h"

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
COBDEN_CLONES void two_dots(const double* a, const double* b, const double* column, std::size_t n,
                            double* with_a, double* with_b) {
  Lanes a0 = {}, a1 = {}, b0 = {}, b1 = {};
  for (std::size_t i = 0; i < n * L; i += L) {
    const Lanes c0 = load(column + i), c1 = load(column + i + kWidth);
    a0 += c0 * load(a + i), a1 += c1 * load(a + i + kWidth);
    b0 += c0 * load(b + i), b1 += c1 * load(b + i + kWidth);
  }
  put(a0, a1, with_a), put(b0, b1, with_b);
}

/// x = gx - sum_k gamma_k dg_k; the largest step of each lane, NaN if one is.
COBDEN_CLONES void mix(const double* gx, const double* const* dg, const double* gamma, std::size_t columns,
                       double* x, std::size_t n, double* largest) {
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

/// Solves a x = b in every lane: a [n][n][8] positive definite, its lower triangle overwritten by its
/// Cholesky factor; b [n][8] by x. A pivot that rounding has taken to zero or below leaves its column out.
COBDEN_CLONES void solve_in_lanes(std::size_t n, double* a, double* b) {
  const auto at = [&](std::size_t i, std::size_t j, std::size_t h) { return a + (i * n + j) * L + h; };
  for (std::size_t h = 0; h < L; h += kWidth) {
    for (std::size_t j = 0; j < n; ++j) {
      Lanes pivot = load(at(j, j, h));
      for (std::size_t k = 0; k < j; ++k) pivot -= load(at(j, k, h)) * load(at(j, k, h));
      Lanes inverse = {};
      for (std::size_t l = 0; l < kWidth; ++l) inverse[l] = pivot[l] > 1e-15 ? 1 / std::sqrt(pivot[l]) : 0;
      store(at(j, j, h), inverse);  // the reciprocal is what is needed
      for (std::size_t i = j + 1; i < n; ++i) {
        Lanes v = load(at(i, j, h));
        for (std::size_t k = 0; k < j; ++k) v -= load(at(i, k, h)) * load(at(j, k, h));
        store(at(i, j, h), v * inverse);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      Lanes v = load(b + i * L + h);
      for (std::size_t k = 0; k < i; ++k) v -= load(at(i, k, h)) * load(b + k * L + h);
      store(b + i * L + h, v * load(at(i, i, h)));
    }
    for (std::size_t i = n; i-- > 0;) {
      Lanes v = load(b + i * L + h);
      for (std::size_t k = i + 1; k < n; ++k) v -= load(at(k, i, h)) * load(b + k * L + h);
      store(b + i * L + h, v * load(at(i, i, h)));
    }
  }
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

/// As AndersonMixer::mixing_weights, for all lanes at once by a Cholesky factor in place: columns that are
/// not valid in a lane are those of the identity there, with weight zero.
void AndersonLanes::mixing_weights(std::vector<double>& gamma) const {
  const std::size_t m = options_.memory, n = columns_;
  std::vector<double> a(n * n * L), scale(n * L);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t l = 0; l < L; ++l) {
      const bool used = valid(i, l);
      scale[i * L + l] = used ? 1 / std::sqrt(std::max(gram_[(i * m + i) * L + l], 1e-300)) : 0;
      gamma[i * L + l] = scale[i * L + l] * (used ? right_[i * L + l] : 0);
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      for (std::size_t l = 0; l < L; ++l)
        a[(i * n + j) * L + l] = (i == j ? (valid(i, l) ? 1 : 1 - options_.ridge) + options_.ridge
                                         : scale[i * L + l] * gram_[(i * m + j) * L + l] * scale[j * L + l]);
  solve_in_lanes(n, a.data(), gamma.data());
  for (std::size_t i = 0; i < n * L; ++i) gamma[i] *= scale[i];
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
  for (std::size_t l = 0; l < L; ++l) stored_[l] = forget[l] ? 0 : std::min(stored_[l] + 1, m);
  mixing_weights(gamma);
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
