#include "cobden/ensemble/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/scenario/headline.h"
#include "cobden/scenario/shocks.h"

namespace cobden::ensemble {
namespace {

using economy::Variable;
using Figure = Outcome::Figure;

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }

SourcePlace place_of(const Plan& plan, const char* key) {
  const auto it = plan.ask.places.find(key);
  return it != plan.ask.places.end()
             ? it->second
             : SourcePlace{.file = "", .line = {}, .column = std::string("ensemble.") + key};
}

std::vector<std::string> country_names(const Plan& plan) {
  return plan.ask.countries.empty() ? plan.run.scenario.outputs.countries : plan.ask.countries;
}

std::vector<Country> chosen_countries(const Plan& plan, const economy::Result* central) {
  std::vector<Country> list;
  for (const auto& name : country_names(plan))
    for (const Country c : scenario::select_countries(name, plan.run.scenario, *plan.run.benchmark,
                                                      place_of(plan, "countries")))
      if (std::ranges::find(list, c) == list.end()) list.push_back(c);
  if (!list.empty()) return list;
  return central ? scenario::headline_countries(plan.run, *central) : scenario::named_by_shocks(plan.run);
}

std::vector<Sector> chosen_sectors(const Plan& plan) {
  std::vector<Sector> list;
  for (const auto& name : plan.ask.sectors)
    for (const Sector s :
         scenario::select_sectors(name, plan.run.scenario, *plan.run.benchmark, place_of(plan, "sectors")))
      if (std::ranges::find(list, s) == list.end()) list.push_back(s);
  return list;
}

bool of_one_economy(const Variable& v) { return v.by_importer != v.by_exporter; }

/// Measures asked for, else those the model has of the usual ones.
std::vector<std::string> chosen_measures(const Plan& plan, const economy::Result& central) {
  static const std::vector<std::string> kUsual{"welfare_exact", "real_wage", "price_index",
                                               "exports",       "imports",   "tariff_revenue"};
  const auto& asked = plan.ask.measures;
  std::vector<std::string> known, list;
  for (const auto& v : central.outcomes.all())
    if (of_one_economy(v) && std::ranges::find(known, v.measure) == known.end()) known.push_back(v.measure);
  for (const auto& measure : asked.empty() ? kUsual : asked) {
    const bool there = std::ranges::find(known, measure) != known.end();
    if (!there && !asked.empty())
      fail_at(place_of(plan, "measures"), measure,
              central.outcomes.find(measure) ? "is not a measure of one economy"
                                             : "is not a measure of the model",
              fmt::format("some of: {}", fmt::join(known, ", ")), did_you_mean(measure, known));
    if (there && std::ranges::find(list, measure) == list.end()) list.push_back(measure);
  }
  return list;
}

/// Money that may be zero or negative changes by an amount, other levels by a percentage.
Outcome of_variable(const Variable& v) {
  Outcome o{.measure = v.measure, .label = v.label, .unit = v.unit, .country = "", .sector = ""};
  const bool level = std::ranges::any_of(v.base, [](double b) { return b != 0; });
  if (!level) return o;
  const bool rate = v.unit.find("percent") != std::string::npos;
  const bool signed_money = v.measure == "deficit" || v.measure == "tariff_revenue";
  o.figure = rate || signed_money ? Figure::kChange : Figure::kPercentChange;
  o.unit = rate ? "percentage points" : signed_money ? v.unit + ", change" : "percent change";
  return o;
}

void add_by_country(const Plan& plan, const Variable& v, const std::vector<Country>& countries,
                    std::vector<Outcome>& out) {
  for (const Country c : countries) {
    Outcome o = of_variable(v);
    o.country = plan.run.benchmark->countries().code(c);
    o.position = at(c);
    out.push_back(std::move(o));
  }
}

void add_by_sector(const Plan& plan, const Variable& v, const std::vector<Country>& countries,
                   std::vector<Outcome>& out) {
  const std::size_t N = plan.run.benchmark->country_count();
  if (v.value.size() != plan.run.benchmark->sector_count() * N) return;  // the one-sector variant
  for (const Sector s : chosen_sectors(plan))
    for (const Country c : countries) {
      Outcome o = of_variable(v);
      o.country = plan.run.benchmark->countries().code(c);
      o.sector = plan.run.benchmark->sectors().code(s);
      o.position = static_cast<std::size_t>(s.value) * N + at(c);
      out.push_back(std::move(o));
    }
}

double figure_of(Figure figure, double base, double value) {
  if (figure == Figure::kValue) return value;
  if (figure == Figure::kChange) return value - base;
  return base != 0 ? 100 * (value / base - 1) : std::nan("");
}

struct StrategyMeasure {
  const char *measure, *label, *unit;
  double (*read)(const scenario::EconomyEffect&);
};
constexpr StrategyMeasure kStrategyMeasures[] = {
    {"answer_real_income", "Real income at the answer", "percent",
     [](const scenario::EconomyEffect& e) { return e.new_percent; }},
    {"answer_gain", "Real income, answer less the scenario's tariffs", "percentage points",
     [](const scenario::EconomyEffect& e) { return e.change_points(); }},
    {"answer_price", "Consumer prices, answer over the scenario's tariffs", "percent",
     [](const scenario::EconomyEffect& e) { return e.price_percent; }},
    {"answer_revenue", "Real tariff revenue at the answer", "1000 of the benchmark's unit",
     [](const scenario::EconomyEffect& e) { return e.revenue_new; }},
};
constexpr const char* kTariffMeasure = "answer_tariff";

/// Mean tariff of the importer at the answer, weighted by base imports, percent.
double mean_tariff(const scenario::StrategyAnswer& a, std::size_t importer) {
  const auto& tariff = a.tariffs.front().tariff;
  const auto& flow = a.game->run.benchmark->tables().flow;
  const bool sectors = flow.size1() == tariff.size1();
  double trade = 0, weighted = 0;
  for (std::size_t s = 0; s < flow.size1(); ++s)
    for (std::size_t o = 0; o < flow.size2(); ++o) {
      if (o == importer) continue;
      const double x = flow(Sector(s), Country(importer), Country(o));
      trade += x;
      weighted += x * tariff(Sector(sectors ? s : 0), Country(importer), Country(o));
    }
  return trade > 0 ? 100 * weighted / trade : 0;
}

struct TalksMeasure {
  const char *measure, *label, *unit;
};
constexpr TalksMeasure kTalksMeasures[] = {
    {"belief_threshold", "Belief in sincerity that the offer needs (1: none is enough)", "probability"},
    {"offer_margin", "Prior less that threshold", "probability"},
    {"chance_of_deal", "Chance of a deal by the deadline, or the horizon", "probability"},
};

bool wanted(const Plan& plan, const std::string& measure) {
  return plan.ask.measures.empty() ||
         std::ranges::find(plan.ask.measures, measure) != plan.ask.measures.end();
}

void check_measures(const Plan& plan, const std::vector<std::string>& known) {
  for (const auto& measure : plan.ask.measures)
    if (std::ranges::find(known, measure) == known.end())
      fail_at(place_of(plan, "measures"), measure, "is not an outcome of this question",
              fmt::format("some of: {}", fmt::join(known, ", ")), did_you_mean(measure, known));
}

std::string bound_text(const Statement& s, const Outcome& o) {
  if (s.bound == 0) return s.below ? "falls" : "rises";
  return fmt::format("is {} {:g} {}", s.below ? "below" : "above", s.bound, o.unit);
}

std::string lowered(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

Statement statement_of(std::size_t outcome, const Outcome& o, bool below, double bound) {
  Statement s{.outcome = outcome, .below = below, .bound = bound, .text = ""};
  // "Real income (exact)" falls: what it is exactly stands in the tables.
  std::string label = lowered(o.label.substr(0, o.label.find(" (")));
  s.text = label + (o.country.empty() ? "" : " of " + o.country) +
           (o.sector.empty() ? "" : " in " + o.sector) + " " + bound_text(s, o);
  return s;
}

std::vector<Statement> default_statements(std::span<const Outcome> outcomes) {
  std::vector<Statement> list;
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    const auto& o = outcomes[k];
    if (o.measure == "offer_margin")
      list.push_back(
          {.outcome = k, .below = false, .bound = 0, .text = "the prior is enough to take the offer"});
    if (o.measure == "chance_of_deal")
      list.push_back({.outcome = k, .below = false, .bound = 0.5, .text = "a deal is likelier than not"});
    if (!o.country.empty() && o.sector.empty() && o.measure == outcomes.front().measure)
      list.push_back(statement_of(k, o, true, 0));
  }
  return list;
}

Statement asked_statement(const scenario::ProbabilityAsk& ask, std::span<const Outcome> outcomes) {
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    const auto& o = outcomes[k];
    if (o.measure == ask.measure && o.country == ask.country && o.sector == ask.sector)
      return statement_of(k, o, ask.below, ask.bound);
  }
  fail_at(ask.place, ask.measure,
          fmt::format("no outcome that is summarised is this measure{}{}",
                      ask.country.empty() ? "" : " of " + ask.country,
                      ask.sector.empty() ? "" : " in " + ask.sector),
          fmt::format("e.g. {}",
                      outcomes.empty() ? "" : outcomes.front().measure + " of " + outcomes.front().country),
          "add it to measures, countries and sectors of [ensemble]");
}

}  // namespace

bool operator==(const Outcome& a, const Outcome& b) {
  return a.measure == b.measure && a.country == b.country && a.sector == b.sector && a.unit == b.unit;
}

std::vector<Outcome> choose_outcomes(const Plan& plan, const economy::Result& central) {
  const auto countries = chosen_countries(plan, &central);
  std::vector<Outcome> list;
  for (const auto& measure : chosen_measures(plan, central)) {
    for (const auto& v : central.outcomes.all())
      if (v.measure == measure && of_one_economy(v) && !v.by_sector) add_by_country(plan, v, countries, list);
    for (const auto& v : central.outcomes.all())
      if (v.measure == measure && of_one_economy(v) && v.by_sector) add_by_sector(plan, v, countries, list);
  }
  if (list.empty())
    fail_at(place_of(plan, "measures"), "", "no outcome is left to summarise",
            "measures by sector need sectors = [...] in [ensemble]");
  return list;
}

std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const economy::Outcomes& result) {
  std::vector<double> figures;
  figures.reserve(outcomes.size());
  for (const auto& o : outcomes) {
    const Variable* found = nullptr;
    for (const auto& v : result.all())
      if (v.measure == o.measure && of_one_economy(v) && v.by_sector == !o.sector.empty()) found = &v;
    figures.push_back(found ? figure_of(o.figure, found->base[o.position], found->value[o.position])
                            : std::nan(""));
  }
  return figures;
}

std::vector<Outcome> choose_outcomes(const Plan& plan, const scenario::StrategyAnswer& central) {
  std::vector<std::string> known{kTariffMeasure};
  for (const auto& m : kStrategyMeasures) known.emplace_back(m.measure);
  check_measures(plan, known);
  std::vector<Country> countries;
  if (country_names(plan).empty())
    for (const auto& player : central.game->players) countries.push_back(player.objective.country);
  else
    countries = chosen_countries(plan, nullptr);
  std::vector<Outcome> list;
  const auto add = [&](const char* measure, const char* label, const char* unit) {
    if (!wanted(plan, measure)) return;
    for (const Country c : countries)
      list.push_back({.measure = measure,
                      .label = label,
                      .unit = unit,
                      .country = plan.run.benchmark->countries().code(c),
                      .sector = "",
                      .figure = Figure::kValue,
                      .position = at(c)});
  };
  for (const auto& m : kStrategyMeasures) add(m.measure, m.label, m.unit);
  add(kTariffMeasure, "Mean tariff at the answer", "percent");
  return list;
}

std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const scenario::StrategyAnswer& answer) {
  std::vector<double> figures(outcomes.size(), std::nan(""));
  for (std::size_t k = 0; k < outcomes.size(); ++k) {
    const auto& o = outcomes[k];
    if (o.measure == kTariffMeasure && !answer.tariffs.empty()) figures[k] = mean_tariff(answer, o.position);
    for (const auto& m : kStrategyMeasures)
      if (o.measure == m.measure && o.position < answer.effects.size())
        figures[k] = m.read(answer.effects[o.position]);
  }
  return figures;
}

std::vector<Outcome> choose_outcomes(const Plan& plan, const scenario::TalksAnswer& central) {
  std::vector<std::string> known;
  for (const auto& m : kTalksMeasures) known.emplace_back(m.measure);
  check_measures(plan, known);
  std::vector<Outcome> list;
  for (const auto& m : kTalksMeasures) {
    const bool deal = std::string(m.measure) == "chance_of_deal";
    const bool there = deal ? central.ask.start && !central.by_power.empty() : central.sincerity.has_value();
    if (there && wanted(plan, m.measure))
      list.push_back({.measure = m.measure, .label = m.label, .unit = m.unit, .country = "", .sector = ""});
  }
  if (list.empty())
    fail_at(place_of(plan, "question"), "talks",
            "the talks of the scenario have no headline number to summarise",
            "a [[talks.deal]] with a concession, or start = ... and a zone of agreement");
  return list;
}

std::vector<double> outcomes_of(std::span<const Outcome> outcomes, const scenario::TalksAnswer& answer,
                                const scenario::TalksAssumptions& a) {
  double threshold = std::nan(""), deal = std::nan("");
  if (answer.sincerity) {
    auto stakes = answer.sincerity->stakes;
    stakes.cost_second = a.concession_cost.value * stakes.level;
    const auto reading = answer.sincerity->cases[answer.sincerity->headline].reading;
    const auto c = scenario::sincerity_case(answer.ask, a, stakes, answer.offer_worth, 2, reading);
    threshold = c.threshold ? c.threshold->value : 1.0;
  }
  const auto clocks = answer.pressure ? answer.pressure->clocks : scenario::TalksClocks{};
  if (answer.ask.start && !answer.by_power.empty())
    if (const auto open = scenario::no_deal_by_deadline(answer.ask, a, answer.by_power, clocks))
      deal = 1 - *open;
  std::vector<double> figures;
  for (const auto& o : outcomes)
    figures.push_back(o.measure == "chance_of_deal"     ? deal
                      : o.measure == "belief_threshold" ? threshold
                                                        : a.prior.value - threshold);
  return figures;
}

std::vector<Statement> choose_statements(const Plan& plan, std::span<const Outcome> outcomes) {
  if (plan.ask.probabilities.empty()) return default_statements(outcomes);
  std::vector<Statement> list;
  for (const auto& ask : plan.ask.probabilities) list.push_back(asked_statement(ask, outcomes));
  return list;
}

std::string title_of(const Outcome& o) {
  return o.label + (o.country.empty() ? "" : " of " + o.country) + (o.sector.empty() ? "" : ", " + o.sector);
}

}  // namespace cobden::ensemble
