#pragma once
// The questions of a [strategy] table answered: searches of the strategy room on a game, with everything
// that tables, files and charts need beside them. A search that does not converge, runs out of time or is
// interrupted is an answer with that status and its best point.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cobden/scenario/strategy_game.h"
#include "cobden/scenario/strategy_items.h"
#include "cobden/strategy/carveouts.h"
#include "cobden/strategy/cooperate.h"
#include "cobden/strategy/frontier.h"
#include "cobden/strategy/nash.h"
#include "cobden/strategy/respond.h"
#include "cobden/strategy/war.h"

namespace cobden::scenario {

/// What the answer's tariffs do to one economy.
struct EconomyEffect {
  Country country;
  double start_percent = 0;   ///< real income at the scenario's tariffs, percent of base
  double new_percent = 0;     ///< the same at the answer's tariffs
  double change_billion = 0;  ///< real income, answer less start, in 1000 of the benchmark's unit (billion)
  double price_percent = 0;   ///< consumer prices in the model's numeraire, answer over start
  double revenue_start = 0;   ///< real tariff revenue, in 1000 of the benchmark's unit
  double revenue_new = 0;
  double change_points() const { return new_percent - start_percent; }
};

/// Tariffs that an answer leads to.
struct NamedTariffs {
  std::string name;  ///< "optimum", "nash", "kalai-smorodinsky", ...
  TradeCube tariff;  ///< on the model's sectors
  economy::EquilibriumPtr equilibrium;
};

struct CooperateAnswer {
  strategy::ThreatPoint threat;
  std::optional<strategy::Cooperation> agreement;  ///< of all players
  std::optional<strategy::NashInNash> deals;       ///< or pair by pair
};

struct FrontierAnswer {
  std::string threat;  ///< as asked
  strategy::Frontier frontier;
};

struct CarveoutAnswer {
  std::size_t owner = 0, rival = 1;  ///< positions among the players
  CarveoutItems groups;              ///< where the game's items come from
  strategy::CarveOutGame game;
  strategy::CarveOutRanking ranking;
  strategy::CarveOutCurve curve;
};

struct RespondAnswer {
  std::size_t first = 0, second = 1;            ///< who moves first: positions among the players
  std::vector<std::vector<std::string>> moves;  ///< allowed, by player in the order of moving
  strategy::Respond respond;
};

struct StrategyAnswer {
  StrategyQuestion question = StrategyQuestion::kOptimum;
  std::shared_ptr<const StrategyGame> game;
  economy::EquilibriumPtr start;      ///< at the scenario's tariffs; nullptr: the economy has none there
  strategy::SearchSummary search;     ///< of the whole question
  std::vector<NamedTariffs> tariffs;  ///< the first is the answer's; empty if it has none
  // Of the first tariffs against the start; empty if either has no equilibrium.
  std::vector<EconomyEffect> effects;                  ///< by country
  std::vector<strategy::Payoff> start_payoff, payoff;  ///< objectives by player, against the base
  std::optional<economy::Result> result;               ///< everything the model says at the first tariffs
  std::optional<strategy::WarDiagnosis> war;           ///< of two players whose tariffs differ from the base
  std::variant<std::monostate, strategy::Optimum, strategy::Nash, CooperateAnswer, FrontierAnswer,
               CarveoutAnswer, RespondAnswer>
      detail;  ///< of the question; none where the start has no equilibrium
};

/// Answers `question` on the run's [strategy] table. UserError for bad input (strategy_game.h).
StrategyAnswer answer_strategy(AssembledRun run, StrategyQuestion question, const RunContext& context = {});

}  // namespace cobden::scenario
