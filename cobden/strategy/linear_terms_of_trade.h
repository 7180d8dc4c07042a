#pragma once
// The textbook model of tariffs as terms-of-trade manipulation, with linear demand and supply and a weight on
// import-competing producers. Choose it to see every result of tariff games in closed form, or to check a
// search: two mirror-image countries, two goods, each country imports one of them under a specific tariff.
// Bagwell and Staiger (2002, The Economics of the World Trading System, MIT Press, ch. 2); political weights
// after Baldwin (1987).
//
// For one good, at world price p* and the importer's price p = p* + t:
//   demand in both countries D(p) = 1 - p;  supply of the importer S_m = p / 2, of the exporter S_x = p
//   imports 1 - 3p/2 = exports 2p* - 1, so p* = (4 - 3t) / 7
#include "cobden/strategy/repeated_game.h"

namespace cobden::strategy {

class LinearTermsOfTrade {
 public:
  /// `political_weight` g >= 0: a unit of import-competing producer surplus counts 1 + g. UserError if g is
  /// negative or not below 3/4, from where on governments want no imports at all.
  explicit LinearTermsOfTrade(double political_weight = 0);

  static double world_price(double tariff);
  static double home_price(double tariff) { return world_price(tariff) + tariff; }
  static double imports(double tariff);
  static constexpr double prohibitive_tariff() { return 1.0 / 6; }

  /// A government's payoff at its own tariff and its partner's: surpluses and revenue of the good it imports,
  /// surpluses of the good it exports. Tariffs above the prohibitive one act like it.
  double payoff(double own, double partner) const;
  /// The best reply to any tariff of the partner, by bisection of the first-order condition in [0,
  /// prohibitive].
  double best_reply(double partner) const;
  /// Best replies to best replies, from free trade, until both stand still.
  double nash_tariff_by_iteration() const;
  double nash_tariff() const;                 ///< (3 + 8g) / (60 - 8g)
  double politically_optimal_tariff() const;  ///< 4g / (21 - 4g): efficient for the two governments together
  /// Payoffs of keeping both tariffs at `agreed`, with Nash tariffs as punishment.
  StagePayoffs stage(double agreed) const;

 private:
  double importing_payoff(double tariff) const;
  double importing_slope(double tariff) const;
  static double exporting_payoff(double tariff);
  double g_;
};

}  // namespace cobden::strategy
