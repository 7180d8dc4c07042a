// The options of `cobden optimum | nash | cooperate | frontier | carveouts | respond`.
#include "apps/cli/commands.h"
#include "apps/cli/report_option.h"
#include "apps/cli/strategy_commands.h"

namespace cobden::cli {
namespace {

using Options = std::vector<OptionDescription>;
using Question = scenario::StrategyQuestion;

Options joined(std::initializer_list<Options> parts) {
  Options all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Options choices(StrategyOptions& o) {
  auto& s = o.strategy;
  return {{"--class", &s.tariff_class, "Which tariffs must be equal: unrestricted, mfn, by-partner, uniform"},
          {"--partners", &s.partners, "Whose goods are charged by choice: codes, groups, players or all"},
          {"--sectors", &s.sectors, "Sectors charged by choice: codes or groups (default: goods)"},
          {"--lower", &s.lower, "Lowest tariff, e.g. 0 or -20% (default: 0)"},
          {"--upper", &s.upper, "Highest tariff, e.g. 200% (default: 1000%)"}};
}

Options objective(StrategyOptions& o) {
  auto& s = o.strategy;
  return {{"--weights", &s.weights, "Political weights, SECTOR=WEIGHT, comma separated; others 1"},
          {"--weights-file", &s.weights_file, "The same from a CSV: sector, country, weight"},
          {"--normalise", &s.normalise, "Scale the weights to a mean of 1 over sectors"},
          {"--revenue-weight", &s.revenue_weight, "Weight of real tariff revenue beside incomes"},
          {"--price-weight", &s.price_weight, "Share of income that a doubling of prices is worth as a loss"},
          {"--employment-weight", &s.employment_weight, "The same for employment, where the model has it"}};
}

Options search(StrategyOptions& o) {
  auto& s = o.strategy;
  return {{"--seconds", &s.seconds, "Time limit; the best point found is reported with that status"},
          {"--starts", &s.starts, "Starts of each search (default: 1)"},
          {"--seed", &s.seed, "Of random starts"},
          {"--tolerance", &s.tolerance, "Largest first-order condition accepted (default: 1e-7)"},
          {"--max-iterations", &s.max_iterations, "Iteration limit (default: 500)"}};
}

Options output(StrategyOptions& o) {
  return {{"--out", &o.out, "Folder for tables, tariffs.csv, JSON, charts and a manifest"},
          report_option(o.report),
          {"--full", &o.full, "JSON and CSV with every tariff, not only those that change"}};
}

Options scenario_word(StrategyOptions& o) {
  return {{"scenario", &o.scenario, "Scenario file (TOML), or the name of a ready one (see cobden scenarios)",
           true}};
}

Options players(StrategyOptions& o, const char* name, const char* help) {
  return {{name, &o.strategy.players, help}};
}

Options threat(StrategyOptions& o) {
  auto& s = o.strategy;
  return {{"--threat", &s.threat,
           "Without a deal: status-quo (the scenario's tariffs), base, nash, free-trade, or a scenario"},
          {"--power", &s.power, "Bargaining power of the first player, 0 to 1 (default: 0.5)"}};
}

/// What every command has, around its own options.
CommandDescription command(StrategyOptions& o, Question question, const char* help, const char* footer,
                           Options own) {
  return {
      .name = to_string(question),
      .help = help,
      .footer = footer,
      .options = joined({scenario_word(o), std::move(own), choices(o), objective(o), search(o), output(o),
                         override_options(o.overrides)}),
      .action = [&o, question](CommandIo& io, const RunContext& c) { return strategy(question, o, io, c); }};
}

CommandDescription optimum(StrategyOptions& o) {
  return command(
      o, Question::kOptimum, "The best tariffs of one government, all others as they are",
      "Examples:\n  cobden optimum us-china-2025-12 --player USA --partners CHN\n  cobden optimum "
      "us-china-145-125 --player USA --class mfn --partners CHN --sectors goods --lower 0 --upper 200%",
      players(o, "--player,--players", "Country code of the government"));
}

CommandDescription nash(StrategyOptions& o) {
  auto& s = o.strategy;
  return command(
      o, Question::kNash, "Tariffs from which no player gains by moving alone, with a certificate",
      "Examples:\n  cobden nash us-china-2025-12 --players USA,CHN\n  cobden nash us-china-2025 --players "
      "USA,CHN --partners all --out out/nash",
      joined({players(o, "--players", "Country codes or groups, comma separated; all others are passive"),
              {{"--certificate-starts", &s.certificate_starts,
                "Searches for deviations by each player (default: 3)"},
               {"--no-certificate", &s.no_certificate, "Leave out the search for deviations"}}}));
}

CommandDescription cooperate(StrategyOptions& o) {
  auto& s = o.strategy;
  return command(
      o, Question::kCooperate, "Tariffs that all players agree on, or deals pair by pair",
      "Examples:\n  cobden cooperate us-china-2025-12 --players USA,CHN,EU27\n  cobden cooperate "
      "us-china-2025-12 --players USA,CHN,EU27 --form bilateral --deals USA:CHN,USA:EU27",
      joined({players(o, "--players", "Country codes, comma separated"),
              threat(o),
              {{"--form", &s.form, "multilateral (equal proportional gains) or bilateral (Nash-in-Nash)"},
               {"--deals", &s.deals, "With bilateral: the pairs that deal, USA:CHN,USA:EU27"}}}));
}

CommandDescription frontier(StrategyOptions& o) {
  auto& s = o.strategy;
  return command(
      o, Question::kFrontier, "What two governments could agree on, and what they would",
      "Examples:\n  cobden frontier us-china-2025-12 --players USA,CHN\n  cobden frontier us-china-2025-12 "
      "--players USA,CHN --threat nash --points 31 --power 0.6 --out out/frontier",
      joined({players(o, "--players", "Two country codes, comma separated"),
              threat(o),
              {{"--points", &s.points, "Points of the frontier (default: 21)"},
               {"--gains", &s.gains, "What the egalitarian solution makes equal: percent or money"}}}));
}

CommandDescription carveouts(StrategyOptions& o) {
  auto& s = o.strategy;
  return command(
      o, Question::kCarveouts, "Which goods to spare from the present duties, and the best list for a budget",
      "Examples:\n  cobden carveouts us-china-2025-12 --players USA,CHN\n  cobden carveouts us-china-2025-12 "
      "--players USA,CHN --owner CHN --budget trade --amounts 20,50,100\n  cobden carveouts us-china-2025-12 "
      "--players USA,CHN --items hs2 --amounts 1,3",
      joined({players(o, "--players", "Two country codes, comma separated"),
              {{"--owner", &s.owner, "Whose duties (default: the first player's)"},
               {"--budget", &s.budget, "What the best list may use up: items, trade or revenue"},
               {"--amounts", &s.amounts, "Budgets: items, or billion a year (default: the whole curve)"},
               {"--own-weight", &s.own_weight, "Weight of the owner's gain in the choice (default: 1)"},
               {"--rival-weight", &s.rival_weight, "Weight of the rival's gain in the choice (default: 0)"},
               {"--items", &s.items,
                "What may be spared: sectors (default); by the owner's schedule: lists, hs2, hs4, hs6, or "
                "names of lists, exemptions and headings; or a CSV id, label, sector, share"},
               {"--largest", &s.largest,
                "Of lists and hs2 to hs6: groups that stand for themselves (default: 20)"}}}));
}

CommandDescription respond(StrategyOptions& o) {
  auto& s = o.strategy;
  return command(
      o, Question::kRespond, "Where a sequence of answers leads, move by move",
      "Examples:\n  cobden respond us-china-2025-12 --players USA,CHN\n  cobden respond us-china-2025-12 "
      "--players USA,CHN --first CHN --moves 'hold,match,cut-half,add 10 points' --depth 5",
      joined({players(o, "--players", "Two country codes, comma separated"),
              {{"--first", &s.first, "Who moves first (default: the first player)"},
               {"--moves", &s.moves,
                "Moves allowed: hold, best-response, match, add N points, exempt N, "
                "cut-half, cut-to-base"},
               {"--depth", &s.depth, "Moves in the solved tree (default: 4)"},
               {"--discount", &s.discount, "Factor on what follows each move (default: 1)"},
               {"--path-length", &s.path_length, "Moves of the short-sighted path at most (default: 30)"}}}));
}

}  // namespace

std::vector<CommandDescription> strategy_commands(StrategyOptions& o) {
  return {optimum(o), nash(o), cooperate(o), frontier(o), carveouts(o), respond(o)};
}

}  // namespace cobden::cli
