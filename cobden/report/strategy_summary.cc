#include "cobden/report/strategy_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/shocks.h"

namespace cobden::report {
namespace {

using scenario::StrategyAnswer;
using Question = scenario::StrategyQuestion;

}  // namespace

std::string strategy_headline(const StrategyAnswer& a) {
  const auto& texts = a.game->texts;
  std::string codes;
  for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), 4); ++i)
    codes += (i == 0 ? "" : i + 1 == texts.size() ? " and " : ", ") + texts[i].code;
  if (texts.size() > 4) codes = fmt::format("{} players", texts.size());
  switch (a.question) {
    case Question::kOptimum:
      return "Best tariffs of " + codes;
    case Question::kNash:
      return "Nash equilibrium of " + codes;
    case Question::kCooperate:
      return "Cooperation of " + codes;
    case Question::kFrontier:
      return "Efficient frontier of " + codes;
    case Question::kCarveouts:
      return "Carve-outs between " + codes;
    case Question::kRespond:
      return "Responses of " + codes + " in turn";
  }
  return codes;
}

namespace {

std::string head(const StrategyAnswer& a, bool beside_run) {
  const auto& s = a.game->run.scenario;
  std::string text = strategy_headline(a) + (beside_run ? "\n" : "  [" + s.name + "]\n");
  if (!beside_run) {
    text += "  start: " + wrapped(s.title.empty() ? s.name : s.title, 101, "  ") + "\n";
    text += s.shocks.empty() ? "  no shocks: the tariffs of the benchmark\n" : shock_lines(a.game->run);
  }
  constexpr std::size_t kMost = 4;
  const auto lines = player_lines(a);
  for (std::size_t i = 0; i < std::min(kMost, lines.size()); ++i)
    text += "  " + wrapped(lines[i], 108, "  ") + "\n";
  if (lines.size() > kMost) text += fmt::format("  and {} further players alike\n", lines.size() - kMost);
  return text + "\n";
}

std::string search_line(const StrategyAnswer& a, Clock clock) {
  const auto& s = a.search;
  std::string text = fmt::format("Search: {}", to_string(s.status));
  if (s.iterations > 0) text += fmt::format(" in {} steps", s.iterations);
  text += fmt::format(", {} equilibria and {} gradients", s.solves, s.gradients);
  if (clock == Clock::kTold)
    text += s.seconds < 10 ? fmt::format(", {:.2g} s", s.seconds) : fmt::format(", {:.0f} s", s.seconds);
  if (s.first_order > 0) text += fmt::format("; first-order conditions off by {:.1e} at most", s.first_order);
  return text + ".";
}

std::string unfinished(const StrategyAnswer& a) {
  using strategy::SearchStatus;
  const char* word = a.search.status == SearchStatus::kInterrupted     ? "INTERRUPTED"
                     : a.search.status == SearchStatus::kTimeLimit     ? "TIME LIMIT"
                     : a.search.status == SearchStatus::kNoEquilibrium ? "NO EQUILIBRIUM"
                                                                       : "NOT CONVERGED";
  std::string why = a.search.message.empty() ? to_string(a.search.status) : a.search.message;
  if (const std::string status = to_string(a.search.status) + ": "; why.starts_with(status))
    why.erase(0, status.size());
  return fmt::format("{}: {}.{}", word, why,
                     a.tariffs.empty() ? "" : " The figures above are the best point found, not an answer.");
}

BriefBlocks footer(const StrategyAnswer& a, bool beside_run, Clock clock) {
  BriefBlocks blocks;
  if (!a.search.converged()) blocks.push_back(BriefText{unfinished(a)});
  blocks.push_back(BriefText{search_line(a, clock)});
  if (beside_run) return blocks;
  const auto& t = a.game->run.benchmark->tables();
  const auto& m = a.game->model->description();
  blocks.push_back(BriefText{fmt::format(
      "Benchmark {} ({}, {} economies x {} sectors, {}). Model {}, elasticities {}.", t.name, t.year,
      t.countries.size(), t.sectors.size(), t.unit, m.variant.empty() ? m.family : m.family + "/" + m.variant,
      m.elasticities.empty() ? "as specified" : m.elasticities)});
  for (const auto* notes : {&a.game->run.notes, &m.notes})
    for (const auto& note : *notes) blocks.push_back(BriefText{"Note: " + note + "."});
  return blocks;
}

/// What the question's own tables are about.
const char* question_heading(const StrategyAnswer& a) {
  switch (a.question) {
    case Question::kCooperate:
      return "What all would agree on";
    case Question::kFrontier:
      return "What both could agree on";
    case Question::kCarveouts:
      return "What to spare first";
    case Question::kRespond:
      return "Where answers lead";
    default:
      return "";
  }
}

BriefBlocks question_blocks(const StrategyAnswer& a) {
  if (const auto* made = std::get_if<scenario::CooperateAnswer>(&a.detail)) return cooperation_text(a, *made);
  if (const auto* made = std::get_if<scenario::FrontierAnswer>(&a.detail)) return frontier_text(a, *made);
  if (const auto* made = std::get_if<scenario::CarveoutAnswer>(&a.detail)) return carveouts_text(a, *made);
  if (const auto* made = std::get_if<scenario::RespondAnswer>(&a.detail)) return respond_text(a, *made);
  return {};
}

/// Whether the answer is one set of tariffs, with everything they do.
bool is_about_tariffs(const StrategyAnswer& a) {
  return a.question == Question::kOptimum || a.question == Question::kNash ||
         a.question == Question::kCooperate;
}

}  // namespace

std::vector<Country> strategy_countries(const StrategyAnswer& a) {
  std::vector<Country> list;
  const auto add = [&](Country c) {
    if (std::ranges::find(list, c) == list.end()) list.push_back(c);
  };
  const auto& run = a.game->run;
  for (const auto& player : a.game->players) add(player.objective.country);
  if (list.size() > 12) list.resize(12);
  for (const auto& name : run.scenario.outputs.countries)
    for (const Country c : scenario::select_countries(name, run.scenario, *run.benchmark)) add(c);
  if (!run.scenario.outputs.countries.empty()) return list;
  auto order = a.effects;
  std::ranges::stable_sort(order, std::greater<>{},
                           [](const auto& e) { return std::abs(e.change_points()); });
  const auto most =
      std::min<std::size_t>(list.size() + static_cast<std::size_t>(run.scenario.outputs.top), 14);
  for (const auto& e : order)
    if (list.size() < most) add(e.country);
  return list;
}

std::vector<std::string> player_lines(const StrategyAnswer& a) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < a.game->texts.size(); ++i) {
    const auto& t = a.game->texts[i];
    const std::size_t n = a.game->players[i].instruments.size();
    lines.push_back(fmt::format("{} chooses {} {} on {} ({}, {}, {} to {}) to maximise {}", t.code, n,
                                n == 1 ? "tariff" : "tariffs", t.partners, t.sectors,
                                to_string(t.tariff_class), rate_text(100 * t.lower), rate_text(100 * t.upper),
                                t.objective));
  }
  return lines;
}

std::vector<BriefSection> strategy_sections(const StrategyAnswer& a, bool beside_run, Clock clock) {
  std::vector<BriefSection> sections{{question_heading(a), question_blocks(a), "question"}};
  if (is_about_tariffs(a)) {
    BriefSection effects{"Who gains and who loses", effects_table(a, strategy_countries(a)), "effects"};
    append(effects.blocks, objectives_table(a));
    BriefSection tariffs{"Tariffs", tariff_tables(a), "tariffs"};
    if (a.question == Question::kOptimum && !a.tariffs.empty()) append(tariffs.blocks, highest_tariffs(a, 0));
    sections.push_back(std::move(effects)), sections.push_back(std::move(tariffs));
  }
  if (const auto* nash = std::get_if<strategy::Nash>(&a.detail))
    sections.push_back({"Certificate", certificate_text(a, *nash), "certificate"});
  sections.push_back({"Who would gain by moving", war_text(a), "war"});
  sections.push_back({"How it was computed", footer(a, beside_run, clock), "method"});
  std::erase_if(sections, [](const auto& section) { return section.blocks.empty(); });
  return sections;
}

std::string strategy_summary(const StrategyAnswer& a, bool beside_run) {
  return head(a, beside_run) + to_plain_text(strategy_sections(a, beside_run));
}

}  // namespace cobden::report
