#include "cobden/strategy/joint_dual.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cobden::strategy {
namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;
using Position = Eigen::Index;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMaxNewton = 60;
constexpr double kSmallestLength = 1e-10;

/// The dual at m with its derivatives.
struct DualPoint {
  double value = 0;
  Vector gradient;
  Matrix hessian;
};

class Dual {
 public:
  explicit Dual(const JointModel& model) : model_(model), n_(static_cast<Position>(model.slack.size())) {}

  /// Moves that m asks for; fills derivative, move, slack and curved.
  JointMove move_at(const Vector& m) const {
    const std::size_t instruments = model_.curvature.size();
    JointMove out;
    out.multiplier.assign(m.data(), m.data() + n_);
    out.derivative.assign(instruments, 0.0), out.move.assign(instruments, 0.0);
    for (Position i = 0; i < n_; ++i)
      for (std::size_t k = 0; k < instruments; ++k) out.derivative[k] += m(i) * slope(i, k);
    for (std::size_t k = 0; k < instruments; ++k) {
      if (!(model_.curvature[k] > 0)) continue;
      out.move[k] = std::clamp(out.derivative[k] / model_.curvature[k], model_.lowest[k], model_.highest[k]);
      out.curved += 0.5 * model_.curvature[k] * out.move[k] * out.move[k];
    }
    out.slack.assign(model_.slack.begin(), model_.slack.end());
    for (Position i = 0; i < n_; ++i)
      for (std::size_t k = 0; k < instruments; ++k)
        out.slack[static_cast<std::size_t>(i)] += slope(i, k) * out.move[k];
    return out;
  }

  double value_of(const Vector& m, const JointMove& at) const {
    double value = -at.curved;
    for (Position i = 0; i < n_; ++i) {
      value += m(i) * at.slack[static_cast<std::size_t>(i)];
      if (model_.form == JointForm::kNashProduct && w(i) > 0) value += w(i) * (std::log(w(i) / m(i)) - 1);
    }
    return value;
  }

  DualPoint differentiate(const Vector& m, const JointMove& at) const {
    DualPoint p{value_of(m, at), Vector(n_), Matrix::Zero(n_, n_)};
    for (Position i = 0; i < n_; ++i) p.gradient(i) = at.slack[static_cast<std::size_t>(i)];
    p.hessian.selfadjointView<Eigen::Lower>().rankUpdate(free_slopes(at));
    p.hessian.triangularView<Eigen::StrictlyUpper>() = p.hessian.transpose();
    if (model_.form == JointForm::kNashProduct)
      for (Position i = 0; i < n_; ++i) {
        if (!(w(i) > 0)) continue;
        p.gradient(i) -= w(i) / m(i);
        p.hessian(i, i) += w(i) / (m(i) * m(i));
      }
    return p;
  }

  Position size() const { return n_; }
  double w(Position i) const { return model_.weight[static_cast<std::size_t>(i)]; }
  double r(Position i) const { return model_.scale[static_cast<std::size_t>(i)]; }
  const JointModel& model() const { return model_; }

 private:
  /// g / sqrt(P) of the instruments inside their box [player][free instrument].
  Matrix free_slopes(const JointMove& at) const {
    std::vector<std::size_t> free;
    for (std::size_t k = 0; k < model_.curvature.size(); ++k)
      if (model_.curvature[k] > 0 && at.move[k] > model_.lowest[k] && at.move[k] < model_.highest[k])
        free.push_back(k);
    Matrix slopes(n_, static_cast<Position>(free.size()));
    for (std::size_t f = 0; f < free.size(); ++f) {
      const double scale = 1 / std::sqrt(model_.curvature[free[f]]);
      for (Position i = 0; i < n_; ++i) slopes(i, static_cast<Position>(f)) = slope(i, free[f]) * scale;
    }
    return slopes;
  }
  double slope(Position i, std::size_t k) const { return model_.slope[static_cast<std::size_t>(i)][k]; }
  const JointModel& model_;
  Position n_;
};

/// min c'x + x'B x / 2 within bounds and on r'x = 0, by active sets from x = 0 (Nocedal and Wright 2006,
/// Numerical Optimization, algorithm 16.3). `r` zero: no equation.
class SmallQuadratic {
 public:
  SmallQuadratic(const Matrix& b, const Vector& c, const Vector& r, const Vector& lower, const Vector& upper)
      : b_(b), c_(c), r_(r), lower_(lower), upper_(upper), x_(Vector::Zero(c.size())), held_(c.size(), 0) {
    for (Position i = 0; i < c.size(); ++i)
      held_[static_cast<std::size_t>(i)] = lower_(i) >= 0 ? -1 : upper_(i) <= 0 ? 1 : 0;
  }

  Vector solve() {
    const int rounds = 20 * static_cast<int>(c_.size()) + 20;
    for (int round = 0; round < rounds; ++round) {
      double price = 0;
      const Vector p = towards_minimum(price);
      if (p.cwiseAbs().maxCoeff() > 1e-14 * (1 + x_.cwiseAbs().maxCoeff())) {
        go(p);
      } else if (!release(price)) {
        break;
      }
    }
    return x_;
  }

 private:
  std::vector<Position> free() const {
    std::vector<Position> f;
    for (Position i = 0; i < c_.size(); ++i)
      if (held_[static_cast<std::size_t>(i)] == 0) f.push_back(i);
    return f;
  }

  /// The move to the minimum over the free variables, and the price of the equation.
  Vector towards_minimum(double& price) const {
    const auto f = free();
    const auto size = static_cast<Position>(f.size());
    double norm = 0;
    for (const Position i : f) norm = std::max(norm, std::abs(r_(i)));
    const Position border = norm > 0 ? 1 : 0;
    Vector p = Vector::Zero(c_.size());
    if (size == 0) return p;
    const Vector slope = c_ + b_ * x_;
    Matrix kkt = Matrix::Zero(size + border, size + border);
    Vector right = Vector::Zero(size + border);
    for (Position a = 0; a < size; ++a) {
      for (Position e = 0; e < size; ++e)
        kkt(a, e) = b_(f[static_cast<std::size_t>(a)], f[static_cast<std::size_t>(e)]);
      if (border) kkt(a, size) = kkt(size, a) = r_(f[static_cast<std::size_t>(a)]);
      right(a) = -slope(f[static_cast<std::size_t>(a)]);
    }
    const Vector solution = kkt.fullPivLu().solve(right);
    for (Position a = 0; a < size; ++a) p(f[static_cast<std::size_t>(a)]) = solution(a);
    price = border ? solution(size) : 0;
    return p;
  }

  void go(const Vector& p) {
    double length = 1;
    Position blocking = -1;
    for (Position i = 0; i < p.size(); ++i) {
      const double room = p(i) < 0 ? lower_(i) - x_(i) : upper_(i) - x_(i);
      if (p(i) == 0 || std::abs(room) >= length * std::abs(p(i))) continue;
      length = room / p(i);
      blocking = i;
    }
    x_ += length * p;
    if (blocking < 0) return;
    x_(blocking) = p(blocking) < 0 ? lower_(blocking) : upper_(blocking);
    held_[static_cast<std::size_t>(blocking)] = p(blocking) < 0 ? -1 : 1;
  }

  /// Frees the variable that most wants to leave its bound.
  bool release(double price) {
    const Vector slope = c_ + b_ * x_ + price * r_;
    Position most = -1;
    double worst = 1e-13 * (1 + c_.cwiseAbs().maxCoeff());
    for (Position i = 0; i < c_.size(); ++i) {
      const double wish = held_[static_cast<std::size_t>(i)] * slope(i);  // > 0: it would gain
      if (held_[static_cast<std::size_t>(i)] != 0 && lower_(i) < upper_(i) && wish > worst)
        most = i, worst = wish;
    }
    if (most < 0) return false;
    held_[static_cast<std::size_t>(most)] = 0;
    return true;
  }

  const Matrix& b_;
  const Vector& c_;
  const Vector& r_;
  const Vector& lower_;
  const Vector& upper_;
  Vector x_;
  std::vector<int> held_;  // -1 at the lower bound, 1 at the upper
};

/// A first m inside the dual's domain.
Vector mend(const Dual& dual, std::span<const double> guess) {
  const Position n = dual.size();
  Vector m(n);
  for (Position i = 0; i < n; ++i) {
    const double g = guess.empty() ? 1.0 : guess[static_cast<std::size_t>(i)];
    m(i) = std::isfinite(g) && g > 0 ? g : 0.0;
  }
  if (dual.model().form == JointForm::kNashProduct) {
    for (Position i = 0; i < n; ++i) {
      const double c = dual.model().slack[static_cast<std::size_t>(i)];
      m(i) = dual.w(i) > 0 ? dual.w(i) / c : 0.0;
    }
    return m;
  }
  double total = 0, scales = 0;
  for (Position i = 0; i < n; ++i) total += m(i) * dual.r(i), scales += dual.r(i) > 0 ? 1 : 0;
  if (total > 0) return m / total;
  for (Position i = 0; i < n; ++i)
    if (dual.r(i) > 0) m(i) = 1 / (scales * dual.r(i));
  return m;
}

/// Bounds of a Newton step on m.
void bounds_of_step(const Dual& dual, const Vector& m, Vector& lower, Vector& upper) {
  for (Position i = 0; i < dual.size(); ++i) {
    if (dual.model().form == JointForm::kNashProduct) {
      lower(i) = -0.9 * m(i);
      upper(i) = dual.w(i) > 0 ? kInfinity : 0.0;
    } else {
      lower(i) = -m(i);
      upper(i) = dual.r(i) > 0 ? kInfinity : std::max(0.0, dual.model().largest_multiplier - m(i));
    }
  }
}

/// Newton's method with backtracking on the dual.
JointMove minimise_dual(const Dual& dual, Vector m) {
  const Position n = dual.size();
  Vector r = Vector::Zero(n), lower(n), upper(n);
  if (dual.model().form == JointForm::kCommonGain)
    for (Position i = 0; i < n; ++i) r(i) = dual.r(i);
  JointMove at = dual.move_at(m);
  for (int step = 0; step < kMaxNewton; ++step) {
    DualPoint p = dual.differentiate(m, at);
    const double ridge = 1e-13 * std::max(p.hessian.trace(), 1e-300);
    p.hessian.diagonal().array() += std::max(ridge, 1e-14 * p.gradient.cwiseAbs().maxCoeff());
    bounds_of_step(dual, m, lower, upper);
    const Vector delta = SmallQuadratic(p.hessian, p.gradient, r, lower, upper).solve();
    const double fall = -p.gradient.dot(delta);
    const double rounding = 1e-15 * (std::abs(p.value) + m.cwiseProduct(p.gradient).cwiseAbs().sum());
    if (!(fall > 0) || delta.cwiseAbs().maxCoeff() <= 1e-13 * m.cwiseAbs().maxCoeff()) {
      at.solved = true;
      break;
    }
    double length = 1;
    JointMove next;
    for (; length > kSmallestLength; length *= 0.3) {
      const Vector trial = (m + length * delta).cwiseMax(0.0);
      next = dual.move_at(trial);
      if (dual.value_of(trial, next) <= p.value - 1e-4 * length * fall + rounding) break;
    }
    if (length <= kSmallestLength) break;
    m = (m + length * delta).cwiseMax(0.0);
    at = std::move(next);
    if (fall <= rounding) {
      at.solved = true;
      break;
    }
  }
  if (dual.model().form == JointForm::kCommonGain)
    for (Position i = 0; i < n; ++i)
      if (dual.r(i) == 0 && m(i) >= 0.999 * dual.model().largest_multiplier) at.gave_way = true;
  return at;
}

}  // namespace

JointMove solve_joint_model(const JointModel& model, std::span<const double> guess) {
  const Dual dual(model);
  if (model.form != JointForm::kWeightedSum) return minimise_dual(dual, mend(dual, guess));
  Vector m(dual.size());
  for (Position i = 0; i < m.size(); ++i) m(i) = dual.w(i);
  JointMove move = dual.move_at(m);
  move.solved = true;
  return move;
}

}  // namespace cobden::strategy
