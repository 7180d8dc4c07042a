#include "cobden/numerics/convex_polygon.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cobden::numerics {
namespace {

double cross(const PlanePoint& o, const PlanePoint& a, const PlanePoint& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}
double length(const PlanePoint& a, const PlanePoint& b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// Distance of p from the segment a-b.
double segment_distance(const PlanePoint& a, const PlanePoint& b, const PlanePoint& p) {
  const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  if (square == 0) return length(a, p);
  const double s = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0);
  return length({a.x + s * dx, a.y + s * dy}, p);
}

/// One chain of the hull of sorted points.
void extend(ConvexPolygon& chain, std::size_t keep, const PlanePoint& p) {
  while (chain.size() >= keep + 2 && cross(chain[chain.size() - 2], chain.back(), p) <= 0) chain.pop_back();
  chain.push_back(p);
}

/// Drops corners that stand for rounding only, one at a time so that a run of them does not vanish whole.
void simplify(ConvexPolygon& corners, double tolerance) {
  for (std::size_t i = 0; corners.size() > 1 && i < corners.size();) {
    const auto& before = corners[(i + corners.size() - 1) % corners.size()];
    const auto& after = corners[(i + 1) % corners.size()];
    const bool idle = corners.size() == 2 ? length(before, corners[i]) <= tolerance
                                          : segment_distance(before, after, corners[i]) <= tolerance;
    if (idle) {
      corners.erase(corners.begin() + static_cast<long>(i));
      i = i > 0 ? i - 1 : 0;
    } else {
      ++i;
    }
  }
}

}  // namespace

ConvexPolygon convex_hull(std::vector<PlanePoint> points, double tolerance) {
  std::sort(points.begin(), points.end(),
            [](const auto& a, const auto& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  ConvexPolygon hull;
  if (points.size() > 2) {
    for (const auto& p : points) extend(hull, 0, p);
    const std::size_t lower = hull.size() - 1;
    for (std::size_t i = points.size() - 1; i-- > 0;) extend(hull, lower, points[i]);
    hull.pop_back();
  } else {
    hull = std::move(points);
  }
  if (tolerance > 0) simplify(hull, tolerance);
  return hull;
}

ConvexPolygon clip(const ConvexPolygon& polygon, double a, double b, double c) {
  const auto height = [&](const PlanePoint& p) { return a * p.x + b * p.y - c; };
  ConvexPolygon kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const auto& p = polygon[i];
    const auto& q = polygon[(i + 1) % polygon.size()];
    const double hp = height(p), hq = height(q);
    if (hp >= 0) kept.push_back(p);
    const bool crosses = (hp > 0 && hq < 0) || (hp < 0 && hq > 0);
    if (!crosses) continue;
    const double s = hp / (hp - hq);
    kept.push_back({p.x + s * (q.x - p.x), p.y + s * (q.y - p.y)});
  }
  // A segment is walked there and back, which gives its crossing twice.
  if (polygon.size() <= 2) return convex_hull(std::move(kept));
  return kept;
}

double distance(const ConvexPolygon& polygon, const PlanePoint& point) {
  double nearest = std::numeric_limits<double>::infinity();
  bool inside = polygon.size() > 2;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const auto& a = polygon[i];
    const auto& b = polygon[(i + 1) % polygon.size()];
    nearest = std::min(nearest, segment_distance(a, b, point));
    inside = inside && cross(a, b, point) >= 0;
  }
  return inside ? 0 : nearest;
}

double hausdorff_distance(const ConvexPolygon& a, const ConvexPolygon& b) {
  if (a.empty() && b.empty()) return 0;
  double farthest = 0;
  // Distance to a convex set is convex, so its largest value over a polygon is at a corner.
  for (const auto& p : a) farthest = std::max(farthest, distance(b, p));
  for (const auto& p : b) farthest = std::max(farthest, distance(a, p));
  return farthest;
}

}  // namespace cobden::numerics
