#include "cobden/talks/rate_path.h"

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

double of(const RateSegment& segment, int side) { return side == 0 ? segment.first : segment.second; }

}  // namespace

RatePath::RatePath(std::vector<RateSegment> segments) : segments_(std::move(segments)) {
  if (segments_.empty()) throw UserError("rates over time: no segment is given");
  double before = 0;
  for (const auto& segment : segments_) {
    require_not_negative("rate of the first side", segment.first);
    require_not_negative("rate of the second side", segment.second);
    if (!(segment.until > before)) throw UserError("rates over time: ends of segments must rise from above 0");
    before = segment.until;
  }
  if (std::isfinite(before)) throw UserError("rates over time: the last segment must have no end");
  require_positive("last rate of the first side", segments_.back().first);
  require_positive("last rate of the second side", segments_.back().second);
}

RatePath::RatePath(double first, double second)
    : RatePath(std::vector<RateSegment>{{.first = first, .second = second}}) {}

double RatePath::rate(int side, double t) const {
  for (const auto& segment : segments_)
    if (t < segment.until) return of(segment, side);
  return of(segments_.back(), side);
}

double RatePath::integral(int side, double t) const {
  double sum = 0, from = 0;
  for (const auto& segment : segments_) {
    const double to = std::min(segment.until, t);
    if (to > from) sum += of(segment, side) * (to - from);
    from = segment.until;
    if (from >= t) break;
  }
  return sum;
}

double RatePath::time_of(int side, double amount) const {
  double from = 0;
  for (const auto& segment : segments_) {
    if (amount <= 0) return from;
    const double all = of(segment, side) * (segment.until - from);
    if (of(segment, side) > 0 && all >= amount) return from + amount / of(segment, side);
    if (of(segment, side) > 0) amount -= all;
    from = segment.until;
  }
  return from;
}

std::vector<double> RatePath::breaks(double horizon) const {
  std::vector<double> times = {0};
  for (const auto& segment : segments_)
    if (segment.until < horizon) times.push_back(segment.until);
  times.push_back(horizon);
  return times;
}

}  // namespace cobden::talks
