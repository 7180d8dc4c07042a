#pragma once
// Convex polygons in the plane as lists of corners, counterclockwise: hull, clipping by half-planes, distance.
// A polygon may be a segment (two corners), a point or empty. Hull: Andrew (1979, Inf. Process. Lett. 9(5));
// clipping: Sutherland and Hodgman (1974, Commun. ACM 17(1)).
#include <span>
#include <vector>

namespace cobden::numerics {

struct PlanePoint {
  double x = 0, y = 0;
  bool operator==(const PlanePoint&) const = default;
};
using ConvexPolygon = std::vector<PlanePoint>;

/// Corners of the smallest convex set that holds all points; corners within `tolerance` of each other, or of
/// the line through their neighbours, are dropped.
ConvexPolygon convex_hull(std::vector<PlanePoint> points, double tolerance = 0);
/// The part where a x + b y >= c.
ConvexPolygon clip(const ConvexPolygon& polygon, double a, double b, double c);
/// Distance from a point; 0 inside; infinite from an empty polygon.
double distance(const ConvexPolygon& polygon, const PlanePoint& point);
/// Hausdorff distance of two polygons; infinite if only one is empty.
double hausdorff_distance(const ConvexPolygon& a, const ConvexPolygon& b);

}  // namespace cobden::numerics
