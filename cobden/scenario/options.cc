#include "cobden/scenario/options.h"

#include <fmt/format.h>

namespace cobden::scenario {
namespace {

using T = OptionType;

constexpr double kNone = -std::numeric_limits<double>::infinity(),
                 kMost = std::numeric_limits<double>::infinity();

OptionRecord words(std::string table, std::string key, T type, std::string meaning,
                   std::string default_value = "", std::vector<std::string> choices = {}) {
  return {std::move(table),   std::move(key), type,  std::move(meaning),      "",
          std::move(choices), kNone,          kMost, std::move(default_value)};
}

OptionRecord figure(std::string table, std::string key, T type, std::string meaning, std::string unit,
                    double low = kNone, double high = kMost, std::string default_value = "") {
  return {std::move(table),        std::move(key), type, std::move(meaning), std::move(unit), {}, low, high,
          std::move(default_value)};
}

std::vector<OptionRecord> head_options() {
  return {
      words("", "name", T::kText, "short name, used in files and tables", "the file name"),
      words("", "title", T::kText, "one line that says what is asked", "the name"),
      words("", "description", T::kText, "sources and assumptions, as long as needed"),
      words("", "benchmark", T::kText,
            "built-in benchmark, FILE.nc, or a folder of tables (see cobden data info)", "world-2022"),
  };
}

std::vector<OptionRecord> model_options() {
  return {
      words("model", "family", T::kText, "model of the economy", "caliendo-parro", model_families()),
      words("model", "variant", T::kText,
            "variant of the family (caliendo-parro: input-output, own-sector, no-materials, one-sector)",
            "the family's first"),
      words("model", "closure", T::kText, "what happens to trade deficits", "fixed",
            {"zero", "fixed", "world-share", "income"}),
      words("model", "elasticities", T::kText, "name of an elasticity set of the benchmark", "GYY"),
      words("model", "numeraire", T::kText,
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
    return of_family("single-sector", figure("model", key, T::kNumber, meaning, "", low, high, otherwise));
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
                words("model", "profits", T::kBoolean, "false is the Eaton-Kortum case", "true")),
      of_family("single-sector", words("model", "rebate", T::kText, "what tariff revenue is used for",
                                       "income-tax-relief", {"income-tax-relief", "lump-sum"})),
      of_family("single-sector",
                words("model", "transfers", T::kText, "what happens to trade deficits", "world-income-share",
                      {"world-income-share", "balanced-as-published", "balanced"})),
      of_family("single-sector",
                words("model", "country", T::kText, "region whose profit margin is matched apart", "USA")),
  };
}

std::vector<OptionRecord> gravity_options() {
  return {
      of_family("gravity", figure("model", "theta", T::kNumber, "trade elasticity, instead of a named set",
                                  "", 1e-6, 1e3)),
      of_family("gravity", figure("model", "sigma", T::kNumber, "elasticity of substitution, theta + 1", "",
                                  1 + 1e-6, 1e3)),
      of_family("gravity", words("model", "deficits", T::kText, "what happens to trade deficits", "additive",
                                 {"additive", "multiplicative"})),
      of_family("gravity", words("model", "effects", T::kText, "how far prices and incomes adjust", "full",
                                 {"baseline", "conditional", "first-order", "full"})),
  };
}

std::vector<OptionRecord> group_options() {
  return {
      words("groups.countries", "*", T::kTextList,
            "a name for several economies: NAFTA = [\"USA\", \"CAN\", \"MEX\"]"),
      words("groups.sectors", "*", T::kTextList,
            "a name for several sectors: metals = [\"C24A\", \"C24B\", \"C25\"]"),
  };
}

std::vector<OptionRecord> shock_options() {
  return {
      words("shock", "importer", T::kTextOrList,
            "who levies the tariff: code, group, \"all\", or a list of them", "all"),
      words("shock", "exporter", T::kTextOrList, "whose goods pay it; never the importer itself", "all"),
      words("shock", "sector", T::kTextOrList, "sectors charged: code, group, \"all\", or a list of them",
            "goods if the benchmark has that group, else all"),
      words("shock", "exclude", T::kTextOrList, "sectors left out"),
      figure("shock", "add", T::kNumber, "added to the tariff rate", "percentage points or fraction"),
      figure("shock", "set", T::kNumber, "the new tariff", "percent, fraction or power of the tariff"),
      figure("shock", "scale", T::kNumber,
             "factor: 50 percent or the fraction 0.5 halves the rate; on the power, 1 + t",
             "percent, fraction or power of the tariff", 0),
      figure("shock", "trade_cost", T::kNumber, "change of the iceberg trade cost", "percent or fraction"),
      words("shock", "tariff_file", T::kText,

            "new rates: CSV with columns exporter, importer, sector, tariff, or a .txt of stacked matrices, "
            "one for each "
            "sector, rows importers, columns exporters; found beside the scenario or the benchmark"),
      words("shock", "unit", T::kText, "unit of the figure above; must be stated", "",
            {"percentage points", "percent", "fraction", "power of the tariff"}),
  };
}

std::vector<OptionRecord> output_options() {
  return {
      words("outputs", "measures", T::kTextList, "columns of the terminal table", "the headline measures"),
      words("outputs", "countries", T::kTextList, "rows of the terminal table: codes or groups",
            "shocked economies, USA, CHN, and the most affected"),
      figure("outputs", "top", T::kInteger, "how many of the most affected economies the table adds",
             "economies", 0, 500, "10"),
      figure("solver", "tolerance", T::kNumber, "largest relative excess demand accepted as solved",
             "relative", 1e-15, 0.1, "1e-10"),
      figure("solver", "max_iterations", T::kInteger,
             "iteration limit; reaching it is reported, never success", "iterations", 1, 1e7, "2000"),
  };
}

struct TableText {
  const char* table;
  const char* heading;
  const char* meaning;
};
constexpr TableText kTables[] = {
    {"", "top of the file", "what the scenario is called and which world it starts from"},
    {"model", "[model]", "how the economy answers"},
    {"groups.countries", "[groups.countries]", "own names for several economies"},
    {"groups.sectors", "[groups.sectors]", "own names for several sectors"},
    {"shock", "[[shock]]",
     "one change each, applied in the order of the file; exactly one of add, set, scale, trade_cost, "
     "tariff_file"},
    {"outputs", "[outputs]", "what the terminal table shows (files always hold everything)"},
    {"solver", "[solver]", "how exactly to solve"},
};

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

std::string type_name(OptionType type) {
  switch (type) {
    case T::kText:
      return "text";
    case T::kNumber:
      return "number";
    case T::kInteger:
      return "whole number";
    case T::kBoolean:
      return "true/false";
    case T::kTextList:
      return "list of texts";
    case T::kTextOrList:
      return "text or list of texts";
  }
  return "";
}

std::string bounds(const OptionRecord& o) {
  const bool below = o.low > -std::numeric_limits<double>::infinity();
  const bool above = o.high < std::numeric_limits<double>::infinity();
  if (below && above) return fmt::format("{:g} to {:g}", o.low, o.high);
  if (below) return fmt::format("{:g} or more", o.low);
  return above ? fmt::format("{:g} or less", o.high) : "";
}

std::string shown_key(const OptionRecord& o) { return o.key == "*" ? "NAME" : o.key; }

}  // namespace

std::vector<std::string> model_families() { return {"caliendo-parro", "single-sector", "gravity"}; }

const std::vector<OptionRecord>& scenario_options() {
  static const std::vector<OptionRecord> all = [] {
    std::vector<OptionRecord> options;
    for (auto&& part : {head_options(), model_options(), single_sector_options(), gravity_options(),
                        group_options(), shock_options(), output_options()})
      options.insert(options.end(), part.begin(), part.end());
    return options;
  }();
  return all;
}

const OptionRecord* find_option(const std::string& table, const std::string& key) {
  for (const auto& option : scenario_options())
    if (option.table == table && (option.key == key || option.key == "*")) return &option;
  return nullptr;
}

std::string scenario_reference_text() {
  std::string text =
      "A scenario file is TOML: a benchmark world, a model, and the shocks that change its tariffs.\n";
  for (const auto& table : kTables) {
    text += fmt::format("\n{}: {}\n", table.heading, table.meaning);
    for (const auto& o : scenario_options()) {
      if (o.table != table.table) continue;
      text += fmt::format("  {:<15} {}\n", shown_key(o), o.meaning);
      std::string more = type_name(o.type);
      if (!o.choices.empty()) more = fmt::format("one of: {}", fmt::join(o.choices, ", "));
      if (!o.unit.empty()) more += "; unit: " + o.unit;
      if (!o.families.empty()) more += fmt::format("; {} only", fmt::join(o.families, ", "));
      if (const auto range = bounds(o); !range.empty()) more += "; " + range;
      if (!o.default_value.empty()) more += "; default: " + o.default_value;
      text += fmt::format("  {:<15}   {}\n", "", more);
    }
  }
  return text + "\nExample:\n\n" + kExample;
}

std::string scenario_reference_markdown() {
  std::string text =
      "# Scenario files\n\nA scenario file is TOML: a benchmark world, a model, and the shocks that change "
      "its tariffs. "
      "Generated by `cobden run --help-scenario=markdown`.\n";
  for (const auto& table : kTables) {
    text += fmt::format(
        "\n## {}\n\n{}.\n\n| key | meaning | type | unit | values | default |\n| --- | --- | --- | --- | --- "
        "| --- |\n",
        table.heading, table.meaning);
    for (const auto& o : scenario_options())
      if (o.table == table.table)
        text += fmt::format(
            "| `{}` | {} | {} | {} | {} | {} |\n", shown_key(o),
            o.meaning + (o.families.empty() ? "" : fmt::format(" ({} only)", fmt::join(o.families, ", "))),
            type_name(o.type), o.unit,
            o.choices.empty() ? bounds(o) : fmt::format("{}", fmt::join(o.choices, ", ")), o.default_value);
  }
  return text + "\n## Example\n\n```toml\n" + kExample + "```\n";
}

}  // namespace cobden::scenario
