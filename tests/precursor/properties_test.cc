// What must hold of the supply model for every parameter, not only for the worked case.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "cobden/precursor/priors.h"
#include "cobden/precursor/routes.h"
#include "cobden/precursor/supply_path.h"

namespace cobden::precursor {
namespace {

constexpr double kRounding = 1e-9;  // deaths, of some thousands a month

/// Parameters within the ranges of the structural prior.
Parameters any_parameters() {
  return drawn_parameters(default_prior(), *rc::gen::arbitrary<std::uint64_t>(), 0);
}

/// A fraction in [0, 1] with its ends.
double any_share() { return *rc::gen::inRange(0, 1001) / 1000.0; }

double averted(const Parameters& p, double stringency, int months = 36) {
  return monthly_path(p, {.stringency = stringency}, {}, months).back().cumulative_averted;
}

TEST(SupplyPathProperties, AStricterControlAvertsMore) {
  EXPECT_TRUE(rc::check("deaths averted rise with stringency", [] {
    const Parameters p = any_parameters();
    const double a = any_share(), b = any_share();
    RC_ASSERT(averted(p, std::min(a, b)) <= averted(p, std::max(a, b)) + kRounding);
  }));
}

TEST(SupplyPathProperties, MonotoneInEveryParameterWithASign) {
  EXPECT_TRUE(rc::check("coverage, enforcement and exponents help; replacement, stock and delay hurt", [] {
    const Parameters p = any_parameters();
    const auto moved = [&](double Parameters::*member, double factor) {
      Parameters q = p;
      q.*member *= factor;
      return averted(q, 1);
    };
    const double now = averted(p, 1);
    for (const auto member :
         {&Parameters::covered_share, &Parameters::enforcement, &Parameters::class_coverage,
          &Parameters::death_exponent, &Parameters::exposed_share, &Parameters::replacement_months})
      RC_ASSERT(moved(member, 0.9) <= now + kRounding);
    for (const auto member : {&Parameters::replacement, &Parameters::stock_months, &Parameters::ramp_months,
                              &Parameters::lag_months})
      RC_ASSERT(moved(member, 0.9) >= now - kRounding);
  }));
}

TEST(SupplyPathProperties, BooksBalance) {
  EXPECT_TRUE(rc::check("use = normal use - loss + stock drawn; all within bounds", [] {
    const Parameters p = any_parameters();
    const SupplyPath path(p, {.stringency = any_share()});
    for (int month = 1; month <= 48; ++month) {
      const double supply = path.supply(month);
      RC_ASSERT(supply >= 0.0);
      RC_ASSERT(supply <= 1.0);
      RC_ASSERT(path.stock(month) <= path.stock(month - 1) + kRounding);
      RC_ASSERT(path.replaced(month) <= path.gross_loss(month) + kRounding);
      // No month delivers less than its inflow alone: the stock only adds.
      RC_ASSERT(path.use(month) >= 1 - path.net_loss(month) - kRounding);
    }
  }));
}

/// The same model by the classic Runge-Kutta method, an independent way to the closed form.
double supply_by_steps(const Parameters& p, int month, int steps_a_month) {
  const double g = full_loss(p, 1), h = 1.0 / steps_a_month;
  const auto gross = [&](double t) { return g * std::min(1.0, t / p.ramp_months); };
  struct State {
    double replaced, stock;
  };
  const auto use = [&](double t, const State& y) {
    const double inflow = 1 - std::max(0.0, gross(t) - y.replaced);
    return inflow + (1 - inflow) * y.stock / p.stock_months;
  };
  const auto slope = [&](double t, const State& y) {
    const double inflow = 1 - std::max(0.0, gross(t) - y.replaced);
    return State{(p.replacement * gross(t) - y.replaced) / p.replacement_months, inflow - use(t, y)};
  };
  const auto plus = [](const State& y, const State& k, double w) {
    return State{y.replaced + w * k.replaced, y.stock + w * k.stock};
  };
  State y{0, p.stock_months};
  double used = 0;
  for (int i = 0; i < month * steps_a_month; ++i) {
    const double t = i * h;
    const State k1 = slope(t, y), y2 = plus(y, k1, h / 2), k2 = slope(t + h / 2, y2), y3 = plus(y, k2, h / 2),
                k3 = slope(t + h / 2, y3), y4 = plus(y, k3, h), k4 = slope(t + h, y4);
    if (i >= (month - 1) * steps_a_month)
      used += h / 6 * (use(t, y) + 2 * use(t + h / 2, y2) + 2 * use(t + h / 2, y3) + use(t + h, y4));
    y = plus(plus(plus(plus(y, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return used;
}

TEST(SupplyPathProperties, ClosedFormSolvesTheEquations) {
  EXPECT_TRUE(rc::check("against Runge-Kutta", [] {
    const Parameters p = any_parameters();
    const int month = *rc::gen::inRange(1, 37);
    // Within the step that holds the end of the ramp the method is only second order: h^2 = 4e-6.
    RC_ASSERT(std::abs(SupplyPath(p, {}).supply(month) - supply_by_steps(p, month, 500)) < 1e-6);
  }));
}

TEST(SupplyPathProperties, Limits) {
  EXPECT_TRUE(rc::check("no control, nothing covered, deaths that do not follow: nothing averted", [] {
    Parameters p = any_parameters();
    RC_ASSERT(averted(p, 0) == 0.0);
    Parameters q = p;
    q.covered_share = 0;
    RC_ASSERT(averted(q, 1) == 0.0);
    q = p, q.death_exponent = 0;
    RC_ASSERT(averted(q, 1) == 0.0);
    q = p, q.replacement = 1;
    RC_ASSERT(std::abs(SupplyPath(q, {}).supply(5000) - 1) < kRounding);
    RC_ASSERT(std::abs(ces_landed_cost(p.covered_share, any_share() / 1.001, 1e7) - 1) < 1e-4);
  }));
}

TEST(SupplyPathProperties, ATermEndsTheEffect) {
  EXPECT_TRUE(rc::check("after the term supply is normal again, and less is averted than without a term", [] {
    const Parameters p = any_parameters();
    const double term = *rc::gen::inRange(1, 30);
    const SupplyPath path(p, {.ends_after_months = term});
    RC_ASSERT(std::abs(path.supply(term + 2) - 1) < kRounding);
    const double with = monthly_path(p, {.ends_after_months = term}, {}, 36).back().cumulative_averted;
    RC_ASSERT(with <= averted(p, 1) + kRounding);
  }));
}

TEST(RouteProperties, CostIndexIsBetweenItsEnds) {
  EXPECT_TRUE(rc::check("1 <= C <= 1/(1-a), and more substitution costs less", [] {
    const double theta = any_share(), a = *rc::gen::inRange(0, 1000) / 1000.0;
    const double s1 = *rc::gen::inRange(0, 2000) / 100.0, s2 = *rc::gen::inRange(0, 2000) / 100.0;
    const double dear = ces_landed_cost(theta, a, std::min(s1, s2)),
                 cheap = ces_landed_cost(theta, a, std::max(s1, s2));
    RC_ASSERT(cheap >= 1 - 1e-9);
    RC_ASSERT(dear <= 1 / (1 - a) * (1 + 1e-9));
    RC_ASSERT(cheap <= dear * (1 + 1e-7));
    const double share = ces_covered_share(theta, a, 1 + s1);
    RC_ASSERT(share >= 0.0);
    RC_ASSERT(share <= theta + 1e-12);
  }));
}

TEST(RouteProperties, LogitMeetsItsConditions) {
  EXPECT_TRUE(rc::check("flows add up, respect capacities, and satisfy the first-order conditions", [] {
    const auto n = static_cast<std::size_t>(*rc::gen::inRange(1, 7));
    std::vector<double> cost(n), capacity(n);
    double room = 0;
    for (std::size_t r = 0; r < n; ++r) {
      cost[r] = *rc::gen::inRange(0, 100) / 10.0;
      capacity[r] = *rc::gen::inRange(1, 100);
      room += capacity[r];
    }
    const double mu = *rc::gen::inRange(1, 50) / 10.0, total = room * *rc::gen::inRange(1, 1000) / 1000.0;
    const LogitRoutes routes = logit_routes(cost, mu, total, capacity);
    double sum = 0;
    // c + mu ln f + shadow price is the same on every route that carries anything.
    const double level = cost[0] + mu * std::log(routes.flow[0]) + routes.shadow_price[0];
    for (std::size_t r = 0; r < n; ++r) {
      sum += routes.flow[r];
      RC_ASSERT(routes.flow[r] <= capacity[r]);
      RC_ASSERT(routes.shadow_price[r] >= -1e-12);
      RC_ASSERT(routes.shadow_price[r] == 0.0 || routes.flow[r] == capacity[r]);
      RC_ASSERT(std::abs(cost[r] + mu * std::log(routes.flow[r]) + routes.shadow_price[r] - level) < 1e-9);
    }
    RC_ASSERT(std::abs(sum - total) < 1e-9 * total);
  }));
}

}  // namespace
}  // namespace cobden::precursor
