#include "cobden/data/read_wiot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

/// The years for which the folder has a wiotYYYY_inter.csv, in order.
std::vector<int> years_in(const fs::path& folder) {
  std::vector<int> years;
  for (int year = 1990; year <= 2040; ++year)
    if (find_data_file(folder, fmt::format("wiot{}_inter.csv", year))) years.push_back(year);
  return years;
}

int choose_year(const fs::path& folder, int wanted) {
  const std::vector<int> years = years_in(folder);
  if (years.empty()) need_data_file(folder, "wiotYYYY_inter.csv");
  if (wanted == 0) return years.back();
  if (std::find(years.begin(), years.end(), wanted) != years.end()) return wanted;
  throw UserError({.place = {.file = folder.string(), .line = {}, .column = "setting year"},
                   .value = std::to_string(wanted),
                   .problem = "the folder has no table of that year",
                   .expected = fmt::format("one of {}", fmt::join(years, ", ")),
                   .remedy = ""});
}

[[noreturn]] void wrong_size(const CsvTable& table, const std::string& expected) {
  throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                   .value = fmt::format("{} x {}", table.rows(), table.columns().size()),
                   .problem = "the matrix has the wrong size",
                   .expected = expected,
                   .remedy = "the file may have been cut short"});
}

std::vector<double> all_numbers(const CsvTable& table, bool negative_allowed) {
  std::vector<double> values;
  values.reserve(table.rows() * table.columns().size());
  for (std::size_t r = 0; r < table.rows(); ++r)
    for (std::size_t c = 0; c < table.columns().size(); ++c)
      values.push_back(negative_allowed ? table.number(r, c) : flow_at(table, r, c));
  return values;
}

void read_axes(const fs::path& folder, BenchmarkTables& t, ImportReport& report) {
  const CsvTable countries = CsvTable::read_headless(need_data_file(folder, "countries.txt"), ',');
  account_for(report, countries);
  t.countries = CountryAxis(codes_at(countries, 0));
  const CsvTable sectors = CsvTable::read(need_data_file(folder, "sectors.csv"));
  account_for(report, sectors);
  std::vector<std::string> labels;
  for (std::size_t r = 0; r < sectors.rows(); ++r)
    labels.emplace_back(sectors.text(r, sectors.column("name")));
  t.sectors = SectorAxis(codes_at(sectors, sectors.column("id")), labels);
  add_elasticity_columns(sectors, t);
  if (!sectors.has_column("map16")) return;
  // Group 16 of the 16-sector list holds all services and utilities.
  for (const Sector s : t.sectors.all())
    t.sector_groups[sectors.text(static_cast<std::size_t>(s.value), sectors.column("map16")) == "16"
                        ? "services"
                        : "goods"]
        .push_back(t.sectors.code(s));
}

InterCountryTable read_matrices(const fs::path& folder, int year, const BenchmarkTables& t,
                                ImportReport& report) {
  InterCountryTable table{.countries = t.countries,
                          .sectors = t.sectors,
                          .final_categories = {},
                          .inter = {},
                          .final = {},
                          .output = {}};
  const std::size_t rows = table.cells(), N = t.countries.size();
  require_table_memory(N, t.sectors.size(), 5);
  const auto path = [&](const char* part) {
    return need_data_file(folder, fmt::format("wiot{}_{}.csv", year, part));
  };
  {
    const CsvTable inter = CsvTable::read_headless(path("inter"), ',');
    if (inter.rows() != rows || inter.columns().size() != rows)
      wrong_size(inter, fmt::format("{} x {}", rows, rows));
    account_for(report, inter);
    table.inter = all_numbers(inter, false);
  }
  const CsvTable final = CsvTable::read_headless(path("final"), ',');
  if (final.rows() != rows || final.columns().size() % N != 0)
    wrong_size(final, fmt::format("{} rows x a multiple of {} columns", rows, N));
  account_for(report, final);
  table.final = all_numbers(final, true);
  for (std::size_t k = 1; k <= final.columns().size() / N; ++k)
    table.final_categories.push_back(fmt::format("f{}", k));
  const CsvTable output = CsvTable::read_headless(path("output"), ',');
  if (output.rows() != rows || output.columns().size() != 1) wrong_size(output, fmt::format("{} x 1", rows));
  table.output = all_numbers(output, false);
  check_row_sums(table, output.path().string(), account_for(report, output));
  return table;
}

void read_tariffs(const fs::path& folder, BenchmarkTables& t, ImportReport& report) {
  std::vector<fs::path> lists;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("tariffs")) lists.push_back(entry.path());
  if (lists.size() > 1)
    throw UserError("more than one tariffs*.csv in " + folder.string(), "keep one in the folder");
  const std::size_t N = t.countries.size();
  t.tariff = TradeCube(t.sectors.size(), N, N);
  if (!lists.empty()) read_tariff_list(lists.front(), t, report);
}

}  // namespace

bool is_wiot(const fs::path& folder) { return !years_in(folder).empty(); }

BenchmarkTables read_wiot(const fs::path& folder, ImportReport& report, const WiotOptions& options) {
  BenchmarkTables t;
  t.year = choose_year(folder, options.year);
  t.name = fmt::format("wiod-{}", t.year);
  t.provenance = {
      .title = fmt::format("World Input-Output Database, 2013 release, {}", t.year),
      .source = "World Input-Output Database (inter-country table at basic prices)",
      .licence = "CC BY 4.0",
      .citation =
          "Timmer, Dietzenbacher, Los, Stehrer and de Vries (2015), Review of International Economics 23",
      .steps = {"read from the matrices of the inter-country table"}};
  read_axes(folder, t, report);
  InterCountryTable table = read_matrices(folder, t.year, t, report);
  read_tariffs(folder, t, report);
  collapse(std::move(table), options.collapse, t);
  add_standard_groups(t);
  return t;
}

}  // namespace cobden::data
