#pragma once
// From a [strategy] table to players on a model: names resolved, tariffs of the scenario as the start, and
// the questions about what the players choose still to be asked (strategy_answer.h).
#include <memory>
#include <string>
#include <vector>

#include "cobden/scenario/assemble.h"
#include "cobden/strategy/certificate.h"
#include "cobden/strategy/instruments.h"
#include "cobden/strategy/search.h"

namespace cobden::scenario {

/// What one player chooses and wants, in words, for tables and files.
struct PlayerText {
  std::string code;
  strategy::TariffClass tariff_class = strategy::TariffClass::kUnrestricted;
  double lower = 0, upper = 0;    ///< bounds of the tariff, fraction
  std::string partners, sectors;  ///< "CHN", "13 economies", "goods", ...
  std::string objective;          ///< "real income", "real income with political weights", ...
  bool plain = true;              ///< the objective is real income
};

/// The players of a game on an economy. Owns the model; equilibria of it must not outlive the game.
struct StrategyGame {
  AssembledRun run;
  StrategyAsk ask;
  std::unique_ptr<economy::Model> model;
  std::vector<strategy::Player> players;
  std::vector<PlayerText> texts;  ///< by player
  TradeCube base, start;  ///< [sector][importer][exporter] on the model's sectors; start: the scenario's
  strategy::SearchOptions search;
  strategy::CertificateOptions certificate;

  const economy::PolicyModel& policy() const { return *model->policy(); }
  const std::string& code(Country c) const { return policy().countries().code(c); }
};

/// Resolves the players and their tariffs for `question`. UserError: a model without exact gradients (the
/// families that have them are named), shocks of trade costs, too few or too many players, unknown names,
/// bounds out of order, a weight the model has no term for.
StrategyGame make_game(AssembledRun run, StrategyQuestion question);

/// Tariffs of another scenario on the game's benchmark and sectors. `name` is a file, also beside the game's
/// scenario, or a name of the data search path. Files read are added to the game's inputs.
TradeCube tariffs_of_scenario(StrategyGame& game, const std::string& name, const SourcePlace& place);

/// Tariffs of a run on the game's benchmark, on the model's sectors. Files read are added to the game's inputs.
TradeCube tariffs_of_run(StrategyGame& game, const AssembledRun& run);

/// Tariffs by the model's sectors, brought to those of the benchmark: cells that are as at the start keep
/// the benchmark sectors' own rates.
TradeCube on_benchmark_sectors(const StrategyGame& game, const TradeCube& tariff);

/// The file `name` beside the scenario. UserError at `place`.
std::filesystem::path beside_scenario(const Scenario& scenario, const std::filesystem::path& name,
                                      const SourcePlace& place);

/// What a deal falls back on, in words: "the tariffs of the scenario", "Nash tariffs", ...
std::string threat_name(const std::string& threat);

}  // namespace cobden::scenario
