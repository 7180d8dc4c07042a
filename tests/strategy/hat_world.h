#pragma once
// A small economy written apart from the library's own, for tests of searches: Armington demand by sector,
// fixed spending shares, no materials, balanced trade, wages by Newton's method, and gradients by central
// differences. Slow and plain on purpose.
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>

#include "cobden/economy/policy_model.h"

namespace cobden::testing {

class HatWorld : public economy::PolicyModel {
 public:
  struct Point : economy::Equilibrium {
    std::vector<double> wage, real_income, real_revenue;
    SectorCountry price, domestic;
    TradeCube customs;  ///< new trade at customs value
  };

  /// `flow` at customs value with base tariffs zero; theta by sector. Trade must balance for every country.
  HatWorld(TradeCube flow, std::vector<double> theta) : flow_(std::move(flow)), theta_(std::move(theta)) {
    std::vector<std::string> c, s;
    for (std::size_t i = 0; i < flow_.size2(); ++i) c.push_back("C" + std::to_string(i));
    for (std::size_t k = 0; k < flow_.size1(); ++k) s.push_back("S" + std::to_string(k));
    countries_ = CountryAxis(c), sectors_ = SectorAxis(s);
    spending_ = SectorCountry(s.size(), c.size());
    value_added_.assign(c.size(), 0), income_.assign(c.size(), 0);
    for (const Sector k : sectors_.all())
      for (const Country d : countries_.all())
        for (const Country o : countries_.all()) {
          spending_(k, d) += flow_(k, d, o);
          value_added_[at(o)] += flow_(k, d, o);
          income_[at(d)] += flow_(k, d, o);
        }
    base_ = solve(TradeCube(s.size(), c.size(), c.size()), nullptr, {}, {});
  }

  const CountryAxis& countries() const override { return countries_; }
  const SectorAxis& sectors() const override { return sectors_; }
  const economy::EquilibriumPtr& base() const override { return base_; }
  const TradeCube& base_flow() const override { return flow_; }

  economy::EquilibriumPtr solve(const TradeCube& tariff, const economy::Equilibrium* start,
                                const economy::SolveOptions& options, const RunContext&) const override {
    auto point = std::make_shared<Point>();
    point->tariff = tariff;
    point->wage.assign(countries_.size(), 1.0);
    if (start) point->wage = static_cast<const Point*>(start)->wage;
    const double gap = clear_labour_markets(*point);
    labour_demand(*point);
    const bool forbidden = forbid_above_ < largest(tariff);
    point->summary.status = gap <= std::min(options.tolerance, 1e-12) && !forbidden
                                ? economy::SolveStatus::kConverged
                                : economy::SolveStatus::kNotConverged;
    return point;
  }

  double value(const economy::Equilibrium& at_point, const economy::Objective& objective) const override {
    const auto& point = static_cast<const Point&>(at_point);
    const std::size_t i = at(objective.country);
    return money_ * (point.real_income[i] + objective.revenue_weight * point.real_revenue[i]);
  }

  TradeCube flow(const economy::Equilibrium& at_point) const override {
    return static_cast<const Point&>(at_point).customs;
  }

  std::vector<economy::ImporterGradient> gradient(const economy::Equilibrium& at_point,
                                                  std::span<const economy::WeightedObjective> sum,
                                                  std::span<const Country> importers,
                                                  std::unique_ptr<economy::AdjointState>*) const override {
    constexpr double kStep = 1e-3;
    const auto& point = static_cast<const Point&>(at_point);
    std::vector<economy::ImporterGradient> result;
    for (const Country d : importers) {
      // The curvature of a sum in an importer's tariffs is mostly that of its own objective.
      double own = 0, others = 0;
      for (const auto& term : sum) (term.objective.country == d ? own : others) += term.weight;
      const double share = std::max(own, 0.1 * others);
      economy::ImporterGradient g{d, SectorCountry(sectors_.size(), countries_.size()),
                                  SectorCountry(sectors_.size(), countries_.size())};
      for (const Sector k : sectors_.all())
        for (const Country o : countries_.all()) {
          if (o == d || flow_(k, d, o) == 0) continue;
          const auto moved = [&](double h) {
            TradeCube tariff = point.tariff;
            tariff(k, d, o) = (1 + tariff(k, d, o)) * std::exp(h) - 1;
            const auto there = solve(tariff, &point, {}, {});
            double total = 0;
            for (const auto& term : sum) total += term.weight * value(*there, term.objective);
            return total;
          };
          g.derivative(k, o) =
              (8 * (moved(kStep) - moved(-kStep)) - moved(2 * kStep) + moved(-2 * kStep)) / (12 * kStep);
          g.pace(k, o) = share * (money_ * theta_[static_cast<std::size_t>(k.value)] *
                                      point.customs(k, d, o) / point.wage[at(d)] * point.domestic(k, d) +
                                  1e-6 * money_ * income_[at(d)]);  // differences see nothing smaller
        }
      result.push_back(std::move(g));
    }
    return result;
  }

  /// From here on the economy has no equilibrium where any tariff exceeds `tariff`.
  void forbid_above(double tariff) { forbid_above_ = tariff; }
  /// Counts money in other units.
  void scale_money(double factor) { money_ = factor; }

 private:
  /// Excess demand for labour in logs, by country.
  Eigen::VectorXd excess(Point& point) const {
    const auto demand = labour_demand(point);
    Eigen::VectorXd gap(static_cast<Eigen::Index>(demand.size()));
    for (std::size_t i = 0; i < demand.size(); ++i)
      gap(static_cast<Eigen::Index>(i)) = std::log(demand[i] / (point.wage[i] * value_added_[i]));
    return gap;
  }

  /// Newton's method on log wages, the last one held as the unit of account and then the world's value added;
  /// returns the largest gap left.
  double clear_labour_markets(Point& point) const {
    const auto n = static_cast<Eigen::Index>(countries_.size());
    double last = std::numeric_limits<double>::infinity();
    for (int step = 0; step < 60; ++step) {
      const Eigen::VectorXd gap = excess(point);
      const double size = gap.cwiseAbs().maxCoeff();
      if (size < 1e-15 || (size < 1e-12 && size >= last)) break;
      last = size;
      Eigen::MatrixXd slope(n - 1, n - 1);
      for (Eigen::Index j = 0; j + 1 < n; ++j) {
        constexpr double kNudge = 1e-6;
        Point nudged = point;
        nudged.wage[static_cast<std::size_t>(j)] *= std::exp(kNudge);
        slope.col(j) = (excess(nudged) - gap).head(n - 1) / kNudge;
      }
      const Eigen::VectorXd move = -slope.partialPivLu().solve(gap.head(n - 1));
      const double shrink = std::min(1.0, 0.1 / std::max(move.cwiseAbs().maxCoeff(), 1e-300));
      for (Eigen::Index j = 0; j + 1 < n; ++j)
        point.wage[static_cast<std::size_t>(j)] *= std::exp(shrink * move(j));
    }
    double total = 0, base_total = 0;
    for (std::size_t i = 0; i < point.wage.size(); ++i)
      total += point.wage[i] * value_added_[i], base_total += value_added_[i];
    for (auto& w : point.wage) w *= base_total / total;
    return excess(point).cwiseAbs().maxCoeff();
  }

  static std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }
  static double largest(const TradeCube& tariff) {
    double top = -1;
    for (const double t : tariff.flat()) top = std::max(top, t);
    return top;
  }

  /// Demand for each country's labour at `point`'s wages; fills prices, trade and incomes.
  std::vector<double> labour_demand(Point& point) const {
    const std::size_t n = countries_.size();
    std::vector<double> demand(n, 0.0);
    point.price = point.domestic = SectorCountry(sectors_.size(), n, 1.0);
    point.customs = TradeCube(sectors_.size(), n, n);
    point.real_income.assign(n, 0), point.real_revenue.assign(n, 0);
    for (const Country d : countries_.all()) {
      double untaxed = 0, log_price = 0;  // share of spending that is not tariff revenue
      for (const Sector k : sectors_.all()) {
        const double theta = theta_[static_cast<std::size_t>(k.value)];
        double total = 0;
        for (const Country o : countries_.all()) total += kernel(point, k, d, o, theta);
        if (!(total > 0)) continue;
        point.price(k, d) = std::pow(total / spending_(k, d), -1 / theta);
        const double share = spending_(k, d) / income_[at(d)];
        log_price += share * std::log(point.price(k, d));
        for (const Country o : countries_.all()) {
          const double part = kernel(point, k, d, o, theta) / total;
          if (o == d) point.domestic(k, d) = part;
          point.customs(k, d, o) = share * part / (1 + point.tariff(k, d, o));
          untaxed += point.customs(k, d, o);
        }
      }
      const double income = point.wage[at(d)] * value_added_[at(d)] / untaxed;
      point.real_income[at(d)] = income / std::exp(log_price);
      point.real_revenue[at(d)] = income * (1 - untaxed) / std::exp(log_price);
      for (const Sector k : sectors_.all())
        for (const Country o : countries_.all()) {
          point.customs(k, d, o) *= income;
          demand[at(o)] += point.customs(k, d, o);
        }
    }
    return demand;
  }
  double kernel(const Point& point, Sector k, Country d, Country o, double theta) const {
    return flow_(k, d, o) == 0
               ? 0
               : flow_(k, d, o) * std::pow(point.wage[at(o)] * (1 + point.tariff(k, d, o)), -theta);
  }

  TradeCube flow_;
  std::vector<double> theta_;
  CountryAxis countries_;
  SectorAxis sectors_;
  SectorCountry spending_;
  std::vector<double> value_added_, income_;
  economy::EquilibriumPtr base_;
  double forbid_above_ = std::numeric_limits<double>::infinity();
  double money_ = 1;
};

/// Two mirror-image countries that spend the share `home` on their own goods; theta = sigma - 1.
inline HatWorld mirror_world(double home, double theta) {
  TradeCube flow(1, 2, 2);
  for (const Country d : indices<Country>(2))
    for (const Country o : indices<Country>(2))
      flow(Sector(0), d, o) = d == o ? 1000 * home : 1000 * (1 - home);
  return HatWorld(std::move(flow), {theta});
}

/// Three unequal countries and two sectors with balanced trade.
inline HatWorld small_world(double theta0 = 4, double theta1 = 6) {
  // Customs values [importer][exporter]; cross-border trade balances by country over both sectors.
  const double first[3][3] = {{400, 60, 30}, {20, 300, 15}, {15, 10, 90}};
  const double second[3][3] = {{500, 20, 10}, {70, 200, 5}, {15, 20, 80}};
  TradeCube flow(2, 3, 3);
  for (int d = 0; d < 3; ++d)
    for (int o = 0; o < 3; ++o) {
      flow(Sector(0), Country(d), Country(o)) = first[d][o];
      flow(Sector(1), Country(d), Country(o)) = second[d][o];
    }
  return HatWorld(std::move(flow), {theta0, theta1});
}

}  // namespace cobden::testing
