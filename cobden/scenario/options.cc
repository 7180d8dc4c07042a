#include "cobden/scenario/options.h"

#include <fmt/format.h>

#include "cobden/precursor/options.h"
#include "cobden/scenario/ensemble_ask.h"
#include "cobden/scenario/strategy_ask.h"
#include "cobden/scenario/talks_ask.h"

namespace cobden::scenario {
namespace {

using T = OptionType;

std::vector<OptionRecord> head_options() {
  return {
      word_option("", "name", T::kText, "short name, used in files and tables", "the file name"),
      word_option("", "title", T::kText, "one line that says what is asked", "the name"),
      word_option("", "description", T::kText, "sources and assumptions, as long as needed"),
      word_option("", "benchmark", T::kText,
                  "built-in benchmark, FILE.nc, or a folder of tables (see cobden data info)", "world-2022"),
  };
}

std::vector<OptionRecord> model_options() {
  return {
      word_option("model", "family", T::kText, "model of the economy", "caliendo-parro", model_families()),
      word_option(
          "model", "variant", T::kText,
          "variant of the family (caliendo-parro: input-output, own-sector, no-materials, one-sector)",
          "the family's first"),
      word_option("model", "closure", T::kText, "what happens to trade deficits", "fixed (ossa: zero)",
                  {"zero", "fixed", "world-share", "income"}),
      word_option("model", "elasticities", T::kText, "name of an elasticity set of the benchmark", "GYY"),
      word_option("model", "numeraire", T::kText,
                  "unit of counterfactual money: world-value-added, wage:CODE or price-index:CODE",
                  "world-value-added"),
  };
}

OptionRecord of_family(const char* family, OptionRecord option) {
  option.families = {family};
  return option;
}

std::vector<OptionRecord> single_sector_options() {
  const auto number = [](const char* key, const char* meaning, double low, double high,
                         const char* otherwise) {
    return of_family("single-sector",
                     number_option("model", key, T::kNumber, meaning, "", low, high, otherwise));
  };
  return {
      number("trade_elasticity", "elasticity of trade flows to prices", 1e-6, 1e3, "4"),
      number("labour_elasticity", "elasticity of labour supply to the real after-tax wage", 0, 100, "0.5"),
      number("scale_elasticity", "elasticity of cost to employment", 0, 100, "0.1675"),
      number("firm_elasticity", "shape of the firm-size distribution", 1e-6, 1e3, "5.97015"),
      number("labour_share", "share of labour in costs; 0.49 with roundabout inputs", 1e-6, 1, "1"),
      number("pass_through", "tariff pass-through to firm-level prices: 1 full, 0.25 partial", 0, 1, "1"),
      number("rest_margin", "profit margin of the rest of the world's sales", 0, 0.99, "0.12"),
      number("country_margin", "profit margin of the singled-out country's sales", 0, 0.99, "0.26"),
      of_family("single-sector",
                word_option("model", "profits", T::kBoolean, "false is the Eaton-Kortum case", "true")),
      of_family("single-sector", word_option("model", "rebate", T::kText, "what tariff revenue is used for",
                                             "income-tax-relief", {"income-tax-relief", "lump-sum"})),
      of_family("single-sector", word_option("model", "transfers", T::kText, "what happens to trade deficits",
                                             "world-income-share",
                                             {"world-income-share", "balanced-as-published", "balanced"})),
      of_family("single-sector", word_option("model", "country", T::kText,
                                             "region whose profit margin is matched apart", "USA")),
  };
}

std::vector<OptionRecord> gravity_options() {
  return {
      of_family("gravity", number_option("model", "theta", T::kNumber,
                                         "trade elasticity, instead of a named set", "", 1e-6, 1e3)),
      of_family("gravity", number_option("model", "sigma", T::kNumber,
                                         "elasticity of substitution, theta + 1", "", 1 + 1e-6, 1e3)),
      of_family("gravity", word_option("model", "deficits", T::kText, "what happens to trade deficits",
                                       "additive", {"additive", "multiplicative"})),
      of_family("gravity", word_option("model", "effects", T::kText, "how far prices and incomes adjust",
                                       "full", {"baseline", "conditional", "first-order", "full"})),
  };
}

std::vector<OptionRecord> group_options() {
  return {
      word_option("groups.countries", "*", T::kTextList,
                  "a name for several economies: NAFTA = [\"USA\", \"CAN\", \"MEX\"]"),
      word_option("groups.sectors", "*", T::kTextList,
                  "a name for several sectors: metals = [\"C24A\", \"C24B\", \"C25\"]"),
  };
}

std::vector<OptionRecord> shock_options() {
  return {
      word_option("shock", "importer", T::kTextOrList,
                  "who levies the tariff: code, group, \"all\", or a list of them; not beside schedule",
                  "all"),
      word_option("shock", "exporter", T::kTextOrList, "whose goods pay it; never the importer itself",
                  "all"),
      word_option("shock", "sector", T::kTextOrList,
                  "sectors charged: code, group, \"all\", or a list of them",
                  "goods if the benchmark has that group, else all"),
      word_option("shock", "exclude", T::kTextOrList, "sectors left out"),
      number_option("shock", "add", T::kNumber, "added to the tariff rate", "percentage points or fraction"),
      number_option("shock", "set", T::kNumber, "the new tariff", "percent, fraction or power of the tariff"),
      number_option("shock", "scale", T::kNumber,
                    "factor: 50 percent or the fraction 0.5 halves the rate; on the power, 1 + t",
                    "percent, fraction or power of the tariff", 0),
      number_option("shock", "trade_cost", T::kNumber, "change of the iceberg trade cost",
                    "percent or fraction"),
      word_option(
          "shock", "tariff_file", T::kText,

          "new rates: CSV with columns exporter, importer, sector, tariff, or a .txt of stacked matrices, "
          "one for each "
          "sector, rows importers, columns exporters; found beside the scenario or the benchmark"),
      word_option(
          "shock", "gempack_file", T::kText,
          "statements of GEMPACK, Shock tms(\"sector\",\"exporter\",\"importer\") = x; where x is the "
          "change of the power of the tariff, 1 + t, in percent; found as tariff_file is"),
      word_option("shock", "schedule", T::kText,
                  "tariffs of a schedule of border measures: its id (see cobden schedule list) or a file, "
                  "relative to the scenario; it says who levies them"),
      word_option("shock", "on", T::kDate,
                  "with schedule: a date (the end of that day), a date with time, or the first and the last "
                  "day of a span in a list, whose mean is taken"),
      word_option("shock", "known", T::kDate,
                  "with schedule: only what was public on this day counts for `on`",
                  "everything known today"),
      word_option("shock", "since", T::kDate,
                  "with schedule: the day whose rates the benchmark's tariffs already hold", "2025-01-01"),
      word_option("shock", "use", T::kText,
                  "with schedule: add what changed since that day to the benchmark's tariff, or put the "
                  "schedule's rate in its place",
                  "change", {"change", "level"}),
      word_option("shock", "rates", T::kText,
                  "with schedule: with or without the trade that claims a preference and does not owe it",
                  "claim-adjusted", {"claim-adjusted", "statutory"}),
      word_option("shock", "without", T::kTextOrList,
                  "with schedule: exempt lists and exemptions that are taken away"),
      word_option("shock", "concordance", T::kText,
                  "with schedule: CSV of products and sectors (code,sector), relative to the scenario",
                  "the ready one for the benchmark"),
      word_option("shock", "unit", T::kText,
                  "unit of the figure above; must be stated, save with gempack_file and schedule", "",
                  {"percentage points", "percent", "fraction", "power of the tariff"}),
  };
}

std::vector<OptionRecord> output_options() {
  return {
      word_option("outputs", "measures", T::kTextList, "columns of the terminal table",
                  "the headline measures"),
      word_option("outputs", "countries", T::kTextList, "rows of the terminal table: codes or groups",
                  "shocked economies, USA, CHN, and the most affected"),
      number_option("outputs", "top", T::kInteger, "how many of the most affected economies the table adds",
                    "economies", 0, 500, "10"),
      number_option("solver", "tolerance", T::kNumber, "largest relative excess demand accepted as solved",
                    "relative", 1e-15, 0.1, "1e-10"),
      number_option("solver", "max_iterations", T::kInteger,
                    "iteration limit; reaching it is reported, never success", "iterations", 1, 1e7, "2000"),
  };
}

constexpr const char* kExample =
    R"(# The United States charges 25 percentage points more on Canadian and Mexican metals, and both answer.
title = "A war over metals"
benchmark = "world-2022"

[model]
family = "caliendo-parro"
closure = "fixed"
elasticities = "GYY"

[groups.sectors]
metals = ["C24A", "C24B", "C25"]

[[shock]]
importer = "USA"
exporter = ["CAN", "MEX"]
sector = "metals"
add = 25
unit = "percentage points"

[[shock]]
importer = ["CAN", "MEX"]
exporter = "USA"
sector = "metals"
add = 25
unit = "percentage points"
)";

FormatReference scenario_reference() {
  return {
      .title = "Scenario files",
      .introduction =
          "A scenario file is TOML: a benchmark world, a model, and the shocks that change its tariffs.",
      .written_by = "cobden run --help-scenario=markdown",
      .tables =
          {
              {"", "top of the file", "what the scenario is called and which world it starts from"},
              {"model", "[model]", "how the economy answers"},
              {"groups.countries", "[groups.countries]", "own names for several economies"},
              {"groups.sectors", "[groups.sectors]", "own names for several sectors"},
              {"shock", "[[shock]]",
               "one change each, applied in the order of the file; exactly one of add, set, scale, "
               "trade_cost, tariff_file, gempack_file, schedule"},
              {"strategy", "[strategy]",
               "what governments choose: a question, and the settings of cobden optimum, nash, cooperate, "
               "frontier, carveouts and respond"},
              {"strategy.weights", "[strategy.weights]",
               "political weights by sector; [strategy.player.weights] in a player's table"},
              {"strategy.player", "[[strategy.player]]",
               "what differs for one player; it may also hold weights = { SECTOR = WEIGHT }"},
              {"precursor", "[precursor]",
               "a control of precursors at the source and what deaths averted are worth: cobden precursor "
               "reads "
               "it, and the talks"},
              {"precursor.route", "[[precursor.route]]",
               "instead of covered_share: the routes and which of them the control reaches; shares add up to "
               "one"},
              {"talks", "[talks]",
               "what is offered outside trade, and what has to be judged: cobden talks reads it; the sides "
               "are "
               "the players of [strategy], the first of which grants relief"},
              {"talks.sources", "[talks.sources]", "what each judged number rests on, by its key"},
              {"talks.deal", "[[talks.deal]]",
               "what could be agreed: changes of tariffs in [[talks.deal.shock]], and a level of the "
               "concession"},
              {"ensemble", "[ensemble]",
               "what is uncertain and which outcomes are summarised: cobden ensemble reads it; left out, trade "
               "elasticities are drawn among the benchmark's sets and around them"},
              {"ensemble.input", "[[ensemble.input]]", "one uncertain input, independent of the others"},
              {"ensemble.probability", "[[ensemble.probability]]",
               "a statement whose probability is reported; left out, that real income falls"},
              {"outputs", "[outputs]", "what the terminal table shows (files always hold everything)"},
              {"solver", "[solver]", "how exactly to solve"},
          },
      .options = scenario_options(),
      .example = kExample};
}

}  // namespace

std::vector<std::string> model_families() { return {"caliendo-parro", "single-sector", "gravity", "ossa"}; }

const std::vector<OptionRecord>& scenario_options() {
  static const std::vector<OptionRecord> all = [] {
    std::vector<OptionRecord> options;
    for (auto&& part : {head_options(), model_options(), single_sector_options(), gravity_options(),
                        group_options(), shock_options(), strategy_options(), precursor::precursor_options(),
                        talks_options(), ensemble_options(), output_options()})
      options.insert(options.end(), part.begin(), part.end());
    return options;
  }();
  return all;
}

std::string scenario_reference_text() { return reference_text(scenario_reference()); }
std::string scenario_reference_markdown() { return reference_markdown(scenario_reference()); }

}  // namespace cobden::scenario
