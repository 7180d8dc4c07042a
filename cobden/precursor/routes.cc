#include "cobden/precursor/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"

namespace cobden::precursor {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check_ces(double covered, double denial, double sigma) {
  require_share("covered_share", covered);
  require_share("denial", denial);
  if (!(sigma >= 0)) require_not_negative("route_elasticity", sigma);
}

/// 0 ln 0 is 0: a power of a cost that nothing bears.
double weighted(double share, double power) { return share == 0 ? 0 : share * power; }

void check_logit(std::span<const double> cost, double mu, double total, std::span<const double> capacity) {
  require_positive("mu", mu);
  require_positive("total", total);
  if (cost.empty()) throw UserError("there is no route", "give at least one cost");
  if (!capacity.empty() && capacity.size() != cost.size())
    throw UserError(fmt::format("{} capacities for {} routes", capacity.size(), cost.size()),
                    "give one capacity for each route, or none");
  for (const double c : cost) require_within("cost", c, -1e300, 1e300);
  double room = 0;
  for (const double k : capacity) {
    if (k != kInfinity) require_not_negative("capacity", k);
    room += k;
  }
  if (!capacity.empty() && room < total)
    throw UserError(fmt::format("the routes have room for {:g}, not for {:g}", room, total),
                    "lower the total or raise a capacity");
}

std::vector<double> rooms(std::size_t routes, std::span<const double> capacity) {
  if (capacity.empty()) return std::vector<double>(routes, kInfinity);
  return {capacity.begin(), capacity.end()};
}

/// Routes in the order in which they fill up as the total grows: by ln K_r + c_r/mu.
std::vector<std::size_t> by_tightness(std::span<const double> cost, double mu,
                                      const std::vector<double>& room) {
  std::vector<std::size_t> order(cost.size());
  std::iota(order.begin(), order.end(), 0);
  const auto tightness = [&](std::size_t r) { return std::log(room[r]) + cost[r] / mu; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tightness(a) < tightness(b); });
  return order;
}

/// The logit split over the routes that are not full. Costs are taken from the cheapest of them, so that the
/// exponentials of routes far dearer than a full one do not vanish.
struct Split {
  double cheapest = kInfinity, weight = 0;
  double share(std::span<const double> cost, double mu, std::size_t r) const {
    return std::exp(-(cost[r] - cheapest) / mu) / weight;
  }
};

Split split_over(std::span<const double> cost, double mu, const std::vector<std::size_t>& order,
                 std::size_t first) {
  Split split;
  for (std::size_t i = first; i < order.size(); ++i)
    split.cheapest = std::min(split.cheapest, cost[order[i]]);
  for (std::size_t i = first; i < order.size(); ++i)
    split.weight += std::exp(-(cost[order[i]] - split.cheapest) / mu);
  return split;
}

}  // namespace

double ces_landed_cost(double covered, double denial, double sigma) {
  check_ces(covered, denial, sigma);
  if (covered == 0 || denial == 0) return 1;
  const double open = 1 - denial;
  if (sigma == kInfinity) return covered < 1 ? 1 : 1 / open;
  // Close to one the general form loses all digits; its limit is exact to first order there.
  if (std::abs(sigma - 1) < 1e-9) return std::pow(open, -covered);
  return std::pow(weighted(covered, std::pow(open, sigma - 1)) + 1 - covered, 1 / (1 - sigma));
}

double ces_covered_share(double covered, double denial, double sigma) {
  check_ces(covered, denial, sigma);
  if (covered == 0 || covered == 1 || denial == 0) return covered;
  const double relative = std::pow(1 - denial, sigma - 1);  // c^(1-sigma)
  if (relative == kInfinity) return 1;
  return covered * relative / (covered * relative + 1 - covered);
}

LogitRoutes logit_routes(std::span<const double> cost, double mu, double total,
                         std::span<const double> capacity) {
  check_logit(cost, mu, total, capacity);
  const std::vector<double> room = rooms(cost.size(), capacity);
  const std::vector<std::size_t> order = by_tightness(cost, mu, room);
  LogitRoutes out{.flow = std::vector<double>(cost.size()), .shadow_price = std::vector<double>(cost.size())};
  double left = total;
  std::size_t bound = 0;  // routes at capacity, from the front of the order
  Split split = split_over(cost, mu, order, 0);
  while (bound + 1 < order.size() && left * split.share(cost, mu, order[bound]) > room[order[bound]]) {
    left -= room[order[bound]];
    split = split_over(cost, mu, order, ++bound);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t r = order[i];
    if (i >= bound) {
      out.flow[r] = std::min(room[r], left * split.share(cost, mu, r));
    } else {
      out.flow[r] = room[r];
      // The price that lowers the unbounded flow A exp(-c/mu) to the capacity K: mu ln(A/K) - c.
      out.shadow_price[r] = mu * std::log(left / split.weight / room[r]) - (cost[r] - split.cheapest);
    }
  }
  return out;
}

}  // namespace cobden::precursor
