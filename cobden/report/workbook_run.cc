// The sheets of a run: variables over the same axes stand side by side.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/data/csv.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/workbook.h"

namespace cobden::report {
namespace {

using economy::Variable;

/// A sheet and the axes of its rows. A measure of one side, importer or exporter, is of an economy.
struct Layout {
  const char* name;
  bool sector, pair, economy;
};
constexpr std::array kLayouts{
    Layout{"World", false, false, false},        Layout{"Economies", false, false, true},
    Layout{"World sectors", true, false, false}, Layout{"Sectors", true, false, true},
    Layout{"Pairs", false, true, false},         Layout{"Pairs by sector", true, true, false}};

bool fits(const Variable& v, const Layout& layout) {
  const bool pair = v.by_importer && v.by_exporter;
  return v.by_sector == layout.sector && pair == layout.pair &&
         (!pair && (v.by_importer || v.by_exporter)) == layout.economy;
}

std::vector<SheetColumn> headings(const Layout& layout, const std::vector<const Variable*>& variables) {
  std::vector<SheetColumn> columns;
  if (layout.sector) columns.push_back({"Sector", ""});
  if (layout.pair) columns.push_back({"Importer", ""}), columns.push_back({"Exporter", ""});
  if (layout.economy) columns.push_back({"Economy", ""}), columns.push_back({"Name", ""});
  for (const Variable* v : variables) {
    if (has_base(*v)) columns.push_back({v->label + ", base", v->unit});
    columns.push_back({v->label, v->unit});
  }
  return columns;
}

Sheet sheet_of(const economy::Result& result, const Layout& layout,
               const std::vector<const Variable*>& variables) {
  Sheet sheet{.name = layout.name, .columns = headings(layout, variables), .rows = {}};
  const CountryAxis& countries = result.benchmark->countries();
  const auto& sectors = sector_codes(result, *variables.front());
  const std::size_t S = layout.sector ? sectors.size() : 1,
                    D = layout.pair || layout.economy ? countries.size() : 1,
                    O = layout.pair ? countries.size() : 1;
  for (std::size_t s = 0, i = 0; s < S; ++s)
    for (std::size_t d = 0; d < D; ++d)
      for (std::size_t o = 0; o < O; ++o, ++i) {
        auto& row = sheet.rows.emplace_back();
        if (layout.sector) row.emplace_back(sectors[s]);
        if (layout.pair || layout.economy) row.emplace_back(countries.code(Country(d)));
        if (layout.pair) row.emplace_back(countries.code(Country(o)));
        if (layout.economy) row.emplace_back(countries.label(Country(d)));
        for (const Variable* v : variables) {
          if (has_base(*v)) row.emplace_back(v->base[i]);
          row.emplace_back(v->value[i]);
        }
      }
  return sheet;
}

Sheet about(const scenario::AssembledRun& run, const economy::Result& r) {
  Sheet sheet{.name = "About", .columns = {{"What", ""}, {"Value", ""}}, .rows = {}};
  const auto entry = [&](const char* what, SheetCell value) {
    sheet.rows.push_back({what, std::move(value)});
  };
  entry("Title", run.scenario.title);
  entry("Scenario", run.scenario.name);
  entry("Benchmark", r.benchmark->name());
  entry("Model", model_name(r));
  entry("Elasticities", r.model.elasticities);
  entry("Closure", r.closure);
  entry("Numeraire", r.numeraire);
  entry("Solver status", economy::to_string(r.solver.status));
  entry("Iterations", static_cast<double>(r.solver.iterations));
  entry("Residual", r.solver.residual);
  entry("Program", "Cobden " + version() + " " + commit());
  for (const auto& note : run.notes) entry("Note", note);
  return sheet;
}

}  // namespace

std::vector<Sheet> run_sheets(const scenario::AssembledRun& run, const economy::Result& result,
                              bool bilateral_by_sector) {
  std::vector<Sheet> sheets{about(run, result)};
  for (const Layout& layout : kLayouts) {
    if (layout.sector && layout.pair && !bilateral_by_sector) continue;
    // Where a model adds sectors up, its variables over one sector are a table of their own.
    std::vector<std::vector<const Variable*>> tables;
    for (const auto& v : result.outcomes.all()) {
      if (!fits(v, layout)) continue;
      const auto same = [&](const auto& t) { return t.front()->value.size() == v.value.size(); };
      const auto it = std::find_if(tables.begin(), tables.end(), same);
      it == tables.end() ? tables.push_back({&v}) : it->push_back(&v);
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
      sheets.push_back(sheet_of(result, layout, tables[i]));
      if (i > 0) sheets.back().name += fmt::format(" ({})", i + 1);
    }
  }
  return sheets;
}

Sheet sheet_of_csv(const std::string& name, const std::string& csv) {
  const auto table = data::CsvTable::parse(csv, name, ',', data::CsvTable::Header::kFirstRow);
  Sheet sheet{.name = name, .columns = {}, .rows = std::vector<std::vector<SheetCell>>(table.rows())};
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const std::string& heading = table.columns()[c];
    sheet.columns.push_back({heading, ""});
    bool numbers = heading != "sector" && heading != "importer" && heading != "exporter";
    for (std::size_t r = 0; numbers && r < table.rows(); ++r)
      numbers = table.blank(r, c) || parse_number(table.text(r, c));
    for (std::size_t r = 0; r < table.rows(); ++r)
      if (numbers)
        sheet.rows[r].emplace_back(table.number_or(r, c, std::nan("")));
      else
        sheet.rows[r].emplace_back(std::string(table.text(r, c)));
  }
  return sheet;
}

std::vector<Sheet> strategy_sheets(const scenario::StrategyAnswer& a, bool full) {
  std::vector<Sheet> sheets{sheet_of_csv("Strategy", strategy_csv(a, full))};
  for (std::size_t i = 0; i < a.tariffs.size(); ++i)
    sheets.push_back(sheet_of_csv(i == 0 ? "Tariffs" : fmt::format("Tariffs ({})", i + 1),
                                  tariffs_csv(a, a.tariffs[i].tariff)));
  return sheets;
}

}  // namespace cobden::report
