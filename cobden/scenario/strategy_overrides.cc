// Strategy options of the command line: the same records as the file's keys, with "--key" as their place.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/axis.h"
#include "cobden/core/text.h"
#include "cobden/scenario/strategy_ask.h"

namespace cobden::scenario {
namespace {

/// "--max-iterations" for the key max_iterations.
SourcePlace option_place(const std::string& key) {
  std::string name = "--" + key;
  std::ranges::replace(name, '_', '-');
  return {.file = "", .line = {}, .column = name};
}

const OptionRecord& record_of(const std::string& key) {
  static const auto records = strategy_options();
  return *find_option(records, "strategy", key);
}

double number_of(const std::string& key, const std::string& text) {
  const OptionRecord& record = record_of(key);
  const bool whole = record.type == OptionType::kInteger;
  const auto x = parse_number(text);
  if (!x || (whole && *x != std::floor(*x)))
    fail_at(option_place(key), text, "is not a number", whole ? "a whole number" : "a number");
  if (*x < record.low)
    fail_at(option_place(key), text, "is too small", fmt::format("{:g} or more", record.low));
  if (*x > record.high)
    fail_at(option_place(key), text, "is too large", fmt::format("{:g} or less", record.high));
  return *x;
}

template <class T>
void take_number(const std::string& key, const std::string& text, T& target) {
  if (!text.empty()) target = static_cast<T>(number_of(key, text));
}

/// The text, checked against the choices of its record.
std::string choice_of(const std::string& key, const std::string& text) {
  const auto& choices = record_of(key).choices;
  if (std::ranges::find(choices, text) == choices.end())
    fail_at(option_place(key), text, "is not a known value",
            fmt::format("one of: {}", fmt::join(choices, ", ")), did_you_mean(text, choices));
  return text;
}

void take_players(const std::vector<std::string>& codes, StrategyAsk& ask) {
  if (codes.empty()) return;
  std::vector<PlayerAsk> players;
  for (const auto& code : codes) {
    if (std::ranges::find(players, code, &PlayerAsk::code) != players.end())
      fail_at(option_place("players"), code, "stands twice among the players");
    const auto known = std::ranges::find(ask.players, code, &PlayerAsk::code);
    PlayerAsk player = known == ask.players.end() ? PlayerAsk{} : *known;
    player.code = code;
    player.places["code"] = option_place("players");
    players.push_back(std::move(player));
  }
  ask.players = std::move(players);
}

/// SECTOR=WEIGHT.
std::vector<std::pair<std::string, double>> weights_of(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, double>> weights;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const auto x = equals == std::string::npos ? std::nullopt : parse_number(text.substr(equals + 1));
    if (!x || equals == 0 || *x < 0)
      fail_at(option_place("weights"), text, "is not a weight", "SECTOR=WEIGHT with a weight of 0 or more");
    weights.emplace_back(text.substr(0, equals), *x);
  }
  return weights;
}

/// What one option sets for all players holds for each of them, whatever their own tables say.
template <class T>
void take_for_all(StrategyAsk& ask, const char* key, T PlayerAsk::*field, const T& value) {
  ask.all.*field = value;
  ask.all.places[key] = option_place(key);
  for (auto& player : ask.players) {
    player.*field = T{};
    player.places.erase(key);
  }
}

void take_choices(const StrategyOverrides& o, StrategyAsk& ask) {
  if (!o.tariff_class.empty())
    take_for_all(ask, "class", &PlayerAsk::tariff_class,
                 std::optional(strategy::parse_tariff_class(o.tariff_class, option_place("class"))));
  if (!o.partners.empty()) take_for_all(ask, "partners", &PlayerAsk::partners, o.partners);
  if (!o.sectors.empty()) take_for_all(ask, "sectors", &PlayerAsk::sectors, o.sectors);
  if (!o.lower.empty())
    take_for_all(ask, "lower", &PlayerAsk::lower, std::optional(parse_rate(o.lower, option_place("lower"))));
  if (!o.upper.empty())
    take_for_all(ask, "upper", &PlayerAsk::upper, std::optional(parse_rate(o.upper, option_place("upper"))));
  if (!o.weights.empty() && !o.weights_file.empty())
    fail_at(option_place("weights"), "", "stands beside --weights-file", "one of the two");
  if (!o.weights.empty() || !o.weights_file.empty()) {
    take_for_all(ask, "weights", &PlayerAsk::weights, weights_of(o.weights));
    take_for_all(ask, "weights_file", &PlayerAsk::weights_file, o.weights_file);
  }
  if (o.normalise) take_for_all(ask, "normalise", &PlayerAsk::normalise, std::optional(true));
  const auto weight = [&](const char* key, const std::string& text, std::optional<double> PlayerAsk::*field) {
    if (!text.empty()) take_for_all(ask, key, field, std::optional(number_of(key, text)));
  };
  weight("revenue_weight", o.revenue_weight, &PlayerAsk::revenue_weight);
  weight("price_weight", o.price_weight, &PlayerAsk::price_weight);
  weight("employment_weight", o.employment_weight, &PlayerAsk::employment_weight);
  if (!o.moves.empty()) {
    for (const auto& move : o.moves) parse_move(move, option_place("moves"));
    take_for_all(ask, "moves", &PlayerAsk::moves, o.moves);
  }
}

void take_search(const StrategyOverrides& o, StrategyAsk& ask) {
  take_number("starts", o.starts, ask.starts);
  take_number("seed", o.seed, ask.seed);
  take_number("tolerance", o.tolerance, ask.tolerance);
  take_number("max_iterations", o.max_iterations, ask.max_iterations);
  take_number("seconds", o.seconds, ask.seconds);
  take_number("certificate_starts", o.certificate_starts, ask.certificate_starts);
  if (o.no_certificate) ask.certificate = false;
}

void take_deals(const StrategyOverrides& o, StrategyAsk& ask) {
  const auto word = [&](const char* key, const std::string& text, std::string& target) {
    if (text.empty()) return;
    target = text;
    ask.places[key] = option_place(key);
  };
  word("threat", o.threat, ask.threat);
  take_number("power", o.power, ask.power);
  take_number("points", o.points, ask.points);
  if (!o.gains.empty()) ask.equal_percent = choice_of("gains", o.gains) == "percent";
  if (!o.form.empty()) ask.bilateral = choice_of("form", o.form) == "bilateral";
  if (!o.deals.empty()) ask.deals = o.deals, ask.places["deals"] = option_place("deals");
  word("owner", o.owner, ask.owner);
  if (!o.budget.empty()) ask.budget = strategy::parse_budget_kind(o.budget, option_place("budget"));
  if (!o.amounts.empty()) {
    ask.amounts.clear();
    ask.places["amounts"] = option_place("amounts");
    for (const auto& text : o.amounts) ask.amounts.push_back(number_of("amounts", text));
  }
  take_number("own_weight", o.own_weight, ask.own_weight);
  take_number("rival_weight", o.rival_weight, ask.rival_weight);
  if (!o.items.empty()) ask.items = o.items, ask.places["items"] = option_place("items");
  take_number("largest", o.largest, ask.largest);
  word("first", o.first, ask.first);
  take_number("depth", o.depth, ask.depth);
  take_number("discount", o.discount, ask.discount);
  take_number("path_length", o.path_length, ask.path_length);
}

}  // namespace

void apply_overrides(const StrategyOverrides& overrides, StrategyAsk& ask) {
  take_players(overrides.players, ask);
  take_choices(overrides, ask);
  take_search(overrides, ask);
  take_deals(overrides, ask);
}

}  // namespace cobden::scenario
