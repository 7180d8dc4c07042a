#include "cobden/report/run_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/report/number_text.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/headline.h"
#include "cobden/scenario/shocks.h"

namespace cobden::report {
namespace {

using economy::Variable;
using scenario::Answer;

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }

const Variable* variable(const Answer& a, const std::string& measure) {
  return a.result.outcomes.find(measure);
}

/// Headline measures in the order of the table: those asked for, else those the model has of the usual ones.
std::vector<const Variable*> headline_measures(const Answer& a) {
  static const std::vector<std::string> kUsual{
      "welfare_exact", "welfare_first_order", "terms_of_trade", "volume_of_trade", "real_wage",
      "price_index",   "employment",          "exports",        "imports",         "tariff_revenue"};
  const auto& asked = a.run.scenario.outputs.measures;
  std::vector<const Variable*> list;
  for (const auto& m : asked.empty() ? kUsual : asked) {
    const Variable* v = variable(a, m);
    if (!v && !asked.empty()) {
      std::vector<std::string> known;
      for (const auto& k : a.result.outcomes.all()) known.push_back(k.measure);
      throw UserError({.place = {.file = "", .line = {}, .column = "outputs.measures"},
                       .value = m,
                       .problem = "the model has no such measure",
                       .expected = "",
                       .remedy = "did you mean '" + nearest_name(m, known) + "'?"});
    }
    if (v && !v->by_sector && v->by_importer != v->by_exporter) list.push_back(v);
  }
  return list;
}

bool is_money(const Variable& v) { return v.unit.find("USD") != std::string::npos; }

const char* short_heading(const std::string& measure) {
  static const std::map<std::string, const char*> kHeadings{{"welfare_exact", "Real\nincome"},
                                                            {"welfare_first_order", "First-order\nformula"},
                                                            {"terms_of_trade", "Terms of\ntrade"},
                                                            {"volume_of_trade", "Volume of\ntrade"},
                                                            {"real_wage", "Real\nwage"},
                                                            {"price_index", "Consumer\nprices"},
                                                            {"employment", "Employ-\nment"},
                                                            {"exports", "Exports"},
                                                            {"imports", "Imports"},
                                                            {"tariff_revenue", "Tariff\nrevenue"},
                                                            {"deficit", "Trade\ndeficit"}};
  const auto found = kHeadings.find(measure);
  return found == kHeadings.end() ? nullptr : found->second;
}

/// Exports and imports are shown by their percent change, other money by its new level and change.
bool in_percent(const Variable& v) {
  return is_money(v) && (v.measure == "exports" || v.measure == "imports");
}

TableColumn column_of(const Variable& v) {
  const char* heading = short_heading(v.measure);
  std::string unit = v.unit == "percent" || in_percent(v) ? "%"
                     : v.unit == "percent of base income" ? "% income"
                     : is_money(v)                        ? "bn (change)"
                                                          : v.unit;
  return {.heading = heading ? heading : v.label, .unit = unit};
}

/// Two decimals, or four in a column where everything is small.
int decimals_of(const Variable& v, const std::vector<Country>& countries) {
  double largest = 0;
  for (const Country c : countries) largest = std::max(largest, std::abs(v.value[at(c)] - v.base[at(c)]));
  return largest < 0.1 ? 4 : 2;
}

std::string cell_of(const Variable& v, std::size_t i, int decimals) {
  if (in_percent(v)) return v.base[i] > 0 ? signed_number(100 * (v.value[i] / v.base[i] - 1), 2) : "n/a";
  if (!is_money(v)) return signed_number(v.value[i] - v.base[i], decimals);
  const double level = v.value[i] / 1000, change = (v.value[i] - v.base[i]) / 1000;
  return fmt::format("{} ({})", grouped_number(level, 1), signed_number(change, 1));
}

/// A group of the benchmark that is shown as one row beside single economies.
const std::vector<std::string>* union_members(const Answer& a) {
  const auto& groups = a.run.benchmark->tables().country_groups;
  const auto found = groups.find("EU27");
  const bool usual = a.run.scenario.outputs.countries.empty();
  return usual && found != groups.end() && found->second.size() > 1 ? &found->second : nullptr;
}

/// What an economy weighs in a group: base income where the model has it, else GDP, else value added.
double weight_of(const Answer& a, Country c) {
  if (const Variable* income = variable(a, "income")) return income->base[at(c)];
  const auto& t = a.run.benchmark->tables();
  if (!t.gdp.empty()) return t.gdp[c];
  double total = 0;
  for (const Sector s : t.sectors.all()) total += t.value_added(s, c);
  return total;
}

double weighted_mean(const Answer& a, const std::vector<Country>& members,
                     const std::vector<double>& values) {
  double sum = 0, weights = 0;
  for (const Country c : members) sum += weight_of(a, c) * values[at(c)], weights += weight_of(a, c);
  return sum / weights;
}

/// The variable of a group as if it were one economy: money adds up, percentages are weighted means.
Variable group_variable(const Answer& a, const std::vector<Country>& members, const Variable& v) {
  Variable one = v;
  one.base.assign(1, 0.0);
  one.value.assign(1, 0.0);
  if (!is_money(v)) {
    one.base[0] = weighted_mean(a, members, v.base);
    one.value[0] = weighted_mean(a, members, v.value);
    return one;
  }
  for (const Country c : members) one.base[0] += v.base[at(c)], one.value[0] += v.value[at(c)];
  return one;
}

/// Low and high of the group's mean real income over the elasticity sets that solved.
std::pair<double, double> group_range(const Answer& a, const std::vector<Country>& members) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& set : a.range.welfare_percent) {
    if (set.empty()) continue;
    const double mean = weighted_mean(a, members, set);
    low = std::min(low, mean);
    high = std::max(high, mean);
  }
  return {low, high};
}

std::string range_cell(double low, double high) {
  return fmt::format("{} .. {}", signed_number(low, 2), signed_number(high, 2));
}

void add_union_row(const Answer& a, const std::vector<const Variable*>& measures,
                   const std::vector<Country>& shown, TextTable& table) {
  const auto* codes = union_members(a);
  if (!codes) return;
  std::vector<Country> members;
  for (const auto& code : *codes) members.push_back(a.run.benchmark->countries().at(code));
  std::vector<std::string> row{"EU27 European Union"};
  for (const Variable* v : measures) {
    row.push_back(cell_of(group_variable(a, members, *v), 0, decimals_of(*v, shown)));
    if (a.range.empty() || v->measure != "welfare_exact") continue;
    const auto [low, high] = group_range(a, members);
    row.push_back(range_cell(low, high));
  }
  // After the economies the reader looks for first.
  const auto leading = std::min<std::size_t>(2, table.rows.size());
  table.rows.insert(table.rows.begin() + static_cast<std::ptrdiff_t>(leading), std::move(row));
}

TextTable headline_table(const Answer& a) {
  TextTable table{.title = "", .columns = {{.heading = "Economy", .unit = "", .left = true}}};
  const auto measures = headline_measures(a);
  const bool range = !a.range.empty();
  for (std::size_t m = 0; m < measures.size(); ++m) {
    table.columns.push_back(column_of(*measures[m]));
    if (range && measures[m]->measure == "welfare_exact")
      table.columns.push_back({.heading = "range over\nelasticities", .unit = "%"});
  }
  const auto& countries = a.run.benchmark->countries();
  const auto shown = headline_countries(a);
  for (const Country c : shown) {
    const std::string name = countries.label(c) == countries.code(c)
                                 ? countries.code(c)
                                 : countries.code(c) + " " + countries.label(c);
    std::vector<std::string> row{name.size() > 24 ? name.substr(0, 23) + "." : name};
    for (const Variable* v : measures) {
      row.push_back(cell_of(*v, at(c), decimals_of(*v, shown)));
      if (range && v->measure == "welfare_exact")
        row.push_back(range_cell(a.range.by_country[at(c)].low, a.range.by_country[at(c)].high));
    }
    table.rows.push_back(std::move(row));
  }
  add_union_row(a, measures, shown, table);
  return table;
}

struct PairChange {
  std::size_t importer, exporter;
  double base, value;
};

/// The pairs whose trade changes most, in money.
std::vector<PairChange> largest_pair_changes(const Answer& a, std::size_t count) {
  const Variable* v = variable(a, "trade_customs_value");
  std::vector<PairChange> pairs;
  if (!v || v->by_sector || !v->by_importer || !v->by_exporter) return pairs;
  const std::size_t N = a.run.benchmark->country_count();
  for (std::size_t d = 0; d < N; ++d)
    for (std::size_t o = 0; o < N; ++o)
      if (d != o) pairs.push_back({d, o, v->base[d * N + o], v->value[d * N + o]});
  const auto move = [](const PairChange& p) { return std::abs(p.value - p.base); };
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const auto& x, const auto& y) { return move(x) > move(y); });
  pairs.resize(std::min(count, pairs.size()));
  return pairs;
}

BriefBlocks trade_table(const Answer& a) {
  const auto pairs = largest_pair_changes(a, 8);
  if (pairs.empty() || pairs[0].value == pairs[0].base) return {};
  const auto& codes = a.run.benchmark->countries().codes();
  TextTable table{.title = "Trade that moves most (customs value)",
                  .columns = {{"Exporter to importer", "", true},
                              {"Base", "bn"},
                              {"New", "bn"},
                              {"Change", "bn"},
                              {"Change", "%"}}};
  for (const auto& p : pairs)
    table.rows.push_back({codes[p.exporter] + " to " + codes[p.importer], grouped_number(p.base / 1000, 1),
                          grouped_number(p.value / 1000, 1), signed_number((p.value - p.base) / 1000, 1),
                          p.base > 0 ? signed_number(100 * (p.value / p.base - 1), 1) : "n/a"});
  return {std::move(table)};
}

/// Sectors of one economy whose output volume changes most, weighted by what they produce.
void add_sector_rows(const Answer& a, Country c, TextTable& table) {
  const Variable *volume = variable(a, "output_volume"), *output = a.result.outcomes.find_by_sector("output");
  const std::size_t N = a.run.benchmark->country_count(), S = volume->value.size() / N;
  std::vector<std::size_t> order(S);
  for (std::size_t s = 0; s < S; ++s) order[s] = s;
  const auto weight = [&](std::size_t s) {
    const std::size_t i = s * N + at(c);
    return std::isfinite(volume->value[i]) ? std::abs(volume->value[i]) * output->base[i] : 0.0;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t x, std::size_t y) { return weight(x) > weight(y); });
  const auto& sectors = a.run.benchmark->sectors();
  for (std::size_t k = 0; k < std::min<std::size_t>(4, S); ++k) {
    const std::size_t i = order[k] * N + at(c);
    const Sector s(order[k]);
    const std::string label =
        sectors.label(s) == sectors.code(s) ? sectors.code(s) : sectors.code(s) + " " + sectors.label(s);
    table.rows.push_back({a.run.benchmark->countries().code(c), label.substr(0, 48),
                          grouped_number(output->base[i] / 1000, 1), signed_number(volume->value[i], 2)});
  }
}

BriefBlocks sector_table(const Answer& a) {
  const Variable* volume = variable(a, "output_volume");
  const auto named = scenario::named_by_shocks(a.run);
  if (!volume || named.empty() ||
      volume->value.size() != a.run.benchmark->sector_count() * a.run.benchmark->country_count())
    return {};
  TextTable table{
      .title = "Sectors that move most (output at base prices)",
      .columns = {{"Economy", "", true}, {"Sector", "", true}, {"Base output", "bn"}, {"Change", "%"}}};
  for (std::size_t i = 0; i < std::min<std::size_t>(2, named.size()); ++i) {
    if (i > 0) table.rows.emplace_back();
    add_sector_rows(a, named[i], table);
  }
  return {std::move(table)};
}

/// What a shock says, and what a schedule came to.
std::string shock_line(const scenario::AssembledRun& run, std::size_t shock) {
  for (const auto& effect : run.schedules)
    if (effect.shock == shock) return scenario::describe(effect, run.scenario, *run.benchmark);
  return scenario::describe(run.scenario.shocks[shock]);
}

BriefBlocks footer(const Answer& a, Clock clock) {
  const auto& r = a.result;
  const auto& t = a.run.benchmark->tables();
  BriefBlocks blocks;
  const auto say = [&](std::string text) { blocks.push_back(BriefText{std::move(text)}); };
  say(fmt::format(
      "Benchmark {} ({}, {} economies x {} sectors, {}). Model {}, elasticities {}, deficits {}, numeraire "
      "{}.",
      t.name, t.year, t.countries.size(), t.sectors.size(), t.unit, model_name(r),
      r.model.elasticities.empty() ? "as specified" : r.model.elasticities, r.closure, r.numeraire));
  const std::string time = clock == Clock::kTold ? fmt::format(" {:.1f} ms,", 1e3 * r.solver.seconds) : "";
  say(fmt::format("Solver: {} in {} iterations,{} largest relative excess demand {:.1e}.",
                  economy::to_string(r.solver.status), r.solver.iterations, time, r.solver.residual));
  if (!r.solver.converged())
    say("NOT AN EQUILIBRIUM: " + r.solver.message +
        ". The figures above are the best point reached, for diagnosis only.");
  if (!a.range.empty()) {
    std::size_t solved = 0;
    for (const auto& s : a.range.solver) solved += s.converged();
    say(fmt::format("Range: real income over the {} elasticity sets of the benchmark ({}); {} solved.",
                    a.range.sets.size(), fmt::join(a.range.sets, ", "), solved));
  }
  if (union_members(a))
    say("EU27: percentages are means weighted by base income or GDP; its trade includes trade inside it.");
  for (const auto* notes : {&a.run.notes, &r.model.notes})
    for (const auto& note : *notes) say("Note: " + note + ".");
  return blocks;
}

}  // namespace

std::vector<std::string> shock_points(const scenario::AssembledRun& run) {
  constexpr std::size_t kMost = 6;
  const auto& shocks = run.scenario.shocks;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(kMost, shocks.size()); ++i) lines.push_back(shock_line(run, i));
  if (shocks.size() > kMost)
    lines.push_back(fmt::format("and {} further shocks (see the scenario file)", shocks.size() - kMost));
  return lines;
}

std::string shock_lines(const scenario::AssembledRun& run) {
  std::string text;
  for (const auto& line : shock_points(run)) text += "  " + wrapped(line, 108, "  ") + "\n";
  return text;
}

std::vector<Country> headline_countries(const Answer& a) {
  return scenario::headline_countries(a.run, a.result);
}

std::vector<BriefSection> run_sections(const Answer& a, Clock clock) {
  std::vector<BriefSection> sections{{"Who gains and who loses", {headline_table(a)}, "headline"},
                                     {"Trade that moves", trade_table(a), "trade"},
                                     {"Sectors that move", sector_table(a), "sectors"},
                                     {"How it was computed", footer(a, clock), "method"}};
  std::erase_if(sections, [](const auto& section) { return section.blocks.empty(); });
  return sections;
}

std::string run_summary(const Answer& a) {
  const auto& s = a.run.scenario;
  return (s.title.empty() ? s.name : s.title + "  [" + s.name + "]") + "\n" + shock_lines(a.run) + "\n" +
         to_plain_text(run_sections(a));
}

BarChart welfare_chart(const Answer& a) {
  BarChart chart{
      .title = a.run.scenario.title.empty() ? a.run.scenario.name : a.run.scenario.title,
      .subtitle = a.range.empty()
                      ? "Change in real income"
                      : "Change in real income; the line spans all elasticity sets of the benchmark",
      .axis = "percent of base real income",
      .footer = fmt::format(
          "Cobden, {} on {} ({}); elasticities {}, deficits {}, numeraire {}. Source of the data: {}",
          model_name(a.result), a.run.benchmark->name(), a.run.benchmark->tables().year,
          a.result.model.elasticities, a.result.closure, a.result.numeraire,
          a.run.benchmark->tables().provenance.citation)};
  const Variable* welfare = variable(a, "welfare_exact");
  if (!welfare) return chart;
  auto order = headline_countries(a);
  std::stable_sort(order.begin(), order.end(),
                   [&](Country x, Country y) { return welfare->value[at(x)] < welfare->value[at(y)]; });
  for (const Country c : order) {
    Bar bar{.label = a.run.benchmark->countries().label(c), .value = welfare->value[at(c)]};
    if (bar.label.size() > 22) bar.label = a.run.benchmark->countries().code(c);
    if (!a.range.empty()) bar.low = a.range.by_country[at(c)].low, bar.high = a.range.by_country[at(c)].high;
    chart.bars.push_back(std::move(bar));
  }
  return chart;
}

}  // namespace cobden::report
