#include "cobden/report/answer_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cobden/report/result_rows.h"
#include "cobden/report/run_charts.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/strategy_charts.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_summary.h"
#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_charts.h"
#include "cobden/report/talks_json.h"
#include "cobden/report/tariff_change_table.h"

namespace cobden::report {
namespace {

using scenario::Answer;
using scenario::StrategyAnswer;
using scenario::TalksAnswer;

std::string title_of(const scenario::Scenario& s) { return s.title.empty() ? s.name : s.title; }

/// What the tables do not say: which solution the figures belong to.
std::string setting(const data::Benchmark& benchmark, const std::string& model,
                    const std::string& elasticities) {
  const auto& t = benchmark.tables();
  return fmt::format("{} on {} ({}, {} economies x {} sectors), elasticities {}.", model, t.name, t.year,
                     t.countries.size(), t.sectors.size(),
                     elasticities.empty() ? "as specified" : elasticities);
}

std::string setting(const Answer& a) {
  std::string text = setting(*a.run.benchmark, model_name(a.result), a.result.model.elasticities);
  text += fmt::format(" Deficits: {}. Numeraire: {}.", a.result.closure, a.result.numeraire);
  if (!a.result.solver.converged())
    text += " NOT AN EQUILIBRIUM: " + a.result.solver.message +
            "; the figures are the best point reached, for diagnosis only.";
  return text;
}

/// Chart or nothing, as the answer has it.
template <class Chart>
void add_picture(BriefBlocks& blocks, const char* file, const std::optional<Chart>& chart) {
  if (chart) blocks.push_back(picture(file, *chart));
}

BriefSection what_changes(const scenario::AssembledRun& run) {
  BriefSection section{"What changes", {}, "shocks"};
  const auto points = shock_points(run);
  if (!points.empty()) section.blocks.push_back(BriefPoints{points});
  append(section.blocks, tariff_change_table(run));
  if (section.blocks.empty()) section.blocks.push_back(BriefText{"Nothing: the tariffs of the benchmark."});
  return section;
}

/// The table first, then the pictures of the same figures.
void add_welfare_pictures(const Answer& a, BriefBlocks& blocks) {
  const BarChart bars = welfare_chart(a);
  if (!bars.bars.empty()) blocks.push_back(picture("chart.svg", bars));
  if (const auto map = map_picture(a)) blocks.push_back(*map);
}

std::optional<BriefSection> made_of(const Answer& a) {
  const auto chart = decomposition_chart(a);
  if (!chart) return {};
  return BriefSection{
      "What gains and losses are made of",
      {BriefText{
           "To first order, real income changes with the terms of trade (what a country's exports buy) and "
           "the volume of trade (imports that duties hold back are worth more than they cost). The exact "
           "change of the headline also holds what comes beyond first order."},
       picture("decomposition.svg", *chart)},
      "decomposition"};
}

/// Where a chart of a question is spoken of, first choice first.
std::vector<const char*> sections_of(const std::string& file) {
  if (file.starts_with("gains")) return {"effects", "question"};
  if (file.starts_with("tariffs")) return {"tariffs", "question"};
  return {"question"};
}

/// Puts the chart into the first section of these names.
void place(BriefChart chart, const std::vector<const char*>& keys, Brief& brief) {
  BriefSection* section = nullptr;
  for (const char* key : keys)
    if (!section) section = find_section(brief, key);
  (section ? *section : brief.sections.back()).blocks.push_back(std::move(chart));
}

void add_strategy(const StrategyAnswer& a, bool beside_run, Brief& brief) {
  brief.sections.push_back({"Who chooses what", {BriefPoints{player_lines(a)}}, "players"});
  for (auto& section : strategy_sections(a, beside_run, Clock::kSilent)) {
    if (beside_run && section.key == "method")
      section.key = "search", section.heading = "How the search went";
    brief.sections.push_back(std::move(section));
  }
  for (auto& chart : strategy_charts(a)) place(chart, sections_of(chart.file), brief);
}

/// Where a chart of talks is spoken of.
const char* section_of(const std::string& file) {
  static const std::map<std::string, const char*> kSections{{"frontier-and-linkage.svg", "deals"},
                                                            {"belief-threshold.svg", "sincerity"},
                                                            {"signals.svg", "sincerity"},
                                                            {"no-deal-yet.svg", "deadlock"},
                                                            {"phases.svg", "deadlock"},
                                                            {"concessions.svg", "deals"},
                                                            {"what-decides-the-offer.svg", "flips"},
                                                            {"what-decides-a-deal.svg", "flips"},
                                                            {"deaths.svg", "offer"}};
  const auto found = kSections.find(file);
  return found == kSections.end() ? "judgements" : found->second;
}

ReportOrigin origin(const std::string& command, std::vector<scenario::InputFile> inputs, std::string name,
                    std::string csv) {
  return {.command_line = command,
          .inputs = std::move(inputs),
          .attachments = {{std::move(name), "text/csv", std::move(csv)}}};
}

/// Measures without figures for pairs of economies.
std::vector<std::string> measures_by_economy(const economy::Result& result) {
  std::vector<std::string> by_economy;
  for (const auto& v : result.outcomes.all()) {
    const bool pairs = std::ranges::any_of(result.outcomes.all(), [&](const auto& other) {
      return other.measure == v.measure && !other.by_sector && other.by_importer && other.by_exporter;
    });
    if (!pairs) by_economy.push_back(v.measure);
  }
  return by_economy;
}

}  // namespace

Brief run_report(const Answer& a, const StrategyAnswer* strategy) {
  Brief brief{.title = title_of(a.run.scenario), .subtitle = setting(a)};
  brief.sections.push_back(what_changes(a.run));
  for (auto& section : run_sections(a, Clock::kSilent)) {
    if (section.key == "method" && strategy) add_strategy(*strategy, true, brief);
    brief.sections.push_back(std::move(section));
    auto& blocks = brief.sections.back().blocks;
    if (brief.sections.back().key == "headline") {
      add_welfare_pictures(a, blocks);
      if (auto parts = made_of(a)) brief.sections.push_back(std::move(*parts));
    } else if (brief.sections.back().key == "trade") {
      add_picture(blocks, "trade.svg", trade_heat_map(a));
    } else if (brief.sections.back().key == "sectors") {
      add_picture(blocks, "sectors.svg", sector_chart(a));
    }
  }
  return brief;
}

Brief strategy_report(const StrategyAnswer& a) {
  const auto& run = a.game->run;
  const auto& m = a.game->model->description();
  Brief brief{.title = strategy_headline(a),
              .subtitle = fmt::format(
                  "Start: {}. {}", title_of(run.scenario),
                  setting(*run.benchmark, m.variant.empty() ? m.family : m.family + "/" + m.variant,
                          m.elasticities))};
  if (!a.search.converged())
    brief.subtitle += fmt::format(" SEARCH {}: not an answer.", to_string(a.search.status));
  brief.sections.push_back(what_changes(run));
  brief.sections.front().heading = "Where it starts";
  add_strategy(a, false, brief);
  return brief;
}

Brief talks_report(const TalksAnswer& a) {
  Brief brief = talks_brief(a, BriefDetail::kFull);
  if (auto* duties = find_section(brief, "duties")) add_welfare_pictures(a.duties, duties->blocks);
  for (auto& chart : talks_charts(a)) place(chart, {section_of(chart.file)}, brief);
  return brief;
}

ReportOrigin run_origin(const Answer& a, const std::string& command_line) {
  const auto csv = [&](std::vector<std::string> measures) {
    return to_long_csv(a.run.scenario.name, a.result,
                       {.bilateral_by_sector = false, .measures = std::move(measures)});
  };
  ReportOrigin made = origin(command_line, a.run.inputs, "results.csv", csv({}));
  if (made.attachments[0].content.size() > kMostAttachedBytes)
    made.attachments[0] = {"results-by-economy.csv", "text/csv", csv(measures_by_economy(a.result)),
                           "without trade by pair of economies, which is too large to travel in a page"};
  return made;
}

ReportOrigin strategy_origin(const StrategyAnswer& a, const std::string& command_line) {
  return origin(command_line, a.game->run.inputs, "strategy.csv", strategy_csv(a, false));
}

ReportOrigin talks_origin(const TalksAnswer& a, const std::string& command_line) {
  return origin(command_line, a.inputs, "talks.csv", talks_csv(a));
}

}  // namespace cobden::report
