#include "cobden/scenario/strategy_ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/axis.h"
#include "cobden/core/text.h"

namespace cobden::scenario {
namespace {

using Kind = TomlValue::Kind;
using Question = StrategyQuestion;

constexpr std::array kQuestions{
    std::pair{Question::kOptimum, "optimum"},     std::pair{Question::kNash, "nash"},
    std::pair{Question::kCooperate, "cooperate"}, std::pair{Question::kFrontier, "frontier"},
    std::pair{Question::kCarveouts, "carveouts"}, std::pair{Question::kRespond, "respond"}};

Question parse_question(const std::string& text) {
  for (const auto& [question, name] : kQuestions)
    if (text == name) return question;
  invariant(false, "the record of 'question' lists the known ones");
  return Question::kOptimum;
}

void check_bound(const SourcePlace& place, const std::string& text, double rate) {
  if (!(rate > -1)) fail_at(place, text, "is a tariff of -100% or below", "a tariff above -100%");
}

void read_bounds(const TableReader& reader, PlayerAsk& player) {
  const bool any = reader.find("lower") || reader.find("upper");
  if (!any) {
    if (const TomlEntry* unit = reader.find("unit"))
      fail_at(reader.place(*unit), unit->value.text, "'unit' stands alone", "lower or upper beside it");
    return;
  }
  if (!reader.find("unit"))
    fail_at(reader.place(reader.find("lower") ? "lower" : "upper"), "",
            "the unit of the bounds is not stated", "unit = \"percent\", \"fraction\"");
  const double per_one = reader.text("unit") == "percent" ? 0.01 : 1;
  for (const auto& [key, bound] : {std::pair{"lower", &player.lower}, std::pair{"upper", &player.upper}})
    if (const auto figure = reader.number(key)) {
      *bound = *figure * per_one;
      check_bound(reader.place(key), reader.find(key)->value.text, **bound);
    }
}

void read_weights(const TableReader& reader, const std::string& file, PlayerAsk& player) {
  player.weights_file = reader.text("weights_file");
  const TomlEntry* entry = reader.find("weights");
  if (!entry) return;
  if (!player.weights_file.empty())
    fail_at(reader.place(*entry), "", "'weights' stands beside 'weights_file'", "one of the two");
  const auto records = strategy_options();
  const TableReader weights(records, entry->value, "strategy.weights", file);
  for (const auto& weight : entry->value.entries)
    player.weights.emplace_back(weight.key, *weights.number(weight.key));
}

void read_choices(const TableReader& reader, const std::string& file, PlayerAsk& player) {
  for (const auto& entry : reader.table().entries) player.places[entry.key] = reader.place(entry);
  if (const auto text = reader.text("class"); !text.empty())
    player.tariff_class = strategy::parse_tariff_class(text, reader.place("class"));
  player.partners = reader.texts("partners");
  player.sectors = reader.texts("sectors");
  read_bounds(reader, player);
  read_weights(reader, file, player);
  if (reader.find("normalise")) player.normalise = reader.truth("normalise");
  player.revenue_weight = reader.number("revenue_weight");
  player.price_weight = reader.number("price_weight");
  player.employment_weight = reader.number("employment_weight");
  player.moves = reader.texts("moves");
  for (const auto& move : player.moves) parse_move(move, reader.place("moves"));
}

int whole(std::optional<double> figure, int otherwise) {
  return figure ? static_cast<int>(*figure) : otherwise;
}

void read_search(const TableReader& reader, StrategyAsk& ask) {
  ask.starts = whole(reader.number("starts"), ask.starts);
  if (const auto seed = reader.number("seed")) ask.seed = static_cast<unsigned>(*seed);
  ask.tolerance = reader.number("tolerance").value_or(ask.tolerance);
  ask.max_iterations = whole(reader.number("max_iterations"), ask.max_iterations);
  ask.seconds = reader.number("seconds").value_or(ask.seconds);
  ask.certificate = reader.truth("certificate", ask.certificate);
  ask.certificate_starts = whole(reader.number("certificate_starts"), ask.certificate_starts);
}

void read_deals(const TableReader& reader, StrategyAsk& ask) {
  ask.threat = reader.text("threat", ask.threat);
  ask.power = reader.number("power").value_or(ask.power);
  ask.points = whole(reader.number("points"), ask.points);
  ask.equal_percent = reader.text("gains", "percent") == "percent";
  ask.bilateral = reader.text("form", "multilateral") == "bilateral";
  ask.deals = reader.texts("deals");
}

void read_carveouts_and_moves(const TableReader& reader, StrategyAsk& ask) {
  ask.owner = reader.text("owner");
  if (const auto text = reader.text("budget"); !text.empty())
    ask.budget = strategy::parse_budget_kind(text, reader.place("budget"));
  ask.amounts = reader.numbers("amounts");
  ask.own_weight = reader.number("own_weight").value_or(ask.own_weight);
  ask.rival_weight = reader.number("rival_weight").value_or(ask.rival_weight);
  ask.items = reader.texts("items");
  ask.largest = whole(reader.number("largest"), ask.largest);
  ask.first = reader.text("first");
  ask.depth = whole(reader.number("depth"), ask.depth);
  ask.discount = reader.number("discount").value_or(ask.discount);
  ask.path_length = whole(reader.number("path_length"), ask.path_length);
}

/// The game's players: the list of codes, with a table each for those that have one.
void read_players(const TableReader& reader, const std::string& file, StrategyAsk& ask) {
  const auto records = strategy_options();
  for (const auto& code : reader.texts("players")) {
    for (const auto& other : ask.players)
      if (other.code == code) fail_at(reader.place("players"), code, "stands twice among the players");
    PlayerAsk player;
    player.code = code;
    player.places["code"] = reader.place("players");
    ask.players.push_back(std::move(player));
  }
  const bool listed = !ask.players.empty();
  std::vector<std::string> seen;
  for (const TomlValue* table : reader.tables("player")) {
    const TableReader one(records, *table, "strategy.player", file, {"weights"});
    PlayerAsk player;
    player.code = one.required_text("code", "\"USA\"");
    if (std::ranges::find(seen, player.code) != seen.end())
      fail_at(one.place("code"), player.code, "has a table already");
    seen.push_back(player.code);
    read_choices(one, file, player);
    const auto at = std::ranges::find(ask.players, player.code, &PlayerAsk::code);
    if (at != ask.players.end())
      *at = std::move(player);
    else if (!listed)
      ask.players.push_back(std::move(player));
    else
      fail_at(one.place("code"), player.code, "is not among the players", "a code that 'players' lists");
  }
}

}  // namespace

std::string to_string(StrategyQuestion question) {
  for (const auto& [known, name] : kQuestions)
    if (known == question) return name;
  return "unknown";
}

StrategyAsk read_strategy(const TomlEntry& entry, const std::string& file) {
  const auto records = strategy_options();
  const TableReader reader(records, entry.value, "strategy", file, {"weights", "player"});
  StrategyAsk ask;
  for (const auto& e : entry.value.entries) ask.places[e.key] = reader.place(e);
  if (const auto text = reader.text("question"); !text.empty()) ask.question = parse_question(text);
  read_choices(reader, file, ask.all);
  read_players(reader, file, ask);
  read_search(reader, ask);
  read_deals(reader, ask);
  read_carveouts_and_moves(reader, ask);
  return ask;
}

double parse_rate(const std::string& text, const SourcePlace& place) {
  std::string_view figure = trim(text);
  const bool percent = figure.ends_with('%');
  if (percent) figure.remove_suffix(1);
  const auto x = parse_number(figure);
  if (!x) fail_at(place, text, "is not a tariff", "a rate such as 25%");
  if (!percent && std::abs(*x) >= 2)
    fail_at(place, text, "has no unit", "a rate such as " + std::string(figure) + "%",
            "a bare number is a fraction: 0.25 is 25%");
  const double rate = percent ? *x / 100 : *x;
  check_bound(place, text, rate);
  return rate;
}

strategy::MoveRule parse_move(const std::string& text, const SourcePlace& place) {
  const auto words = split(text, ' ');
  strategy::MoveRule rule;
  rule.kind = strategy::parse_move_kind(words[0], place);
  const bool adds = rule.kind == strategy::MoveKind::kAddPoints;
  const bool exempts = rule.kind == strategy::MoveKind::kExempt;
  const std::string expected = adds      ? "\"add 10 points\""
                               : exempts ? "\"exempt 3\""
                                         : "\"" + words[0] + "\" alone";
  const bool fits = adds      ? words.size() == 3 && words[2] == "points"
                    : exempts ? words.size() == 2
                              : words.size() == 1;
  if (!fits) fail_at(place, text, "is not a move", expected);
  if (!adds && !exempts) return rule;
  const auto figure = parse_number(words[1]);
  const bool good = figure && (adds ? *figure != 0 : *figure >= 1 && *figure == std::floor(*figure));
  if (!good) fail_at(place, text, "is not a move", expected);
  if (adds) rule.points = *figure / 100;
  if (exempts) rule.count = static_cast<int>(*figure);
  return rule;
}

}  // namespace cobden::scenario
