#include "cobden/talks/repeated_set.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using numerics::ConvexPolygon;
using numerics::PlanePoint;

// Legend: g(a) payoffs of the pair of actions a; h(a) best gains from deviating once; W the current set, u its
// worst payoffs; a promise w in W holds a if w >= u + (1-delta)/delta h(a), coordinate by coordinate.
struct ActionPair {
  int row = 0, column = 0;
  PlanePoint payoff, temptation;
};

void check_stage(const StageGame& game) {
  const std::size_t rows = game.first.size(), columns = rows > 0 ? game.first[0].size() : 0;
  bool fine = rows > 0 && columns > 0 && game.second.size() == rows;
  for (const auto* side : {&game.first, &game.second})
    for (const auto& row : *side) {
      fine = fine && row.size() == columns;
      for (const double value : row) require_finite("stage payoff", value);
    }
  if (!fine) throw UserError("stage game: payoffs of both sides are needed for each row and column");
}

double best_in_column(const StageGame& game, std::size_t column) {
  double best = -std::numeric_limits<double>::infinity();
  for (const auto& row : game.first) best = std::max(best, row[column]);
  return best;
}
double best_in_row(const StageGame& game, std::size_t row) {
  return *std::max_element(game.second[row].begin(), game.second[row].end());
}

std::vector<ActionPair> action_pairs(const StageGame& game) {
  std::vector<ActionPair> pairs;
  for (std::size_t i = 0; i < game.first.size(); ++i)
    for (std::size_t j = 0; j < game.first[i].size(); ++j) {
      const PlanePoint g{game.first[i][j], game.second[i][j]};
      pairs.push_back({static_cast<int>(i), static_cast<int>(j), g,
                       {best_in_column(game, j) - g.x, best_in_row(game, i) - g.y}});
    }
  return pairs;
}

PlanePoint pure_minmax(const StageGame& game) {
  PlanePoint value{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (std::size_t j = 0; j < game.first[0].size(); ++j) value.x = std::min(value.x, best_in_column(game, j));
  for (std::size_t i = 0; i < game.first.size(); ++i) value.y = std::min(value.y, best_in_row(game, i));
  return value;
}

PlanePoint worst(const ConvexPolygon& set) {
  PlanePoint u = set[0];
  for (const auto& p : set) u = {std::min(u.x, p.x), std::min(u.y, p.y)};
  return u;
}

class Iteration {
 public:
  Iteration(const StageGame& game, double discount)
      : pairs_(action_pairs(game)), delta_(discount), ratio_((1 - discount) / discount) {
    std::vector<PlanePoint> all;
    for (const auto& a : pairs_) all.push_back(a.payoff);
    set_ = numerics::convex_hull(all);
    double low = all[0].x, high = low;
    for (const auto& p : all) {
      low = std::min({low, p.x, p.y});
      high = std::max({high, p.x, p.y});
    }
    scale_ = high > low ? high - low : 1.0;
  }

  double scale() const { return scale_; }
  const ConvexPolygon& set() const { return set_; }

  /// The operator R of Abreu and Sannikov; returns the distance moved.
  double advance() {
    const PlanePoint u = worst(set_);
    std::vector<PlanePoint> points;
    for (const auto& a : pairs_) add_points(a, u, points);
    ConvexPolygon next = numerics::convex_hull(std::move(points), 1e-15 * scale_);
    const double moved = numerics::hausdorff_distance(set_, next);
    set_ = std::move(next);
    return moved;
  }

  /// The operator B of Abreu, Pearce and Stacchetti applied to the set.
  ConvexPolygon image() const {
    const PlanePoint u = worst(set_);
    std::vector<PlanePoint> points;
    for (const auto& a : pairs_)
      for (const auto& w : promises(a, u)) points.push_back(mix(a.payoff, w));
    return numerics::convex_hull(std::move(points));
  }

  /// How `corner` is kept: the actions whose promise misses the set and the constraints by least.
  SustainedCorner explain(const PlanePoint& corner) const {
    const PlanePoint u = worst(set_);
    SustainedCorner best{.payoff = corner, .promise = {}};
    double least = std::numeric_limits<double>::infinity();
    for (const auto& a : pairs_) {
      const PlanePoint w{(corner.x - (1 - delta_) * a.payoff.x) / delta_,
                         (corner.y - (1 - delta_) * a.payoff.y) / delta_};
      const PlanePoint floor = least_promise(a, u);
      const double miss =
          std::max({numerics::distance(set_, w), floor.x - w.x, floor.y - w.y, 0.0});
      if (miss >= least) continue;
      least = miss;
      best = {corner, a.row, a.column, w, delta_ * (w.x - floor.x), delta_ * (w.y - floor.y)};
    }
    return best;
  }

 private:
  PlanePoint mix(const PlanePoint& now, const PlanePoint& later) const {
    return {(1 - delta_) * now.x + delta_ * later.x, (1 - delta_) * now.y + delta_ * later.y};
  }
  PlanePoint least_promise(const ActionPair& a, const PlanePoint& u) const {
    return {u.x + ratio_ * a.temptation.x, u.y + ratio_ * a.temptation.y};
  }
  ConvexPolygon promises(const ActionPair& a, const PlanePoint& u) const {
    const PlanePoint floor = least_promise(a, u);
    // Rounding must not empty a set that touches its floor.
    const double slip = 1e-14 * scale_;
    return numerics::clip(numerics::clip(set_, 1, 0, floor.x - slip), 0, 1, floor.y - slip);
  }
  /// Payoffs a adds: g(a) for ever if that holds a, else those of promises at which a constraint binds.
  void add_points(const ActionPair& a, const PlanePoint& u, std::vector<PlanePoint>& points) const {
    const PlanePoint floor = least_promise(a, u);
    if (a.payoff.x >= floor.x && a.payoff.y >= floor.y) {
      points.push_back(a.payoff);
      return;
    }
    const double near = 1e-12 * scale_;
    for (const auto& w : promises(a, u))
      if (w.x <= floor.x + near || w.y <= floor.y + near) points.push_back(mix(a.payoff, w));
  }

  std::vector<ActionPair> pairs_;
  double delta_, ratio_, scale_ = 1;
  ConvexPolygon set_;
};

}  // namespace

std::string to_string(RepeatedStatus status) {
  switch (status) {
    case RepeatedStatus::kConverged:
      return "converged";
    case RepeatedStatus::kEmpty:
      return "empty";
    case RepeatedStatus::kNotConverged:
      return "not converged";
  }
  return "unknown";
}

RepeatedSet repeated_game_set(const StageGame& game, double discount, const RepeatedOptions& options) {
  check_stage(game);
  require_inside("discount factor", discount, "at 0 there is no future, at 1 it is never discounted");
  Iteration iteration(game, discount);
  RepeatedSet answer;
  answer.pure_minmax = pure_minmax(game);
  while (answer.iterations < options.max_iterations) {
    answer.change = iteration.advance();
    ++answer.iterations;
    if (iteration.set().empty()) {
      answer.status = RepeatedStatus::kEmpty;
      return answer;
    }
    if (answer.change <= options.tolerance * iteration.scale()) {
      answer.status = RepeatedStatus::kConverged;
      break;
    }
  }
  answer.residual = numerics::hausdorff_distance(iteration.set(), iteration.image());
  answer.punishment = worst(iteration.set());
  for (const auto& corner : numerics::convex_hull(iteration.set(), 1e-10 * iteration.scale()))
    answer.corners.push_back(iteration.explain(corner));
  return answer;
}

}  // namespace cobden::talks
