#include "cobden/report/comparison.h"

#include <algorithm>
#include <cmath>

#include "cobden/data/csv.h"

namespace cobden::report {

ResultFigures figures_of(const std::string& name, const economy::Result& result, const RowChoice& choice) {
  ResultFigures f;
  f.name = name;
  for_each_row(result, choice, [&](const ResultRow& r) {
    f.figures[{std::string(r.measure), std::string(r.unit), std::string(r.exporter), std::string(r.importer),
               std::string(r.sector)}] = {r.value, r.base};
  });
  return f;
}

ResultFigures read_figures(const std::filesystem::path& folder, const RowChoice& choice) {
  const auto path = folder / "results.csv";
  if (!std::filesystem::exists(path))
    throw UserError({.place = {.file = folder.string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = "holds no results.csv",
                     .expected = "a folder written by cobden run --out",
                     .remedy = ""});
  const auto table = data::CsvTable::read(path);
  const auto column = [&](const char* name) { return table.column(name); };
  const std::size_t measure = column("measure"), unit = column("unit"), exporter = column("exporter"),
                    importer = column("importer"), sector = column("sector"), value = column("value"),
                    base = column("base"), scenario = column("scenario");
  ResultFigures f;
  f.name = table.rows() > 0 ? std::string(table.text(0, scenario)) : folder.filename().string();
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const auto text = [&](std::size_t c) { return std::string(table.text(r, c)); };
    if (!choice.measures.empty() &&
        std::find(choice.measures.begin(), choice.measures.end(), text(measure)) == choice.measures.end())
      continue;
    if (!choice.bilateral_by_sector && !text(exporter).empty() && !text(importer).empty() &&
        !text(sector).empty())
      continue;
    f.figures[{text(measure), text(unit), text(exporter), text(importer), text(sector)}] = {
        table.number_or(r, value, NAN), table.number_or(r, base, NAN)};
  }
  return f;
}

std::vector<ComparisonRow> compare(const ResultFigures& first, const ResultFigures& second) {
  std::vector<ComparisonRow> rows;
  for (const auto& [key, figure] : first.figures)
    if (const auto other = second.figures.find(key); other != second.figures.end())
      rows.push_back({key, figure[0], other->second[0]});
  if (rows.empty())
    throw UserError("the two results have no figure in common",
                    "compare results of the same benchmark with the same measures");
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    if (a.key[0] != b.key[0]) return a.key[0] < b.key[0];
    return std::abs(a.difference()) > std::abs(b.difference());
  });
  return rows;
}

}  // namespace cobden::report
