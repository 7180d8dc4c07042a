#pragma once
// The [strategy] table of a scenario: which governments choose, over which tariffs and wanting what, and what
// is asked of their choices. Plain text and numbers as written, checked for form; names are resolved on a
// benchmark by strategy_game.h. Keys are described once, in strategy_options.cc, and the command line's
// options go through the same records.
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cobden/core/table_reader.h"
#include "cobden/strategy/carveouts.h"
#include "cobden/strategy/instruments.h"
#include "cobden/strategy/respond.h"

namespace cobden::scenario {

enum class StrategyQuestion { kOptimum, kNash, kCooperate, kFrontier, kCarveouts, kRespond };
std::string to_string(StrategyQuestion question);  ///< "optimum", "nash", "cooperate", ...

/// What one government may choose and what it wants. Empty fields of a player fall back to those of all.
struct PlayerAsk {
  std::string code;  ///< empty for what holds for all players
  std::optional<strategy::TariffClass> tariff_class;
  std::vector<std::string> partners;                    ///< codes, groups, "players" or "all"
  std::vector<std::string> sectors;                     ///< codes or groups
  std::optional<double> lower, upper;                   ///< bounds of the tariff, fraction
  std::vector<std::pair<std::string, double>> weights;  ///< sector or group -> weight, in the order written
  std::filesystem::path weights_file;                   ///< CSV sector,country,weight
  std::optional<bool> normalise;  ///< scale weights so that their mean over sectors is 1
  std::optional<double> revenue_weight, price_weight, employment_weight;
  std::vector<std::string> moves;             ///< of respond, as written
  std::map<std::string, SourcePlace> places;  ///< where each key stands, for errors found later
};

/// One question about the choices of governments, with the settings of all questions.
struct StrategyAsk {
  std::optional<StrategyQuestion> question;  ///< empty: only settings, for a command to use
  PlayerAsk all;
  std::vector<PlayerAsk> players;  ///< in the order of the game; may be empty until a command names them
  // searches
  int starts = 1;
  unsigned seed = 1;
  double tolerance = 1e-7;
  int max_iterations = 500;
  double seconds = std::numeric_limits<double>::infinity();
  bool certificate = true;
  int certificate_starts = 3;
  // frontier and cooperate
  std::string threat = "status-quo";  ///< "status-quo", "base", "nash", "free-trade", or a scenario
  double power = 0.5;
  int points = 21;
  bool equal_percent = true;       ///< egalitarian gains compared in percent, else in money
  bool bilateral = false;          ///< cooperate: deals pair by pair (Nash-in-Nash)
  std::vector<std::string> deals;  ///< "USA:CHN", empty = every pair
  // carveouts
  std::string owner;  ///< whose duties are looked at; empty = the first player
  strategy::BudgetKind budget = strategy::BudgetKind::kItems;
  std::vector<double> amounts;  ///< items, or billion of the benchmark's money; empty = the whole curve
  double own_weight = 1, rival_weight = 0;
  /// What may be spared: empty or "sectors"; "lists", "hs2", "hs4", "hs6"; names of lists, exemptions and
  /// headings of the owner's schedule; or a CSV file id, label, sector, share.
  std::vector<std::string> items;
  int largest = 20;  ///< groups of "lists" and headings that stand for themselves
  // respond
  std::string first;  ///< who moves first; empty = the first player
  int depth = 4;
  double discount = 1;
  int path_length = 30;
  std::map<std::string, SourcePlace> places;
};

/// Records of the tables [strategy], [strategy.weights] and [[strategy.player]].
std::vector<OptionRecord> strategy_options();

/// Reads [strategy]. UserError at the line of the mistake.
StrategyAsk read_strategy(const TomlEntry& entry, const std::string& file);

/// Settings of the command line as typed; empty = as in the file.
struct StrategyOverrides {
  std::vector<std::string> players, partners, sectors, weights, deals, amounts, moves, items;
  std::string tariff_class, lower, upper, revenue_weight, price_weight, employment_weight;
  std::filesystem::path weights_file;
  bool normalise = false, no_certificate = false;
  std::string starts, seed, tolerance, max_iterations, seconds, certificate_starts;
  std::string threat, power, points, gains, form;
  std::string owner, budget, own_weight, rival_weight, largest;
  std::string first, depth, discount, path_length;
};
/// Options win over the file, for all players; the players named replace those of the file, whose tables stay
/// in force for the players that are left. UserError at the option ("--lower").
void apply_overrides(const StrategyOverrides& overrides, StrategyAsk& ask);

/// "200%" or "0.15" as a fraction; "0" needs no unit. UserError at `place`.
double parse_rate(const std::string& text, const SourcePlace& place);
/// "hold", "add 10 points", "exempt 3", ... UserError at `place` names the nearest.
strategy::MoveRule parse_move(const std::string& text, const SourcePlace& place);

}  // namespace cobden::scenario
