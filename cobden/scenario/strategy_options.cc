// The keys of [strategy], each described once.
#include "cobden/scenario/strategy_ask.h"

namespace cobden::scenario {
namespace {

using T = OptionType;

/// Keys that only some questions use.
OptionRecord of(std::vector<std::string> questions, OptionRecord option) {
  option.families = std::move(questions);
  return option;
}

OptionRecord number(const char* key, const char* meaning, const char* unit, double low, double high,
                    const char* otherwise, T type = T::kNumber) {
  return number_option("strategy", key, type, meaning, unit, low, high, otherwise);
}

OptionRecord word(const char* key, T type, const char* meaning, const char* otherwise = "",
                  std::vector<std::string> choices = {}) {
  return word_option("strategy", key, type, meaning, otherwise, std::move(choices));
}

/// What stands in [strategy] for all players and in [[strategy.player]] for one.
std::vector<OptionRecord> player_options(const char* table, bool defaults) {
  const auto otherwise = [&](const char* text) { return std::string(defaults ? text : "as in [strategy]"); };
  const auto weight = [&](const char* key, const char* meaning) {
    return number_option(table, key, T::kNumber, meaning, "share", 0, 1e6, otherwise("0"));
  };
  return {
      word_option(table, "class", T::kText,
                  "which tariffs must be equal: none, one rate for each sector (mfn), one for each partner, "
                  "or a single one",
                  otherwise("unrestricted"), {"unrestricted", "mfn", "by-partner", "uniform"}),
      word_option(table, "partners", T::kTextOrList,
                  "whose goods are charged by choice: codes, groups, \"players\" (the other players) or "
                  "\"all\"; tariffs on others stay",
                  otherwise("all for optimum, else players")),
      word_option(table, "sectors", T::kTextOrList, "sectors charged by choice: codes or groups",
                  otherwise("goods if the benchmark has that group, else all")),
      number_option(table, "lower", T::kNumber, "lowest tariff; below zero allows import subsidies",
                    "percent or fraction", -1e9, 1e9, otherwise("0")),
      number_option(table, "upper", T::kNumber, "highest tariff", "percent or fraction", -1e9, 1e9,
                    otherwise("1000%")),
      word_option(table, "unit", T::kText, "unit of lower and upper; must be stated beside them", "",
                  {"percent", "fraction"}),
      word_option(table, "weights_file", T::kText,
                  "political weights by sector: CSV with columns sector, country, weight, relative to the "
                  "scenario; sectors left out have weight 1"),
      word_option(table, "normalise", T::kBoolean,
                  "scale the weights so that their mean over sectors is 1 (Ossa 2014)", otherwise("false")),
      weight("revenue_weight", "weight of real tariff revenue beside what it adds to incomes"),
      weight("price_weight", "share of base income that a doubling of consumer prices is worth as a loss"),
      weight("employment_weight", "the same for employment as a gain; only models with labour supply"),
      of({"respond"},
         word_option(table, "moves", T::kTextList,
                     "moves allowed: hold, best-response, match, add N points, exempt N, cut-half, "
                     "cut-to-base",
                     otherwise("hold, best-response, cut-half, cut-to-base"))),
  };
}

std::vector<OptionRecord> search_options() {
  return {
      number("starts", "starts of each search: the tariffs given, zero tariffs, then random ones", "starts",
             1, 1000, "1", T::kInteger),
      number("seed", "of the random starts", "", 0, 4294967295, "1", T::kInteger),
      number("tolerance", "largest first-order condition accepted, as a step of ln(1 + t)", "log points",
             1e-14, 1, "1e-7"),
      number("max_iterations", "iteration limit; reaching it is reported, never success", "iterations", 1,
             1e7, "500", T::kInteger),
      number("seconds", "time limit of the whole search; the best point found is reported", "seconds", 0, 1e9,
             "none"),
      of({"nash"}, word("certificate", T::kBoolean,
                        "search for deviations that would pay a player, from several starts", "true")),
      of({"nash"}, number("certificate_starts", "starts of that search for each player", "starts", 1, 1000,
                          "3", T::kInteger)),
  };
}

std::vector<OptionRecord> deal_options() {
  return {
      of({"frontier", "cooperate"},
         word("threat", T::kText,
              "where the players stand without a deal: status-quo (the tariffs of the scenario), base (those "
              "of the benchmark), nash, free-trade (zero on what they choose), or another scenario",
              "status-quo")),
      of({"frontier", "cooperate"},
         number("power", "bargaining power of the first player in the Nash solution", "share", 0, 1, "0.5")),
      of({"frontier"}, number("points", "points of the frontier wanted, ends included", "points", 3, 10000,
                              "21", T::kInteger)),
      of({"frontier"}, word("gains", T::kText,
                            "what the egalitarian solution makes equal: percent of base objective, or money",
                            "percent", {"percent", "money"})),
      of({"cooperate"}, word("form", T::kText,
                             "one agreement of all with equal proportional gains, or deals pair by pair "
                             "(Nash-in-Nash)",
                             "multilateral", {"multilateral", "bilateral"})),
      of({"cooperate"},
         word("deals", T::kTextList, "with bilateral: the pairs that deal, [\"USA:CHN\", \"USA:EU27\"]",
              "every pair of players")),
  };
}

std::vector<OptionRecord> carveout_options() {
  return {
      of({"carveouts"},
         word("owner", T::kText, "the player whose duties on the other may be spared", "the first player")),
      of({"carveouts"},
         word("budget", T::kText, "what the best list may use up", "items", {"items", "trade", "revenue"})),
      of({"carveouts"}, number("amounts", "budgets, items or billion of the benchmark's money a year",
                               "items or billion", 0, 1e9, "the whole curve", T::kNumberList)),
      of({"carveouts"}, number("own_weight", "weight of the owner's gain in the choice of the list", "share",
                               -1e6, 1e6, "1")),
      of({"carveouts"}, number("rival_weight", "weight of the rival's gain in the choice of the list",
                               "share", -1e6, 1e6, "0")),
      of({"carveouts"},
         word("items", T::kTextOrList,
              "what may be spared: sectors; of the schedule behind the owner's duties its product lists "
              "(lists), chapters or headings (hs2, hs4, hs6), or lists, exemptions and headings by name; or "
              "a CSV id, label, sector, share (of the sector's imports), relative to the scenario",
              "sectors")),
      of({"carveouts"}, number("largest",
                               "of lists and hs2 to hs6: groups that stand for themselves, by the duty on "
                               "them; other headings are one group together, other lists are left out",
                               "groups", 1, 63, "20", T::kInteger)),
  };
}

std::vector<OptionRecord> respond_options() {
  return {
      of({"respond"}, word("first", T::kText, "who moves first", "the first player")),
      of({"respond"}, number("depth", "moves in the solved tree", "moves", 1, 20, "4", T::kInteger)),
      of({"respond"}, number("discount", "of the payoff that follows each move", "factor", 1e-6, 1, "1")),
      of({"respond"}, number("path_length", "moves of the short-sighted path at most", "moves", 1, 10000,
                             "30", T::kInteger)),
  };
}

}  // namespace

std::vector<OptionRecord> strategy_options() {
  std::vector<OptionRecord> options{
      word("question", T::kText, "what is asked; cobden run then answers it too",
           "none: for cobden optimum, nash, ... to use",
           {"optimum", "nash", "cooperate", "frontier", "carveouts", "respond"}),
      word("players", T::kTextOrList,
           "governments that choose, in the order of the game: country codes, or groups whose members each "
           "play",
           "those of [[strategy.player]]")};
  const auto add = [&](std::vector<OptionRecord> part) {
    options.insert(options.end(), part.begin(), part.end());
  };
  add(player_options("strategy", true));
  for (auto part : {search_options(), deal_options(), carveout_options(), respond_options()}) add(part);
  add({number_option("strategy.weights", "*", T::kNumber,
                     "political weight of a sector or group: weights = { C24A = 1.5, C29 = 2 }; sectors left "
                     "out have weight 1",
                     "weight", 0, 1e6)});
  add({word_option("strategy.player", "code", T::kText, "country code of the player; must be there")});
  add(player_options("strategy.player", false));
  return options;
}

}  // namespace cobden::scenario
