#include "cobden/scenario/talks_pressure.h"

#include <algorithm>

#include "cobden/core/error.h"
#include "cobden/scenario/shocks.h"

namespace cobden::scenario {
namespace {

/// The player's objective with what its clocks add on a day. Employment has a term only in models with labour
/// supply; elsewhere its weight is left out, and `left_out` says so.
economy::Objective pressed(const StrategyGame& game, const economy::Objective& plain,
                           const talks::DayWeights& weights, bool& left_out) {
  const auto& model = game.policy();
  const auto& b = *game.run.benchmark;
  economy::Objective o = plain;
  o.price_weight += weights.prices;
  if (model.sectors().size() == b.sector_count() && !weights.sectors.empty()) {
    if (o.sector_weight.empty()) o.sector_weight = BySector(b.sector_count(), 1.0);
    for (const auto& [name, lambda] : weights.sectors)
      for (const Sector s : select_sectors(name, game.run.scenario, b)) o.sector_weight[s] *= lambda;
  }
  economy::Objective with_jobs = o;
  with_jobs.employment_weight += weights.employment;
  try {
    model.value(*model.base(), with_jobs);
    return with_jobs;
  } catch (const UserError&) {
    left_out = left_out || weights.employment != 0;
    return o;
  }
}

void add_rows(const StrategyGame& game, Day day, const std::string& name, PressureAnswer& answer,
              bool& left_out, const RunContext& context) {
  auto players = game.players;
  std::vector<talks::DayWeights> weights;
  for (std::size_t side = 0; side < 2; ++side) {
    weights.push_back(talks::weights_on(answer.book.of(game.texts[side].code), day));
    players[side].objective = pressed(game, players[side].objective, weights[side], left_out);
  }
  const auto war =
      strategy::diagnose_war(game.policy(), players, game.start, game.base, game.search, context);
  if (war.sides.size() != 2) return;
  for (std::size_t side = 0; side < 2; ++side)
    answer.rows.push_back({side, day, name, weights[side], war.sides[side]});
}

/// Real income of one economy at the scenario's duties under every elasticity set, percent.
std::vector<double> shocks_of(const Answer& duties, Country country) {
  const auto c = static_cast<std::size_t>(country.value);
  std::vector<double> shocks;
  for (const auto& set : duties.range.welfare_percent)
    if (!set.empty()) shocks.push_back(set[c]);
  if (shocks.empty()) shocks.push_back(duties.result.outcomes.find("welfare_exact")->value[c]);
  return shocks;
}

void add_growth(const StrategyGame& game, const TalksAsk& ask, const Answer& duties, PressureAnswer& answer) {
  const auto path = answer.book.folder / "growth.csv";
  if (!ask.start || !std::filesystem::is_regular_file(path)) return;
  const auto outlooks = talks::read_growth_outlooks(path);
  const int year = static_cast<int>(std::chrono::year_month_day(*ask.start).year());
  for (std::size_t side = 0; side < 2; ++side) {
    const auto& code = game.texts[side].code;
    const auto find = [&](bool with_tariffs) -> std::optional<talks::GrowthOutlook> {
      try {
        return talks::outlook_for(outlooks, code, year, ask.start, with_tariffs);
      } catch (const UserError&) {
        return {};
      }
    };
    const auto before = find(false);
    if (!before) {
      answer.notes.push_back("no forecast of " + code + " from before the tariffs is in growth.csv");
      continue;
    }
    const auto shocks = shocks_of(duties, game.players[side].objective.country);
    const auto [low, high] = std::ranges::minmax(shocks);
    answer.growth.push_back({.side = side,
                             .outlook = *before,
                             .shock_low = low,
                             .shock_high = high,
                             .risk = talks::growth_at_risk(*before, shocks),
                             .with_tariffs = find(true)});
  }
}

}  // namespace

std::optional<PressureAnswer> press(const StrategyGame& game, const TalksAsk& ask, const Answer& duties,
                                    const RunContext& context) {
  if (ask.clocks.empty()) return {};
  PressureAnswer answer;
  answer.book = talks::read_clock_book(talks::find_clocks(ask.clocks.string()), {.known = ask.start});
  answer.clocks = {answer.book.of(game.texts[0].code).impatience,
                   answer.book.of(game.texts[1].code).impatience};
  for (const auto& series : answer.book.unknown)
    answer.notes.push_back("nothing was public about " + series + " when the talks start: it is left out");
  if (ask.start) {
    bool left_out = false;
    add_rows(game, *ask.start, "start of the talks", answer, left_out, context);
    if (ask.deadline) add_rows(game, *ask.deadline, ask.deadline_name, answer, left_out, context);
    if (left_out)
      answer.notes.push_back("the model has no labour supply: weights of employment are left out");
  }
  add_growth(game, ask, duties, answer);
  return answer;
}

}  // namespace cobden::scenario
