#include "cobden/numerics/anderson.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::numerics {
namespace {

/// difference = now - before, before = now.
COBDEN_CLONES void take_difference(const double* now, double* before, double* difference, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) {
    const Lanes value = load(now + i);
    store(difference + i, value - load(before + i));
    store(before + i, value);
  }
}

struct TwoDots {
  double with_a, with_b;
};
/// Both dot products with one column, which is read once.
COBDEN_CLONES TwoDots two_dots(const double* a, const double* b, const double* column, std::size_t n) {
  Lanes a0 = {}, a1 = {}, b0 = {}, b1 = {};
  for (std::size_t i = 0; i < n; i += 2 * kWidth) {
    const Lanes c0 = load(column + i), c1 = load(column + i + kWidth);
    a0 += c0 * load(a + i), a1 += c1 * load(a + i + kWidth);
    b0 += c0 * load(b + i), b1 += c1 * load(b + i + kWidth);
  }
  return {sum(a0 + a1), sum(b0 + b1)};
}

/// f = gx - x; returns |f|^2.
COBDEN_CLONES double residual_of(const double* x, const double* gx, double* f, std::size_t n) {
  Lanes s0 = {}, s1 = {};
  for (std::size_t i = 0; i < n; i += 2 * kWidth) {
    const Lanes d0 = load(gx + i) - load(x + i), d1 = load(gx + i + kWidth) - load(x + i + kWidth);
    store(f + i, d0), store(f + i + kWidth, d1);
    s0 += d0 * d0, s1 += d1 * d1;
  }
  return sum(s0 + s1);
}

/// x = gx - sum_k gamma_k dg_k; returns the largest step |x_new - x_old|, NaN if one is.
COBDEN_CLONES double mix(const double* gx, const double* const* dg, const double* gamma, std::size_t columns,
                         double* x, std::size_t n) {
  Lanes largest = {}, poison = {};
  for (std::size_t i = 0; i < n; i += kWidth) {
    Lanes value = load(gx + i);
    for (std::size_t k = 0; k < columns; ++k) value -= gamma[k] * load(dg[k] + i);
    Lanes step = value - load(x + i);
    step = step < 0.0 ? -step : step;
    largest = step > largest ? step : largest;
    poison += step - step;
    store(x + i, value);
  }
  return std::max({largest[0], largest[1], largest[2], largest[3]}) + sum(poison);
}

}  // namespace

std::vector<double> anderson_weights(std::span<const double> gram_values,
                                     std::span<const double> right_values, double ridge) {
  const auto m = static_cast<Eigen::Index>(right_values.size());
  Eigen::MatrixXd gram = Eigen::Map<const Eigen::MatrixXd>(gram_values.data(), m, m);  // symmetric
  const Eigen::Map<const Eigen::VectorXd> right(right_values.data(), m);
  // Columns differ by many orders of magnitude as the iteration converges: scale before the ridge.
  const Eigen::VectorXd scale = gram.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
  gram = scale.asDiagonal() * gram * scale.asDiagonal();
  gram.diagonal().array() += ridge;
  const Eigen::VectorXd gamma = scale.asDiagonal() * gram.ldlt().solve(scale.asDiagonal() * right);
  return {gamma.data(), gamma.data() + m};
}

AndersonMixer::AndersonMixer(std::size_t n, const AndersonOptions& options)
    : n_(n),
      options_(options),
      f_(n),
      previous_f_(n),
      previous_gx_(n),
      df_(options.memory, AlignedVector(n)),
      dg_(options.memory, AlignedVector(n)),
      gram_(options.memory * options.memory),
      right_(options.memory) {}

void AndersonMixer::restart() {
  stored_ = next_ = 0;
  has_previous_ = false;
  best_norm_ = 0;
}

/// Runs act(part, first, size) for the parts of a vector, side by side where there is a team. Their number is
/// fixed and their sums are added in order: the bits do not depend on the threads.
void AndersonMixer::in_parts(const std::function<void(std::size_t, std::size_t, std::size_t)>& act) {
  const std::size_t lines = n_ / kLanes;
  const auto one = [&](std::size_t part) {
    const std::size_t first = part * lines / kParts * kLanes, last = (part + 1) * lines / kParts * kLanes;
    act(part, first, last - first);
  };
  if (options_.team) return options_.team->run(kParts, one);
  for (std::size_t part = 0; part < kParts; ++part) one(part);
}

double AndersonMixer::residual(const double* x, const double* gx) {
  std::array<double, kParts> squares{};
  in_parts([&](std::size_t part, std::size_t first, std::size_t size) {
    squares[part] = residual_of(x + first, gx + first, f_.data() + first, size);
  });
  double total = 0;
  for (const double square : squares) total += square;
  return std::sqrt(total);
}

void AndersonMixer::remember(const double* gx, const double* f) {
  if (!has_previous_) {
    std::copy(f, f + n_, previous_f_.begin());
    std::copy(gx, gx + n_, previous_gx_.begin());
    has_previous_ = true;
    return;
  }
  const std::size_t m = options_.memory;
  stored_ = std::min(stored_ + 1, m);
  part_dots_.assign(kParts * m, {});
  in_parts([&](std::size_t part, std::size_t first, std::size_t size) {
    double* newest = df_[next_].data() + first;
    take_difference(f + first, previous_f_.data() + first, newest, size);
    take_difference(gx + first, previous_gx_.data() + first, dg_[next_].data() + first, size);
    for (std::size_t k = 0; k < stored_; ++k) {
      const TwoDots dots = two_dots(newest, f + first, df_[k].data() + first, size);
      part_dots_[part * m + k] = {dots.with_a, dots.with_b};
    }
  });
  for (std::size_t k = 0; k < stored_; ++k) {
    double with_newest = 0, with_f = 0;
    for (std::size_t part = 0; part < kParts; ++part)
      with_newest += part_dots_[part * m + k][0], with_f += part_dots_[part * m + k][1];
    gram_[next_ * m + k] = gram_[k * m + next_] = with_newest;
    right_[k] = with_f;
  }
  next_ = (next_ + 1) % m;
}

std::vector<double> AndersonMixer::mixing_weights() const {
  std::vector<double> gram(stored_ * stored_);
  for (std::size_t i = 0; i < stored_; ++i)
    std::copy_n(&gram_[i * options_.memory], stored_, &gram[i * stored_]);
  return anderson_weights(gram, std::span(right_).first(stored_), options_.ridge);
}

double AndersonMixer::advance(std::span<double> x, std::span<const double> gx) {
  const double norm = residual(x.data(), gx.data());
  if (has_previous_ && norm > options_.restart_growth * best_norm_) restart();
  best_norm_ = has_previous_ ? std::min(best_norm_, norm) : norm;
  remember(gx.data(), f_.data());
  if (stored_ == 0) {
    std::copy(gx.begin(), gx.end(), x.begin());
    return norm;
  }
  const auto gamma = mixing_weights();
  std::array<double, kParts> steps{};
  in_parts([&](std::size_t part, std::size_t first, std::size_t size) {
    std::vector<const double*> columns(stored_);
    for (std::size_t k = 0; k < stored_; ++k) columns[k] = dg_[k].data() + first;
    steps[part] = mix(gx.data() + first, columns.data(), gamma.data(), stored_, x.data() + first, size);
  });
  double step = 0;
  for (const double one : steps) step = one > step || std::isnan(one) ? one : step;
  if (!(step <= options_.largest_step)) {
    restart();
    std::copy(gx.begin(), gx.end(), x.begin());
  }
  return norm;
}

}  // namespace cobden::numerics
